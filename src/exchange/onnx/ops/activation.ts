import { divideRational, rational } from "../../../core/rational.ts";
import { floatOf, intOf, textOf } from "../attributes.ts";
import { computed, float32 } from "../constant.ts";
import { elementTypes } from "../data-type.ts";
import type { OnnxNode } from "../model.ts";
import { floatExpr, floatRational } from "../number.ts";
import type { Rule, Rules } from "../rule.ts";
import { type Translation, Unsupported } from "../translation.ts";
import { type Axis, dimsOf, type Flow } from "../view.ts";
import { combine, scaled } from "./arithmetic.ts";

const activation =
  (operator: string, numbers: (node: OnnxNode) => Readonly<Record<string, number>> = () => ({})): Rule =>
  (node, t) =>
    t.set(node.outputs[0], t.same(t.flow(node, 0), operator, { numbers: numbers(node) }));

const alias: Rule = (node, t) => {
  const value = t.input(node, 0);
  if (value !== undefined) t.set(node.outputs[0], value);
};

export const activationRules: Rules = {
  Relu: activation("relu"),
  Sigmoid: activation("sigmoid"),
  Tanh: activation("tanh"),
  HardSwish: activation("hswish"),
  Mish: activation("mish"),
  Softplus: activation("softplus"),
  Gelu: (node, t) => activation(textOf(node, "approximate", "none") === "tanh" ? "gelu_tanh" : "gelu")(node, t),
  "com.microsoft:Gelu": activation("gelu"),
  "com.microsoft:QuickGelu": (node, t) => {
    const flow = t.flow(node, 0);
    const gate = t.same(scaled(t, flow, floatRational(floatOf(node, "alpha", 1.702)), rational(0)), "sigmoid");
    t.set(node.outputs[0], combine(t, flow, gate, "mul"));
  },
  "com.microsoft:FastGelu": (node, t) => {
    const bias = t.input(node, 1);
    const flow = bias === undefined ? t.flow(node, 0) : combine(t, t.flow(node, 0), bias, "add");
    t.set(node.outputs[0], t.same(t.asFlow(flow), "gelu_tanh"));
  },
  "ridge:Silu": activation("silu"),
  Swish: activation("silu"),
  LeakyRelu: activation("leaky_relu", (node) => ({ slope: floatOf(node, "alpha", 0.01) })),
  Elu: activation("elu", (node) => ({ alpha: floatOf(node, "alpha", 1) })),
  Selu: (node, t) => {
    const flow = t.same(t.flow(node, 0), "elu", {
      numbers: { alpha: floatOf(node, "alpha", 1.6732632) },
    });
    const gamma = floatRational(floatOf(node, "gamma", 1.050701));
    t.set(node.outputs[0], scaled(t, flow, gamma, rational(0)));
  },
  Celu: (node, t) => {
    // alpha elu(x / alpha).
    const alpha = floatRational(floatOf(node, "alpha", 1));
    if (alpha.num === 0n) return t.mismatch("`alpha` is 0");
    const inner = scaled(t, t.flow(node, 0), divideRational(rational(1), alpha), rational(0));
    t.set(node.outputs[0], scaled(t, t.same(inner, "elu", { numbers: { alpha: 1 } }), alpha, rational(0)));
  },
  HardSigmoid: (node, t) => {
    const [alpha, beta] = [floatOf(node, "alpha", 0.2), floatOf(node, "beta", 0.5)];
    const flow = t.flow(node, 0);
    if (Math.abs(alpha - 1 / 6) < 1e-4 && beta === 0.5) return t.set(node.outputs[0], t.same(flow, "hsigmoid"));
    const straight = scaled(t, flow, floatRational(alpha), floatRational(beta));
    t.set(node.outputs[0], clipped(t, straight, 0, 1));
  },
  Clip: (node, t) => {
    const bound = (index: number, name: string) =>
      t.constant(node, index, "bounds")?.values()[0] ?? node.attributes.get(name)?.float;
    t.set(node.outputs[0], clipped(t, t.flow(node, 0), bound(1, "min"), bound(2, "max")));
  },
  PRelu: (node, t) => {
    const slope = t.constant(node, 1, "slopes");
    const flow = t.flow(node, 0);
    if (slope === undefined) return t.mismatch("it has no slopes");
    const solid = slope.count === 1 ? flow : t.withFeatures(flow, 1);
    // Slopes are spread as NumPy does: [C] alone means the last axis, [C, 1, 1] the channels.
    const fromEnd = dimsOf(solid).length - 1;
    const isPerChannel = slope.dims.every((size, axis) => size === 1 || slope.dims.length - axis === fromEnd);
    if (slope.count !== 1 && (slope.count !== dimsOf(solid)[1] || !isPerChannel))
      throw new Unsupported("slopes that are not one per channel");
    const attributes = slope.count === 1 && dimsOf(solid)[1] !== 1 ? { shared: true } : {};
    t.set(node.outputs[0], t.same(solid, "prelu", { attributes, tensors: { slope } }));
  },
  Softmax: (node, t) => t.set(node.outputs[0], exponentials(node, t, "softmax")),
  LogSoftmax: (node, t) => t.set(node.outputs[0], exponentials(node, t, "log_softmax")),
  Identity: alias,
  Dropout: (node, t) => {
    if ((t.constant(node, 2, "a training mode")?.values()[0] ?? 0) !== 0) throw new Unsupported("as while training");
    alias(node, t);
  },
  Cast: (node, t) => cast(node, t, elementTypes.get(intOf(node, "to", 1))?.kind),
  CastLike: (node, t) => {
    const like = t.input(node, 1);
    cast(node, t, like?.kind === "constant" ? like.type.kind : "float");
  },
};

/** Numbers of another width are the same numbers; whole numbers and truth values are not. */
function cast(node: OnnxNode, t: Translation, to: string | undefined): void {
  const isKept = to === "float" || t.isWhole(node.inputs[0] ?? "");
  if (!isKept) throw new Unsupported("numbers made whole");
  alias(node, t);
  if (to !== "float") t.markWhole(node.outputs[0]);
}

function exponentials(node: OnnxNode, t: Translation, operator: "softmax" | "log_softmax"): Flow {
  const flow = t.flow(node, 0);
  return softmax(t, flow, exponentialAxis(t, flow.axes, intOf(node, "axis", t.opset < 13 ? 1 : -1)), operator);
}

/** The axis that a softmax runs over. Before opset 13 all axes from the given one on are one, so that no more than one may have elements. */
export function exponentialAxis(t: Translation, axes: readonly Axis[], axis: number): number {
  const given = t.axis(axis, axes.length);
  if (t.opset >= 13) return given;
  const busy = axes.flatMap((each, index) => (index >= given && each.length > 0 ? [index] : []));
  if (busy.length > 1) throw new Unsupported("a softmax over more than one axis");
  return busy[0] ?? axes.length - 1;
}

export function softmax(
  t: Translation,
  flow: Flow,
  axis: number,
  operator: "softmax" | "log_softmax" = "softmax",
): Flow {
  return t.same(t.withFeatures(flow, axis), operator);
}

/** min(max(x, low), high) in the shortest words of the language. */
export function clipped(t: Translation, flow: Flow, low: number | undefined, high: number | undefined): Flow {
  const from = low === undefined || low <= -3.4e38 ? undefined : low;
  const to = high === undefined || high >= 3.4e38 ? undefined : high;
  if (from === undefined && to === undefined) return flow;
  if (from === 0 && to === undefined) return t.same(flow, "relu");
  if (from === 0 && to === 6) return t.same(flow, "relu6");
  if (from !== undefined && to !== undefined) {
    return t.same(flow, "clip", { attributes: { low: floatExpr(from), high: floatExpr(to) } });
  }
  const bound = computed([1], float32, (into) => into.fill(from ?? to ?? 0), t.budget, t.place);
  const made = combine(t, flow, { ...bound, values: bound.values }, from === undefined ? "minimum" : "maximum");
  return made.kind === "flow" ? made : scaled(t, flow, rational(1), rational(0));
}
