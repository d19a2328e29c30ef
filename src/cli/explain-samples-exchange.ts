import type { MessageCode } from "../core/messages/index.ts";
import { type ExplainSample, said } from "./explain-sample.ts";

/** Samples of what is said of ONNX files that are read, written or run. */
export const exchangeSamples: Partial<Record<MessageCode, ExplainSample>> = {
  "run/weights": said("run/weights", {
    file: "model.onnx",
    wanted: "stem.conv (conv: weight 864)",
    found: "stem.conv (conv: weight 432)",
  }),
  "run/otherwise": said("run/otherwise", { layer: "resize", how: "it resizes with cubic interpolation" }),
  "usage/not-onnx": said("usage/not-onnx", { file: "net.arch" }),
  "onnx/not-a-model": said("onnx/not-a-model", { reason: "the file ends inside a field", offset: 4096 }),
  "onnx/too-many-parts": said("onnx/too-many-parts", { limit: 1_000_000 }),
  "onnx/opset": said("onnx/opset", { found: 6, first: 7, last: 22 }),
  "onnx/data-type": said("onnx/data-type", { name: "words", found: 8, known: ["float", "int8"] }),
  "onnx/data-size": said("onnx/data-size", {
    name: "conv1.weight",
    dims: "32x3x3x3",
    type: "float",
    found: 3452,
    needed: 3456,
    unit: "bytes",
  }),
  "onnx/dimension": said("onnx/dimension", { name: "conv1.weight", found: "-3" }),
  "onnx/too-large": said("onnx/too-large", { name: "conv1.weight", what: "2^40 elements" }),
  "onnx/external": said("onnx/external", {
    name: "conv1.weight",
    location: "../weights.bin",
    reason: "it lies outside the folder of the model",
  }),
  "onnx/made-twice": said("onnx/made-twice", { name: "conv1_out" }),
  "onnx/undefined-value": said("onnx/undefined-value", { name: "conv0_out", node: "conv1" }),
  "onnx/cycle": said("onnx/cycle", { name: "conv1_out" }),
  "onnx/input": said("onnx/input", { name: "image", problem: "it has no shape" }),
  "onnx/batch": said("onnx/batch", { batch: 4, problem: "node `MatMul_7` (MatMul) mixes them" }),
  "onnx/open-axis": said("onnx/open-axis", { input: "tokens", axis: "L", name: "sequence" }),
  "onnx/fixed-axis": said("onnx/fixed-axis", { axis: "H", fixed: 224, wanted: 192 }),
  "onnx/setting": said("onnx/setting", { name: "alpha", known: ["N", "H", "W"] }),
  "onnx/setting-value": said("onnx/setting-value", { name: "H", text: "?" }),
  "onnx/node": said("onnx/node", { node: "conv1", operator: "Conv", problem: "group 5 does not divide 32 channels" }),
  "onnx/unsupported": said("onnx/unsupported", {
    operators: [
      ["NonMaxSuppression", 1],
      ["LSTM", 2],
    ],
  }),
  "onnx/no-layers": said("onnx/no-layers", {}),
  "onnx/shared-weights": said("onnx/shared-weights", { names: ["embedding.weight"], elements: 23_440_896 }),
  "exchange/several-inputs": said("exchange/several-inputs", { inputs: 2 }),
  "export/symbolic": said("export/symbolic", {}),
  "export/no-form": said("export/no-form", { operators: ["lrn"] }),
  "export/too-large": said("export/too-large", { limit: 2_147_483_648 }),
};
