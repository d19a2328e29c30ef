import { longestList } from "./attributes.ts";
import type { Constant } from "./constant.ts";
import { lrnIdiom } from "./lrn-pattern.ts";
import type { OnnxNode } from "./model.ts";
import { producersOf, readersOf } from "./order.ts";
import { type Binding, idioms, type MatchGraph } from "./patterns.ts";

/**
 * Replaces what exporters write with several nodes by one node each. A node inside an idiom must be read by the idiom alone.
 * `known` are the values that do not depend on the network's input.
 */
export function rewriteIdioms(
  nodes: readonly OnnxNode[],
  known: ReadonlyMap<string, Constant>,
  outputs: readonly string[],
  opset: number,
): readonly OnnxNode[] {
  const producers = producersOf(nodes);
  const readers = readersOf(nodes);
  const removed = new Set<OnnxNode>();
  const replaced = new Map<OnnxNode, OnnxNode>();
  const graph: MatchGraph = {
    opset,
    producer: (name) => {
      const node = producers.get(name);
      return node === undefined || removed.has(node) || replaced.has(node) ? undefined : node;
    },
    scalar: (name) => {
      const found = known.get(name);
      return found?.count === 1 ? Number(found.values()[0]) : undefined;
    },
    numbers: (name) => {
      const found = known.get(name);
      return found === undefined || found.count > longestList ? undefined : [...found.values()];
    },
    isConstant: (name) => known.has(name),
  };
  const isClosed = ({ nodes: covered }: Binding, root: OnnxNode) =>
    covered.every(
      (each) =>
        each === root ||
        each.outputs.every(
          (name) => !outputs.includes(name) && (readers.get(name) ?? []).every((reader) => covered.includes(reader)),
        ),
    );
  for (const root of [...nodes].reverse()) {
    if (removed.has(root) || root.domain !== "" || root.outputs.length !== 1) continue;
    for (const idiom of [...idioms, lrnIdiom]) {
      if (!idiom.root.includes(root.opType)) continue;
      const found = idiom
        .pattern(root.outputs[0] ?? "", graph, { values: new Map(), nodes: [] })
        .find((each) => isClosed(each, root));
      if (found === undefined) continue;
      replaced.set(root, { ...idiom.replace(found, graph), name: root.name, outputs: root.outputs });
      for (const each of found.nodes) if (each !== root) removed.add(each);
      break;
    }
  }
  return nodes.flatMap((each) => (removed.has(each) ? [] : [replaced.get(each) ?? each]));
}
