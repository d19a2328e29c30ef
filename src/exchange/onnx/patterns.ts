import type { OnnxAttribute, OnnxNode } from "./model.ts";

/** What a pattern has bound: values by the names of its variables, and the nodes that it covers. */
export interface Binding {
  readonly values: ReadonlyMap<string, string>;
  readonly nodes: readonly OnnxNode[];
}

/** A shape that a value may have; all ways in which it has it. */
export type Pattern = (name: string, graph: MatchGraph, binding: Binding) => readonly Binding[];

/** The graph as patterns look at it. */
export interface MatchGraph {
  producer(name: string): OnnxNode | undefined;
  /** The single number of a constant. */
  scalar(name: string): number | undefined;
  /** The version of the standard domain, which says what a node's defaults are. */
  readonly opset: number;
  /** The elements of a short constant. */
  numbers(name: string): readonly number[] | undefined;
  /** Whether a value is known without the network's input. */
  isConstant(name: string): boolean;
}

/** Any value; the same variable means the same value. */
export const any =
  (variable: string): Pattern =>
  (name, _graph, binding) => {
    const bound = binding.values.get(variable);
    if (bound !== undefined) return bound === name ? [binding] : [];
    return [{ ...binding, values: new Map([...binding.values, [variable, name]]) }];
  };

/** A known number, close enough for how exporters print it. */
export const number =
  (wanted: number): Pattern =>
  (name, graph, binding) => {
    const found = graph.scalar(name);
    return found !== undefined && Math.abs(found - wanted) <= 1e-3 * Math.abs(wanted) ? [binding] : [];
  };

/** A known number, whichever. */
export const scalar =
  (variable: string): Pattern =>
  (name, graph, binding) =>
    graph.scalar(name) === undefined ? [] : any(variable)(name, graph, binding);

/** A known tensor. */
export const known =
  (variable: string): Pattern =>
  (name, graph, binding) =>
    graph.isConstant(name) ? any(variable)(name, graph, binding) : [];

const commutative: readonly string[] = ["Add", "Mul"];

/** A node of the standard domain; inputs that are not named may be anything. Operands of Add and Mul come in both orders. */
export const op =
  (
    opType: string,
    inputs: readonly Pattern[],
    accepts: (node: OnnxNode, graph: MatchGraph) => boolean = () => true,
  ): Pattern =>
  (name, graph, binding) => {
    const node = graph.producer(name);
    if (node === undefined || node.opType !== opType || node.domain !== "" || !accepts(node, graph)) return [];
    const orders = commutative.includes(opType) && inputs.length === 2 ? [inputs, [...inputs].reverse()] : [inputs];
    const start = { ...binding, nodes: binding.nodes.includes(node) ? binding.nodes : [...binding.nodes, node] };
    return orders.flatMap((order) =>
      order.reduce<readonly Binding[]>(
        (found, pattern, index) => found.flatMap((each) => pattern(node.inputs[index] ?? "", graph, each)),
        [start],
      ),
    );
  };

/** The first of several shapes that a value has. */
export const oneOf =
  (...patterns: readonly Pattern[]): Pattern =>
  (name, graph, binding) => {
    for (const each of patterns) {
      const found = each(name, graph, binding);
      if (found.length > 0) return found;
    }
    return [];
  };

const mul = (a: Pattern, b: Pattern) => op("Mul", [a, b]);
const add = (a: Pattern, b: Pattern) => op("Add", [a, b]);
const div = (a: Pattern, b: Pattern) => op("Div", [a, b]);
const x = any("x");

/** Three factors in any grouping and order. */
const threeFactors = (a: Pattern, b: Pattern, c: Pattern) =>
  oneOf(mul(mul(a, b), c), mul(mul(a, c), b), mul(mul(b, c), a));
/** `pattern` divided by a number, or times its inverse. */
const overNumber = (pattern: Pattern, value: number) =>
  oneOf(div(pattern, number(value)), mul(pattern, number(1 / value)));

const clip6: Pattern = op("Clip", [add(x, number(3))], (node, graph) => {
  const bound = (index: number, name: string) =>
    node.attributes.get(name)?.float ?? graph.scalar(node.inputs[index] ?? "");
  return bound(1, "min") === 0 && bound(2, "max") === 6;
});
const sixth = (node: OnnxNode) =>
  Math.abs((node.attributes.get("alpha")?.float ?? 0.2) - 1 / 6) < 1e-4 &&
  (node.attributes.get("beta")?.float ?? 0.5) === 0.5;
const hardSigmoid = oneOf(op("HardSigmoid", [x], sixth), overNumber(clip6, 6));
const hardSwish = oneOf(mul(x, hardSigmoid), overNumber(mul(x, clip6), 6));

const erf = add(op("Erf", [overNumber(x, Math.SQRT2)]), number(1));
const cube = oneOf(op("Pow", [x, number(3)]), mul(mul(x, x), x));
const cubic = oneOf(add(x, mul(cube, number(0.044715))), mul(x, add(mul(mul(x, x), number(0.044715)), number(1))));
const tanhForm = add(op("Tanh", [mul(cubic, number(Math.sqrt(2 / Math.PI)))]), number(1));
const gelu = threeFactors(x, erf, number(0.5));
const geluTanh = threeFactors(x, tanhForm, number(0.5));

const mean = (of: Pattern) => op("ReduceMean", [of], hasOneAxis);
const centred = op("Sub", [x, mean(x)]);
const square = oneOf(op("Pow", [centred, number(2)]), mul(centred, centred));
const normalised = div(centred, op("Sqrt", [add(mean(square), scalar("epsilon"))]));
const scaledNorm = mul(normalised, known("gamma"));
const layerNorm = add(scaledNorm, known("beta"));

const instance = op("InstanceNormalization", [op("Reshape", [x]), known("ones"), known("zeros")]);
const groupNorm = add(mul(op("Reshape", [instance]), known("gamma")), known("beta"));

const scaledBy = (pattern: Pattern, variable: string) =>
  oneOf(mul(pattern, scalar(variable)), div(pattern, scalar(variable)), pattern);
const scores = scaledBy(op("MatMul", [scaledBy(any("q"), "scaleQ"), scaledBy(any("k"), "scaleK")]), "scale");
const attention = op("MatMul", [op("Softmax", [scores], mayBeLastAxis), any("v")]);

/** The axis that the one-axis norm runs over, as a number that may count from the end. */
function hasOneAxis(node: OnnxNode, graph: MatchGraph): boolean {
  return meanAxis(node, graph) !== undefined;
}

function meanAxis(node: OnnxNode, graph: MatchGraph): number | undefined {
  const axes = node.attributes.get("axes")?.ints;
  const isKept = (node.attributes.get("keepdims")?.int ?? 1n) === 1n;
  if (!isKept) return undefined;
  if (axes !== undefined) return axes.length === 1 ? Number(axes[0]) : undefined;
  return graph.scalar(node.inputs[1] ?? "");
}

/**
 * Whether a softmax may run over the last axis alone; ranks are not known here, so that an axis counted from the front is left to the
 * rule of the attention. Before opset 13 all axes from the given one on are one, and the default is 1.
 */
function mayBeLastAxis(node: OnnxNode, graph: MatchGraph): boolean {
  const axis = softmaxAxis(node, graph);
  return axis === -1n || axis > 0n;
}

function softmaxAxis(node: OnnxNode, { opset }: MatchGraph): bigint {
  return node.attributes.get("axis")?.int ?? (opset < 13 ? 1n : -1n);
}

/** One idiom of exporters: the shape, and the node that stands for it. */
export interface Idiom {
  readonly root: readonly string[];
  readonly pattern: Pattern;
  readonly replace: (
    binding: Binding,
    graph: MatchGraph,
  ) => Pick<OnnxNode, "opType" | "domain" | "inputs" | "attributes">;
}

/** A node that stands for others. */
export const node = (
  opType: string,
  domain: string,
  inputs: readonly (string | undefined)[],
  attributes: readonly OnnxAttribute[] = [],
) => ({
  opType,
  domain,
  inputs: inputs.map((each) => each ?? ""),
  attributes: new Map(attributes.map((each) => [each.name, each])),
});

/** Numbers and lists of a node that stands for others. */
export const attribute = (name: string, more: Partial<OnnxAttribute>): OnnxAttribute => ({
  name,
  floats: [],
  ints: [],
  ...more,
});

/** Scale and shift stand in it where the shape has them. */
function layerNormNode({ values, nodes }: Binding, graph: MatchGraph): ReturnType<Idiom["replace"]> {
  const axes = nodes.flatMap((each) => (each.opType === "ReduceMean" ? [meanAxis(each, graph) ?? -1] : []));
  return node(
    "LayerNorm",
    "ridge",
    [values.get("x"), values.get("gamma"), values.get("beta")],
    [
      attribute("axes", { ints: axes.slice(0, 1).map(BigInt) }),
      attribute("epsilon", { float: graph.scalar(values.get("epsilon") ?? "") ?? 1e-5 }),
    ],
  );
}

/** The larger ones first: a hard swish holds a hard sigmoid. */
export const idioms: readonly Idiom[] = [
  { root: ["Mul", "Div"], pattern: hardSwish, replace: ({ values }) => node("HardSwish", "", [values.get("x")]) },
  {
    root: ["Mul"],
    pattern: mul(x, op("Sigmoid", [x])),
    replace: ({ values }) => node("Silu", "ridge", [values.get("x")]),
  },
  {
    root: ["Mul"],
    pattern: mul(x, op("Tanh", [op("Softplus", [x])])),
    replace: ({ values }) => node("Mish", "", [values.get("x")]),
  },
  { root: ["Mul"], pattern: gelu, replace: ({ values }) => node("Gelu", "", [values.get("x")]) },
  {
    root: ["Mul"],
    pattern: geluTanh,
    replace: ({ values }) => node("Gelu", "", [values.get("x")], [attribute("approximate", { text: "tanh" })]),
  },
  {
    root: ["Div", "Mul"],
    pattern: overNumber(clip6, 6),
    replace: ({ values }) =>
      node(
        "HardSigmoid",
        "",
        [values.get("x")],
        [attribute("alpha", { float: 1 / 6 }), attribute("beta", { float: 0.5 })],
      ),
  },
  { root: ["Add"], pattern: layerNorm, replace: layerNormNode },
  { root: ["Mul"], pattern: scaledNorm, replace: layerNormNode },
  { root: ["Div"], pattern: normalised, replace: layerNormNode },
  {
    root: ["Add"],
    pattern: groupNorm,
    replace: ({ values }) =>
      node("GroupNorm", "ridge", [values.get("x"), values.get("gamma"), values.get("beta"), values.get("ones")]),
  },
  {
    root: ["MatMul"],
    pattern: attention,
    replace: ({ values, nodes }, graph) => {
      const factor = (variable: string) => {
        const name = values.get(variable) ?? "";
        const value = graph.scalar(name) ?? 1;
        const divides = nodes.some((each) => each.opType === "Div" && each.inputs[1] === name);
        return divides ? 1 / value : value;
      };
      const scale = factor("scale") * factor("scaleQ") * factor("scaleK");
      const probabilities = nodes.find((each) => each.opType === "Softmax");
      const axis = probabilities === undefined ? -1n : softmaxAxis(probabilities, graph);
      return node(
        "Attention",
        "ridge",
        [values.get("q"), values.get("k"), values.get("v")],
        [attribute("scale", { float: scale }), attribute("axis", { int: axis })],
      );
    },
  },
];
