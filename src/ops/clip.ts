import { one, zero } from "../symbolic/index.ts";
import { costParts } from "./cost-parts.ts";
import { keepShape } from "./identity-shape.ts";
import type { Operator } from "./operator.ts";
import { pointwise } from "./reach.ts";
import { elements, vector } from "./shape.ts";

/** min(max(x, low), high); one counted operation per element. Source: ONNX operator Clip. */
export const clip: Operator = {
  name: "clip",
  doc: "min(max(x, low), high)",
  inputs: 1,
  family: "activation",
  memory: "in-place",
  reach: () => pointwise,
  attributes: [
    { name: "low", type: "number", default: zero, doc: "smallest value" },
    { name: "high", type: "number", default: one, doc: "largest value" },
  ],
  inferShape: keepShape,
  cost: (_inputs, outputs) => costParts({ activationElements: elements(outputs[0] ?? vector(one)) }),
};
