import type { Convention } from "../convention.ts";
import { measuredExcept } from "./measured.ts";

const module = { spelled: ["module"] } as const;

/** Multiplications and additions apart, so an output of n products has n - 1 additions. */
export const torchstat: Convention = {
  name: "torchstat",
  counts:
    "multiplications and additions apart, one addition less per output; 4 per element of batch norm, 1 per " +
    "element of ReLU, windows of max pooling without their first element; adaptive pooling counts none",
  tool: "torchstat",
  version: "0.0.7",
  source: "torchstat/compute_madd.py",
  perMac: 2n,
  macs: [
    { sentence: "1 less per output of conv and linear", times: -1n, per: "outputs", ops: ["conv", "linear"] },
    { sentence: "1 per bias addition of conv", times: 1n, per: "biasAdds", ops: ["conv"] },
    { sentence: "4 per element of batch norm", times: 4n, per: "inputs", ops: ["bn"] },
    {
      sentence: "1 per element of ReLU and ReLU6 modules",
      times: 1n,
      per: "inputs",
      ops: ["relu", "relu6"],
      where: module,
    },
    {
      sentence: "1 per window element of pooling modules",
      times: 1n,
      per: "windowOps",
      ops: ["maxpool", "avgpool"],
      where: module,
    },
    {
      sentence: "1 less per window of max pooling modules",
      times: -1n,
      per: "outputs",
      ops: ["maxpool"],
      where: module,
    },
  ],
  params: [],
  verified: measuredExcept("efficientnet_b0", "resnet50", "densenet121", "convnext_tiny", "vit_b_16", "swin_t"),
  differences: [
    {
      network: "resnet50",
      of: "macs",
      difference: 3_286_528n,
      reason:
        "a residual block calls one ReLU module three times, and torchstat keeps the last call of a module only: the elements " +
        "of the first two are missing",
    },
  ],
  notes: ["torchstat stops with an error on EfficientNet, DenseNet, ConvNeXt and on networks with tokens."],
};
