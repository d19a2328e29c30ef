import { refuse, shown } from "./fault.ts";
import type { OnnxGraph, OnnxNode } from "./model.ts";

/** Names that a node reads, those that the graphs in its attributes read included. */
export function readsOf(node: OnnxNode): readonly string[] {
  const inner = [...node.attributes.values()].flatMap(({ graph }) =>
    graph === undefined ? [] : [...graph.nodes.flatMap(readsOf), ...graph.outputs.map((each) => each.name)],
  );
  return [...node.inputs.filter((each) => each !== ""), ...inner];
}

/** The node that makes each name. Errors: onnx/made-twice. */
export function producersOf(nodes: readonly OnnxNode[]): ReadonlyMap<string, OnnxNode> {
  const producers = new Map<string, OnnxNode>();
  for (const node of nodes) {
    for (const name of node.outputs) {
      if (name === "") continue;
      if (producers.has(name)) refuse("onnx/made-twice", { name: shown(name) });
      producers.set(name, node);
    }
  }
  return producers;
}

/** Nodes by the names that they read. */
export function readersOf(nodes: readonly OnnxNode[]): ReadonlyMap<string, readonly OnnxNode[]> {
  const readers = new Map<string, OnnxNode[]>();
  for (const node of nodes) {
    for (const name of new Set(readsOf(node))) {
      const found = readers.get(name);
      if (found === undefined) readers.set(name, [node]);
      else found.push(node);
    }
  }
  return readers;
}

/**
 * The nodes that the outputs need, each behind those that it reads, otherwise in the order of the file.
 * Errors: onnx/made-twice, onnx/cycle.
 */
export function neededNodes({ nodes }: Pick<OnnxGraph, "nodes">, outputs: readonly string[]): readonly OnnxNode[] {
  const producers = producersOf(nodes);
  const needed = new Set<OnnxNode>();
  const open = [...outputs];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const node = producers.get(name);
    if (node === undefined || needed.has(node)) continue;
    needed.add(node);
    for (const read of readsOf(node)) open.push(read);
  }
  return sorted(
    nodes.filter((each) => needed.has(each)),
    producers,
  );
}

function sorted(nodes: readonly OnnxNode[], producers: ReadonlyMap<string, OnnxNode>): readonly OnnxNode[] {
  const done = new Set<OnnxNode>();
  const begun = new Set<OnnxNode>();
  const order: OnnxNode[] = [];
  for (const start of nodes) {
    // A stack of its own: chains of a hundred thousand nodes are legal.
    const stack = [start];
    for (let node = stack.at(-1); node !== undefined; node = stack.at(-1)) {
      const isFirst = !begun.has(node);
      begun.add(node);
      const missing = done.has(node) || !isFirst ? [] : readsOf(node).flatMap((name) => producers.get(name) ?? []);
      const open = missing.filter((each) => !done.has(each));
      const looped = open.find((each) => begun.has(each));
      if (looped !== undefined) refuse("onnx/cycle", { name: shown(looped.outputs[0] ?? looped.name) });
      if (open.length > 0) {
        for (const each of open.reverse()) stack.push(each);
        continue;
      }
      stack.pop();
      if (!done.has(node)) order.push(node);
      done.add(node);
    }
  }
  return order;
}
