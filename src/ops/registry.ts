import { activations } from "./activation.ts";
import { adaptiveAvgpool } from "./adaptive-avgpool.ts";
import { add } from "./add.ts";
import { affine } from "./affine.ts";
import { arithmetic } from "./arithmetic.ts";
import { attention } from "./attention.ts";
import { bn } from "./bn.ts";
import { clip } from "./clip.ts";
import { concat } from "./concat.ts";
import { conv } from "./conv.ts";
import { convTranspose } from "./conv-transpose.ts";
import { depthToSpace } from "./depth-to-space.ts";
import { dropout } from "./dropout.ts";
import { elementFunctions } from "./element-function.ts";
import { embedding } from "./embedding.ts";
import { flatten } from "./flatten.ts";
import { fold } from "./fold.ts";
import { gap } from "./gap.ts";
import { groupnorm } from "./groupnorm.ts";
import { id } from "./id.ts";
import { layernorm } from "./layernorm.ts";
import { linear } from "./linear.ts";
import { lrn } from "./lrn.ts";
import { matmul } from "./matmul.ts";
import type { Operator } from "./operator.ts";
import { pad } from "./pad.ts";
import { avgpool, maxpool } from "./pool.ts";
import { prelu } from "./prelu.ts";
import { rearrange } from "./rearrange.ts";
import { reductions } from "./reduce.ts";
import { reshape } from "./reshape.ts";
import { resize } from "./resize.ts";
import { sdpa } from "./sdpa.ts";
import { shuffle } from "./shuffle.ts";
import { slice } from "./slice.ts";
import { spaceToDepth } from "./space-to-depth.ts";
import { split } from "./split.ts";
import { toImage } from "./to-image.ts";
import { tokens } from "./tokens.ts";
import { transpose } from "./transpose.ts";
import { unfold } from "./unfold.ts";
import { upsample } from "./upsample.ts";
import { weight } from "./weight.ts";
import { windowAttention } from "./window-attention.ts";

const all: readonly Operator[] = [
  conv,
  convTranspose,
  linear,
  matmul,
  sdpa,
  attention,
  windowAttention,
  bn,
  layernorm,
  groupnorm,
  lrn,
  ...activations,
  clip,
  prelu,
  maxpool,
  avgpool,
  adaptiveAvgpool,
  gap,
  ...reductions,
  add,
  ...arithmetic,
  affine,
  ...elementFunctions,
  concat,
  split,
  slice,
  shuffle,
  flatten,
  reshape,
  rearrange,
  transpose,
  tokens,
  toImage,
  unfold,
  fold,
  spaceToDepth,
  depthToSpace,
  pad,
  upsample,
  resize,
  embedding,
  dropout,
  id,
  weight,
];

/** Every operator of the language by name. */
export const operators: ReadonlyMap<string, Operator> = new Map(all.map((each) => [each.name, each]));
