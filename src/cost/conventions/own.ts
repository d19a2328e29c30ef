import type { Convention, Term } from "../convention.ts";

const own = { verified: [], differences: [], notes: [] } as const;

const withoutNorm: readonly Term[] = [
  { sentence: "scale and shift of batch norm left out", times: -1n, per: "normParams", ops: ["bn"] },
];
const outsideConvolution = ["linear", "attention", "window_attention", "matmul", "sdpa"];

/** What a FLOP count holds beside 2 per MAC; batch norm is folded and adds none. */
export const elementOperations: readonly Term[] = [
  { sentence: "1 per addition of a bias", times: 1n, per: "biasAdds" },
  { sentence: "1 per element of norms that stay at inference", times: 1n, per: "normElements" },
  { sentence: "1 per element of activations", times: 1n, per: "activationElements" },
  { sentence: "1 per element of element-wise arithmetic", times: 1n, per: "arithmeticElements" },
  { sentence: "1 per pooled element", times: 1n, per: "poolingOps" },
];

/** What every other convention is stated as a difference to. */
export const defaultConvention: Convention = {
  ...own,
  name: "default",
  counts:
    "multiply-accumulates of conv, linear and matmul; batch norm folded; params = weights + biases + BN scale and shift; " +
    "flops = 2 x MACs + bias additions + one per element of activations (softmax of attention too), element-wise arithmetic and " +
    "norms that do not fold + one per window element of pooling",
  perMac: 1n,
  macs: [],
  params: [],
};

/** Conventions that are no tool's: `default` first. */
export const ownConventions: readonly Convention[] = [
  defaultConvention,
  {
    ...own,
    name: "paper",
    counts: "multiply-adds of conv and linear; params = weights and biases without batch norm",
    perMac: 1n,
    macs: [{ sentence: "products without learned weights left out", times: -1n, per: "productMacs" }],
    params: withoutNorm,
  },
  {
    ...own,
    name: "flops",
    counts:
      "floating-point operations: 2 per MAC of conv, linear and matmul, and 1 per bias addition, per element of activations, " +
      "element-wise arithmetic and layer norm, and per pooled element; batch norm folded",
    perMac: 2n,
    macs: elementOperations,
    params: [],
  },
  {
    ...own,
    name: "conv-only",
    counts: "multiply-accumulates of convolutions only; params = those of all layers",
    perMac: 1n,
    macs: [
      { sentence: "fully connected layers and attention left out", times: -1n, per: "macs", ops: outsideConvolution },
    ],
    params: [],
  },
  {
    ...own,
    name: "no-first-conv",
    counts:
      "multiply-accumulates of conv, linear and matmul without the first convolution; params = those of all layers",
    perMac: 1n,
    macs: [{ sentence: "first convolution left out", times: -1n, per: "macs", where: { role: "first conv" } }],
    params: [],
  },
  {
    ...own,
    name: "no-se",
    counts:
      "multiply-accumulates of conv, linear and matmul without squeeze-and-excite; params = those of the other layers",
    perMac: 1n,
    macs: [{ sentence: "squeeze-and-excite left out", times: -1n, per: "macs", where: { role: "se" } }],
    params: [
      { sentence: "weights of squeeze-and-excite left out", times: -1n, per: "weights", where: { role: "se" } },
      { sentence: "biases of squeeze-and-excite left out", times: -1n, per: "biases", where: { role: "se" } },
    ],
  },
  {
    ...own,
    name: "weights",
    counts: "multiply-accumulates of conv, linear and matmul; params = weights alone, without biases and norms",
    perMac: 1n,
    macs: [],
    params: [
      { sentence: "biases left out", times: -1n, per: "biases" },
      { sentence: "scale and shift of norms left out", times: -1n, per: "normParams" },
    ],
  },
  {
    ...own,
    name: "bn3",
    counts:
      "multiply-accumulates of conv, linear and matmul; params = weights and biases, and three vectors per batch norm: shift, " +
      "moving mean and moving variance",
    perMac: 1n,
    macs: [],
    params: [
      ...withoutNorm,
      { sentence: "shift of batch norm", times: 1n, per: "shifts", ops: ["bn"] },
      { sentence: "moving mean and variance of batch norm", times: 1n, per: "buffers", ops: ["bn"] },
    ],
  },
];
