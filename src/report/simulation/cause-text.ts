import { rationalToNumber } from "../../core/rational.ts";
import type { LayerCost } from "../../cost/index.ts";
import { type CauseShare, causesOf, type LayerTiming, type NetworkTiming, savedByDoubling } from "../../sim/index.ts";
import { asConstant, type Expr } from "../../symbolic/index.ts";

const classWords: Readonly<Record<NonNullable<CauseShare["layerClass"]>, readonly [one: string, more: string]>> = {
  pointwise: ["pointwise convolution", "pointwise convolutions"],
  depthwise: ["depthwise convolution", "depthwise convolutions"],
  standard: ["standard convolution", "standard convolutions"],
  linear: ["linear layer", "linear layers"],
  attention: ["attention layer", "attention layers"],
  other: ["layer without MACs", "layers without MACs"],
};

const levelNames = { l2: "L2", l3: "L3", vtcm: "the VTCM", dram: "DRAM" } as const;

/** How many causes are told in words. */
const told = 3;

/**
 * The causes that cost most, in words: share of the network's cycles, what it is, the layer with the largest part, and for memory what twice
 * the bandwidth would save at most. A sentence each.
 *
 * Such as `41 % waits for weights from DRAM in classifier.fc and 5 other linear layers; twice the bandwidth saves at most 1.20 ms`
 */
export function causeSentences(timing: NetworkTiming): readonly string[] {
  if (timing.cycles === 0) return [];
  return causesOf(timing)
    .slice(0, told)
    .map((each) => `${percent(each.cycles / timing.cycles)} ${causeText(each, timing)}`);
}

function percent(share: number): string {
  const text = Math.round(100 * share);
  return text === 0 ? "< 1 %" : `${text} %`;
}

function causeText(share: CauseShare, { model, clockGhz }: NetworkTiming): string {
  const { cause, layers } = share;
  const place = `in ${layersText(share)}`;
  switch (cause) {
    case "compute":
      return `computes ${place}${rateText(layers)}`;
    case "overhead": {
      const each = share.cycles / layers.length / (clockGhz * 1e3);
      if (model === "dsp") return `hands the inference over, converts floats and starts operators, most of it ${place}`;
      return `starts operators and threads ${place}, ${each.toFixed(1)} µs each`;
    }
    default: {
      const saved = layers.reduce((total, each) => total + savedByDoubling(each, cause), 0) / (clockGhz * 1e6);
      return `waits for ${contentText(layers)} from ${levelNames[cause]} ${place}; twice the bandwidth saves at most ${saved.toFixed(2)} ms`;
    }
  }
}

/** `classifier.fc and 5 other linear layers`. */
function layersText({ layers, layerClass }: CauseShare): string {
  const first = layers[0]?.cost.layer.name ?? "";
  const others = layers.length - 1;
  const [one, more] = layerClass === undefined ? ["layer", "layers"] : classWords[layerClass];
  if (others === 0) return layerClass === undefined ? first : `the ${one} ${first}`;
  return `${first} and ${others} other ${others === 1 ? one : more}`;
}

/** `at 93 % of the peak rate`; nothing where there are no MACs. */
function rateText(layers: readonly LayerTiming[]): string {
  const peak = layers.reduce((total, each) => total + each.utilization * each.cycles, 0);
  const compute = layers.reduce((total, each) => total + each.computeCycles, 0);
  if (peak === 0) return "";
  return peak >= 0.995 * compute ? " at the peak rate" : ` at ${percent(peak / compute)} of the peak rate`;
}

/** What most of the layers' bytes are. */
function contentText(layers: readonly LayerTiming[]): string {
  const total = (read: (cost: LayerCost) => Expr) =>
    layers.reduce((sum, { cost }) => {
      const value = asConstant(read(cost));
      return sum + (value === undefined ? 0 : rationalToNumber(value));
    }, 0);
  return 2 * total((cost) => cost.weightBytes) > total((cost) => cost.compulsoryBytes) ? "weights" : "activations";
}
