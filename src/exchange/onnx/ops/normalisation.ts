import { floatOf, intOf, intsOf } from "../attributes.ts";
import type { Constant } from "../constant.ts";
import type { OnnxNode } from "../model.ts";
import type { Rules } from "../rule.ts";
import { type Translation, Unsupported } from "../translation.ts";
import { axisSize, dimsOf, type Flow, type Target } from "../view.ts";

export const normalisationRules: Rules = {
  BatchNormalization: (node, t) => {
    // The file normalises with the statistics of its batch: the same cost, other values than those stored. Before opset 14 it says so by
    // writing them out.
    const hasStatistics = node.outputs.slice(1).some((each) => each !== "");
    const isTraining = t.opset < 14 ? hasStatistics : intOf(node, "training_mode", 0) === 1;
    const otherwise = isTraining ? "statistics are taken from the batch, as while training" : undefined;
    const flow = t.withFeatures(t.flow(node, 0), 1);
    const [scale, shift, mean, variance] = [1, 2, 3, 4].map((index) => t.constant(node, index, "statistics"));
    checkCounts(t, [scale, shift, mean, variance], dimsOf(flow)[1] ?? 1);
    const numbers = { epsilon: floatOf(node, "epsilon", 1e-5) };
    t.set(node.outputs[0], t.same(flow, "bn", { tensors: { scale, shift, mean, variance }, numbers, otherwise }));
  },
  LayerNormalization: (node, t) => {
    const flow = t.flow(node, 0);
    const axis = t.axis(intOf(node, "axis", -1), flow.axes.length);
    if (node.outputs.slice(1).some((each) => t.isRead(each))) throw new Unsupported("its mean as output");
    const busy = flow.axes.flatMap((each, index) => (index >= axis && each.length > 0 ? [index] : []));
    t.set(
      node.outputs[0],
      busy.length > 1 ? jointNorm(node, t, flow, axis) : layerNorm(node, t, flow, busy[0] ?? flow.axes.length - 1),
    );
  },
  "ridge:LayerNorm": (node, t) => {
    const flow = t.flow(node, 0);
    const [given = -1] = intsOf(node, "axes") ?? [];
    t.set(node.outputs[0], layerNorm(node, t, flow, t.axis(given, flow.axes.length)));
  },
  InstanceNormalization: (node, t) => {
    const flow = t.withFeatures(t.flow(node, 0), 1);
    const channels = dimsOf(flow)[1] ?? 1;
    t.set(node.outputs[0], groupNorm(node, t, flow, channels));
  },
  GroupNormalization: (node, t) => {
    const flow = t.withFeatures(t.flow(node, 0), 1);
    t.set(node.outputs[0], groupNorm(node, t, flow, intOf(node, "num_groups", 1)));
  },
  "ridge:GroupNorm": (node, t) => {
    const flow = t.withFeatures(t.flow(node, 0), 1);
    t.set(node.outputs[0], groupNorm(node, t, flow, t.constant(node, 3, "groups")?.count ?? 1));
  },
  LRN: (node, t) => {
    const flow = t.image(t.flow(node, 0));
    const numbers = {
      alpha: floatOf(node, "alpha", 1e-4),
      beta: floatOf(node, "beta", 0.75),
      k: floatOf(node, "bias", 1),
    };
    const made = t.same(flow, "lrn", { attributes: { size: intOf(node, "size", 5) }, numbers });
    t.set(node.outputs[0], made);
  },
};

function layerNorm(node: OnnxNode, t: Translation, given: Flow, axis: number): Flow {
  return normed(node, t, t.withFeatures(given, axis), dimsOf(given)[axis] ?? 1);
}

/** All axes from the given one on as one. */
function jointNorm(node: OnnxNode, t: Translation, given: Flow, axis: number): Flow {
  const features = given.axes.slice(axis).flat();
  const others = given.axes.slice(0, axis);
  const target: Target = others.every((each) => each.length === 0)
    ? { layout: "vector", axes: [features] }
    : { layout: "tokens", axes: [others.slice(0, -1).flat(), others.at(-1) ?? [], features] };
  return normed(node, t, t.as(given, target), axisSize(features));
}

/** The norm over the features of the flow; a scale or a shift may be left out. */
function normed(node: OnnxNode, t: Translation, flow: Flow, features: number): Flow {
  const [given, shift] = [t.constant(node, 1, "a scale"), t.constant(node, 2, "a shift")];
  const scale = given !== undefined && shift === undefined && isFiller(given) ? undefined : given;
  const learned = [scale, shift].filter((each) => each !== undefined);
  checkCounts(t, learned, features);
  return t.same(flow, "layernorm", {
    attributes: { ...(scale === undefined ? { scale: false } : {}), ...(shift === undefined ? { bias: false } : {}) },
    tensors: { scale, shift },
    numbers: { epsilon: floatOf(node, "epsilon", 1e-5) },
  });
}

/** Ones that PyTorch's exporter puts where a norm has no scale, since LayerNormalization must have one. */
function isFiller(scale: Constant): boolean {
  return /^val_\d+$/.test(scale.source ?? "") && scale.values().every((each) => each === 1);
}

function groupNorm(node: OnnxNode, t: Translation, flow: Flow, g: number): Flow {
  const [scale, shift] = [t.constant(node, 1, "a scale"), t.constant(node, 2, "a shift")];
  const channels = dimsOf(flow)[1] ?? 1;
  if (scale !== undefined && scale.count !== channels) throw new Unsupported("a scale per group");
  checkCounts(t, [scale, shift], channels);
  const numbers = { epsilon: floatOf(node, "epsilon", 1e-5) };
  return t.same(flow, "groupnorm", { attributes: { g }, tensors: { scale, shift }, numbers });
}

function checkCounts(t: Translation, constants: readonly (Constant | undefined)[], wanted: number): void {
  for (const each of constants) {
    if (each === undefined) t.mismatch("a learned input is missing");
    if (each.count !== wanted) t.mismatch(`${each.count} learned numbers for ${wanted} channels`);
  }
}
