import { one } from "../symbolic/index.ts";
import { listOf, wordOf } from "./attributes.ts";
import { costParts } from "./cost-parts.ts";
import { rankFault } from "./faults.ts";
import type { Operator } from "./operator.ts";
import { elements, type Layout, vector } from "./shape.ts";

/** A learned tensor that no operator owns: class token, position embedding, layer scale. Each element is a parameter. */
export const weight: Operator = {
  name: "weight",
  doc: "a learned tensor that no operator owns",
  inputs: 0,
  family: "weight",
  memory: "allocates",
  attributes: [
    { name: "shape", type: "int-list", doc: "[D], [C, H, W], or [P, L, D] with as=tokens" },
    { name: "as", type: "word", default: "image", words: ["image", "tokens"], doc: "how three dimensions are read" },
  ],
  inferShape(_inputs, attributes) {
    const dims = listOf(attributes, "shape");
    if (dims.length === 1) return { kind: "shapes", outputs: [{ layout: "vector", dims }] };
    if (dims.length !== 3) return rankFault("weight", "1 or 3 dimensions", { layout: "vector", dims });
    const layout: Layout = wordOf(attributes, "as") === "tokens" ? "tokens" : "image";
    return { kind: "shapes", outputs: [{ layout, dims }] };
  },
  cost: (_inputs, outputs) => costParts({ weights: elements(outputs[0] ?? vector(one)) }),
};
