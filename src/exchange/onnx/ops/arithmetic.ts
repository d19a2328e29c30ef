import { divideRational, multiplyRational, negateRational, type Rational, rational } from "../../../core/rational.ts";
import { constant as constantExpr } from "../../../symbolic/index.ts";
import { type Constant, transposed, withDims } from "../constant.ts";
import type { OnnxNode } from "../model.ts";
import { floatExpr, floatRational } from "../number.ts";
import type { Rules } from "../rule.ts";
import { type Translation, Unsupported, type Value } from "../translation.ts";
import { type Axis, axisOf, axisSize, dimsOf, type Flow, ownAxis, refreshed, sameAxis, usualTarget } from "../view.ts";

export type BinaryOperator = "add" | "sub" | "mul" | "div" | "maximum" | "minimum";

export const arithmeticRules: Rules = {
  Add: (node, t) => chain(node, t, "add"),
  Sub: (node, t) => chain(node, t, "sub"),
  Mul: (node, t) => chain(node, t, "mul"),
  Div: (node, t) => chain(node, t, "div"),
  Sum: (node, t) => chain(node, t, "add"),
  Max: (node, t) => chain(node, t, "maximum"),
  Min: (node, t) => chain(node, t, "minimum"),
  Abs: (node, t) => t.set(node.outputs[0], t.same(t.flow(node, 0), "absolute")),
  Exp: (node, t) => t.set(node.outputs[0], t.same(t.flow(node, 0), "exponential")),
  Log: (node, t) => t.set(node.outputs[0], t.same(t.flow(node, 0), "natural_log")),
  Sqrt: (node, t) => t.set(node.outputs[0], t.same(t.flow(node, 0), "square_root")),
  Erf: (node, t) => t.set(node.outputs[0], t.same(t.flow(node, 0), "erf")),
  Reciprocal: (node, t) => t.set(node.outputs[0], powered(t, t.flow(node, 0), -1)),
  Pow: (node, t) => {
    const exponent = t.constant(node, 1, "an exponent");
    if (exponent?.count !== 1) throw new Unsupported("an exponent per element");
    t.set(node.outputs[0], powered(t, t.flow(node, 0), exponent.values()[0] ?? 1));
  },
  Neg: (node, t) => t.set(node.outputs[0], scaled(t, t.flow(node, 0), rational(-1), rational(0))),
};

/** Two or more values, from left to right. */
function chain(node: OnnxNode, t: Translation, operator: BinaryOperator): void {
  let made = t.input(node, 0);
  if (made === undefined) t.mismatch("its first input is missing");
  for (let index = 1; index < node.inputs.length; index++) {
    const next = t.input(node, index);
    if (next !== undefined) made = combine(t, made, next, operator);
  }
  t.set(node.outputs[0], made);
}

/** Element by element; scalars become an `affine`, other constants learned tensors. */
export function combine(t: Translation, a: Value, b: Value, operator: BinaryOperator): Value {
  if (a.kind === "unknown" || b.kind === "unknown") throw new Unsupported("unknown");
  if (a.kind === "constant" && b.kind === "constant") return combine(t, t.weight(a), b, operator);
  if (b.kind === "constant") return withConstant(t, t.asFlow(a), b, operator, false);
  if (a.kind === "constant") return withConstant(t, t.asFlow(b), a, operator, true);
  return joined(t, t.asFlow(a), t.asFlow(b), operator);
}

function withConstant(
  t: Translation,
  flow: Flow,
  constant: Constant,
  operator: BinaryOperator,
  isFirst: boolean,
): Flow {
  const rank = Math.max(flow.axes.length, constant.dims.length);
  const wide = widened(flow, rank);
  const dims = [...Array<number>(rank - constant.dims.length).fill(1), ...constant.dims];
  // A learned number is a parameter, which no `affine` has.
  if (constant.count === 1 && !constant.isLearned) {
    const made = withScalar(t, wide, Number(constant.values()[0]), operator, isFirst);
    if (made !== undefined) return made;
  }
  const learned = weightFor(t, wide, withDims(constant, dims));
  return isFirst ? joined(t, learned, wide, operator) : joined(t, wide, learned, operator);
}

function withScalar(
  t: Translation,
  flow: Flow,
  value: number,
  operator: BinaryOperator,
  isFirst: boolean,
): Flow | undefined {
  if (!Number.isFinite(value)) throw new Unsupported("an infinite factor");
  const number = floatRational(value);
  const [zero, one] = [rational(0), rational(1)];
  switch (operator) {
    case "add":
      return scaled(t, flow, one, number);
    case "sub":
      return isFirst ? scaled(t, flow, rational(-1), number) : scaled(t, flow, one, negateRational(number));
    case "mul":
      return scaled(t, flow, number, zero);
    case "div":
      if (isFirst) return undefined;
      return number.num === 0n ? t.mismatch("a division by 0") : scaled(t, flow, divideRational(one, number), zero);
    case "maximum":
      return value === 0 ? t.same(flow, "relu") : undefined;
    case "minimum":
      return undefined;
  }
}

function powered(t: Translation, flow: Flow, exponent: number): Flow {
  if (exponent === 1) return flow;
  return t.same(flow, "power", { attributes: { p: floatExpr(exponent) } });
}

/** scale * x + shift; nothing where that is x. */
export function scaled(t: Translation, flow: Flow, scale: Rational, shift: Rational): Flow {
  const isOne = scale.num === 1n && scale.den === 1n;
  if (isOne && shift.num === 0n) return flow;
  return t.same(flow, "affine", {
    attributes: { scale: constantExpr(multiplyRational(scale, rational(1))), shift: constantExpr(shift) },
  });
}

/** Axes of 1 in front, up to a rank. */
function widened(flow: Flow, rank: number): Flow {
  const missing = rank - flow.axes.length;
  return missing <= 0 ? flow : { ...flow, axes: [...Array<Axis>(missing).fill([]), ...flow.axes] };
}

/** A constant as a learned tensor, laid out as the flow is where it can be, so that no element of the flow moves. */
function weightFor(t: Translation, flow: Flow, constant: Constant): Flow {
  const busy = constant.dims.flatMap((size, axis) => (size > 1 ? [axis] : []));
  const feature = flow.layout === "image" ? 0 : flow.own.length - 1;
  const [only] = busy;
  if (busy.length === 1 && only !== undefined && ownAxis(flow, only) === feature) {
    const axis = axisOf(constant.dims[only] ?? 1);
    const axes = constant.dims.map((_, index) => (index === only ? axis : []));
    return t.weightAs(constant, { layout: "vector", axes: [axis] }, axes);
  }
  const places = flow.own.map((_, own) => flow.axes.findIndex((_axis, axis) => ownAxis(flow, axis) === own));
  if (busy.every((axis) => places.includes(axis))) {
    const rest = constant.dims.map((_, axis) => axis).filter((axis) => !places.includes(axis));
    const order = [...rest, ...places.filter((each) => each >= 0)];
    const axes = constant.dims.map(axisOf);
    const own = places.map((place): Axis => (place < 0 ? [] : (axes[place] ?? [])));
    return t.weightAs(transposed(constant, order, t.budget, t.place), { layout: flow.layout, axes: own }, axes);
  }
  return t.weight(constant);
}

/** Two flows, spread over each other as NumPy does. */
export function joined(t: Translation, first: Flow, second: Flow, operator: BinaryOperator): Flow {
  const rank = Math.max(first.axes.length, second.axes.length);
  const [a, b] = [widened(first, rank), widened(refreshed(second), rank)];
  for (const [axis, size] of dimsOf(a).entries()) {
    const other = dimsOf(b)[axis] ?? 1;
    if (size !== other && size !== 1 && other !== 1) {
      return t.mismatch(`${dimsOf(first).join("x")} and ${dimsOf(second).join("x")} do not fit`);
    }
  }
  const direct = directly(t, a, b, operator);
  if (direct !== undefined) return direct;
  const [usualA, usualB] = [usualTarget(a), usualTarget(b)];
  if (usualA.layout === usualB.layout) {
    const laid = directly(t, t.as(a, usualA), t.as(b, usualB), operator);
    if (laid !== undefined) return laid;
  }
  return inGroups(t, a, b, operator);
}

function directly(t: Translation, a: Flow, b: Flow, operator: BinaryOperator): Flow | undefined {
  if (structureOf(a) === structureOf(b)) return emitted(t, a, b, operator, a.layout, a.own, a.axes);
  const axes = a.axes.map((axis, index) => (axis.length > 0 ? axis : (b.axes[index] ?? [])));
  if (a.layout === b.layout && fits(a, b)) {
    const own = a.own.map((axis, index) => (axis.length > 0 ? axis : (b.own[index] ?? [])));
    return emitted(t, a, b, operator, a.layout, own, axes);
  }
  if (b.layout === "vector" && isFeaturesOf(b, a)) return emitted(t, a, b, operator, a.layout, a.own, axes);
  if (a.layout === "vector" && isFeaturesOf(a, b)) {
    return emitted(t, a, b, operator, b.layout, b.own, b.axes);
  }
  return undefined;
}

function emitted(
  t: Translation,
  a: Flow,
  b: Flow,
  operator: BinaryOperator,
  layout: Flow["layout"],
  own: Flow["own"],
  axes: Flow["axes"],
): Flow {
  const isSpread =
    a.layout !== b.layout || a.own.some((axis, index) => axisSize(axis) !== axisSize(b.own[index] ?? []));
  const attributes = operator === "add" && isSpread ? { broadcast: true } : {};
  const [tensor = a.tensor] = t.emit(operator, [a.tensor, b.tensor], { attributes });
  return { kind: "flow", tensor, layout, own, axes };
}

/** Sizes of the own axes' atoms, and which of them each ONNX axis consists of. */
export function structureOf({ layout, own, axes }: Flow): string {
  const atoms = own.flat();
  const text = (axis: Axis) => axis.map((each) => atoms.indexOf(each)).join(".");
  return `${layout}|${own.map((axis) => axis.map((each) => each.size).join(".")).join(",")}|${axes.map(text).join(",")}`;
}

/** For each own axis the ONNX axis that it is, -1 where it is 1; undefined where it is none or more than one. */
export function placesOf(flow: Flow): readonly number[] | undefined {
  const places = flow.own.map((axis) => (axis.length === 0 ? -1 : flow.axes.findIndex((each) => sameAxis(each, axis))));
  return places.every((place, own) => place >= 0 || flow.own[own]?.length === 0) ? places : undefined;
}

/** Whether each axis of one, where it is not 1, stands where it stands in the other. */
function fits(a: Flow, b: Flow): boolean {
  const [inA, inB] = [placesOf(a), placesOf(b)];
  if (inA === undefined || inB === undefined) return false;
  return inA.every((place, own) => {
    const other = inB[own] ?? -1;
    if (place >= 0 && other >= 0) return place === other;
    if (place >= 0) return !inB.includes(place);
    return other < 0 || !inA.includes(other);
  });
}

/** Whether a vector meets exactly the features of the other. */
function isFeaturesOf(small: Flow, large: Flow): boolean {
  const feature = large.layout === "image" ? 0 : large.own.length - 1;
  const place = small.axes.findIndex((axis) => axis.length > 0);
  const [own = []] = small.own;
  if (place < 0) return axisSize(own) === 1;
  return sameAxis(small.axes[place], own) && ownAxis(large, place) === feature;
}

/** Neighbouring axes that are spread in the same way as one, as tokens. */
function inGroups(t: Translation, a: Flow, b: Flow, operator: BinaryOperator): Flow {
  const groups: { kind: string; a: Axis; b: Axis }[] = [];
  for (const [index, axis] of a.axes.entries()) {
    const other = b.axes[index] ?? [];
    if (axis.length === 0 && other.length === 0) continue;
    const kind = axis.length === 0 ? "b" : other.length === 0 ? "a" : "both";
    const last = groups.at(-1);
    if (last?.kind === kind) groups[groups.length - 1] = { kind, a: [...last.a, ...axis], b: [...last.b, ...other] };
    else groups.push({ kind, a: axis, b: other });
  }
  if (groups.length > 3) throw new Unsupported("a spread over more than three groups of axes");
  const padded = [...Array(3 - groups.length).fill({ kind: "both", a: [], b: [] }), ...groups];
  const laidA = t.as(a, { layout: "tokens", axes: padded.map((each) => each.a) });
  const laidB = t.as(b, { layout: "tokens", axes: padded.map((each) => each.b) });
  const own = padded.map((each): Axis => (each.a.length > 0 ? each.a : each.b));
  const axes = a.axes.map((axis, index) => (axis.length > 0 ? axis : (b.axes[index] ?? [])));
  return emitted(t, laidA, laidB, operator, "tokens", own, axes);
}
