import type { Convention } from "../convention.ts";
import { auxiliaryHeads, measuredNetworks } from "./measured.ts";
import { attentionWithoutGradients, fusedAttention } from "./shared-terms.ts";

const shared = { perMac: 1n, params: [], verified: measuredNetworks, differences: auxiliaryHeads } as const;

/** Counters whose MACs are those of the default convention, fused attention aside. */
export const macCounters: readonly Convention[] = [
  {
    ...shared,
    name: "flopcounter",
    counts: "printed FLOPs halved: MACs of the dispatched conv, addmm and bmm operators; fused attention not seen",
    tool: "PyTorch FlopCounterMode",
    version: "PyTorch 2.13",
    source: "torch/utils/flop_counter.py",
    macs: [fusedAttention],
    notes: ["On meta tensors attention runs as single operators, and the count is that of the default convention."],
  },
  {
    ...shared,
    name: "flopcounter-no-grad",
    counts: "as `flopcounter`, without gradients: attention runs as one operator that it does not know",
    tool: "PyTorch FlopCounterMode",
    version: "PyTorch 2.13",
    source: "torch/utils/flop_counter.py",
    macs: [attentionWithoutGradients],
    notes: [],
  },
  {
    ...shared,
    name: "deepspeed",
    counts: "MACs of conv, linear and matmul",
    tool: "DeepSpeed",
    version: "on PyTorch 2.13",
    source: "deepspeed/profiling/flops_profiler/profiler.py",
    macs: [],
    notes: ["It stops with an error where a model calls `F.hardsigmoid`."],
  },
  {
    ...shared,
    name: "calflops",
    counts: "MACs of conv, linear and matmul; fused attention not seen",
    tool: "calflops",
    version: "on PyTorch 2.13",
    source: "calflops/pytorch_ops.py",
    macs: [fusedAttention],
    notes: ["It stops with an error where a model calls `F.hardsigmoid`."],
  },
];
