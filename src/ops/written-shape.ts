import { type Attributes, listOf, wordOf } from "./attributes.ts";
import type { AttributeSpec } from "./operator.ts";
import { listedShape, type Shape } from "./shape.ts";

/** The attributes of an operator that names the shape of its output. */
export const shapeAttributes: readonly AttributeSpec[] = [
  { name: "shape", type: "int-list", doc: "[D], [L, D] (tokens [1, L, D]), [C, H, W], or [P, L, D] with as=tokens" },
  { name: "as", type: "word", default: "image", words: ["image", "tokens"], doc: "how three dimensions are read" },
];

/** The shape as it was written; undefined unless it has 1, 2 or 3 dimensions. */
export function writtenShape(attributes: Attributes): Shape | undefined {
  const dims = listOf(attributes, "shape");
  const isTokens = dims.length === 3 && wordOf(attributes, "as") === "tokens";
  return isTokens ? { layout: "tokens", dims } : listedShape(dims);
}
