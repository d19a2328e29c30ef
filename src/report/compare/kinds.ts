import { rationalToNumber } from "../../core/rational.ts";
import { type LayerClass, layerClass, layerClasses } from "../../cost/index.ts";
import { type Bound, causes, type LayerTiming, type NetworkTiming, visibleCycles } from "../../sim/index.ts";
import { asConstant, type Expr, isZero, sum, zero } from "../../symbolic/index.ts";
import type { Report } from "../report.ts";

/** The class of layers with MACs; `other` are those without. */
export type LayerKind = LayerClass | "other";

/** What the layers of one kind have of a timed network's MACs and time. */
export interface KindShare {
  readonly kind: LayerKind;
  /** MACs under the report's convention, which may count some in other layers, too. */
  readonly macs: Expr;
  readonly macsShare: number;
  readonly milliseconds: number;
  readonly timeShare: number;
  /** Cycles by what they go to, each once; they add up to the kind's. */
  readonly byCause: ReadonlyMap<Bound, number>;
  /** What takes most of the time; undefined for layers that take none. */
  readonly cause: Bound | undefined;
  readonly causeShare: number;
  /** The inner loop with most cycles of that cause; undefined where it is overhead, which is outside of loops. */
  readonly kernel: string | undefined;
  /** MACs over what the cores could do in the kind's time at their peak rate; undefined where they have none or take none. */
  readonly utilization: number | undefined;
}

/**
 * A timed network's MACs and time by kind of layer, in the order of the classes; kinds with neither are left out. The shares of each add
 * up to 1.
 */
export function kindShares({ layers, totals }: Report, timing: NetworkTiming): readonly KindShare[] {
  const whole = { macs: numberOf(totals.macs), cycles: timing.cycles };
  const kinds: readonly LayerKind[] = [...layerClasses, "other"];
  return kinds.flatMap((kind) => {
    const places = timing.layers.flatMap((each, at) => ((layerClass(each.cost) ?? "other") === kind ? [at] : []));
    const macs = sum(places.map((at) => layers[at]?.macs ?? zero));
    const own = places.flatMap((at) => timing.layers[at] ?? []);
    const share = shareOf(kind, macs, own, { ...whole, model: timing.model });
    return isZero(share.macs) && share.timeShare === 0 ? [] : [share];
  });
}

/** A count as a double; 0 for a formula, which no timed network has. */
export function numberOf(e: Expr): number {
  const value = asConstant(e);
  return value === undefined ? 0 : rationalToNumber(value);
}

interface Whole extends Pick<NetworkTiming, "model"> {
  readonly macs: number;
  readonly cycles: number;
}

function shareOf(kind: LayerKind, macs: Expr, layers: readonly LayerTiming[], whole: Whole): KindShare {
  const parts = layers.map((layer) => ({ layer, visible: visibleCycles(layer, whole) }));
  const sumOf = (cause: Bound) => parts.reduce((total, { visible }) => total + (visible.get(cause) ?? 0), 0);
  const byCause = new Map(causes.map((each) => [each, sumOf(each)]));
  const cycles = layers.reduce((total, each) => total + each.cycles, 0);
  const peak = layers.reduce((total, each) => total + each.utilization * each.cycles, 0);
  const cause = cycles === 0 ? undefined : largest(byCause);
  const kernels = new Map<string, number>();
  if (cause !== undefined && cause !== "overhead") {
    for (const { layer, visible } of parts) {
      kernels.set(layer.kernel, (kernels.get(layer.kernel) ?? 0) + (visible.get(cause) ?? 0));
    }
  }
  return {
    kind,
    macs,
    macsShare: whole.macs === 0 ? 0 : numberOf(macs) / whole.macs,
    milliseconds: layers.reduce((total, each) => total + each.milliseconds, 0),
    timeShare: whole.cycles === 0 ? 0 : cycles / whole.cycles,
    byCause,
    cause,
    causeShare: cause === undefined ? 0 : (byCause.get(cause) ?? 0) / cycles,
    kernel: largest(kernels) || undefined,
    utilization: cycles === 0 || peak === 0 ? undefined : peak / cycles,
  };
}

function largest<T>(parts: ReadonlyMap<T, number>): T | undefined {
  return [...parts].reduce<readonly [T, number] | undefined>(
    (most, each) => (most === undefined || each[1] > most[1] ? each : most),
    undefined,
  )?.[0];
}
