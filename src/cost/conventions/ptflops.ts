import type { Convention, Term } from "../convention.ts";
import { auxiliaryHeads, measuredNetworks } from "./measured.ts";
import { fusedAttention, transposedByOutput } from "./shared-terms.ts";

const pools = ["gap", "adaptive_avgpool", "avgpool", "maxpool"];

const hooks: readonly Term[] = [
  {
    sentence: "1 per bias addition of conv, linear and multi-head attention",
    times: 1n,
    per: "biasAdds",
    ops: ["conv", "conv_transpose", "linear", "attention"],
  },
  { sentence: "2 per element of batch and group norm", times: 2n, per: "inputs", ops: ["bn", "groupnorm"] },
  {
    sentence: "1 per element of layer norm",
    times: 1n,
    per: "inputs",
    ops: ["layernorm"],
    where: { spelled: ["module"] },
  },
  {
    sentence: "1 per element of ReLU, ReLU6, PReLU, ELU, LeakyReLU and GELU modules (hook)",
    times: 1n,
    per: "outputs",
    ops: ["relu", "relu6", "prelu", "elu", "leaky_relu", "gelu"],
    where: { spelled: ["module"] },
  },
  {
    sentence: "1 per input element of pooling modules (hook)",
    times: 1n,
    per: "inputs",
    ops: pools,
    where: { spelled: ["module"] },
  },
  { sentence: "1 per element of the scaled queries of attention", times: 1n, per: "queries", ops: ["attention"] },
  {
    sentence: "1 per element of the softmax of attention",
    times: 1n,
    per: "scores",
    ops: ["attention", "window_attention"],
  },
];

const patches: readonly Term[] = [
  {
    sentence: "1 per element wherever `F.relu`, `F.prelu`, `F.elu` or `F.gelu` runs, inside modules too (patch)",
    times: 1n,
    per: "outputs",
    ops: ["relu", "prelu", "elu", "gelu"],
  },
  { sentence: "1 per element of SiLU and softmax (patch)", times: 1n, per: "outputs", ops: ["silu", "softmax"] },
  {
    sentence: "1 per element of `F.relu6` (patch; the module calls `F.hardtanh`)",
    times: 1n,
    per: "outputs",
    ops: ["relu6"],
    where: { spelled: ["functional"] },
  },
  {
    sentence: "1 per input element wherever a pooling function runs, inside modules too (patch)",
    times: 1n,
    per: "inputs",
    ops: pools,
    where: { spelled: ["module", "functional"] },
  },
  {
    sentence: "projections of window attention not seen: they are called as functions",
    times: -1n,
    per: "projectionMacs",
    ops: ["window_attention"],
  },
  { sentence: "fused attention not seen", times: -1n, per: "macs", ops: ["sdpa"] },
];

const dispatched: readonly Term[] = [
  {
    sentence: "1 per bias addition of conv and attention",
    times: 1n,
    per: "biasAdds",
    ops: ["conv", "conv_transpose", "attention", "window_attention"],
  },
];

const aten = {
  tool: "ptflops, backend aten",
  source: "ptflops/aten_ops.py, ATEN_OPS_MAPPING",
  perMac: 1n,
  params: [],
  verified: measuredNetworks,
  differences: auxiliaryHeads,
} as const;

/** Two engines: hooks on modules with patched functions, and a count of dispatched operators. */
export const ptflopsConventions: readonly Convention[] = [
  {
    name: "ptflops",
    counts:
      "MACs and biases of conv, linear and attention modules, 2 per element of batch norm, activations and pooling " +
      "once per module hook and once more per patched function, so ReLU, GELU and pooling modules twice",
    tool: "ptflops, backend pytorch",
    version: "0.7 on PyTorch 2.13",
    source:
      "ptflops/pytorch_ops.py, MODULES_MAPPING and FUNCTIONAL_MAPPING; ptflops/pytorch_engine.py, patch_functional",
    perMac: 1n,
    macs: [...hooks, ...patches, ...transposedByOutput],
    params: [],
    verified: measuredNetworks,
    differences: auxiliaryHeads,
    notes: [
      "Upsampling counts none here; ptflops counts `nn.Upsample` and patches `F.interpolate` with a rule of its own.",
      "Sums and products with `+` and `*` count none: only `torch.add` and `torch.mul` called by name are patched.",
    ],
  },
  {
    ...aten,
    name: "ptflops-aten",
    counts:
      "MACs of the dispatched conv, addmm and matmul operators and the biases that they take; linear layers on " +
      "images add theirs apart, uncounted",
    version: "0.7 on PyTorch 1.13",
    macs: [
      ...dispatched,
      {
        sentence: "1 per bias addition of linear on vectors and tokens",
        times: 1n,
        per: "biasAdds",
        ops: ["linear"],
        where: { layout: ["vector", "tokens"] },
      },
    ],
    notes: [],
  },
  {
    ...aten,
    name: "ptflops-aten-torch2",
    counts:
      "MACs of the dispatched conv, addmm and matmul operators and all their biases; the products " +
      "inside fused attention are not seen",
    version: "0.7 on PyTorch 2.13",
    macs: [
      ...dispatched,
      { sentence: "1 per bias addition of linear", times: 1n, per: "biasAdds", ops: ["linear"] },
      fusedAttention,
    ],
    notes: [],
  },
];
