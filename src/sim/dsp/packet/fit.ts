import type { ResourceSet } from "./resources.ts";

/**
 * Serves all instructions of a packet at once: for each one of its ways, no resource twice. Undefined when there is no such choice. Exact:
 * every choice is tried, the instructions with the fewest ways first.
 */
export function fitPacket(ways: readonly (readonly ResourceSet[])[]): readonly ResourceSet[] | undefined {
  const order = ways.map((_, at) => at).sort((a, b) => (ways[a]?.length ?? 0) - (ways[b]?.length ?? 0));
  const chosen = ways.map(() => 0);
  return choose(ways, order, 0, 0, chosen) ? chosen : undefined;
}

function choose(
  ways: readonly (readonly ResourceSet[])[],
  order: readonly number[],
  depth: number,
  taken: ResourceSet,
  chosen: number[],
): boolean {
  const at = order[depth];
  if (at === undefined) return true;
  for (const way of ways[at] ?? []) {
    if ((way & taken) !== 0) continue;
    chosen[at] = way;
    if (choose(ways, order, depth + 1, taken | way, chosen)) return true;
  }
  return false;
}
