import { InternalError } from "../core/internal-error.ts";
import { rationalToNumber } from "../core/rational.ts";
import { type LayerClass, layerClass, type NetworkCost } from "../cost/index.ts";
import type { DeviceProfile } from "../hardware/index.ts";
import { ratedCases } from "../shipped/index.ts";
import {
  type CaseScale,
  dspTypeOf,
  type ErrorBand,
  errorBand,
  type IssueKind,
  type NetworkKind,
  type NetworkTiming,
} from "../sim/index.ts";
import { asConstant, type Expr } from "../symbolic/index.ts";

/**
 * How far a prediction may lie from a measurement, in percent: what nine tenths of the most similar shipped measurements keep within;
 * see `errorBand`. Undefined without a runtime, for which nothing was measured. `settings` are values of the device that were set anew:
 * clock and memory are as near as what they make of its rates, sizes and bandwidths of caches are as no measured device has them.
 */
export function bandOf(
  timing: NetworkTiming,
  cost: NetworkCost,
  device: DeviceProfile,
  settings: readonly string[] = [],
): ErrorBand | undefined {
  const { runtime, core } = timing;
  if (runtime === undefined) return undefined;
  const unmeasured = settings.filter((each) => !/^\s*(?:clock|dram|dram-all)\s*=/.test(each));
  if (unmeasured.length > 0) return { kind: "set", settings: unmeasured };
  const issue = issueOf(device, core);
  // What a DSP computes in halves is as near to measurements as halves are.
  const dtype = issue === "packets" ? (dspTypeOf(cost) ?? cost.dtype) : cost.dtype;
  return errorBand(ratedCases, { runtime, dtype, issue, network: kindOf(cost), ...scaleOf(timing, cost) });
}

/** How a core of a device issues instructions. */
export function issueOf({ name, clusters, dsp }: DeviceProfile, core: string): IssueKind {
  if (dsp?.core.name === core) return "packets";
  const found = clusters.find((each) => each.core.name === core);
  if (found === undefined) throw new InternalError("validate", `${name} has no ${core}`);
  return found.core.order;
}

/** Whether a network has depthwise convolutions. */
export function kindOf(cost: NetworkCost): NetworkKind {
  return cost.layers.some((each) => layerClass(each) === "depthwise") ? "separable" : "dense";
}

/** How much a network is, and what it runs on; shares to a ten thousandth, rates and bandwidths to three digits. */
export function scaleOf({ ceilings, clockGhz }: NetworkTiming, cost: NetworkCost): CaseScale {
  const { graph, totals, batch, layers } = cost;
  const [perCycle = 0] = ceilings.macRate.values();
  const pixels = graph.inputs.map((each) => pixelsOf(graph.tensors[each]?.shape.dims ?? []));
  const macs = numberOf(totals.macs);
  const byClass = new Map<LayerClass, number>();
  for (const each of layers) {
    const found = layerClass(each);
    if (found !== undefined) byClass.set(found, (byClass.get(found) ?? 0) + numberOf(each.macs));
  }
  const shares = [...byClass].map(([found, own]) => [found, Math.round((1e4 * own) / macs) / 1e4] as const);
  const perSecond = (rate: number) => Number((rate * clockGhz * 1e9).toPrecision(3));
  return {
    macs,
    bytes: numberOf(totals.compulsoryBytes),
    pixels: Number(batch) * Math.max(1, ...pixels),
    macsPerSecond: perSecond(perCycle),
    bytesPerSecond: perSecond(ceilings.bandwidth.get("dram") ?? 0),
    kinds: Object.fromEntries(shares.filter(([, share]) => share > 0)),
  };
}

/** Rows and columns of an image; tokens of a text. */
function pixelsOf(dims: readonly Expr[]): number {
  return (dims.length > 2 ? dims.slice(1) : dims.slice(0, -1)).reduce((product, each) => product * numberOf(each), 1);
}

function numberOf(value: Expr): number {
  const known = asConstant(value);
  return known === undefined ? 0 : rationalToNumber(known);
}
