import { plainName } from "./plain-name.ts";

/**
 * What other frameworks call the operators and parameters of the language, as plain names. Source: the layer names of
 * PyTorch (`torch.nn`), Keras (`keras.layers`) and ONNX.
 */
const table: Readonly<Record<string, string>> = {
  // parameters
  stride: "s",
  strides: "s",
  groups: "g",
  group: "g",
  kernelsize: "k",
  kernel: "k",
  poolsize: "k",
  padding: "pad",
  dilation: "d",
  dilationrate: "d",
  outchannels: "n",
  outfeatures: "n",
  filters: "n",
  units: "n",
  usebias: "bias",
  ceilmode: "ceil",
  countincludepad: "count_pad",
  scalefactor: "f",
  numheads: "heads",
  // operators
  conv2d: "conv",
  convolution: "conv",
  depthwise: "conv",
  depthwiseconv: "conv",
  depthwiseconv2d: "conv",
  dwconv: "conv",
  convtranspose2d: "conv_transpose",
  deconv: "conv_transpose",
  dense: "linear",
  fc: "linear",
  gemm: "linear",
  fullyconnected: "linear",
  batchnorm: "bn",
  batchnorm2d: "bn",
  batchnormalization: "bn",
  layernormalization: "layernorm",
  groupnormalization: "groupnorm",
  instancenorm: "groupnorm",
  instancenorm2d: "groupnorm",
  maxpool2d: "maxpool",
  maxpooling2d: "maxpool",
  avgpool2d: "avgpool",
  averagepool: "avgpool",
  averagepooling2d: "avgpool",
  adaptiveavgpool2d: "adaptive_avgpool",
  globalavgpool: "gap",
  globalaveragepool: "gap",
  globalaveragepooling2d: "gap",
  globalmaxpool: "reduce_max",
  globalmaxpooling2d: "reduce_max",
  mean: "reduce_mean",
  swish: "silu",
  hardswish: "hswish",
  hardsigmoid: "hsigmoid",
  identity: "id",
  cat: "concat",
  concatenate: "concat",
  multiply: "mul",
  multiheadattention: "attention",
  scaleddotproductattention: "sdpa",
  permute: "transpose",
  channelshuffle: "shuffle",
  interpolate: "resize",
  pixelunshuffle: "space_to_depth",
  pixelshuffle: "depth_to_space",
};

/** The language's name for one of another framework; undefined where none is known. */
export function nativeName(name: string): string | undefined {
  const plain = plainName(name);
  return Object.hasOwn(table, plain) ? table[plain] : undefined;
}
