import { one } from "../symbolic/index.ts";
import { flagOf } from "./attributes.ts";
import { broadcast } from "./broadcast.ts";
import { costParts } from "./cost-parts.ts";
import { broadcastFault, mismatchFault } from "./faults.ts";
import type { Operator } from "./operator.ts";
import { pointwise } from "./reach.ts";
import { elements, vector } from "./shape.ts";

/**
 * Element-wise sum of two tensors: the residual connection. The shapes must be equal, so that a skip of the wrong width is found;
 * `broadcast` spreads as the other arithmetic does.
 * Errors: shape/mismatch, shape/broadcast.
 */
export const add: Operator = {
  name: "add",
  doc: "element-wise sum with a tensor of the same shape",
  inputs: 2,
  family: "arithmetic",
  memory: "allocates",
  reach: () => pointwise,
  attributes: [{ name: "broadcast", type: "bool", default: false, doc: "whether dimensions of 1 are spread" }],
  inferShape(inputs, attributes, context) {
    const [first, second] = inputs;
    if (first === undefined || second === undefined) return { kind: "shapes", outputs: inputs.slice(0, 1) };
    if (flagOf(attributes, "broadcast")) {
      const both = broadcast(first, second, context);
      return both === undefined ? broadcastFault("add", first, second) : { kind: "shapes", outputs: [both] };
    }
    const fits =
      first.layout === second.layout &&
      first.dims.every((each, axis) => context.requireEqual(each, second.dims[axis] ?? one));
    return fits ? { kind: "shapes", outputs: [first] } : mismatchFault("add", first, second);
  },
  cost: (_inputs, outputs) => costParts({ arithmeticElements: elements(outputs[0] ?? vector(one)) }),
};
