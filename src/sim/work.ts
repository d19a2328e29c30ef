import { rationalToNumber } from "../core/rational.ts";
import type { LayerCost } from "../cost/index.ts";
import type { AttributeValue, LoopNest, Shape } from "../ops/index.ts";
import { asConstant, type Expr } from "../symbolic/index.ts";

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
  /** Pixels from one tap to the next. */
  readonly dilation: Pair;
  readonly sets: number;
  /** Whether the right operand is weights, not activations. */
  readonly learned: boolean;
}

/** Rows or columns of the input, with its padding, that the outputs see. */
export function inputSide({ output, stride, kernel, dilation }: MacWork, axis: 0 | 1): number {
  return (output[axis] - 1) * stride[axis] + (kernel[axis] - 1) * dilation[axis] + 1;
}

/** What a layer asks of a processor. Units: elements. */
export type Work =
  | {
      readonly kind: "macs";
      readonly nests: readonly MacWork[];
      /** What else the layer does with elements: a softmax, products put in their places. */
      readonly sweeps: readonly ElementWork[];
    }
  | {
      readonly kind: "pool";
      readonly output: Extent;
      readonly kernel: Pair;
      readonly stride: Pair;
    }
  /** Sums or means: so many additions of whole vectors, one for each seven values of an output. */
  | { readonly kind: "reduce"; readonly inputs: number; readonly outputs: number; readonly steps: number }
  /** A function of each element of the output; `inputs` are the sizes of what is read. */
  | { readonly kind: "elementwise"; readonly elements: number; readonly inputs: readonly number[] }
  /** Scaled by its own mean and variance, which are found first. */
  | { readonly kind: "norm"; readonly elements: number }
  /** Elements copied to other places. */
  | { readonly kind: "move"; readonly elements: number; readonly reads: number }
  /** Another view of the same memory. */
  | { readonly kind: "view" };

/** A function of elements, or a copy of them. */
export interface ElementWork {
  readonly role: "exponential" | "binary" | "copy";
  readonly reads: number;
  readonly writes: number;
}

/** The work of a layer with its costs as numbers. */
export interface LayerWork {
  readonly work: Work;
  /** Elements of all inputs, and of all outputs. */
  readonly inputs: number;
  readonly outputs: number;
  readonly macs: number;
  /** All of the above in one text: layers of one operator with equal keys ask for the same. */
  readonly key: string;
}

const known = new WeakMap<LayerCost, LayerWork>();

/** The work of a layer of a network of `batch` inferences; found once, however many devices it is timed on. */
export function layerWork(cost: LayerCost, batch: number): LayerWork {
  const before = known.get(cost);
  if (before !== undefined) return before;
  const sizes = {
    work: workOf(cost, batch),
    inputs: batch * total(cost.inputs),
    outputs: batch * total(cost.outputs),
    macs: numberOf(cost.macs),
  };
  const result = { ...sizes, key: JSON.stringify(sizes) };
  known.set(cost, result);
  return result;
}

/** Views that are copies to a kernel library, which keeps each tensor in one piece. */
const copiedViews = new Set(["shuffle", "transpose", "split", "slice"]);

/** Whether a layer is only another name of its input's memory. */
export function isView({ operator }: LayerCost["layer"]): boolean {
  return operator.memory === "view" && !copiedViews.has(operator.name);
}

/** The work of a layer on `batch` inferences at once, whose pixels follow each other; every size is a number. */
export function workOf(cost: LayerCost, batch: number): Work {
  const { layer, inputs, outputs } = cost;
  const { operator, attributes } = layer;
  const [first] = outputs;
  if (operator.loopNests !== undefined) return macsOf(cost, batch);
  if (isView(layer) || first === undefined) return { kind: "view" };
  const [read, written] = [batch * total(inputs.slice(0, 1)), batch * total(outputs)];
  if (operator.family === "layout") return { kind: "move", elements: written, reads: batch * total(inputs) };
  // Batch norm on its own is a scale and a shift.
  if (operator.family === "norm" && operator.name !== "bn") return { kind: "norm", elements: written };
  if (operator.family !== "pooling") {
    return { kind: "elementwise", elements: written, inputs: inputs.map((each) => batch * total([each])) };
  }
  const input = extentOf(inputs[0] ?? first, batch);
  const output = extentOf(first, batch);
  const geometry = operator.geometry?.(inputs, attributes);
  if (geometry !== undefined) {
    const [kh, kw] = geometry.kernel;
    const [sh, sw] = geometry.stride;
    return { kind: "pool", output, kernel: [numberOf(kh), numberOf(kw)], stride: [numberOf(sh), numberOf(sw)] };
  }
  const isWhole = output.height * output.width === batch || output.channels !== input.channels;
  if (!isWhole) return adaptive(input, output);
  return { kind: "reduce", inputs: read, outputs: written, steps: written * Math.ceil(read / written / 7) };
}

/** Products of a layer; what an operator of attention does between them; where a transposed convolution puts its products. */
function macsOf(cost: LayerCost, batch: number): Work {
  const { layer, inputs, outputs, counts } = cost;
  const { operator, attributes } = layer;
  const nests = operator.loopNests?.(inputs, outputs, attributes) ?? [];
  const geometry = operator.geometry?.(inputs, attributes);
  const stride: Pair = geometry === undefined ? [1, 1] : [numberOf(geometry.stride[0]), numberOf(geometry.stride[1])];
  const dilation = pairOf(attributes.get("d"));
  const hasWeights = numberOf(counts.weights) > 0;
  const works = nests.map((nest, at) => {
    // Projections stand at both ends of attention.
    const learned = hasWeights && (operator.family !== "attention" || at === 0 || at === nests.length - 1);
    return macWork(nest, stride, dilation, learned, batch);
  });
  if (operator.name === "conv_transpose") {
    const scattered = works.map(scatteredWork);
    const products = scattered.reduce(
      (sum, each) => sum + each.groups * each.filters * each.output[0] * each.output[1],
      0,
    );
    return {
      kind: "macs",
      nests: scattered,
      sweeps: [{ role: "copy", reads: products, writes: batch * total(outputs) }],
    };
  }
  if (operator.family !== "attention") return { kind: "macs", nests: works, sweeps: [] };
  const logits = batch * numberOf(counts.activationElements);
  const added = batch * numberOf(counts.arithmeticElements);
  const sweeps: readonly ElementWork[] = [
    { role: "exponential", reads: logits, writes: logits },
    { role: "binary", reads: 2 * added, writes: added },
    ...windowCopies(cost, batch),
  ];
  return { kind: "macs", nests: works, sweeps: sweeps.filter((each) => each.writes > 0) };
}

/** A map is cut into windows and put together again; windows that are moved are rolled there and back, too. */
function windowCopies({ layer, inputs, outputs }: LayerCost, batch: number): readonly ElementWork[] {
  if (layer.operator.name !== "window_attention") return [];
  const shift = layer.attributes.get("shift");
  const isMoved = pairOf(shift)[0] > 0 && shift !== undefined;
  return [inputs.slice(0, 1), outputs].flatMap((each): ElementWork[] => {
    const size = batch * total(each);
    const copy: ElementWork = { role: "copy", reads: size, writes: size };
    return isMoved ? [copy, copy] : [copy];
  });
}

/** A transposed convolution as a product at each input pixel, for every filter and tap. */
function scatteredWork(work: MacWork): MacWork {
  const taps = work.kernel[0] * work.kernel[1];
  return { ...work, filters: work.filters * taps, kernel: [1, 1], stride: [1, 1], dilation: [1, 1] };
}

/** Adaptive pooling: windows of equal size. */
function adaptive(input: Extent, output: Extent): Work {
  const window: Pair = [Math.ceil(input.height / output.height), Math.ceil(input.width / output.width)];
  return { kind: "pool", output, kernel: window, stride: window };
}

/** Inferences, and sets of rows, are further rows where the other operand is weights, and further products where it is not. */
function macWork(nest: LoopNest, stride: Pair, dilation: Pair, learned: boolean, batch: number): MacWork {
  const sets = numberOf(nest.N) * batch;
  return {
    groups: numberOf(nest.G),
    filters: numberOf(nest.K),
    channels: numberOf(nest.C),
    output: [numberOf(nest.P) * (learned ? sets : 1), numberOf(nest.Q)],
    kernel: [numberOf(nest.R), numberOf(nest.S)],
    stride,
    dilation,
    sets: learned ? 1 : sets,
    learned,
  };
}

/** A number for both axes, or one for each; 1 where there is none. */
function pairOf(value: AttributeValue | undefined): Pair {
  if (Array.isArray(value)) return [numberOf(value[0]), numberOf(value[1])];
  if (value === undefined || typeof value === "boolean" || typeof value === "string" || !("kind" in value))
    return [1, 1];
  return [numberOf(value), numberOf(value)];
}

/** A tensor as pixels of channels; inferences of a batch are further rows. */
export function extentOf({ dims, layout }: Shape, batch: number): Extent {
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
