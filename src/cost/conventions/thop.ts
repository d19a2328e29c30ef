import type { Convention, Term } from "../convention.ts";
import { auxiliaryHeads, measuredNetworks } from "./measured.ts";
import { transposedByOutput } from "./shared-terms.ts";

const module = { spelled: ["module"] } as const;
const unseen = ["attention", "window_attention", "weight", "embedding", "groupnorm"];

/** Rules of both releases. */
const hooks: readonly Term[] = [
  { sentence: "4 per element of batch norm", times: 4n, per: "inputs", ops: ["bn"] },
  { sentence: "4 per element of layer norm", times: 4n, per: "inputs", ops: ["layernorm"], where: module },
  {
    sentence: "1 per input element of adaptive pooling modules",
    times: 1n,
    per: "inputs",
    ops: ["gap", "adaptive_avgpool"],
    where: module,
  },
  {
    sentence: "1 per output element of adaptive pooling modules",
    times: 1n,
    per: "outputs",
    ops: ["gap", "adaptive_avgpool"],
    where: module,
  },
  {
    sentence: "1 per output element of average pooling modules",
    times: 1n,
    per: "outputs",
    ops: ["avgpool"],
    where: module,
  },
  { sentence: "1 per element of PReLU", times: 1n, per: "outputs", ops: ["prelu"] },
  { sentence: "3 per element of softmax modules", times: 3n, per: "outputs", ops: ["softmax"], where: module },
  { sentence: "1 less per softmax", times: -1n, per: "positions", ops: ["softmax"], where: module },
  {
    sentence: "window attention not seen: its projections are called as functions",
    times: -1n,
    per: "macs",
    ops: ["window_attention"],
  },
  { sentence: "matrix products not seen", times: -1n, per: "macs", ops: ["matmul", "sdpa"] },
  ...transposedByOutput,
];

/** Modules with a hook, and no others: functions are not seen. */
export const thop: Convention = {
  name: "thop",
  counts:
    "MACs of conv and linear modules without biases, 4 per element of batch norm, input and output elements of adaptive " +
    "pooling modules; functions and attention not seen",
  tool: "thop (pytorch-OpCounter)",
  version: "0.1.1",
  source: "thop/profile.py, register_hooks; thop/vision/basic_hooks.py",
  perMac: 1n,
  macs: [
    ...hooks,
    {
      sentence: "attention not seen: its module has no hook and calls its projections as functions",
      times: -1n,
      per: "macs",
      ops: ["attention"],
    },
  ],
  params: [
    { sentence: "weights outside of hooked modules not seen", times: -1n, per: "weights", ops: unseen },
    { sentence: "biases of attention not seen", times: -1n, per: "biases", ops: unseen },
    { sentence: "group norm not seen", times: -1n, per: "normParams", ops: ["groupnorm"] },
    {
      sentence: "subclasses of layer norm not seen",
      times: -1n,
      per: "normParams",
      ops: ["layernorm"],
      where: { spelled: ["norm2d"] },
    },
  ],
  verified: measuredNetworks,
  differences: [],
  notes: ["Upsampling counts none here; thop counts `nn.Upsample` by its mode."],
};

/** The fork that Ultralytics maintains. */
export const ultralyticsThop: Convention = {
  name: "ultralytics-thop",
  counts:
    "as `thop`, with attention modules and their softmaxes, subclasses of layer norm, and window elements of average pooling",
  tool: "thop (Ultralytics)",
  version: "on PyTorch 2.13",
  source: "thop/profile.py, register_hooks; thop/vision/basic_hooks.py; thop/vision/calc_func.py, calculate_softmax",
  perMac: 1n,
  macs: [
    ...hooks,
    {
      sentence: "4 per element of subclasses of layer norm",
      times: 4n,
      per: "inputs",
      ops: ["layernorm"],
      where: { spelled: ["norm2d"] },
    },
    {
      sentence: "1 per window element of average pooling modules",
      times: 1n,
      per: "windowOps",
      ops: ["avgpool"],
      where: module,
    },
    { sentence: "3 per element of the softmax of attention", times: 3n, per: "scores", ops: ["attention"] },
    { sentence: "1 less per softmax of attention", times: -1n, per: "scoreRows", ops: ["attention"] },
  ],
  params: [],
  verified: measuredNetworks,
  differences: auxiliaryHeads,
  notes: ["Upsampling counts none here; thop counts `nn.Upsample` by its mode."],
};
