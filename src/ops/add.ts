import { one } from "../symbolic/index.ts";
import { costParts } from "./cost-parts.ts";
import { mismatchFault } from "./faults.ts";
import type { Operator } from "./operator.ts";
import { elements, vector } from "./shape.ts";

/** Element-wise sum of two tensors of equal shape: the residual connection. */
export const add: Operator = {
  name: "add",
  doc: "element-wise sum with a tensor of the same shape",
  inputs: 2,
  family: "arithmetic",
  memory: "allocates",
  attributes: [],
  inferShape(inputs, _attributes, context) {
    const [first, second] = inputs;
    if (first === undefined || second === undefined) return { kind: "shapes", outputs: inputs.slice(0, 1) };
    const fits =
      first.layout === second.layout &&
      first.dims.every((each, axis) => context.requireEqual(each, second.dims[axis] ?? one));
    return fits ? { kind: "shapes", outputs: [first] } : mismatchFault("add", first, second);
  },
  cost: (_inputs, outputs) => costParts({ arithmeticElements: elements(outputs[0] ?? vector(one)) }),
};
