import { intsOf } from "./attributes.ts";
import type { OnnxGraph, OnnxNode } from "./model.ts";
import { readersOf } from "./order.ts";

/** Operators whose input is an image with its channels in front. */
const channelsFirst: readonly string[] = [
  ...["Conv", "ConvTranspose", "ConvInteger", "QLinearConv", "MaxPool", "AveragePool"],
  ...["GlobalAveragePool", "GlobalMaxPool", "LRN", "BatchNormalization", "InstanceNormalization"],
  ...["GroupNormalization", "DepthToSpace", "SpaceToDepth"],
];

/** Operators that leave the axes of their first input as they are. */
const passing: readonly string[] = [
  ...["Identity", "Cast", "QuantizeLinear", "DequantizeLinear", "DynamicQuantizeLinear", "Add", "Sub", "Mul", "Div"],
  ...["Clip", "Relu", "Pad"],
];

/** The graph with what the readers of each input of four axes say about its channels. */
export function withInputLayouts(graph: OnnxGraph): OnnxGraph {
  const readers = readersOf(graph.nodes);
  const inputs = graph.inputs.map((input) => {
    const isChannelsLast = input.dims?.length === 4 ? channelsLast(input.name, readers) : undefined;
    return isChannelsLast === undefined ? input : { ...input, isChannelsLast };
  });
  return { ...graph, inputs };
}

/** What the first reader that depends on the order says: a Transpose turns the channels to where the others want them. */
function channelsLast(name: string, readers: ReadonlyMap<string, readonly OnnxNode[]>): boolean | undefined {
  const seen = new Set<string>([name]);
  for (const each of seen) {
    for (const node of readers.get(each) ?? []) {
      if (channelsFirst.includes(node.opType) && node.inputs[0] === each) return false;
      const order = node.opType === "Transpose" ? intsOf(node, "perm")?.join() : undefined;
      if (order === "0,3,1,2") return true;
      if (order === "0,2,3,1") return false;
      if (passing.includes(node.opType) && node.outputs[0] !== undefined) seen.add(node.outputs[0]);
    }
  }
  return undefined;
}
