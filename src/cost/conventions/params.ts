import type { Convention, Term } from "../convention.ts";

/** Parameters of a network whose batch norms have been folded into biases: one shift per channel is left, or none beside a bias. */
export const foldedParams: readonly Term[] = [
  { sentence: "scale and shift of batch norm folded away", times: -1n, per: "normParams", ops: ["bn"] },
  { sentence: "a bias per channel where batch norm was", times: 1n, per: "shifts", ops: ["bn"] },
  {
    sentence: "no bias of its own where the layer before batch norm has one",
    times: -1n,
    per: "shifts",
    ops: ["bn"],
    where: { role: "bn after bias" },
  },
];

/** Conventions that differ from the default in the parameters only. */
export const parameterConventions: readonly Convention[] = [
  {
    name: "keras",
    counts:
      "multiply-accumulates of conv, linear and matmul; params = Keras `count_params`: trainable values and the moving mean and " +
      "variance of batch norm",
    tool: "Keras",
    version: "3.15.1",
    source: "keras.Model.count_params, keras.applications",
    perMac: 1n,
    macs: [],
    params: [{ sentence: "moving mean and variance of batch norm", times: 1n, per: "buffers" }],
    verified: ["mobilenet_v1", "mobilenet_v2", "mobilenet_v3_large_keras", "mobilenet_v3_small_keras"],
    differences: [],
    notes: ["Keras counts no MACs; the MACs are those of the default convention."],
  },
  {
    name: "onnx-folded",
    counts:
      "multiply-accumulates of conv, linear and matmul; params = initializers of an exported network, each batch norm folded " +
      "into a bias of the layer before it",
    tool: "torch.onnx export",
    version: "1.13",
    source: "torch.onnx.export, training=EVAL: batch norm is folded into the convolution before it",
    perMac: 1n,
    macs: [],
    params: foldedParams,
    verified: ["mobilenet_v1", "mobilenet_v2", "mobilenet_v3_small", "squeezenet1_1"],
    differences: [],
    notes: ["A batch norm that follows no convolution stays in an exported network; here it counts as folded too."],
  },
];
