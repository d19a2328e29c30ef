import { rationalToNumber } from "../../core/rational.ts";
import { type LayerClass, layerClass } from "../../cost/index.ts";
import { type LayerTiming, type NetworkTiming, ridgePoint } from "../../sim/index.ts";
import { asConstant, type Expr } from "../../symbolic/index.ts";
import { argumentText } from "../heading.ts";
import type { ReportArgument } from "../report.ts";
import { niceRange } from "../svg/log-axis.ts";

/** A layer under the roofs. Units: MAC per byte of compulsory traffic, MAC per cycle. */
export interface RooflinePoint {
  readonly layer: LayerTiming;
  readonly layerClass: LayerClass;
  readonly intensity: number;
  /** Reached: MACs over all cycles of the layer. */
  readonly macRate: number;
  /** The lower of the peak rate and of what the DRAM bandwidth feeds at this intensity. */
  readonly roof: number;
  /** `macRate` over `roof`; above 1 where data that stays in a cache is not read from the DRAM. */
  readonly share: number;
}

/** A network's layers under the roofs of the cores that run it. */
export interface RooflineView {
  readonly network: string;
  readonly arguments: readonly ReportArgument[];
  readonly dtype: string;
  readonly timing: NetworkTiming;
  /** In execution order. */
  readonly points: readonly RooflinePoint[];
  /** Layers without MACs, which have no place under a roof of MACs. */
  readonly others: readonly LayerTiming[];
}

/** Places each layer that computes MACs and takes time. */
export function rooflineView(
  timing: NetworkTiming,
  about: Pick<RooflineView, "network" | "arguments" | "dtype">,
): RooflineView {
  const points: RooflinePoint[] = [];
  const others: LayerTiming[] = [];
  for (const layer of timing.layers) {
    const point = pointOf(layer, timing);
    if (point === undefined) others.push(layer);
    else points.push(point);
  }
  return { ...about, timing, points, others };
}

function pointOf(layer: LayerTiming, { ceilings }: NetworkTiming): RooflinePoint | undefined {
  const found = layerClass(layer.cost);
  const [macs, bytes] = [numberOf(layer.cost.macs), numberOf(layer.cost.compulsoryBytes)];
  if (found === undefined || macs === 0 || bytes === 0 || layer.cycles === 0) return undefined;
  const [peak = Number.POSITIVE_INFINITY] = ceilings.macRate.values();
  const intensity = macs / bytes;
  const macRate = macs / layer.cycles;
  const roof = Math.min(peak, intensity * (ceilings.bandwidth.get("dram") ?? Number.POSITIVE_INFINITY));
  return { layer, layerClass: found, intensity, macRate, roof, share: macRate / roof };
}

function numberOf(e: Expr): number {
  const value = asConstant(e);
  return value === undefined ? 0 : rationalToNumber(value);
}

/** The points that lie lowest below their roof, the lowest first; those within a hundredth of it are not among them. */
export function lowestPoints({ points }: RooflineView, most: number): readonly RooflinePoint[] {
  const below = points.filter((each) => each.share < 0.99);
  return below.sort((a, b) => a.share - b.share).slice(0, most);
}

/** What the axes of a picture span: every point, the ridge point and the highest roof. */
export function rooflineRange({ points, timing }: RooflineView): {
  readonly x: readonly [from: number, to: number];
  readonly y: readonly [from: number, to: number];
} {
  const ridge = ridgePoint(timing);
  const peaks = [...timing.ceilings.macRate.values()];
  const across = [ridge / 4, ridge * 4, ...points.map((each) => each.intensity)];
  const up = [Math.min(...peaks) / 4, 1.2 * Math.max(...peaks), ...points.map((each) => each.macRate)];
  return { x: niceRange(Math.min(...across), Math.max(...across)), y: niceRange(Math.min(...up), Math.max(...up)) };
}

/** Bandwidths, the highest first, as names for people: `DRAM`, `L2`. */
export function bandwidthsOf({ ceilings }: NetworkTiming): readonly (readonly [name: string, bytesPerCycle: number])[] {
  return [...ceilings.bandwidth].map(([level, bandwidth]) => [level.toUpperCase(), bandwidth]);
}

/** The network, where it runs and by which model. */
export function headingText({ network, arguments: given, dtype, timing }: RooflineView): string {
  const { device, core, threads, clockGhz, runtime, model } = timing;
  const name = [network, ...given.map(argumentText)].join(" ");
  const cores = threads === 1 ? core : `${threads} × ${core}`;
  const by = runtime ?? `plain ${model}`;
  return [name, device, `${cores} at ${Number(clockGhz.toFixed(3))} GHz`, dtype, by].join(" · ");
}
