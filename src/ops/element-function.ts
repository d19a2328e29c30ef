import { one } from "../symbolic/index.ts";
import { costParts } from "./cost-parts.ts";
import { keepShape } from "./identity-shape.ts";
import type { Operator } from "./operator.ts";
import { pointwise } from "./reach.ts";
import { elements, vector } from "./shape.ts";

const table: readonly (readonly [name: string, doc: string])[] = [
  ["absolute", "absolute value"],
  ["exponential", "e to the power of x"],
  ["natural_log", "natural logarithm"],
  ["square_root", "square root"],
  ["erf", "error function"],
];

const shared = {
  inputs: 1,
  family: "arithmetic",
  memory: "allocates",
  reach: () => pointwise,
  attributes: [],
  inferShape: keepShape,
  cost: (_inputs, outputs) => costParts({ arithmeticElements: elements(outputs[0] ?? vector(one)) }),
} satisfies Partial<Operator>;

/** Functions of one element that are no activations; one counted operation per element. */
export const elementFunctions: readonly Operator[] = [
  ...table.map(([name, doc]): Operator => ({ ...shared, name, doc })),
  {
    ...shared,
    name: "power",
    doc: "each element to a fixed power",
    attributes: [{ name: "p", type: "number", doc: "exponent" }],
  },
];
