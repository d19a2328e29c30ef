import { rational } from "../../../core/rational.ts";
import { floatOf, intOf } from "../attributes.ts";
import { type Constant, computed, transposed, withDims } from "../constant.ts";
import type { OnnxNode } from "../model.ts";
import { floatRational } from "../number.ts";
import type { Rules } from "../rule.ts";
import { type Translation, Unsupported, type Value } from "../translation.ts";
import {
  type Axis,
  axisOf,
  axisSize,
  dimsOf,
  type Flow,
  refreshed,
  sameAxes,
  sameAxis,
  type Target,
  usualTarget,
} from "../view.ts";
import { exponentialAxis, softmax } from "./activation.ts";
import { combine, joined, scaled } from "./arithmetic.ts";
import { storage } from "./convolution.ts";

export const linearRules: Rules = {
  Gemm: gemm,
  MatMul: (node, t) => matmul(node, t),
  "ridge:Attention": attention,
};

/** A fully connected layer on one ONNX axis; the weights are [n, in]. */
export function linear(t: Translation, flow: Flow, axis: number, weight: Constant, bias: Constant | undefined): Flow {
  const [n = 0, depth = 0] = weight.dims;
  const size = dimsOf(flow)[axis] ?? 1;
  if (weight.dims.length !== 2 || depth !== size || n < 1) {
    return t.mismatch(`weights of ${weight.dims.join("x")} for ${size} features`);
  }
  // [1, D] is a vector even where it is an image of one pixel.
  const isVector = flow.axes.length === 2 && axis === 1 && flow.axes[0]?.length === 0;
  const solid = isVector ? t.as(flow, usualTarget(flow)) : t.withFeatures(flow, axis);
  const feature = solid.layout === "image" ? 0 : solid.own.length - 1;
  const [tensor = solid.tensor] = t.emit("linear", [solid.tensor], {
    attributes: { n, bias: bias !== undefined, ...storage(weight) },
    tensors: { weight, bias },
  });
  const made = axisOf(n);
  return {
    ...solid,
    tensor,
    own: solid.own.map((each, index) => (index === feature ? made : each)),
    axes: solid.axes.map((each, index) => (index === axis ? made : each)),
  };
}

function gemm(node: OnnxNode, t: Translation): void {
  const [alpha, beta] = [floatOf(node, "alpha", 1), floatOf(node, "beta", 1)];
  const given = t.flow(node, 0);
  const flow = intOf(node, "transA", 0) === 1 ? { ...given, axes: [...given.axes].reverse() } : given;
  if (flow.axes.length !== 2) t.mismatch(`its first input has ${flow.axes.length} dimensions`);
  const second = t.input(node, 1);
  const isTransposed = intOf(node, "transB", 0) === 1;
  if (second?.kind !== "constant") {
    const other = t.flow(node, 1);
    const made = product(t, flow, isTransposed ? { ...other, axes: [...other.axes].reverse() } : other);
    t.set(node.outputs[0], plus(t, scaled(t, made, floatRational(alpha), rational(0)), t.input(node, 2), beta));
    return;
  }
  const weight = isTransposed ? second : transposed(second, [1, 0], t.budget, node.name);
  const n = weight.dims[0] ?? 0;
  const third = t.input(node, 2);
  const bias = third?.kind === "constant" && isBias(third, n) ? spread(t, third, n, beta) : undefined;
  const made = linear(t, flow, 1, times(t, weight, alpha), bias);
  t.set(node.outputs[0], bias === undefined ? plus(t, made, third, beta) : made);
}

/** Whether a third input is one number per feature, [N] or [1, N], or a single one; [M, 1] and [M, N] differ from row to row. */
function isBias({ dims, count }: Constant, n: number): boolean {
  return count === 1 || (count === n && dims.at(-1) === n);
}

/** A product with beta times the third input added, where there is one. */
function plus(t: Translation, made: Flow, third: Value | undefined, beta: number): Value {
  if (third === undefined || beta === 0) return made;
  if (third.kind === "constant") return combine(t, made, times(t, third, beta), "add");
  return joined(t, made, scaled(t, t.asFlow(third), floatRational(beta), rational(0)), "add");
}

/** A constant times a number. */
function times(t: Translation, constant: Constant, factor: number): Constant {
  if (factor === 1) return constant;
  const compute = (into: Float32Array | Float64Array) => into.set(constant.values().map((each) => each * factor));
  return computed(constant.dims, constant.type, compute, t.budget, t.place, constant);
}

/** A bias of n elements; a single number is meant for each. */
function spread(t: Translation, constant: Constant, n: number, factor: number): Constant {
  if (constant.count === n) return times(t, withDims(constant, [n]), factor);
  if (constant.count !== 1) return t.mismatch(`a bias of ${constant.dims.join("x")} for ${n} features`);
  return computed(
    [n],
    constant.type,
    (into) => into.fill((constant.values()[0] ?? 0) * factor),
    t.budget,
    "",
    constant,
  );
}

export function matmul(node: OnnxNode, t: Translation): void {
  const [first, second] = [t.input(node, 0), t.input(node, 1)];
  if (second?.kind === "constant" && second.dims.length === 2 && first?.kind === "flow") {
    const flow = t.flow(node, 0);
    if (flow.axes.length === 0) t.mismatch("its first input is a scalar");
    const weight = transposed(second, [1, 0], t.budget, node.name);
    const bias = biasBehind(node, t, weight.dims[0] ?? 0, flow.axes.length);
    const made = linear(t, flow, flow.axes.length - 1, weight, bias?.constant);
    t.set(node.outputs[0], made);
    if (bias !== undefined) t.fuse(bias.node, made);
    return;
  }
  t.set(node.outputs[0], product(t, t.flow(node, 0), t.flow(node, 1)));
}

/** The Add behind a product with weights, where it is the only reader and adds one known number per feature, in no more axes than `rank`. */
export function biasBehind(
  node: OnnxNode,
  t: Translation,
  n: number,
  rank: number,
): { readonly node: OnnxNode; readonly constant: Constant } | undefined {
  const output = node.outputs[0] ?? "";
  const [reader, ...others] = t.readersOf(output);
  if (reader?.opType !== "Add" || reader.domain !== "" || others.length > 0 || t.isOutput(output)) return undefined;
  const name = reader.inputs.find((each) => each !== output);
  const constant = name === undefined ? undefined : t.valueOf(name);
  if (constant?.kind !== "constant" || !isBias(constant, n) || constant.count !== n) return undefined;
  if (constant.dims.length > rank) return undefined;
  return { node: reader, constant: withDims(constant, [n]) };
}

/** The product of two tensors, set by set. */
export function product(t: Translation, a: Flow, given: Flow): Flow {
  // Both factors may come from one tensor, as scores of a sequence with itself.
  const b = refreshed(given);
  if (a.axes.length < 2 || b.axes.length < 2) throw new Unsupported("a product with a vector");
  const [rows = [], inner = []] = a.axes.slice(-2);
  const [summed = [], columns = []] = b.axes.slice(-2);
  if (axisSize(inner) !== axisSize(summed)) {
    return t.mismatch(`${dimsOf(a).join("x")} and ${dimsOf(b).join("x")} do not fit`);
  }
  const { sets, first, second } = setsOf(a, b);
  const laidA = t.as(a, { layout: "tokens", axes: [first, rows, inner] });
  const plain: Target = { layout: "tokens", axes: [second, summed, columns] };
  const turned: Target = { layout: "tokens", axes: [second, columns, summed] };
  const isTurned =
    (b.layout === "tokens" && sameAxes(b.own, turned.axes)) ||
    (sameAxis(b.own.flat(), turned.axes.flat()) && !sameAxis(b.own.flat(), plain.axes.flat()));
  const laidB = t.as(b, isTurned ? turned : plain);
  const [tensor = 0] = t.emit("matmul", [laidA.tensor, laidB.tensor], { attributes: { transpose: isTurned } });
  const own = [sets.flat(), rows, columns];
  return { kind: "flow", tensor, layout: "tokens", own, axes: [...sets, rows, columns] };
}

/** The sets of both factors: equal, or one has a single one. */
function setsOf(a: Flow, b: Flow): { readonly sets: readonly Axis[]; readonly first: Axis; readonly second: Axis } {
  const rank = Math.max(a.axes.length, b.axes.length) - 2;
  const wide = (flow: Flow): readonly Axis[] => {
    const own = flow.axes.slice(0, -2);
    return [...Array<Axis>(rank - own.length).fill([]), ...own];
  };
  const [first, second] = [wide(a), wide(b)];
  const single = (axes: readonly Axis[]) => axes.flat().length === 0;
  const isEqual = first.every((axis, index) => axisSize(axis) === axisSize(second[index] ?? []));
  if (!isEqual && !single(first) && !single(second)) throw new Unsupported("sets that are spread over each other");
  if (!isEqual && single(first)) throw new Unsupported("a single first factor for several sets");
  return { sets: first, first: first.flat(), second: second.flat() };
}

/** q, k transposed, v with the heads as the third axis from the end, as one attention layer. */
function attention(node: OnnxNode, t: Translation): void {
  const [q, k, v] = [t.flow(node, 0), t.flow(node, 1), t.flow(node, 2)];
  const rank = q.axes.length;
  if (rank < 2 || k.axes.length !== rank || v.axes.length !== rank) throw new Unsupported("inputs of different ranks");
  const scale = floatOf(node, "scale", 1);
  const axis = exponentialAxis(t, [...q.axes.slice(0, -1), k.axes[rank - 1] ?? []], intOf(node, "axis", -1));
  if (axis !== rank - 1) {
    // A softmax over the queries is no attention: the three steps stand for themselves.
    const scores = scaled(t, product(t, q, k), floatRational(scale), rational(0));
    t.set(node.outputs[0], product(t, softmax(t, scores, axis), v));
    return;
  }
  const [head = [], queries = [], depth = []] = rank === 2 ? [[], ...q.axes] : q.axes.slice(-3);
  const [keyHead = [], keyDepth = [], keys = []] = rank === 2 ? [[], ...k.axes] : k.axes.slice(-3);
  const [valueHead = [], values = [], valueDepth = []] = rank === 2 ? [[], ...v.axes] : v.axes.slice(-3);
  const sizes = [head, keyHead, valueHead].map(axisSize);
  if (sizes.some((each) => each !== sizes[0])) throw new Unsupported("heads that are shared");
  if (axisSize(depth) !== axisSize(keyDepth) || axisSize(keys) !== axisSize(values)) {
    t.mismatch(`${dimsOf(q).join("x")}, ${dimsOf(k).join("x")} and ${dimsOf(v).join("x")} do not fit`);
  }
  const sets = (flow: Flow) => (rank <= 3 ? [] : flow.axes.slice(0, -3).flat());
  const laid = [
    t.as(q, { layout: "tokens", axes: [sets(q), queries, [...head, ...depth]] }),
    t.as(k, { layout: "tokens", axes: [sets(k), keys, [...keyHead, ...keyDepth]] }),
    t.as(v, { layout: "tokens", axes: [sets(v), values, [...valueHead, ...valueDepth]] }),
  ];
  const [tensor = 0] = t.emit(
    "sdpa",
    laid.map((each) => each.tensor),
    { attributes: { heads: sizes[0] ?? 1 }, numbers: { scale } },
  );
  const own = [sets(q), queries, [...head, ...valueDepth]];
  const axes = [...q.axes.slice(0, -2), queries, valueDepth];
  t.set(node.outputs[0], { kind: "flow", tensor, layout: "tokens", own, axes });
}
