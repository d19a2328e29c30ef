import type { Kernel } from "../kernel.ts";
import { activations, clip, elu, leakyRelu, prelu } from "./activation.ts";
import { adaptiveAvgpool, gap } from "./adaptive-avgpool.ts";
import { arithmetic } from "./arithmetic.ts";
import { attention } from "./attention.ts";
import { bn } from "./bn.ts";
import { concat } from "./concat.ts";
import { conv } from "./conv.ts";
import { convTranspose } from "./conv-transpose.ts";
import { depthToSpace, spaceToDepth } from "./depth-to-space.ts";
import { affine, elementFunctions, power } from "./element-function.ts";
import { embedding } from "./embedding.ts";
import { groupnorm } from "./groupnorm.ts";
import { layernorm } from "./layernorm.ts";
import { linear } from "./linear.ts";
import { lrn } from "./lrn.ts";
import { matmul } from "./matmul.ts";
import { pad } from "./pad.ts";
import { avgpool, maxpool } from "./pool.ts";
import { rearrange } from "./rearrange.ts";
import { reduceL2, reduceMax, reduceMean, reduceMin, reduceSum } from "./reduce.ts";
import { dropout, flatten, reshape } from "./reshape.ts";
import { resize, upsample } from "./resize.ts";
import { sdpa } from "./sdpa.ts";
import { shuffle } from "./shuffle.ts";
import { slice, split } from "./slice.ts";
import { logSoftmax, softmax } from "./softmax.ts";
import { toImage, tokens, transpose } from "./transpose.ts";
import { fold, unfold } from "./unfold.ts";
import { weight } from "./weight.ts";
import { windowAttention } from "./window-attention.ts";

/** The reference kernel of every operator that makes a layer, by the operator's name. */
export const kernels: ReadonlyMap<string, Kernel> = new Map(
  Object.entries({
    conv,
    conv_transpose: convTranspose,
    linear,
    matmul,
    sdpa,
    attention,
    window_attention: windowAttention,
    bn,
    layernorm,
    groupnorm,
    lrn,
    ...activations,
    leaky_relu: leakyRelu,
    elu,
    softmax,
    log_softmax: logSoftmax,
    clip,
    prelu,
    maxpool,
    avgpool,
    adaptive_avgpool: adaptiveAvgpool,
    gap,
    reduce_mean: reduceMean,
    reduce_max: reduceMax,
    reduce_min: reduceMin,
    reduce_sum: reduceSum,
    reduce_l2: reduceL2,
    ...arithmetic,
    ...elementFunctions,
    power,
    affine,
    concat,
    split,
    slice,
    shuffle,
    flatten,
    reshape,
    rearrange,
    transpose,
    tokens,
    to_image: toImage,
    unfold,
    fold,
    space_to_depth: spaceToDepth,
    depth_to_space: depthToSpace,
    pad,
    upsample,
    resize,
    embedding,
    dropout,
    weight,
  }),
);
