import { axisNames } from "../../../ops/index.ts";
import { intOf, intsOf } from "../attributes.ts";
import type { OnnxNode } from "../model.ts";
import type { Rules } from "../rule.ts";
import { marginsOf, type Translation, Unsupported } from "../translation.ts";
import { axisSize, type Flow, ownAxis, usualTarget } from "../view.ts";
import { afterWindow, paddingOf, pairOf, single } from "./convolution.ts";

export const poolingRules: Rules = {
  MaxPool: (node, t) => pool(node, t, "maxpool"),
  AveragePool: (node, t) => pool(node, t, "avgpool"),
  GlobalAveragePool: (node, t) => t.set(node.outputs[0], globalPool(t, t.flow(node, 0), "gap")),
  GlobalMaxPool: (node, t) => t.set(node.outputs[0], globalPool(t, t.flow(node, 0), "reduce_max")),
  ReduceMean: (node, t) => reduce(node, t, "reduce_mean"),
  ReduceMax: (node, t) => reduce(node, t, "reduce_max"),
  ReduceMin: (node, t) => reduce(node, t, "reduce_min"),
  ReduceSum: (node, t) => reduce(node, t, "reduce_sum"),
  ReduceL2: (node, t) => reduce(node, t, "reduce_l2"),
};

export function pool(node: OnnxNode, t: Translation, operator: "maxpool" | "avgpool"): void {
  if (node.outputs.length > 1 && t.readersOf(node.outputs[1] ?? "").length > 0)
    throw new Unsupported("indices as output");
  const flow = t.flow(node, 0);
  const image = t.image(flow);
  const isLine = flow.axes.length === 3;
  if (intsOf(node, "kernel_shape") === undefined) t.mismatch("it has no `kernel_shape`");
  const k = pairOf(node, t, "kernel_shape", isLine);
  const [s, d] = [pairOf(node, t, "strides", isLine), pairOf(node, t, "dilations", isLine)];
  if (d[0] !== 1 || d[1] !== 1) throw new Unsupported("dilations");
  const [, height = 1, width = 1] = image.own.map(axisSize);
  const pads = paddingOf(node, t, { extents: [height, width], k, s, d, isLine });
  const hasPads = pads.some((each) => each > 0);
  const ceil = intOf(node, "ceil_mode", 0) === 1;
  const countsPads = !(hasPads || ceil) || intOf(node, "count_include_pad", 0) === 1;
  const [tensor = image.tensor] = t.emit(operator, [image.tensor], {
    attributes: {
      k: single(k),
      s: single(s),
      pad: marginsOf(pads),
      ceil,
      ...(operator === "avgpool" ? { count_pad: countsPads } : {}),
    },
  });
  t.set(node.outputs[0], afterWindow(t, tensor, isLine));
}

/** The mean or largest value of each channel. */
export function globalPool(t: Translation, flow: Flow, operator: "gap" | "reduce_max"): Flow {
  const image = t.image(flow);
  const attributes = operator === "gap" ? {} : { axis: "HW" };
  const [tensor = image.tensor] = t.emit(operator, [image.tensor], { attributes });
  return afterWindow(t, tensor, flow.axes.length === 3);
}

type Reduction = "reduce_mean" | "reduce_max" | "reduce_min" | "reduce_sum" | "reduce_l2";

function reduce(node: OnnxNode, t: Translation, operator: Reduction): void {
  const flow = t.flow(node, 0);
  const rank = flow.axes.length;
  const given = intsOf(node, "axes") ?? t.integers(node, 1, "axes");
  const noop = intOf(node, "noop_with_empty_axes", 0) === 1;
  const listed = given === undefined || given.length === 0 ? (noop ? [] : flow.axes.map((_, axis) => axis)) : given;
  const axes = [...new Set(listed.map((each) => t.axis(each, rank)))];
  const keep = intOf(node, "keepdims", 1) === 1;
  t.set(node.outputs[0], reduceAxes(t, flow, axes, operator, keep));
}

/** Reduces ONNX axes; those of 1 cost nothing. */
export function reduceAxes(
  t: Translation,
  flow: Flow,
  axes: readonly number[],
  operator: Reduction,
  keep: boolean,
): Flow {
  const busy = axes.filter((axis) => (flow.axes[axis] ?? []).length > 0);
  const done = (solid: Flow): Flow => {
    if (keep) return solid;
    return { ...solid, axes: solid.axes.filter((_, axis) => !axes.includes(axis)) };
  };
  if (busy.length === 0) return done(flow);
  const solid = busy.every((axis) => ownAxis(flow, axis) !== undefined) ? flow : t.as(flow, usualTarget(flow));
  const own = busy.map((axis) => ownAxis(solid, axis)).sort();
  if (own.includes(undefined)) throw new Unsupported("a mean over joined axes");
  const names = axisNames(solid.layout);
  const word = own.map((each) => names[each ?? 0]).join("");
  const isGlobal = operator === "reduce_mean" && word === "HW";
  const [tensor = solid.tensor] = isGlobal
    ? t.emit("gap", [solid.tensor])
    : t.emit(operator, [solid.tensor], { attributes: { axis: word } });
  return done({
    ...solid,
    tensor,
    own: solid.own.map((axis, index) => (own.includes(index) ? [] : axis)),
    axes: solid.axes.map((axis, index) => (busy.includes(index) ? [] : axis)),
  });
}
