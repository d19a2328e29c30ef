import { asInteger, constant, divide, zero } from "../symbolic/index.ts";
import { numberOf } from "./attributes.ts";
import { costParts } from "./cost-parts.ts";
import { divisibilityFault } from "./faults.ts";
import type { Operator } from "./operator.ts";
import { pointwise } from "./reach.ts";
import { features, vector, withFeatures } from "./shape.ts";

/** Cuts the features into n equal parts; the result is a list. */
export const split: Operator = {
  name: "split",
  doc: "cuts the features into n equal parts, as a list",
  inputs: 1,
  family: "layout",
  memory: "view",
  reach: () => pointwise,
  attributes: [
    { name: "n", type: "int", fixed: true, maximum: 4096n, doc: "how many parts; must divide the features" },
  ],
  inferShape(inputs, attributes, context) {
    const ifmap = inputs[0] ?? vector(zero);
    const parts = numberOf(attributes, "n");
    const count = Number(asInteger(parts) ?? 1n);
    if (!context.requireDivides(parts, features(ifmap))) {
      return divisibilityFault("split", "n", parts, features(ifmap), "features");
    }
    const part = withFeatures(ifmap, divide(features(ifmap), constant(BigInt(count))));
    return { kind: "shapes", outputs: Array.from({ length: count }, () => part) };
  },
  cost: () => costParts(),
};
