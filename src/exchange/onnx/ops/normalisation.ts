import { floatOf, intOf, intsOf } from "../attributes.ts";
import type { Constant } from "../constant.ts";
import type { OnnxNode } from "../model.ts";
import type { Rules } from "../rule.ts";
import { type Translation, Unsupported } from "../translation.ts";
import { dimsOf, type Flow } from "../view.ts";

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
    const busy = flow.axes.flatMap((each, index) => (index >= axis && each.length > 0 ? [index] : []));
    if (busy.length > 1) throw new Unsupported("more than one axis");
    t.set(node.outputs[0], layerNorm(node, t, flow, busy[0] ?? flow.axes.length - 1));
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
  const flow = t.withFeatures(given, axis);
  const [scale, shift] = [t.constant(node, 1, "a scale"), t.constant(node, 2, "a shift")];
  if (scale === undefined || shift === undefined) throw new Unsupported("no learned scale and shift");
  checkCounts(t, [scale, shift], dimsOf(flow)[axis] ?? 1);
  const numbers = { epsilon: floatOf(node, "epsilon", 1e-5) };
  return t.same(flow, "layernorm", { tensors: { scale, shift }, numbers });
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
