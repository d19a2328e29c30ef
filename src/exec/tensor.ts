/** How dimensions are read; batch is implicit. image [C, H, W] · vector [D] · tokens [P, L, D]. */
export type Layout = "image" | "vector" | "tokens";

/** Values in row-major order: the last dimension is contiguous, so that an image is NCHW with N = 1. */
export interface Tensor {
  readonly layout: Layout;
  readonly dims: readonly number[];
  readonly data: Float32Array;
  /** Tokens of `unfold`, and what is computed from them: height and width of the image that was taken apart. */
  readonly grid?: readonly [number, number] | undefined;
}

/** How many elements some dimensions span. */
export function elementCount(dims: readonly number[]): number {
  return dims.reduce((product, each) => product * each, 1);
}

/** A tensor of the shape of another, with values of its own. */
export function likeTensor({ layout, dims, grid }: Tensor, data: Float32Array): Tensor {
  return { layout, dims, data, grid };
}

/** An image [C, H, W]. */
export function imageOf(channels: number, height: number, width: number, data: Float32Array): Tensor {
  return { layout: "image", dims: [channels, height, width], data };
}

/** Tokens [P, L, D]. */
export function tokensOf(
  sets: number,
  length: number,
  depth: number,
  data: Float32Array,
  grid?: Tensor["grid"],
): Tensor {
  return { layout: "tokens", dims: [sets, length, depth], data, grid };
}

/** Channels, height and width of an image. */
export function imageDims({ dims }: Pick<Tensor, "dims">): readonly [number, number, number] {
  const [channels = 1, height = 1, width = 1] = dims;
  return [channels, height, width];
}

/** Sets, length and depth of tokens. */
export function tokenDims({ dims }: Pick<Tensor, "dims">): readonly [number, number, number] {
  const [sets = 1, length = 1, depth = 1] = dims;
  return [sets, length, depth];
}

/** Where the features are: axis 0 of an image, the last one of all others. */
export function featureAxis({ layout, dims }: Pick<Tensor, "layout" | "dims">): number {
  return layout === "image" ? 0 : dims.length - 1;
}

/** A tensor seen along one axis: `outer` blocks of `extent` indices of `inner` elements each. */
export interface AxisView {
  readonly outer: number;
  readonly extent: number;
  readonly inner: number;
}

/** The dimensions before, of and behind one axis. */
export function along(dims: readonly number[], axis: number): AxisView {
  return {
    outer: elementCount(dims.slice(0, axis)),
    extent: dims[axis] ?? 1,
    inner: elementCount(dims.slice(axis + 1)),
  };
}

/** The tensor along its features: C of an image, D of vectors and tokens. */
export function alongFeatures(tensor: Pick<Tensor, "layout" | "dims">): AxisView {
  return along(tensor.dims, featureAxis(tensor));
}

/** `[32, 112, 112]`. */
export function dimsText(dims: readonly number[]): string {
  return `[${dims.join(", ")}]`;
}
