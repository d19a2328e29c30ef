import { type LayerCost, operationalIntensity, type Sight } from "../cost/index.ts";
import type { PathSegment } from "../graph/index.ts";
import type { Shape } from "../ops/index.ts";
import type { Bound, LayerTiming } from "../sim/index.ts";
import type { Expr } from "../symbolic/index.ts";

/** The exact counts that rows and totals share. Units: parameters, MACs, FLOPs, bytes at the run's data type. */
export interface Counts {
  readonly params: Expr;
  readonly macs: Expr;
  readonly flops: Expr;
  readonly inputBytes: Expr;
  readonly weightBytes: Expr;
  readonly outputBytes: Expr;
  /** Bytes moved when each tensor moves once, and what folds into its producer (batch norm, activations, views) moves nothing. */
  readonly compulsoryBytes: Expr;
}

/** Predicted time of a row: cycles by what they go to, as in `LayerTiming`. */
export interface RowTiming
  extends Pick<
    LayerTiming,
    "milliseconds" | "cycles" | "computeCycles" | "memoryCycles" | "overheadCycles" | "hiddenCycles"
  > {
  /** Milliseconds by what limits the layers. */
  readonly byBound: ReadonlyMap<Bound, number>;
  /** Cycles by inner loop, or by the layer that one runs inside of. */
  readonly byKernel: ReadonlyMap<string, number>;
  /** Cycles that the MACs take at the peak rate. */
  readonly peakCycles: number;
}

/** One layer, or several that share a name under a grouping. */
export interface Row extends Counts {
  readonly name: string;
  /** Layers behind the row, or blocks of a stage; a formula where a repeat count or a condition is free. */
  readonly count: Expr;
  /** The operator; of a group, that of all its layers, or undefined when they differ. */
  readonly op: string | undefined;
  /** What the last layer of the row writes; undefined where a row stands for unrelated layers. */
  readonly output: Shape | undefined;
  /** MAC per byte of compulsory traffic; undefined when nothing moves. */
  readonly intensity: Expr | undefined;
  /** How far the positions of `output` see into the network's input; worked out for all rows when one is asked. */
  readonly sight: () => Sight | undefined;
  /** Whether the row stands for the rows that a cut left out. */
  readonly isRest?: boolean;
  /** Absent unless a device was asked for. */
  readonly timing: RowTiming | undefined;
}

/** The row of one layer. */
export interface LayerRow extends Row {
  readonly op: string;
  readonly segments: readonly PathSegment[];
  readonly inputs: readonly Shape[];
  readonly outputs: readonly Shape[];
  readonly kernel: readonly Expr[] | undefined;
  readonly stride: readonly Expr[] | undefined;
  readonly groups: Expr | undefined;
  /** How often the layer runs, or the condition under which it exists; the counts include it. */
  readonly factor: Expr;
}

/** The row of one costed layer, with its time when a device was asked for. */
export function layerRow(cost: LayerCost, sight: Row["sight"], timing?: LayerTiming): LayerRow {
  const { layer } = cost;
  const geometry = layer.operator.geometry?.(cost.inputs, layer.attributes);
  return {
    name: layer.name,
    count: layer.factor,
    op: layer.operator.name,
    segments: layer.segments,
    inputs: cost.inputs,
    outputs: cost.outputs,
    output: cost.outputs.at(-1),
    sight,
    kernel: geometry?.kernel,
    stride: geometry?.stride,
    groups: geometry?.groups,
    params: cost.params,
    macs: cost.macs,
    flops: cost.flops,
    inputBytes: cost.inputBytes,
    weightBytes: cost.weightBytes,
    outputBytes: cost.outputBytes,
    compulsoryBytes: cost.compulsoryBytes,
    intensity: operationalIntensity(cost),
    factor: layer.factor,
    timing: timing === undefined ? undefined : rowTiming(timing),
  };
}

function rowTiming(timing: LayerTiming): RowTiming {
  const { milliseconds, cycles, computeCycles, memoryCycles, overheadCycles, hiddenCycles } = timing;
  return {
    milliseconds,
    cycles,
    computeCycles,
    memoryCycles,
    overheadCycles,
    hiddenCycles,
    byBound: new Map([[timing.bound, milliseconds]]),
    byKernel: new Map([[timing.kernel, cycles]]),
    peakCycles: timing.utilization * cycles,
  };
}

/** Whether a row is that of a single layer. */
export function isLayerRow(row: Row): row is LayerRow {
  return "segments" in row;
}

/** What limits the largest part of a row's time; undefined where it takes none: layers that run inside of others are limited by nothing. */
export function boundOf({ timing }: Row): Bound | undefined {
  return timing === undefined || timing.cycles === 0 ? undefined : largestFirst(timing.byBound)[0];
}

/** The inner loops of a row, the one with the most cycles first. */
export function kernelsOf({ timing }: Row): readonly string[] {
  return largestFirst(timing?.byKernel ?? new Map()).filter((each) => each !== "");
}

function largestFirst<T>(parts: ReadonlyMap<T, number>): readonly T[] {
  return [...parts].sort((a, b) => b[1] - a[1]).map(([each]) => each);
}

/** MACs over what the cores could do in a row's cycles at their peak rate; undefined where it takes none. */
export function utilizationOf({ timing }: Row): number | undefined {
  return timing === undefined || timing.cycles === 0 ? undefined : timing.peakCycles / timing.cycles;
}
