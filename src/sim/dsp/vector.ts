import type { LayerCost } from "../../cost/index.ts";
import { asConstant } from "../../symbolic/index.ts";
import { type Extent, extentOf, type MacWork, type Work } from "../work.ts";
import { type DspMachine, paddedChannels } from "./machine.ts";
import { packetsEach } from "./packet/packets-each.ts";

/** Iterations of a loop of the vector unit; a fraction where a kernel has fewer taps than the loop. */
export interface VectorRun {
  readonly loop: string;
  readonly iterations: number;
}

/** Loops by what they are for, one for each data type, with the elements of one iteration. */
interface LoopPair {
  readonly fp16: readonly [loop: string, elements: number];
  readonly int8: readonly [loop: string, elements: number];
}

/*
 * The loops of `packet/loops`. Where a data type has none of its own, that of the other stands for it, by the bytes that it goes through.
 */
const loops = {
  add: { fp16: ["hvx_f16_add", 64], int8: ["hvx_u8_add", 256] },
  multiply: { fp16: ["hvx_f16_mul", 64], int8: ["hvx_u8_mul", 128] },
  scale: { fp16: ["hvx_f16_scale", 64], int8: ["hvx_copy", 128] },
  copy: { fp16: ["hvx_copy", 64], int8: ["hvx_copy", 128] },
  hardSwish: { fp16: ["hvx_f16_hswish", 128], int8: ["hvx_u8_lookup", 128] },
  sigmoid: { fp16: ["hvx_f16_sigmoid", 128], int8: ["hvx_u8_lookup", 128] },
  exponential: { fp16: ["hvx_f16_exp", 64], int8: ["hvx_u8_lookup", 128] },
  share: { fp16: ["hvx_f16_scale", 64], int8: ["hvx_s32_requantize", 128] },
  sum: { fp16: ["hvx_f16_gavgpool", 128], int8: ["hvx_u8_gavgpool", 128] },
  largest: { fp16: ["hvx_f16_maxpool3x3_s1", 128], int8: ["hvx_u8_maxpool3x3_s1", 256] },
  largestStrided: { fp16: ["hvx_u8_maxpool3x3_s2", 64], int8: ["hvx_u8_maxpool3x3_s2", 128] },
  mean: { fp16: ["hvx_f16_maxpool3x3_s1", 128], int8: ["hvx_u8_avgpool3x3_s1", 128] },
  depthwise3: { fp16: ["hvx_f16_dwconv3x3_s1", 128], int8: ["hvx_u8_dwconv3x3_s1", 256] },
  depthwise3Strided: { fp16: ["hvx_f16_dwconv3x3_s2", 64], int8: ["hvx_u8_dwconv3x3_s2", 128] },
  depthwise5: { fp16: ["hvx_f16_dwconv5x5_s1", 128], int8: ["hvx_u8_dwconv5x5_s1", 256] },
  depthwise5Strided: { fp16: ["hvx_f16_dwconv5x5_s2", 64], int8: ["hvx_u8_dwconv5x5_s2", 128] },
} as const satisfies Readonly<Record<string, LoopPair>>;

type LoopUse = keyof typeof loops;

/** Passes over the elements of an output by operator; other functions of elements are one pass of a product. */
const passesOf: Readonly<Record<string, readonly LoopUse[]>> = {
  add: ["add"],
  sub: ["add"],
  mul: ["multiply"],
  relu: ["scale"],
  relu6: ["scale"],
  clip: ["scale"],
  absolute: ["scale"],
  maximum: ["add"],
  minimum: ["add"],
  leaky_relu: ["scale", "scale"],
  prelu: ["scale", "scale"],
  hswish: ["hardSwish"],
  hsigmoid: ["hardSwish"],
  sigmoid: ["sigmoid"],
  tanh: ["sigmoid"],
  silu: ["sigmoid", "multiply"],
  gelu: ["sigmoid", "multiply"],
  mish: ["exponential", "sigmoid", "multiply"],
  elu: ["exponential"],
  gelu_tanh: ["sigmoid", "multiply"],
  softplus: ["exponential", "sigmoid"],
  erf: ["sigmoid"],
  exponential: ["exponential"],
  natural_log: ["exponential"],
  square_root: ["exponential"],
  power: ["exponential"],
  softmax: ["exponential", "share"],
  log_softmax: ["exponential", "share"],
};

/** In int8 a function of one operand is a table, whatever the function. */
const oneLookup: readonly LoopUse[] = ["sigmoid"];

/** Vectors of a permutation beside those of a copy: bytes reach their places in several shuffles. */
const permutation = 4;

/** Operators that bring elements to places in other vectors. */
const permuting = new Set([
  "shuffle",
  "transpose",
  "tokens",
  "to_image",
  "rearrange",
  "unfold",
  "fold",
  "space_to_depth",
  "depth_to_space",
]);

/** What the vector unit does for a layer that the matrix unit does not run. */
export function vectorRuns(cost: LayerCost, work: Work, batch: number, machine: DspMachine): readonly VectorRun[] {
  const { name } = cost.layer.operator;
  const outputs = elementsOf(cost.outputs, batch, machine);
  switch (work.kind) {
    case "macs": {
      const places = work.sweeps.map((each) => moved(each.writes, true, machine));
      return [...work.nests.flatMap((each) => depthwiseRuns(each, cost, outputs, batch, machine)), ...places];
    }
    case "pool":
      // Rows first, then columns.
      return [run(poolUse(name, work.stride), outputs * ((work.kernel[0] + work.kernel[1]) / 6), machine)];
    case "reduce":
      return [run("sum", elementsOf(cost.inputs.slice(0, 1), batch, machine), machine)];
    case "norm":
      // Sums of values and of squares, then scale and shift.
      return (["sum", "sum", "multiply", "add"] as const).map((each) => run(each, outputs, machine));
    case "elementwise": {
      const passes = passesOf[name] ?? ["multiply"];
      const isFunction = passes.includes("sigmoid") || (passes.includes("exponential") && !passes.includes("share"));
      const isTable = machine.dtype === "int8" && work.inputs.length === 1 && isFunction;
      return (isTable ? oneLookup : passes).map((each) => run(each, outputs, machine));
    }
    case "move":
    case "view":
      if (isInterpolated(cost)) return [run("multiply", 3 * outputs, machine), run("add", 3 * outputs, machine)];
      return [moved(outputs, permuting.has(name) || !endsWithTiles(cost, machine), machine)];
  }
}

/** Whether channels that are put side by side, or taken apart, end where tiles do; else they are shifted within vectors. */
function endsWithTiles({ layer, inputs, outputs }: LayerCost, { tile }: DspMachine): boolean {
  const parts = layer.operator.name === "concat" ? inputs : layer.operator.name === "split" ? outputs : [];
  return parts.every((each) => extentOf(each, 1).channels % tile.channels === 0);
}

/** Elements copied to other places. */
export function moved(elements: number, isPermuted: boolean, machine: DspMachine): VectorRun {
  return run("copy", elements * (isPermuted ? permutation : 1), machine);
}

/** Softmax over so many products of attention. */
export function softmaxRuns(elements: number, machine: DspMachine): readonly VectorRun[] {
  return [run("exponential", elements, machine), run("share", elements, machine)];
}

/** Elements of tensors as they lie in the VTCM. */
export function elementsOf(shapes: LayerCost["outputs"], batch: number, machine: DspMachine): number {
  return shapes.reduce((sum, each) => sum + padded(extentOf(each, batch), machine), 0);
}

function padded({ channels, height, width }: Extent, machine: DspMachine): number {
  return paddedChannels(channels, machine) * height * width;
}

/**
 * A depthwise convolution by the loop with the nearest number of taps. What an iteration does beside them, requantising among it, it does
 * once: packets grow with taps along the line through the loops of 9 and of 25.
 */
function depthwiseRuns(
  { kernel, stride, groups, filters, output }: MacWork,
  { outputs: shapes }: LayerCost,
  outputs: number,
  batch: number,
  machine: DspMachine,
): readonly VectorRun[] {
  const isStrided = Math.max(...stride) > 1;
  const [small, large] = isStrided
    ? (["depthwise3Strided", "depthwise5Strided"] as const)
    : (["depthwise3", "depthwise5"] as const);
  const [nine, more] = [small, large].map((each) => packetsEach(loops[each][machine.dtype][0], machine.packets));
  if (nine === undefined || more === undefined) return [];
  // Taps of an output; a transposed convolution has products for each input in place of taps.
  const products = groups * filters * output[0] * output[1] * taps(kernel);
  const each = products / shapes.reduce((sum, shape) => sum + elementCount(extentOf(shape, batch)), 0);
  const use = each <= 9 ? small : large;
  const packets = Math.max(1, nine + ((more - nine) * (each - 9)) / 16);
  return [run(use, (outputs * packets) / (use === small ? nine : more), machine)];
}

function elementCount({ channels, height, width }: Extent): number {
  return channels * height * width;
}

function poolUse(name: string, stride: readonly number[]): LoopUse {
  if (!name.startsWith("max")) return "mean";
  return Math.max(...stride) > 1 ? "largestStrided" : "largest";
}

/** Between four neighbours, which takes three weighted sums; the nearest one is a copy. */
function isInterpolated({ counts }: LayerCost): boolean {
  const elements = asConstant(counts.arithmeticElements);
  return elements !== undefined && elements.num > 0n;
}

function taps(kernel: readonly number[]): number {
  return kernel.reduce((product, each) => product * each, 1);
}

/** Bytes of the vectors that the loops are written for; shorter ones take as many more iterations. */
const writtenFor = 128;

function run(use: LoopUse, elements: number, { dtype, vectorBytes }: DspMachine): VectorRun {
  const [loop, per] = loops[use][dtype];
  return { loop, iterations: (elements / per) * (writtenFor / vectorBytes) };
}
