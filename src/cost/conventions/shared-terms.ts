import type { Term } from "../convention.ts";

/** Attention kernels that run as one fused operator, which a counter of single operators does not know. */
export const fusedAttention: Term = {
  sentence: "matrix products inside a fused attention kernel not seen",
  times: -1n,
  per: "productMacs",
  ops: ["attention", "sdpa"],
};

/** Attention modules that run as one operator when no gradient is asked for. */
export const attentionWithoutGradients: Term = {
  sentence: "attention not seen: without gradients it runs as one operator",
  times: -1n,
  per: "macs",
  ops: ["attention", "sdpa"],
};

/** A transposed convolution by its output: every weight once per output position instead of once per input position. */
export const transposedByOutput: readonly Term[] = [
  { sentence: "MACs of transposed convolutions replaced", times: -1n, per: "macs", ops: ["conv_transpose"] },
  {
    sentence: "by weights x output positions of transposed convolutions",
    times: 1n,
    per: "weightsPerOutput",
    ops: ["conv_transpose"],
  },
];
