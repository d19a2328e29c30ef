import type { Convention, Term } from "../convention.ts";
import { auxiliaryHeads, measuredNetworks } from "./measured.ts";
import { attentionWithoutGradients, fusedAttention } from "./shared-terms.ts";

const handles: readonly Term[] = [
  { sentence: "2 per element of batch norm", times: 2n, per: "inputs", ops: ["bn"] },
  { sentence: "5 per element of layer and group norm", times: 5n, per: "inputs", ops: ["layernorm", "groupnorm"] },
  {
    sentence: "1 per input element of adaptive average pooling (`x.mean` counts none)",
    times: 1n,
    per: "inputs",
    ops: ["gap", "adaptive_avgpool"],
    where: { spelled: ["module", "functional"] },
  },
  {
    sentence: "1 per output element of nearest upsampling",
    times: 1n,
    per: "outputs",
    ops: ["upsample", "resize"],
    where: { attribute: { name: "mode", is: "nearest" } },
  },
  {
    sentence: "4 per output element of bilinear upsampling",
    times: 4n,
    per: "outputs",
    ops: ["upsample", "resize"],
    where: { attribute: { name: "mode", is: "bilinear" } },
  },
];

const shared = {
  tool: "fvcore",
  source: "fvcore/nn/flop_count.py, _DEFAULT_SUPPORTED_OPS; fvcore/nn/jit_handles.py",
  perMac: 1n,
  params: [],
  verified: measuredNetworks,
  differences: auxiliaryHeads,
} as const;

/** Operators of a traced graph that have a handle; one fused multiply-add is one. */
export const fvcoreConventions: readonly Convention[] = [
  {
    ...shared,
    name: "fvcore",
    counts:
      "MACs of conv, linear and matmul, 2 per element of batch norm, 5 of layer norm, 1 per input " +
      "element of adaptive average pooling; no biases, no activations",
    version: "0.1.5 on PyTorch 1.13",
    macs: handles,
    notes: ["Traced with gradients on; `fvcore-no-grad` is the same without."],
  },
  {
    ...shared,
    name: "fvcore-no-grad",
    counts: "as `fvcore`, traced without gradients: attention runs as one operator that has no handle",
    version: "0.1.5 on PyTorch 1.13",
    macs: [...handles, attentionWithoutGradients],
    notes: [],
  },
  {
    ...shared,
    name: "fvcore-torch2",
    counts: "as `fvcore`, but the products inside `scaled_dot_product_attention` are not seen",
    version: "0.1.5 on PyTorch 2.13",
    macs: [...handles, fusedAttention],
    notes: [],
  },
];
