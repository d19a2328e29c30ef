import { one } from "../symbolic/index.ts";
import { costParts } from "./cost-parts.ts";
import { mismatchFault } from "./faults.ts";
import type { Operator, ShapeContext } from "./operator.ts";
import { elements, type Shape, vector } from "./shape.ts";

/** Element-wise product; either side may be [C, 1, 1] and is then spread over the image (squeeze-and-excite). */
export const mul: Operator = {
  name: "mul",
  doc: "element-wise product with a tensor of the same shape or [C, 1, 1]",
  inputs: 2,
  family: "arithmetic",
  memory: "allocates",
  attributes: [],
  inferShape(inputs, _attributes, context) {
    const [first, second] = inputs;
    if (first === undefined || second === undefined) return { kind: "shapes", outputs: inputs.slice(0, 1) };
    if (first.layout === second.layout) {
      if (fits(second, first, context)) return { kind: "shapes", outputs: [first] };
      if (fits(first, second, context)) return { kind: "shapes", outputs: [second] };
    }
    return mismatchFault("mul", first, second);
  },
  cost: (_inputs, outputs) => costParts({ arithmeticElements: elements(outputs[0] ?? vector(one)) }),
};

/** Whether `small` equals `large`, or is [C, 1, 1] with the same C. */
function fits(small: Shape, large: Shape, context: ShapeContext): boolean {
  const spread =
    small.layout === "image" && small.dims.slice(1).every((each) => each === one || context.requireEqual(each, one));
  return large.dims.every((each, axis) => (spread && axis > 0) || context.requireEqual(each, small.dims[axis] ?? one));
}
