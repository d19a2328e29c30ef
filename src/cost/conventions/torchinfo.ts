import type { Convention } from "../convention.ts";
import { auxiliaryHeads, measuredNetworks } from "./measured.ts";
import { transposedByOutput } from "./shared-terms.ts";

/** Parameters times output positions, for modules without children that are called. */
export const torchinfo: Convention = {
  name: "torchinfo",
  counts:
    "mult-adds: weights and biases of conv and linear modules once per output position, other parameters once; " +
    "attention not seen",
  tool: "torchinfo",
  version: "1.8",
  source: "torchinfo/layer_info.py, LayerInfo.calculate_macs",
  perMac: 1n,
  macs: [
    {
      sentence: "biases of conv and linear, once per output position",
      times: 1n,
      per: "biasAdds",
      ops: ["conv", "conv_transpose", "linear"],
    },
    { sentence: "scale and shift values of norms, once each", times: 1n, per: "normParams" },
    { sentence: "slopes and embeddings, once each", times: 1n, per: "weights", ops: ["prelu", "embedding"] },
    {
      sentence: "attention not seen: its projections are called as functions",
      times: -1n,
      per: "macs",
      ops: ["attention", "window_attention"],
    },
    { sentence: "matrix products not seen", times: -1n, per: "macs", ops: ["matmul", "sdpa"] },
    ...transposedByOutput,
  ],
  params: [],
  verified: measuredNetworks,
  differences: auxiliaryHeads,
  notes: [],
};
