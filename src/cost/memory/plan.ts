import type { LayerGraph } from "../../graph/index.ts";
import { asInteger, type Expr, multiply, sum, symbolsOf } from "../../symbolic/index.ts";
import { bytesOf, dataTypes, weightBytesOf } from "../bytes.ts";
import type { DataType } from "../cost.ts";
import { countedLayers } from "../count.ts";
import { peakActivation } from "../liveness.ts";
import { type Arena, planArena } from "./arena.ts";
import { type MemoryProgram, memoryProgram, type Reuse, reuses } from "./program.ts";
import { type OrderSearch, searchOrder } from "./search.ts";
import { storedWeightBytes } from "./storage.ts";
import { type MemoryMoment, type MemoryTrace, traceOf } from "./trace.ts";

/** The order of the layers: as they are written, or the one with the smallest peak that the search finds. */
export type Schedule = "written" | "best";

export const schedules: readonly Schedule[] = ["written", "best"];

export interface MemoryOptions {
  readonly reuse: Reuse;
  readonly schedule: Schedule;
  readonly dtype: DataType;
  /** Inferences at once. */
  readonly batch: bigint;
  /** Bytes that offsets in the arena are multiples of. */
  readonly align: bigint;
}

/** Peaks of one convention under both schedules. */
export interface ReusePeak {
  readonly reuse: Reuse;
  readonly writtenBytes: bigint;
  readonly best: OrderSearch;
}

/** What the network takes when weights and activations have one type. */
export interface TypeStorage {
  readonly dtype: DataType;
  /** Every learned value at the type. */
  readonly weightBytes: bigint;
  /** As a runtime stores them; see `storedWeightBytes`. */
  readonly storedBytes: bigint;
  readonly arenaBytes: bigint;
  /** storedBytes + arenaBytes. */
  readonly totalBytes: bigint;
}

/** The memory of one inference, or of a batch: what is alive when, where it lies, and what the weights add. Units: bytes. */
export interface MemoryPlan extends MemoryOptions {
  readonly moments: readonly MemoryMoment[];
  readonly peakBytes: bigint;
  readonly arena: Arena;
  /** All buffers side by side, as without any reuse of memory. */
  readonly apartBytes: bigint;
  readonly peaks: readonly ReusePeak[];
  /** What the cost report prints: as in-place, but an activation overwrites its input even where a later layer reads that. */
  readonly peakActivationBytes: bigint;
  readonly storage: readonly TypeStorage[];
}

export type PlanResult =
  | { readonly kind: "plan"; readonly plan: MemoryPlan }
  | { readonly kind: "free"; readonly symbols: readonly string[] }
  | { readonly kind: "large"; readonly steps: number };

/** Buffers that a moment of the plan names. */
const namedBuffers = 8;

/** Steps that are planned at most; placing buffers compares all pairs. */
export const largestProgram = 5_000;

/**
 * Plans the memory of a network: the timeline of the chosen schedule and convention, the peaks of all, an arena, and the weights.
 *
 * There is none where sizes depend on free symbols (`free`), or where there are more than `largestProgram` steps (`large`).
 *
 * @example planMemory(elaborateNetwork({ source: { name: "a.arch", text: "net A { input: [3]; linear(7) }" }, settings: [], loader: { load: loadShipped } }).value.graph, { reuse: "fused", schedule: "written", dtype: "int8", batch: 1n, align: 1n }).plan.peakBytes  // 10
 */
export function planMemory(graph: LayerGraph, options: MemoryOptions): PlanResult {
  const weights = dataTypes.map((dtype) => weightsAs(graph, dtype));
  const symbols = new Set(
    weights.flatMap((each) => [...symbolsOf(each.weight).keys(), ...symbolsOf(each.stored).keys()]),
  );
  if (symbols.size > 0) return { kind: "free", symbols: [...symbols] };
  const programs = new Map<Reuse, MemoryProgram>();
  for (const reuse of reuses) {
    const made = memoryProgram(graph, { ...options, reuse });
    if (made.kind === "free") return made;
    if (made.program.steps.length > largestProgram) return { kind: "large", steps: made.program.steps.length };
    programs.set(reuse, made.program);
  }
  const peaks = [...programs].map(([reuse, program]): ReusePeak => {
    const writtenBytes = traceOf(program, inOrder(program)).peakBytes;
    return { reuse, writtenBytes, best: searchOrder(program) };
  });
  const trace = (dtype: DataType, named = 0) => traceUnder(graph, { ...options, dtype }, peaks, named);
  const { moments, buffers, peakBytes } = trace(options.dtype, namedBuffers);
  const arena = planArena({ buffers, moments }, options.align);
  const arenaBytes = (dtype: DataType) =>
    dtype === options.dtype ? arena.bytes : planArena(trace(dtype), options.align).bytes;
  const apartBytes = buffers.reduce((total, each) => total + each.bytes, 0n);
  const storage = weights.map((each) => storageOf(each, arenaBytes(each.dtype)));
  const peakActivationBytes = literalPeak(graph, options);
  const found = { moments, peakBytes, arena, apartBytes, peaks, peakActivationBytes, storage };
  return { kind: "plan", plan: { ...options, ...found } };
}

function literalPeak(graph: LayerGraph, { dtype, batch }: MemoryOptions): bigint {
  return asInteger(peakActivation(graph, "fused", (count) => bytesOf(count, dtype), batch)) ?? 0n;
}

function inOrder({ steps }: MemoryProgram): readonly number[] {
  return steps.map((_, index) => index);
}

/** The chosen schedule at any type; a best order is searched at the run's type only, since sizes keep their proportions. */
function traceUnder(
  graph: LayerGraph,
  options: MemoryOptions,
  peaks: readonly ReusePeak[],
  named: number,
): MemoryTrace {
  const made = memoryProgram(graph, options);
  if (made.kind === "free") return { moments: [], buffers: [], peakBytes: 0n };
  const best = peaks.find((each) => each.reuse === options.reuse)?.best.order;
  return traceOf(made.program, options.schedule === "best" && best !== undefined ? best : inOrder(made.program), named);
}

interface Weights {
  readonly dtype: DataType;
  readonly weight: Expr;
  readonly stored: Expr;
}

function weightsAs(graph: LayerGraph, dtype: DataType): Weights {
  const layers = countedLayers(graph);
  const weight = sum(layers.map((each) => multiply(each.layer.factor, weightBytesOf(each, dtype))));
  return { dtype, weight, stored: storedWeightBytes(graph, dtype) };
}

function storageOf({ dtype, weight, stored }: Weights, arenaBytes: bigint): TypeStorage {
  const storedBytes = asInteger(stored) ?? 0n;
  return { dtype, weightBytes: asInteger(weight) ?? 0n, storedBytes, arenaBytes, totalBytes: storedBytes + arenaBytes };
}
