import { type Expr, equals, one, product, toText, zero } from "../symbolic/index.ts";

/**
 * How a tensor's dimensions are read; batch is implicit.
 * image [C, H, W] · vector [D] · tokens [P, L, D].
 */
export type Layout = "image" | "vector" | "tokens";

/** The shape of one tensor; every dimension is an exact, possibly symbolic, integer. */
export interface Shape {
  readonly layout: Layout;
  readonly dims: readonly Expr[];
  /** Tokens only: height and width of the image that `unfold` took apart, so that `fold` can put it together. */
  readonly grid?: readonly [Expr, Expr];
}

/** An image [C, H, W]. */
export function image(channels: Expr, height: Expr, width: Expr): Shape {
  return { layout: "image", dims: [channels, height, width] };
}

/** A vector [D]. */
export function vector(features: Expr): Shape {
  return { layout: "vector", dims: [features] };
}

/** The shape that a list of dimensions stands for: [D], [L, D] as one set of tokens, [C, H, W]; undefined of any other number. */
export function listedShape(dims: readonly Expr[]): Shape | undefined {
  switch (dims.length) {
    case 1:
      return { layout: "vector", dims };
    case 2:
      return { layout: "tokens", dims: [one, ...dims] };
    case 3:
      return { layout: "image", dims };
    default:
      return undefined;
  }
}

/** The dimension that `linear`, `layernorm` and `concat` act on: C of an image, D of the others. */
export function featureAxis(shape: Shape): number {
  return shape.layout === "image" ? 0 : shape.dims.length - 1;
}

/** The feature dimension itself. */
export function features(shape: Shape): Expr {
  return shape.dims[featureAxis(shape)] ?? one;
}

/** The same shape with another feature dimension. */
export function withFeatures(shape: Shape, count: Expr): Shape {
  const axis = featureAxis(shape);
  return { ...shape, dims: shape.dims.map((each, index) => (index === axis ? count : each)) };
}

/** The image that all of several token tensors come from; undefined when one comes from another image or from none. */
export function commonGrid(shapes: readonly Shape[]): Shape["grid"] {
  const grid = shapes[0]?.grid;
  const isShared = shapes.every((each) => grid?.every((extent, axis) => equals(extent, each.grid?.[axis] ?? zero)));
  return isShared ? grid : undefined;
}

/** The image behind tokens that are combined; learned tokens come from none and do not count. */
export function combinedGrid(shapes: readonly Shape[]): Shape["grid"] {
  return commonGrid(shapes.filter((each) => each.grid !== undefined));
}

/** How many elements the tensor has. */
export function elements(shape: Shape): Expr {
  return product(shape.dims);
}

/** How many positions share the feature axis: H*W of an image, P*L of tokens, 1 of a vector. */
export function positions(shape: Shape): Expr {
  const axis = featureAxis(shape);
  return product(shape.dims.filter((_, index) => index !== axis));
}

/**
 * `[32, 112, 112]`, with formulas where dimensions are symbolic.
 *
 * @example shapeText(image(constant(32), constant(112), symbol("W", { kind: "int" })))  // "[32, 112, W]"
 */
export function shapeText(shape: Shape): string {
  return `[${shape.dims.map(toText).join(", ")}]`;
}

/** Names of the dimensions in order, as the fields `.C .H .W .D .P .L` call them. */
export function axisNames(layout: Layout): readonly string[] {
  return axes[layout];
}

const axes: Readonly<Record<Layout, readonly string[]>> = {
  image: ["C", "H", "W"],
  vector: ["D"],
  tokens: ["P", "L", "D"],
};
