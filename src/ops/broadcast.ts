import { asConstant, type Expr, one } from "../symbolic/index.ts";
import type { ShapeContext } from "./operator.ts";
import { combinedGrid, featureAxis, type Shape } from "./shape.ts";

/**
 * The shape of two tensors spread over each other: in each dimension they are equal, or one of them is 1. A vector [D] meets the
 * features of an image or of tokens. Undefined when they do not fit.
 */
export function broadcast(first: Shape, second: Shape, context: ShapeContext): Shape | undefined {
  if (first.layout !== second.layout) {
    if (second.layout === "vector") return broadcast(first, onFeatures(second, first), context);
    if (first.layout === "vector") return broadcast(onFeatures(first, second), second, context);
    return undefined;
  }
  const dims: Expr[] = [];
  for (const [axis, each] of first.dims.entries()) {
    const other = second.dims[axis] ?? one;
    if (isOne(other)) dims.push(each);
    else if (isOne(each)) dims.push(other);
    else if (context.requireEqual(each, other)) dims.push(each);
    else return undefined;
  }
  const grid = combinedGrid([first, second]);
  return { layout: first.layout, dims, ...(grid === undefined ? {} : { grid }) };
}

/** A vector as the shape of the other tensor with all dimensions but the features 1. */
function onFeatures(features: Shape, like: Shape): Shape {
  const axis = featureAxis(like);
  return { layout: like.layout, dims: like.dims.map((_, index) => (index === axis ? (features.dims[0] ?? one) : one)) };
}

function isOne(dim: Expr): boolean {
  const value = asConstant(dim);
  return value !== undefined && value.num === 1n && value.den === 1n;
}
