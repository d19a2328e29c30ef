import type { Replacement } from "../../hardware/index.ts";
import { footprint, type Nest } from "./nest.ts";

export interface CacheShape {
  /** Bytes. */
  readonly capacity: number;
  readonly replacement: Replacement;
}

/**
 * Bytes of each array that come into a cache while a nest runs once on it, in the order of its accesses; nothing is there before.
 *
 * From the innermost loop outwards: of what one turn of a loop touches, a part stays until the next turn. Under LRU it is all when the
 * turn's bytes fit, else nothing (the layer condition). Under random replacement a line survives m lines of misses in a cache of C
 * with probability exp(-m / C); what does not survive causes misses itself, so the part solves h = exp(-(fresh + (1 - h) reused) / C).
 * Sources: Stengel et al. 2015, ECM model of stencils, doi 10.1145/2751205.2751240; Zhou 2010, random replacement.
 */
export function trafficInto(nest: Nest, cache: CacheShape): readonly number[] {
  const { loops, accesses } = nest;
  let bytes: readonly number[] = accesses.map((each) => each.bytes);
  let inner: readonly number[] = bytes;
  for (let level = loops.length - 1; level >= 0; level--) {
    const trips = loops[level]?.trips ?? 1;
    const outer = accesses.map((each) => footprint(nest, each, level));
    if (trips <= 1) {
      inner = outer;
      continue;
    }
    // A turn moves `bytes`; of them the part that lies outside the turn before is fresh.
    const fresh = bytes.map((each, at) => {
      const [small = 0, large = 0] = [inner[at], outer[at]];
      return small === 0 ? 0 : Math.min(each, (each / small) * ((large - small) / (trips - 1)));
    });
    const kept = survival(total(fresh), total(bytes) - total(fresh), cache);
    bytes = bytes.map((each, at) => each + (trips - 1) * (each - kept * (each - (fresh[at] ?? 0))));
    inner = outer;
  }
  return bytes;
}

/** The part of `reused` bytes that is still in the cache when as many and `fresh` others have been touched since. */
export function survival(fresh: number, reused: number, { capacity, replacement }: CacheShape): number {
  if (replacement === "lru") return fresh + reused <= capacity ? 1 : 0;
  let kept = 1;
  for (let round = 0; round < 100; round++) {
    const next = Math.exp(-(fresh + (1 - kept) * reused) / capacity);
    if (Math.abs(next - kept) < 1e-6) return next;
    kept = next;
  }
  return kept;
}

function total(values: readonly number[]): number {
  return values.reduce((sum, each) => sum + each, 0);
}
