import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import type { MessageArguments, MessageCode } from "../core/messages/index.ts";
import { opsets } from "../exchange/index.ts";

function said<C extends MessageCode>(code: C, args: MessageArguments<C>): [C, Diagnostic] {
  return [code, diagnostic(code, args, undefined)];
}

/** What is said of ONNX files that are read and written, by code. */
export const onnxSamples: ReadonlyMap<MessageCode, Diagnostic> = new Map<MessageCode, Diagnostic>([
  said("onnx/not-a-model", { reason: "its bytes end or break off there", offset: 5120 }),
  said("onnx/too-many-parts", { limit: 4_000_000 }),
  said("onnx/opset", { found: 6, ...opsets }),
  said("onnx/data-type", { name: "conv.weight", found: 14, known: ["float32", "int8"] }),
  said("onnx/data-size", {
    name: "conv.weight",
    dims: "32x3x3x3",
    type: "float32",
    found: 3000,
    needed: 3456,
    unit: "bytes",
  }),
  said("onnx/dimension", { name: "conv.weight", found: "-3" }),
  said("onnx/too-large", { name: "conv.weight", what: "a dimension of 1099511627776" }),
  said("onnx/external", { name: "conv.weight", location: "../weights.bin", reason: "`..` is refused" }),
  said("onnx/made-twice", { name: "/conv/Conv_output_0" }),
  said("onnx/undefined-value", { name: "/conv/Conv_output_0", node: "/relu/Relu" }),
  said("onnx/cycle", { name: "/conv/Conv_output_0" }),
  said("onnx/input", { name: "x", problem: "its rank is not told" }),
  said("onnx/open-axis", { input: "x", axis: "C", name: undefined }),
  said("onnx/fixed-axis", { axis: "H", fixed: 224, wanted: 160 }),
  said("onnx/setting", { name: "res", known: ["N", "H", "W"] }),
  said("onnx/setting-value", { name: "H", text: "?" }),
  said("onnx/node", { node: "/conv/Conv", operator: "Conv", problem: "weights of 4x5x1x1 in 1 groups for 3 channels" }),
  said("onnx/unsupported", {
    operators: [
      ["NonMaxSuppression", 1],
      ["Loop", 2],
    ],
  }),
  said("onnx/no-layers", {}),
  said("onnx/shared-weights", { names: ["fc1.bias"], elements: 8 }),
  said("exchange/several-inputs", { inputs: 2 }),
  said("export/symbolic", {}),
  said("export/no-form", { operators: ["riddle"] }),
  said("export/too-large", { limit: 2_130_706_432 }),
  said("run/weights", {
    file: "v2.onnx",
    wanted: "classifier (linear: weight 1280000, bias 1000)",
    found: "classifier.linear (linear: weight 12800, bias 10)",
  }),
  said("run/otherwise", { layer: "head.upsample", how: "samples are placed by align_corners" }),
  said("usage/not-onnx", { file: "mobilenet_v2" }),
]);
