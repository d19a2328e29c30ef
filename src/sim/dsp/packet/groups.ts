import type { PacketProgram } from "./program.ts";
import type { ResourceSet } from "./resources.ts";

/** A dependence between groups. Units: packets; iterations. */
export interface GroupEdge {
  readonly from: number;
  readonly to: number;
  readonly delay: number;
  readonly distance: 0 | 1;
}

/** Instructions that must share a packet are placed as one; the others stand alone. */
export interface Groups {
  /** Places in the body, by group. */
  readonly members: readonly (readonly number[])[];
  readonly ways: readonly (readonly (readonly ResourceSet[])[])[];
  readonly edges: readonly GroupEdge[];
  /** Edges between different groups, by the group they lead to and by the one they leave. */
  readonly into: readonly (readonly GroupEdge[])[];
  readonly outOf: readonly (readonly GroupEdge[])[];
}

export function groupsOf({ body, ways, dependences }: PacketProgram): Groups {
  const root = body.map((_, at) => at);
  const find = (at: number): number => {
    const up = root[at] ?? at;
    return up === at ? at : find(up);
  };
  for (const { producer, user, isTogether } of dependences)
    if (isTogether) root[Math.max(find(producer), find(user))] = Math.min(find(producer), find(user));
  const numbers = new Map<number, number>();
  const members: number[][] = [];
  for (const at of body.keys()) {
    const known = numbers.get(find(at));
    if (known === undefined) {
      numbers.set(find(at), members.length);
      members.push([at]);
    } else members[known]?.push(at);
  }
  const groupOf = (at: number) => numbers.get(find(at)) ?? 0;
  const edges = dependences.flatMap(({ producer, user, delay, distance, isTogether }) =>
    isTogether && distance === 0 ? [] : [{ from: groupOf(producer), to: groupOf(user), delay, distance }],
  );
  return linked(
    members,
    members.map((group) => group.map((at) => ways[at] ?? [])),
    edges,
  );
}

/** Groups with their edges sorted by end. */
export function linked(members: Groups["members"], ways: Groups["ways"], edges: readonly GroupEdge[]): Groups {
  const into = members.map((): GroupEdge[] => []);
  const outOf = members.map((): GroupEdge[] => []);
  for (const edge of edges) {
    if (edge.from === edge.to) continue;
    into[edge.to]?.push(edge);
    outOf[edge.from]?.push(edge);
  }
  return { members, ways, edges, into, outOf };
}
