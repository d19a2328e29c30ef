import type { ShapeResult } from "./operator.ts";
import type { Shape } from "./shape.ts";

/** The shape rule of every operator that leaves the shape alone. */
export function keepShape(inputs: readonly Shape[]): ShapeResult {
  return { kind: "shapes", outputs: inputs.slice(0, 1) };
}
