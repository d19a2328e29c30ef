import {
  type BandwidthLevel,
  type Bound,
  type CauseShare,
  causesOf,
  type LayerTiming,
  type MemoryLevel,
  type NetworkTiming,
} from "../../sim/index.ts";
import { classWords } from "../class-words.ts";
import { percentText } from "../quantity.ts";
import type { Simulation } from "./simulation.ts";

const levelNames = { l2: "L2", l3: "L3", dram: "DRAM" } as const satisfies Readonly<Record<BandwidthLevel, string>>;

/** How many causes are told in words. */
const told = 3;

/** The levels of memory that the words name, of which they say what twice the bandwidth saves. */
export function toldLevels(timing: NetworkTiming): readonly BandwidthLevel[] {
  const causes = new Set(toldCauses(timing).map((each) => each.cause));
  return (["l2", "l3", "dram"] as const).filter((each) => causes.has(each));
}

function toldCauses(timing: NetworkTiming): readonly CauseShare[] {
  return timing.cycles === 0 ? [] : causesOf(timing).slice(0, told);
}

/**
 * The causes that cost most, in words: share of the network's cycles, what it is, the layer with the largest part, and at the first of
 * each level of memory what twice the bandwidth saves of the network's time. A sentence each.
 *
 * Such as `41 % waits for weights from DRAM in classifier.fc and 5 other linear layers; twice the bandwidth saves 1.20 ms in all`
 */
export function causeSentences({ report: { timing }, twice }: Pick<Simulation, "report" | "twice">): readonly string[] {
  const said = new Set<Bound>();
  return toldCauses(timing).map((each) => {
    const { cause } = each;
    const faster = isLevel(cause) && !said.has(cause) ? twice.get(cause) : undefined;
    said.add(cause);
    const saved = faster === undefined ? "" : `; twice the bandwidth saves ${savedText(timing, faster)}`;
    return `${percentText(each.cycles / timing.cycles)} ${causeText(each, timing)}${saved}`;
  });
}

function isLevel(cause: Bound): cause is BandwidthLevel {
  return Object.hasOwn(levelNames, cause);
}

/** Two digits, three below 0.1 ms. */
function savedText(slow: NetworkTiming, fast: Pick<NetworkTiming, "milliseconds">): string {
  const saved = slow.milliseconds - fast.milliseconds;
  return saved < 0.0005 ? "next to nothing" : `${saved.toFixed(saved < 0.1 ? 3 : 2)} ms in all`;
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
    case "vtcm":
      return `waits for the VTCM, which tiles are read from and sums written to, ${place}`;
    default:
      return `waits for ${contentText(layers, cause)} from ${levelNames[cause]} ${place}`;
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
  return peak >= 0.995 * compute ? " at the peak rate" : ` at ${percentText(peak / compute)} of the peak rate`;
}

/** What most of the time of moving out of a level goes to. */
function contentText(layers: readonly LayerTiming[], level: MemoryLevel): string {
  const all = layers.reduce((total, each) => total + each.memoryCycles[level], 0);
  const weights = layers.reduce((total, each) => total + each.weightCycles[level], 0);
  return 2 * weights > all ? "weights" : "activations";
}
