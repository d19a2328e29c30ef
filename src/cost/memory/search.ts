import type { MemoryProgram } from "./program.ts";
import { StateHeap } from "./state-heap.ts";
import { type State, StateSpace } from "./state-space.ts";
import { traceOf } from "./trace.ts";

/** An order of the steps with a small peak. */
export interface OrderSearch {
  /** Places of the program's steps. */
  readonly order: readonly number[];
  readonly peakBytes: bigint;
  /** No order has a smaller peak than this. */
  readonly lowerBoundBytes: bigint;
  /** Whether the peak is proved to be the smallest. */
  readonly isOptimal: boolean;
  /** Sets of executed steps that were looked at. */
  readonly states: number;
}

/** Sets of executed steps that are looked at, at most, by the exact search and by the beam each. */
export const searchBudget = 10_000;
/** Sets of one size that the beam keeps, at most. */
const widestBeam = 16;

/**
 * The order with the smallest peak that a bounded search finds; never worse than the order as written. Deterministic.
 *
 * What is alive between two steps depends only on the set of executed ones, so the search goes over those sets, the smallest peak first
 * (a bottleneck shortest path). It ends with the best order, or, out of budget, with a lower bound: the peak of the next set to look
 * at. A beam then goes on for a good order. Two rules lose nothing: a step that fits below the peak so far and frees at least what it
 * writes runs at once, since it does so in every later set too; a set whose peak reaches that of a known order is dropped.
 */
export function searchOrder(program: MemoryProgram, budget = searchBudget): OrderSearch {
  const written = program.steps.map((_, index) => index);
  const writtenPeak = traceOf(program, written).peakBytes;
  const space = new StateSpace(program);
  const least = space.leastPeak();
  if (writtenPeak === least) {
    return { order: written, peakBytes: least, lowerBoundBytes: least, isOptimal: true, states: 0 };
  }
  const exact = bestFirst(space, least, writtenPeak, budget);
  const beam = exact.isExhausted ? undefined : beamSearch(space, least, writtenPeak);
  const found = exact.goal ?? beam?.goal;
  const order = found === undefined ? written : orderOf(found);
  const peakBytes = found?.peak ?? writtenPeak;
  const lowerBoundBytes = exact.isExhausted ? peakBytes : exact.lowerBound;
  const states = exact.states + (beam?.states ?? 0);
  return { order, peakBytes, lowerBoundBytes, isOptimal: peakBytes === lowerBoundBytes, states };
}

function orderOf(goal: State): readonly number[] {
  const parts: (readonly number[])[] = [];
  for (let state: State | undefined = goal; state !== undefined; state = state.before) parts.push(state.steps);
  return parts.reverse().flat();
}

interface ExactSearch {
  readonly goal: State | undefined;
  /** Whether every set was looked at that could lead to a smaller peak than the known one. */
  readonly isExhausted: boolean;
  readonly lowerBound: bigint;
  readonly states: number;
}

/** Sets in the order of their peaks. */
function bestFirst(space: StateSpace, least: bigint, limit: bigint, budget: number): ExactSearch {
  const open = new StateHeap();
  const seen = new Map<string, bigint>();
  const reach = (state: State) => {
    const key = state.ready.join();
    const known = seen.get(key);
    if (known !== undefined && known <= state.peak) return;
    seen.set(key, state.peak);
    open.push(state);
  };
  reach(space.start(least));
  let states = 0;
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    if (state.count === space.size) return { goal: state, isExhausted: true, lowerBound: state.peak, states };
    if ((seen.get(state.ready.join()) ?? state.peak) < state.peak) continue;
    if (states === budget) return { goal: undefined, isExhausted: false, lowerBound: state.peak, states };
    states += 1;
    for (const next of space.successors(state, limit)) reach(next);
  }
  return { goal: undefined, isExhausted: true, lowerBound: limit, states };
}

/** Step by step, the best few sets of each size. */
function beamSearch(
  space: StateSpace,
  least: bigint,
  limit: bigint,
): { readonly goal: State | undefined; readonly states: number } {
  const layers: Map<string, State>[] = [];
  const reach = (state: State) => {
    const layer = layers[state.count] ?? new Map<string, State>();
    layers[state.count] = layer;
    const key = state.ready.join();
    const known = layer.get(key);
    if (known === undefined || state.peak < known.peak) layer.set(key, state);
  };
  reach(space.start(least));
  const width = Math.max(1, Math.min(widestBeam, Math.floor(searchBudget / space.size)));
  let states = 0;
  for (let count = 0; count < space.size; count++) {
    const kept = [...(layers[count]?.values() ?? [])].sort(byPromise).slice(0, width);
    delete layers[count];
    for (const state of kept) {
      states += 1;
      for (const next of space.successors(state, limit)) reach(next);
    }
  }
  const goals = [...(layers[space.size]?.values() ?? [])].sort(byPromise);
  return { goal: goals[0], states };
}

function byPromise(a: State, b: State): number {
  if (a.peak !== b.peak) return a.peak < b.peak ? -1 : 1;
  return a.live === b.live ? 0 : a.live < b.live ? -1 : 1;
}
