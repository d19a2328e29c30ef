import { one } from "../symbolic/index.ts";
import { broadcast } from "./broadcast.ts";
import { costParts } from "./cost-parts.ts";
import { broadcastFault } from "./faults.ts";
import type { Operator } from "./operator.ts";
import { pointwise } from "./reach.ts";
import { elements, vector } from "./shape.ts";

const table: readonly (readonly [name: string, doc: string])[] = [
  ["mul", "element-wise product, spreading dimensions of 1"],
  ["sub", "element-wise difference, spreading dimensions of 1"],
  ["div", "element-wise quotient, spreading dimensions of 1"],
  ["maximum", "the larger of two elements, spreading dimensions of 1"],
  ["minimum", "the smaller of two elements, spreading dimensions of 1"],
];

/**
 * Element-wise arithmetic of the flowing tensor and another; one counted operation per output element.
 * Either side is spread over the other: [C, 1, 1] (squeeze-and-excite), [1, H, W], [1, 1, 1], or a vector [D] on the features.
 * Errors: shape/broadcast.
 */
export const arithmetic: readonly Operator[] = table.map(([name, doc]) => ({
  name,
  doc,
  inputs: 2,
  family: "arithmetic",
  memory: "allocates",
  reach: () => pointwise,
  attributes: [],
  inferShape(inputs, _attributes, context) {
    const [first, second] = inputs;
    if (first === undefined || second === undefined) return { kind: "shapes", outputs: inputs.slice(0, 1) };
    const both = broadcast(first, second, context);
    return both === undefined ? broadcastFault(name, first, second) : { kind: "shapes", outputs: [both] };
  },
  cost: (_inputs, outputs) => costParts({ arithmeticElements: elements(outputs[0] ?? vector(one)) }),
}));
