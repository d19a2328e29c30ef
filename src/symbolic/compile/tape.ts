import type { Node, Operation } from "./node.ts";

/** A run of elements of one operation whose results are neighbouring registers from `out` on. */
export interface Batch {
  readonly operation: Operation;
  readonly out: number;
  readonly count: number;
  readonly a: Int32Array;
  readonly b: Int32Array;
  readonly p: Float64Array;
  readonly q: Float64Array;
  /** For "dot": element k owns the entries start[k] .. start[k + 1] of index and weight. */
  readonly start: Int32Array;
  readonly index: Int32Array;
  readonly weight: Float64Array;
}

/** Batches in execution order over one file of registers. */
export interface Tape {
  readonly batches: readonly Batch[];
  readonly registerOf: ReadonlyMap<Node, number>;
  readonly registers: number;
  /** Every intermediate is proved to be an integer of less than 53 bits. */
  readonly isProvedExact: boolean;
}

/** Rounding divides doubles, which is exact below 2^52; one limit for all keeps the proof simple. */
export const exactLimit = 2n ** 52n;

/** Orders the nodes by level and operation; undefined when a static number does not fit a double exactly. */
export function makeTape(roots: readonly Node[]): Tape | undefined {
  const nodes = collect(roots);
  const groups = new Map<string, Node[]>();
  for (const node of [...nodes].sort((a, b) => a.level - b.level)) {
    const key = `${node.level} ${node.operation}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [node]);
    else group.push(node);
  }
  const registerOf = new Map<Node, number>();
  for (const group of groups.values()) for (const node of group) registerOf.set(node, registerOf.size);
  for (const node of nodes) if (!hasExactStatics(node)) return undefined;
  const batches = [...groups.values()].map((group) => makeBatch(group, registerOf));
  const isProvedExact = [...nodes].every((node) => node.limit !== undefined && node.limit < exactLimit);
  return { batches, registerOf, registers: registerOf.size, isProvedExact };
}

function collect(roots: readonly Node[]): ReadonlySet<Node> {
  const nodes = new Set<Node>();
  const visit = (node: Node | undefined): void => {
    if (node === undefined || nodes.has(node)) return;
    nodes.add(node);
    visit(node.a);
    visit(node.b);
    for (const part of node.weighted) visit(part.node);
  };
  for (const root of roots) visit(root);
  return nodes;
}

function isExact(value: bigint): boolean {
  return value < exactLimit && value > -exactLimit;
}

function hasExactStatics(node: Node): boolean {
  return (
    isExact(node.p) && isExact(node.q) && isExact(node.constant) && node.weighted.every((part) => isExact(part.weight))
  );
}

function makeBatch(group: readonly Node[], registerOf: ReadonlyMap<Node, number>): Batch {
  const register = (node: Node | undefined): number => (node === undefined ? 0 : (registerOf.get(node) ?? 0));
  const [first] = group;
  const weighted = group.flatMap((node) => node.weighted);
  const start = [0];
  for (const node of group) start.push((start[start.length - 1] ?? 0) + node.weighted.length);
  const isDot = first?.operation === "dot";
  return {
    operation: first?.operation ?? "constant",
    out: register(first),
    count: group.length,
    a: Int32Array.from(group, (node) => (node.operation === "input" ? node.inputIndex : register(node.a))),
    b: Int32Array.from(group, (node) => register(node.b)),
    // The constant of a dot product takes the place of p.
    p: Float64Array.from(group, (node) => Number(isDot ? node.constant : node.p)),
    q: Float64Array.from(group, (node) => Number(node.q)),
    start: Int32Array.from(start),
    index: Int32Array.from(weighted, (part) => register(part.node)),
    weight: Float64Array.from(weighted, (part) => Number(part.weight)),
  };
}
