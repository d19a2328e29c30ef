import type { Convention } from "../convention.ts";
import { foldedParams } from "./params.ts";

/** Instructions of an exported network, in which batch norm is folded into a bias. */
export const onnxTool: Convention = {
  name: "onnx-tool",
  counts:
    "of an exported network: MACs, 1 per bias addition (folded batch norm included), sum, product and ReLU, 2 per " +
    "element of ReLU6, average pooling with 4 per division",
  tool: "onnx-tool",
  version: "with DIV_MACS = 4",
  source: "onnx_tool/node.py: ADD_MACS 1, CMP_MACS 1, MUL_MACS 1, DIV_MACS 4",
  perMac: 1n,
  macs: [
    { sentence: "1 per bias addition of conv and linear", times: 1n, per: "biasAdds", ops: ["conv", "linear"] },
    { sentence: "1 per addition of a bias that batch norm became", times: 1n, per: "inputs", ops: ["bn"] },
    {
      sentence: "none where the layer before batch norm has a bias already",
      times: -1n,
      per: "inputs",
      ops: ["bn"],
      where: { role: "bn after bias" },
    },
    { sentence: "1 per element of ReLU", times: 1n, per: "outputs", ops: ["relu"] },
    { sentence: "2 per element of ReLU6 (two comparisons)", times: 2n, per: "outputs", ops: ["relu6"] },
    { sentence: "1 per element of sums and products", times: 1n, per: "outputs", ops: ["add", "mul"] },
    { sentence: "1 per input element of global pooling", times: 1n, per: "inputs", ops: ["gap"] },
    { sentence: "4 per output element of global pooling (a division)", times: 4n, per: "outputs", ops: ["gap"] },
    { sentence: "1 per window element of pooling", times: 1n, per: "windowOps", ops: ["maxpool", "avgpool"] },
  ],
  params: foldedParams,
  verified: ["mobilenet_v2"],
  differences: [],
  notes: ["Only the operators above are modelled; other activations cost onnx-tool more than nothing."],
};
