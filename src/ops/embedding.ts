import { one, product } from "../symbolic/index.ts";
import { numberOf } from "./attributes.ts";
import { costParts } from "./cost-parts.ts";
import { rankFault } from "./faults.ts";
import type { Operator } from "./operator.ts";
import { unknownReach } from "./reach.ts";
import { features } from "./shape.ts";
import { weightTypeAttribute } from "./weight-type.ts";

/**
 * Looks up a learned row of d values for each of L ids below n: no MACs, n * d parameters.
 *
 * Shapes: ids [L] -> tokens [1, L, d]. Errors: shape/rank.
 * Source: PyTorch Embedding.
 */
export const embedding: Operator = {
  name: "embedding",
  doc: "a learned row of d values for each id",
  inputs: 1,
  family: "layout",
  memory: "allocates",
  reach: () => unknownReach,
  attributes: [
    { name: "n", type: "int", doc: "how many ids there are" },
    { name: "d", type: "int", doc: "values per id" },
    weightTypeAttribute,
  ],
  inferShape(inputs, attributes) {
    const ids = inputs[0];
    if (ids?.layout !== "vector") return rankFault("embedding", "a vector [L] of ids", ids);
    return { kind: "shapes", outputs: [{ layout: "tokens", dims: [one, features(ids), numberOf(attributes, "d")] }] };
  },
  cost: (_inputs, _outputs, attributes) =>
    costParts({ weights: product([numberOf(attributes, "n"), numberOf(attributes, "d")]) }),
};
