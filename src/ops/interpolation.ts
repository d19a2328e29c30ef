import { one } from "../symbolic/index.ts";
import { type Attributes, wordOf } from "./attributes.ts";
import { costParts } from "./cost-parts.ts";
import type { AttributeSpec, OperatorCost } from "./operator.ts";
import type { Reach } from "./reach.ts";
import { bilinear, nearest, resampledReach } from "./sampling.ts";
import { elements, type Shape, vector } from "./shape.ts";

/** `mode` of `upsample` and `resize`. */
export function modeAttribute(fallback: "nearest" | "bilinear"): AttributeSpec {
  return {
    name: "mode",
    type: "word",
    default: fallback,
    words: ["nearest", "bilinear"],
    doc: "how new pixels come about",
  };
}

/** Nearest neighbour copies; bilinear is counted as one operation per output element. */
export function interpolationCost(ofmap: Shape | undefined, attributes: Attributes): OperatorCost {
  return costParts(
    wordOf(attributes, "mode") === "bilinear" ? { arithmeticElements: elements(ofmap ?? vector(one)) } : {},
  );
}

/** Each pixel reads the one or two pixels at its place. */
export function interpolationReach(inputs: readonly Shape[], outputs: readonly Shape[], attributes: Attributes): Reach {
  return resampledReach(inputs, outputs, wordOf(attributes, "mode") === "bilinear" ? bilinear : nearest);
}
