/**
 * Lists by key, keys and lists in order of appearance.
 *
 * @example [...groupBy([1, 2, 3], (n) => (n % 2 === 0 ? "even" : "odd"))]  // [["odd", [1, 3]], ["even", [2]]]
 */
export function groupBy<T>(items: Iterable<T>, keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const each of items) {
    const key = keyOf(each);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [each]);
    else known.push(each);
  }
  return groups;
}
