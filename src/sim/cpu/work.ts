import { rationalToNumber } from "../../core/rational.ts";
import type { LayerCost } from "../../cost/index.ts";
import type { LoopNest, Shape } from "../../ops/index.ts";
import { asConstant, type Expr } from "../../symbolic/index.ts";

/** A tensor as a kernel sees it; tokens are rows of pixels, a vector is one pixel. Units: elements. */
export interface Extent {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

type Pair = readonly [height: number, width: number];

/** One loop nest of multiply-accumulates; the letters' meanings are those of `LoopNest`. */
export interface MacWork {
  readonly groups: number;
  /** Output and input channels per group. */
  readonly filters: number;
  readonly channels: number;
  /** Output pixels (rows of a matrix). */
  readonly output: Pair;
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly sets: number;
  /** Whether the right operand is weights, not activations. */
  readonly learned: boolean;
}

/** What a layer asks of a processor. Units: elements. */
export type Work =
  | { readonly kind: "macs"; readonly nests: readonly MacWork[] }
  | {
      readonly kind: "pool";
      readonly output: Extent;
      readonly kernel: Pair;
      readonly stride: Pair;
    }
  /** One value per channel out of all its pixels. */
  | { readonly kind: "reduce"; readonly input: Extent }
  /** A function of each element; `operands` are the sizes of what is read beside the first input. */
  | { readonly kind: "elementwise"; readonly elements: number; readonly operands: readonly number[] }
  /** Elements copied to other places. */
  | { readonly kind: "move"; readonly elements: number }
  /** Another view of the same memory. */
  | { readonly kind: "view" };

/** The work of a layer on `batch` inferences at once, whose pixels follow each other; every size is a number. */
export function workOf(cost: LayerCost, batch: number): Work {
  const { layer, inputs, outputs } = cost;
  const { operator, attributes } = layer;
  const nests = operator.loopNests?.(inputs, outputs, attributes);
  if (nests !== undefined && nests.length > 0) {
    const geometry = operator.geometry?.(inputs, attributes);
    const stride: Pair = geometry === undefined ? [1, 1] : [numberOf(geometry.stride[0]), numberOf(geometry.stride[1])];
    const learned = operator.family !== "attention" && !(operator.name === "matmul");
    return { kind: "macs", nests: nests.map((nest) => macWork(nest, stride, learned, batch)) };
  }
  if (operator.memory === "view" || outputs[0] === undefined) return { kind: "view" };
  if (operator.family === "layout") return { kind: "move", elements: batch * total(outputs) };
  const input = extentOf(inputs[0] ?? outputs[0], batch);
  if (operator.family === "pooling") {
    const geometry = operator.geometry?.(inputs, attributes);
    const output = extentOf(outputs[0], batch);
    if (geometry === undefined)
      return output.height * output.width === batch ? { kind: "reduce", input } : adaptive(input, output);
    const [kh, kw] = geometry.kernel;
    const [sh, sw] = geometry.stride;
    return { kind: "pool", output, kernel: [numberOf(kh), numberOf(kw)], stride: [numberOf(sh), numberOf(sw)] };
  }
  const operands = inputs.slice(1).map((each) => batch * total([each]));
  return { kind: "elementwise", elements: batch * total(outputs), operands };
}

/** Adaptive pooling: windows of equal size. */
function adaptive(input: Extent, output: Extent): Work {
  const window: Pair = [Math.ceil(input.height / output.height), Math.ceil(input.width / output.width)];
  return { kind: "pool", output, kernel: window, stride: window };
}

/** Inferences are further rows of pixels where the other operand is weights, and further products where it is not. */
function macWork(nest: LoopNest, stride: Pair, learned: boolean, batch: number): MacWork {
  return {
    groups: numberOf(nest.G),
    filters: numberOf(nest.K),
    channels: numberOf(nest.C),
    output: [numberOf(nest.P) * (learned ? batch : 1), numberOf(nest.Q)],
    kernel: [numberOf(nest.R), numberOf(nest.S)],
    stride,
    sets: numberOf(nest.N) * (learned ? 1 : batch),
    learned,
  };
}

function extentOf({ dims, layout }: Shape, batch: number): Extent {
  const sizes = dims.map(numberOf);
  if (layout === "image") return { channels: sizes[0] ?? 1, height: batch * (sizes[1] ?? 1), width: sizes[2] ?? 1 };
  return { channels: sizes.at(-1) ?? 1, height: batch * sizes.slice(0, -1).reduce((a, b) => a * b, 1), width: 1 };
}

function total(shapes: readonly Shape[]): number {
  return shapes.reduce((sum, { dims }) => sum + dims.map(numberOf).reduce((a, b) => a * b, 1), 0);
}

function numberOf(value: Expr | undefined): number {
  const known = value === undefined ? undefined : asConstant(value);
  return known === undefined ? Number.NaN : rationalToNumber(known);
}
