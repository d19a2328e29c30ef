import { one, product, zero } from "../symbolic/index.ts";
import { flagOf, numberOf } from "./attributes.ts";
import { costParts } from "./cost-parts.ts";
import { matmulNest } from "./matmul-nest.ts";
import type { Operator } from "./operator.ts";
import { alongFeatures } from "./reach.ts";
import { elements, features, positions, vector, withFeatures } from "./shape.ts";
import { weightTypeAttribute } from "./weight-type.ts";

/**
 * Fully connected layer on the feature axis: a vector's D, an image's C at each pixel, a token's D.
 * Units: MACs n * features * positions; a bias adds n params and no MACs.
 */
export const linear: Operator = {
  name: "linear",
  doc: "fully connected layer on the feature axis",
  inputs: 1,
  family: "linear",
  memory: "allocates",
  reach: alongFeatures,
  attributes: [
    { name: "n", type: "int", doc: "output features" },
    { name: "bias", type: "bool", default: true, doc: "whether each output has a bias" },
    weightTypeAttribute,
  ],
  inferShape: (inputs, attributes) => ({
    kind: "shapes",
    outputs: inputs.slice(0, 1).map((ifmap) => withFeatures(ifmap, numberOf(attributes, "n"))),
  }),
  loopNests: (inputs, _outputs, attributes) => [
    matmulNest({
      rows: positions(inputs[0] ?? vector(one)),
      summed: features(inputs[0] ?? vector(one)),
      columns: numberOf(attributes, "n"),
    }),
  ],
  cost(inputs, outputs, attributes) {
    const ifmap = inputs[0] ?? vector(one);
    const outFeatures = numberOf(attributes, "n");
    const bias = flagOf(attributes, "bias");
    return costParts({
      macs: product([outFeatures, features(ifmap), positions(ifmap)]),
      weights: product([outFeatures, features(ifmap)]),
      biases: bias ? outFeatures : zero,
      biasAdds: bias ? elements(outputs[0] ?? vector(one)) : zero,
    });
  },
};
