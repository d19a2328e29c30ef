import type { OnnxNode } from "./model.ts";
import {
  any,
  attribute,
  type Binding,
  type Idiom,
  type MatchGraph,
  node,
  number,
  oneOf,
  op,
  type Pattern,
  scalar,
} from "./patterns.ts";

/** Zeros in front of and behind the channels alone, as many on both sides; or none at all. */
const padsChannels = (node: OnnxNode, graph: MatchGraph): boolean => {
  const pads = node.attributes.get("pads")?.ints.map(Number) ?? graph.numbers(node.inputs[1] ?? "");
  if (pads?.length !== 10) return false;
  return pads[2] === pads[7] && pads.every((each, at) => each === 0 || at === 2 || at === 7);
};

/** The mean of an odd number of neighbouring channels, the zeros outside included. */
const windowOf = (node: OnnxNode): number | undefined => {
  const ints = (name: string) => node.attributes.get(name)?.ints.map(Number);
  const [size = 0, ...others] = ints("kernel_shape") ?? [];
  const isPlain =
    others.length === 2 &&
    [...others, ...(ints("strides") ?? [])].every((each) => each === 1) &&
    (ints("pads") ?? []).every((each) => each === 0);
  return isPlain && size % 2 === 1 ? size : undefined;
};

const x = any("x");
const square = oneOf(op("Mul", [x, x]), op("Pow", [x, number(2)]));
const wide = op("Pad", [op("Reshape", [square])], padsChannels);
const padded = oneOf(op("Pad", [wide], padsChannels), wide);
const pool = op("AveragePool", [padded], (node) => windowOf(node) !== undefined);
/** Under a name, so that a condition on its shape can be told. */
const pooled: Pattern = (name, graph, binding) =>
  pool(name, graph, binding).flatMap((each) => any("pooled")(name, graph, each));

/** `If` its second axis is 1, it is squeezed: TorchScript's exporters from opset 13 on. */
const squeezedAnyway: Pattern = (name, graph, binding) => {
  const choice = graph.producer(name);
  if (choice?.opType !== "If") return [];
  const inner = choice.attributes.get("then_branch")?.graph?.nodes.find((each) => each.opType === "Squeeze")?.inputs[0];
  if (inner === undefined) return [];
  const isOne = op("Equal", [op("Gather", [op("Shape", [any("pooled")])])]);
  return pooled(inner, graph, { ...binding, nodes: [...binding.nodes, choice] }).flatMap((each) =>
    isOne(choice.inputs[0] ?? "", graph, each),
  );
};

const squeezed = oneOf(op("Squeeze", [pooled]), squeezedAnyway);
const means = oneOf(op("Reshape", [squeezed]), squeezed);
const pattern = op("Div", [
  x,
  op("Pow", [op("Add", [op("Mul", [means, scalar("alpha")]), scalar("k")]), scalar("beta")]),
]);

function lrnNode({ values, nodes }: Binding, graph: MatchGraph): ReturnType<Idiom["replace"]> {
  const of = (name: string, fallback: number) => ({ float: graph.scalar(values.get(name) ?? "") ?? fallback });
  const size = nodes.map((each) => (each.opType === "AveragePool" ? (windowOf(each) ?? 0) : 0)).reduce((a, b) => a + b);
  return node(
    "LRN",
    "",
    [values.get("x")],
    [
      attribute("size", { int: BigInt(size) }),
      attribute("alpha", of("alpha", 1e-4)),
      attribute("beta", of("beta", 0.75)),
      attribute("bias", of("k", 1)),
    ],
  );
}

/** PyTorch's LocalResponseNorm: x / (k + alpha mean of x^2 over neighbouring channels)^beta, the mean as a pool over a third dimension. */
export const lrnIdiom: Idiom = { root: ["Div"], pattern, replace: lrnNode };
