import { asInteger, type Expr, one, product, toText } from "../symbolic/index.ts";
import { listOf } from "./attributes.ts";
import { costParts } from "./cost-parts.ts";
import { rankFault } from "./faults.ts";
import type { Operator } from "./operator.ts";
import { unknownReach } from "./reach.ts";
import { elements, shapeText, vector } from "./shape.ts";
import { shapeAttributes, writtenShape } from "./written-shape.ts";

/**
 * The elements in another order: read as a tensor of the dimensions `from`, its axes brought into `order`, the result read as `shape`.
 * `rearrange([2, 58, 784], [1, 0, 2], [116, 28, 28])` is a channel shuffle over 2 groups.
 * Errors: shape/rank, shape/reshape, shape/order.
 * Source: NumPy reshape, transpose, reshape.
 */
export const rearrange: Operator = {
  name: "rearrange",
  doc: "the elements in another order: reshape, transpose, reshape",
  inputs: 1,
  family: "layout",
  memory: "allocates",
  reach: () => unknownReach,
  attributes: [
    { name: "from", type: "int-list", doc: "dimensions as which the elements are read" },
    { name: "order", type: "int-list", minimum: 0n, doc: "which of them comes first, second, ...; counted from 0" },
    ...shapeAttributes,
  ],
  inferShape(inputs, attributes, context) {
    const ifmap = inputs[0] ?? vector(one);
    const shape = writtenShape(attributes);
    if (shape === undefined) {
      return rankFault("rearrange", "1 to 3 dimensions", { layout: "vector", dims: listOf(attributes, "shape") });
    }
    const [from, order] = [listOf(attributes, "from"), listOf(attributes, "order")];
    if (!isOrder(order, from.length)) {
      const args = { axes: from.length, found: `[${order.map(toText).join(", ")}]` };
      return { kind: "fault", fault: { code: "shape/order", attribute: "order", args } };
    }
    const before = elements(ifmap);
    const wrong = [{ layout: "vector" as const, dims: from }, shape].find(
      (each) => !context.requireEqual(before, product(each.dims)),
    );
    if (wrong === undefined) return { kind: "shapes", outputs: [shape] };
    const args = {
      operator: "rearrange",
      found: shapeText(ifmap),
      elements: toText(before),
      wanted: shapeText(wrong),
      wantedElements: toText(product(wrong.dims)),
    };
    return { kind: "fault", fault: { code: "shape/reshape", attribute: wrong === shape ? "shape" : "from", args } };
  },
  cost: () => costParts(),
};

function isOrder(order: readonly Expr[], axes: number): boolean {
  const found = order.map((each) => Number(asInteger(each) ?? -1n)).sort((a, b) => a - b);
  return found.length === axes && found.every((each, index) => each === index);
}
