import { intOf, intsOf, textOf } from "../attributes.ts";
import { type Constant, withDims } from "../constant.ts";
import type { OnnxNode } from "../model.ts";
import type { Rules } from "../rule.ts";
import { marginsOf, type Translation, Unsupported } from "../translation.ts";
import { axisSize, type Flow } from "../view.ts";

export type Margins = readonly [top: number, bottom: number, left: number, right: number];
type Pair = readonly [number, number];

export const convolutionRules: Rules = {
  Conv: (node, t) => convolve(node, t, weightsOf(node, t, 1, 2)),
  ConvTranspose: transposed,
};

export interface Weights {
  readonly weight: Constant;
  readonly bias: Constant | undefined;
}

export function weightsOf(node: OnnxNode, t: Translation, weight: number, bias: number): Weights {
  const found = t.constant(node, weight, "weights");
  if (found === undefined) return t.mismatch("it has no weights");
  return { weight: found, bias: t.constant(node, bias, "a bias") };
}

/** One convolution; zeros of a Pad before it join its own. */
export function convolve(node: OnnxNode, t: Translation, { weight, bias }: Weights): void {
  const input = t.input(node, 0);
  const flow = input?.kind === "flow" ? input : t.flow(node, 0);
  const { padding: zeros = [0, 0, 0, 0] } = flow;
  const { padding: _, ...bare } = flow;
  const image = t.image(bare);
  const [channels = 1, height = 1, width = 1] = image.own.map(axisSize);
  const isLine = flow.axes.length === 3;
  const kernels = isLine && weight.dims.length === 3 ? withDims(weight, lineDims(weight.dims)) : weight;
  const [n = 0, depth = 0, ...kernel] = kernels.dims;
  if (kernel.length !== 2)
    t.mismatch(`weights of ${weight.dims.join("x")} for an input of ${flow.axes.length} dimensions`);
  const g = intOf(node, "group", 1);
  if (g < 1 || depth * g !== channels || n % g !== 0) {
    t.mismatch(`weights of ${weight.dims.join("x")} in ${g} groups for ${channels} channels`);
  }
  checkBias(t, bias, n);
  checkKernel(node, t, kernel, isLine);
  const k: Pair = [kernel[0] ?? 1, kernel[1] ?? 1];
  const [s, d] = [pairOf(node, t, "strides", isLine), pairOf(node, t, "dilations", isLine)];
  const own = paddingOf(node, t, {
    extents: [height + zeros[0] + zeros[1], width + zeros[2] + zeros[3]],
    k,
    s,
    d,
    isLine,
  });
  const pads = own.map((each, side) => each + (zeros[side] ?? 0)) as unknown as Margins;
  const [tensor = image.tensor] = t.emit("conv", [image.tensor], {
    attributes: {
      n,
      k: single(k),
      s: single(s),
      g,
      d: single(d),
      bias: bias !== undefined,
      pad: isSame(pads, k, d) ? "same" : marginsOf(pads),
      ...storage(weight),
    },
    tensors: { weight: kernels, bias },
  });
  t.set(node.outputs[0], afterWindow(t, tensor, isLine));
}

function transposed(node: OnnxNode, t: Translation): void {
  const { weight, bias } = weightsOf(node, t, 1, 2);
  const flow = t.flow(node, 0);
  const image = t.image(flow);
  const [channels = 1, height = 1, width = 1] = image.own.map(axisSize);
  const isLine = flow.axes.length === 3;
  const kernels = isLine && weight.dims.length === 3 ? withDims(weight, lineDims(weight.dims)) : weight;
  const [depth = 0, perGroup = 0, ...kernel] = kernels.dims;
  const g = intOf(node, "group", 1);
  const n = perGroup * g;
  if (kernel.length !== 2 || g < 1 || depth !== channels || channels % g !== 0) {
    t.mismatch(`weights of ${weight.dims.join("x")} in ${g} groups for ${channels} channels`);
  }
  checkBias(t, bias, n);
  const k: Pair = [kernel[0] ?? 1, kernel[1] ?? 1];
  const [s, d] = [pairOf(node, t, "strides", isLine), pairOf(node, t, "dilations", isLine)];
  const extra = pairOf(node, t, "output_padding", isLine, 0);
  const [rows, columns] = ([height, width] as const).map((extent, axis) =>
    croppedSides(node, t, isLine ? axis - 1 : axis, {
      written: (extent - 1) * at(s, axis) + at(d, axis) * (at(k, axis) - 1) + 1 + at(extra, axis),
      wanted: extent * at(s, axis),
      axes: isLine ? 1 : 2,
    }),
  );
  const pads: Margins = [rows?.[0] ?? 0, rows?.[1] ?? 0, columns?.[0] ?? 0, columns?.[1] ?? 0];
  if (pads.some((each) => each < 0)) throw new Unsupported("an output larger than what is written");
  const [tensor = image.tensor] = t.emit("conv_transpose", [image.tensor], {
    attributes: {
      n,
      k: single(k),
      s: single(s),
      g,
      d: single(d),
      bias: bias !== undefined,
      pad: marginsOf(pads),
      out_pad: single(extra),
      ...storage(weight),
    },
    tensors: { weight: kernels, bias },
  });
  t.set(node.outputs[0], afterWindow(t, tensor, isLine));
}

/** Rows or columns that a transposed convolution crops before and after. */
function croppedSides(
  node: OnnxNode,
  t: Translation,
  axis: number,
  { written, wanted, axes }: { readonly written: number; readonly wanted: number; readonly axes: number },
): Pair {
  if (axis < 0) return [0, 0];
  const shape = intsOf(node, "output_shape");
  const auto = textOf(node, "auto_pad", "NOTSET");
  const target = shape?.at(axis - axes) ?? (auto.startsWith("SAME") ? wanted : undefined);
  if (target !== undefined) {
    const total = written - target;
    const half = Math.floor(total / 2);
    return auto === "SAME_UPPER" ? [half, total - half] : [total - half, half];
  }
  const pads = intsOf(node, "pads") ?? [];
  if (pads.length !== 0 && pads.length !== 2 * axes) t.mismatch(`\`pads\` has ${pads.length} numbers`);
  return [pads[axis] ?? 0, pads[axis + axes] ?? 0];
}

export interface WindowGeometry {
  readonly extents: Pair;
  readonly k: Pair;
  readonly s: Pair;
  readonly d: Pair;
  /** Whether the input has one spatial dimension, which are the columns here. */
  readonly isLine: boolean;
}

/** What `pads` and `auto_pad` say, as rows and columns of zeros. */
export function paddingOf(node: OnnxNode, t: Translation, { extents, k, s, d, isLine }: WindowGeometry): Margins {
  const auto = textOf(node, "auto_pad", "NOTSET");
  if (auto === "SAME_UPPER" || auto === "SAME_LOWER") {
    const sides = ([0, 1] as const).flatMap((axis) => {
      const out = Math.ceil(extents[axis] / s[axis]);
      const total = Math.max((out - 1) * s[axis] + d[axis] * (k[axis] - 1) + 1 - extents[axis], 0);
      const less = Math.floor(total / 2);
      return auto === "SAME_UPPER" ? [less, total - less] : [total - less, less];
    });
    return sides as unknown as Margins;
  }
  const pads = auto === "VALID" ? [] : (intsOf(node, "pads") ?? []);
  if (pads.some((each) => each < 0)) throw new Unsupported("negative pads");
  if (pads.length === 0) return [0, 0, 0, 0];
  if (pads.length !== (isLine ? 2 : 4)) return t.mismatch(`\`pads\` has ${pads.length} numbers`);
  const [first = 0, second = 0, third = 0, fourth = 0] = pads;
  return isLine ? [0, 0, first, second] : [first, third, second, fourth];
}

/** A pair of attributes, rows first; of an input with one spatial dimension the rows have 1 (or `fallback`). */
export function pairOf(node: OnnxNode, t: Translation, name: string, isLine: boolean, fallback = 1): Pair {
  const given = intsOf(node, name);
  if (given === undefined || given.length === 0) return [fallback, fallback];
  if (given.some((each) => each < fallback)) return t.mismatch(`\`${name}\` is [${given.join(", ")}]`);
  const [first = fallback, second] = given;
  if (isLine && given.length === 1) return [fallback, first];
  if (given.length !== 2 || second === undefined || isLine)
    return t.mismatch(`\`${name}\` has ${given.length} numbers`);
  return [first, second];
}

/** A value of a sliding window, read as its input was. */
export function afterWindow(t: Translation, tensor: number, isLine: boolean): Flow {
  const made = t.plain(tensor);
  return isLine ? { ...made, axes: [[], made.own[0] ?? [], made.own[2] ?? []] } : made;
}

/** One number where both are the same. */
export function single(pair: Pair): number | readonly number[] {
  return pair[0] === pair[1] ? pair[0] : pair;
}

/** `w=int8` of weights that the file stores so. */
export function storage({ quantized }: Constant): { readonly w?: string } {
  return quantized === undefined ? {} : { w: quantized };
}

function isSame(pads: Margins, k: Pair, d: Pair): boolean {
  const sides = [pads[0], pads[1], pads[2], pads[3]];
  return (
    k.every((each) => each % 2 === 1) &&
    sides.every((each, side) => 2 * each === at(d, side >> 1) * (at(k, side >> 1) - 1))
  );
}

function at(pair: Pair, axis: number): number {
  return (axis === 0 ? pair[0] : pair[1]) ?? 1;
}

function lineDims([n = 1, depth = 1, length = 1]: readonly number[]): readonly number[] {
  return [n, depth, 1, length];
}

function checkBias(t: Translation, bias: Constant | undefined, n: number): void {
  if (bias !== undefined && bias.count !== n) t.mismatch(`a bias of ${bias.count} elements for ${n} channels`);
}

function checkKernel(node: OnnxNode, t: Translation, kernel: readonly number[], isLine: boolean): void {
  const said = intsOf(node, "kernel_shape");
  const wanted = isLine ? kernel.slice(1) : kernel;
  if (said !== undefined && said.length > 0 && said.join() !== wanted.join())
    t.mismatch(`\`kernel_shape\` is [${said.join(", ")}], the weights have [${wanted.join(", ")}]`);
}
