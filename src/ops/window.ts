import {
  add,
  ceil,
  compare,
  divide,
  type Expr,
  equals,
  floor,
  isFalse,
  multiply,
  one,
  piecewise,
  subtract,
  sum,
  zero,
} from "../symbolic/index.ts";
import { type Attributes, flagOf, isList, numberOf, pairOf } from "./attributes.ts";
import type { ShapeContext } from "./operator.ts";
import type { Shape } from "./shape.ts";

/** Zero cells before and after the input along one axis, or `same`: whatever keeps ceil(extent / stride). */
export type AxisPadding = "same" | { readonly before: Expr; readonly after: Expr };

/** The padding attribute as [rows, columns]: `same`, `tf`, p, [ph, pw] or [top, bottom, left, right]. */
export function paddingOf(attributes: Attributes, name = "pad"): readonly [AxisPadding, AxisPadding] {
  const value = attributes.get(name);
  if (typeof value === "string") return ["same", "same"];
  if (isList(value)) {
    const [a, b, c, d] = value;
    if (a !== undefined && b !== undefined && c !== undefined && d !== undefined) {
      return [
        { before: a, after: b },
        { before: c, after: d },
      ];
    }
    if (a !== undefined && b !== undefined)
      return [
        { before: a, after: a },
        { before: b, after: b },
      ];
  }
  const each = numberOf(attributes, name);
  return [
    { before: each, after: each },
    { before: each, after: each },
  ];
}

export interface WindowAxis {
  readonly extent: Expr;
  readonly kernel: Expr;
  readonly stride: Expr;
  readonly dilation: Expr;
  readonly padding: AxisPadding;
  /** Whether a last, partly empty window counts (pooling only). */
  readonly ceilMode: boolean;
}

/** The rows and the columns that the window of a convolution or pooling slides over; absent attributes mean none of it. */
export function windowAxes(ifmap: Shape, attributes: Attributes): readonly [WindowAxis, WindowAxis] {
  const [, height = zero, width = zero] = ifmap.dims;
  const [rows, columns] = paddingOf(attributes);
  const [kernelHeight, kernelWidth] = pairOf(attributes, "k");
  const [strideHeight, strideWidth] = pairOf(attributes, "s");
  const [dilationHeight, dilationWidth] = attributes.has("d") ? pairOf(attributes, "d") : [one, one];
  const ceilMode = flagOf(attributes, "ceil");
  return [
    {
      extent: height,
      kernel: kernelHeight,
      stride: strideHeight,
      dilation: dilationHeight,
      padding: rows,
      ceilMode,
    },
    {
      extent: width,
      kernel: kernelWidth,
      stride: strideWidth,
      dilation: dilationWidth,
      padding: columns,
      ceilMode,
    },
  ];
}

/**
 * Output extent of a sliding window, or undefined when no window fits; that one fits is required of free symbols.
 * `same`: ceil(H / s). Otherwise floor((H + p + p' - d(k - 1) - 1) / s) + 1; in ceil mode ceil, where the last window must start inside
 * the input or the leading padding; there even the first window may reach past the end by less than one stride.
 * Source: PyTorch Conv2d, MaxPool2d.
 */
export function windowOutput(axis: WindowAxis, context: ShapeContext): Expr | undefined {
  const { extent, kernel, stride, dilation, padding } = axis;
  // Extents are whole numbers, so that a stride of 1 needs no rounding.
  const isDense = equals(stride, one);
  if (padding === "same") return isDense ? extent : ceil(divide(extent, stride));
  const span = add(multiply(dilation, subtract(kernel, one)), one);
  const room = subtract(sum([extent, padding.before, padding.after]), span);
  if (!axis.ceilMode) {
    const steps = isDense ? room : floor(divide(room, stride));
    return context.requireAtLeast(room, 0n) ? add(steps, one) : undefined;
  }
  const windows = add(ceil(divide(room, stride)), one);
  if (!context.require(compare(">", add(room, stride), zero))) return undefined;
  const lastStart = multiply(subtract(windows, one), stride);
  const startsOutside = compare(">=", lastStart, add(extent, padding.before));
  if (isFalse(startsOutside)) return windows;
  return piecewise(startsOutside, subtract(windows, one), windows);
}
