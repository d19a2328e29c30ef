/** Bytes that are needed from one step to another, both inclusive. */
export interface Need {
  readonly bytes: number;
  readonly from: number;
  readonly to: number;
}

/** A cache line, so that no two tensors share one. */
const alignment = 64;

export function aligned(bytes: number): number {
  return Math.ceil(bytes / alignment) * alignment;
}

/** Where needs are put: offsets in their order, and the bytes that all of them take. */
export interface Arena {
  readonly offsets: readonly number[];
  readonly bytes: number;
}

/**
 * Gives each need a place such that those which are needed at the same time do not overlap: largest first, each at the lowest gap that
 * holds it. Source: Pisarchyk and Lee 2020, arXiv 2001.03288, greedy by size.
 */
export function planArena(needs: readonly Need[]): Arena {
  const order = needs.map((_, at) => at).sort((a, b) => (needs[b]?.bytes ?? 0) - (needs[a]?.bytes ?? 0) || a - b);
  const offsets = new Array<number>(needs.length).fill(0);
  const placed: { readonly need: Need; readonly start: number; readonly end: number }[] = [];
  let bytes = 0;
  for (const at of order) {
    const need = needs[at];
    if (need === undefined) continue;
    let start = 0;
    for (const other of placed) {
      const isTogether = other.need.from <= need.to && need.from <= other.need.to;
      if (!isTogether) continue;
      if (start + aligned(need.bytes) <= other.start) break;
      start = Math.max(start, other.end);
    }
    const end = start + aligned(need.bytes);
    offsets[at] = start;
    const next = placed.findIndex((other) => other.start > start);
    placed.splice(next < 0 ? placed.length : next, 0, { need, start, end });
    bytes = Math.max(bytes, end);
  }
  return { offsets, bytes };
}
