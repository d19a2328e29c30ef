import type { Convention } from "../convention.ts";
import { auxiliaryHeads, measuredNetworks } from "./measured.ts";
import { transposedByOutput } from "./shared-terms.ts";

/** Operators of a traced graph that have a handler. */
export const torchprofile: Convention = {
  name: "torchprofile",
  counts:
    "MACs of conv, linear and matmul without biases, 1 per element of norms, 1 per output element of average " +
    "pooling and of products",
  tool: "torchprofile",
  version: "0.0.4",
  source: "torchprofile/handlers.py",
  perMac: 1n,
  macs: [
    { sentence: "1 per element of norms", times: 1n, per: "outputs", ops: ["bn", "layernorm", "groupnorm"] },
    {
      sentence: "1 per output element of average pooling and means",
      times: 1n,
      per: "outputs",
      ops: ["gap", "adaptive_avgpool", "avgpool", "reduce_mean"],
    },
    { sentence: "1 per output element of products", times: 1n, per: "outputs", ops: ["mul"] },
    { sentence: "1 per element of leaky ReLU", times: 1n, per: "outputs", ops: ["leaky_relu"] },
    {
      sentence: "4 per output element of bilinear upsampling",
      times: 4n,
      per: "outputs",
      ops: ["upsample", "resize"],
      where: { attribute: { name: "mode", is: "bilinear" } },
    },
    {
      sentence: "1 per element of the scaled queries of window attention",
      times: 1n,
      per: "queries",
      ops: ["window_attention"],
    },
    {
      sentence: "4 products of sizes that the trace of multi-head attention holds",
      times: 4n,
      per: "layer",
      ops: ["attention"],
    },
    {
      sentence: "2 products of sizes that the trace of window attention holds",
      times: 2n,
      per: "layer",
      ops: ["window_attention"],
    },
    { sentence: "1 product of sizes where an image becomes tokens", times: 1n, per: "layer", ops: ["tokens"] },
    ...transposedByOutput,
  ],
  params: [],
  verified: measuredNetworks,
  differences: auxiliaryHeads,
  notes: [],
};
