import type { MemoryBuffer, MemoryTrace } from "./trace.ts";

/** A buffer with its place in the arena. */
export interface PlacedBuffer extends MemoryBuffer {
  readonly offset: bigint;
}

/** In which order buffers are placed. */
export type ArenaStrategy = "size" | "lifetime" | "breadth" | "first use";

/** One block of memory in which every buffer has a fixed place. */
export interface Arena {
  readonly bytes: bigint;
  /** Offsets are multiples of it, and so is the size of the arena. */
  readonly align: bigint;
  readonly strategy: ArenaStrategy;
  /** In the order in which they are made. */
  readonly buffers: readonly PlacedBuffer[];
  /** The largest sum of buffers alive at once, each rounded up to whole alignments: no placement is smaller. */
  readonly lowerBoundBytes: bigint;
}

/** A buffer with what strategies sort by. */
interface Candidate extends MemoryBuffer {
  /** Its place in the list. */
  readonly index: number;
  /** The largest sum of buffers that are alive together with it. */
  readonly breadth: bigint;
}

/**
 * Largest buffers first; longest lives first; those alive at the fullest step first; in the order in which they are made. Of equal ones
 * the larger first, then the earlier.
 */
const strategies: Readonly<Record<ArenaStrategy, (a: Candidate, b: Candidate) => number>> = {
  size: () => 0,
  lifetime: (a, b) => b.last - b.first - (a.last - a.first),
  breadth: (a, b) => compare(b.breadth, a.breadth),
  "first use": (a, b) => a.first - b.first,
};

/**
 * Places the buffers of a trace in one arena, so that two that are alive in the same step never overlap.
 *
 * Each buffer takes the smallest gap that holds it between those placed before it that live at the same time, the lowest of equal
 * gaps, or the end (best fit). Largest first is what TensorFlow Lite does; the other orders are tried too, and the smallest arena kept.
 * Units: bytes.
 * Source: Pisarchyk and Lee 2020, arXiv 2001.03288, offset calculation greedy by size and by breadth.
 */
export function planArena({ buffers, moments }: Pick<MemoryTrace, "buffers" | "moments">, align: bigint): Arena {
  const live = alignedLive(buffers, moments.length, align);
  const largest = (values: readonly bigint[]) => values.reduce((most, each) => (each > most ? each : most), 0n);
  const candidates = buffers.map((each, index): Candidate => {
    return { ...each, index, breadth: largest(live.slice(each.first, each.last + 1)) };
  });
  const lowerBoundBytes = largest(live);
  let best = place(candidates, align, "size");
  for (const strategy of ["lifetime", "breadth", "first use"] as const) {
    if (best.bytes === lowerBoundBytes) break;
    const other = place(candidates, align, strategy);
    if (other.bytes < best.bytes) best = other;
  }
  return { ...best, align, lowerBoundBytes };
}

type Placement = Omit<Arena, "align" | "lowerBoundBytes">;

/** A buffer in the arena; its stretch of memory ends at `end`, a whole alignment. */
interface Placed extends Candidate {
  readonly offset: bigint;
  readonly end: bigint;
}

function place(candidates: readonly Candidate[], align: bigint, strategy: ArenaStrategy): Placement {
  const order = [...candidates].sort(
    (a, b) => strategies[strategy](a, b) || compare(b.bytes, a.bytes) || a.index - b.index,
  );
  /** By offset, so that gaps are met in order. */
  const placed: Placed[] = [];
  let bytes = 0n;
  for (const each of order) {
    const size = aligned(each.bytes, align);
    const offset = bestGap(placed, each, size);
    const end = offset + size;
    const behind = placed.findIndex((other) => other.offset > offset);
    placed.splice(behind < 0 ? placed.length : behind, 0, { ...each, offset, end });
    if (end > bytes) bytes = end;
  }
  const inOrder = placed.sort((a, b) => a.index - b.index);
  return { bytes, strategy, buffers: inOrder.map(({ index: _, breadth: __, end: ___, ...buffer }) => buffer) };
}

/** Where the smallest hole with room begins between the buffers that live together with one; behind the last of them when none has. */
function bestGap(placed: readonly Placed[], { first, last }: MemoryBuffer, size: bigint): bigint {
  let end = 0n;
  let best: { readonly offset: bigint; readonly room: bigint } | undefined;
  for (const other of placed) {
    if (other.first > last || first > other.last) continue;
    const room = other.offset - end;
    if (room >= size && room > 0n && (best === undefined || room < best.room)) best = { offset: end, room };
    if (other.end > end) end = other.end;
  }
  return best?.offset ?? end;
}

/** Bytes alive at each step, every buffer rounded up to whole alignments. */
function alignedLive(buffers: readonly MemoryBuffer[], steps: number, align: bigint): readonly bigint[] {
  const changes = Array.from({ length: Math.max(steps, 1) }, () => 0n);
  for (const { first, last, bytes } of buffers) {
    const size = aligned(bytes, align);
    changes[first] = (changes[first] ?? 0n) + size;
    if (last + 1 < changes.length) changes[last + 1] = (changes[last + 1] ?? 0n) - size;
  }
  let live = 0n;
  return changes.map((change) => {
    live += change;
    return live;
  });
}

function aligned(bytes: bigint, align: bigint): bigint {
  return ((bytes + align - 1n) / align) * align;
}

function compare(a: bigint, b: bigint): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
