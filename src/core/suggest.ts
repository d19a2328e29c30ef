import { nativeName } from "./foreign-names.ts";
import { plainName } from "./plain-name.ts";

/**
 * The known names nearest to a misspelt one: at most `limit`, nearest first, ties in the given order.
 * Distance is Damerau-Levenshtein (adjacent swaps count one), at most 2, of a name of up to four letters 1, and less than the name's
 * length; letter case costs nothing. A name that another framework uses for a known one stands for that one alone, and so does one that
 * differs from it in case and separators only.
 */
export function nearestNames(name: string, known: Iterable<string>, limit = 3): string[] {
  const all = new Set(known);
  const native = nativeName(name);
  if (native !== undefined && all.has(native)) return [native];
  const plain = plainName(name);
  const same = [...all].filter((each) => plain !== "" && plainName(each) === plain);
  if (same.length > 0) return same.slice(0, limit);
  const wanted = name.toLowerCase();
  const farthest = Math.min([...name].length <= 4 ? 1 : 2, name.length - 1);
  const scored: { readonly candidate: string; readonly distance: number }[] = [];
  for (const candidate of all) {
    const distance = editDistance(wanted, candidate.toLowerCase(), 2);
    if (distance <= farthest) scored.push({ candidate, distance });
  }
  scored.sort((a, b) => a.distance - b.distance);
  return scored.slice(0, limit).map((each) => each.candidate);
}

/** Optimal string alignment distance, or `bound + 1` once it is known to exceed `bound`. */
function editDistance(a: string, b: string, bound: number): number {
  if (Math.abs(a.length - b.length) > bound) return bound + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let best = Math.min(substitution, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(best);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? bound + 1;
}
