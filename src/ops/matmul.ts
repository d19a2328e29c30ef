import { type Expr, one, product, toText } from "../symbolic/index.ts";
import { type Attributes, flagOf } from "./attributes.ts";
import { broadcast } from "./broadcast.ts";
import { costParts } from "./cost-parts.ts";
import { operandFault, rankFault } from "./faults.ts";
import { matmulNest } from "./matmul-nest.ts";
import type { LoopNest, Operator } from "./operator.ts";
import { everywhere } from "./reach.ts";
import { type Shape, shapeText } from "./shape.ts";

/**
 * Matrix product of the flowing tokens and others, set by set; a single set is spread over many.
 *
 * Shapes: [P, L, K] x [P, K, M] -> [P, L, M]; with `transpose` the argument is [P, M, K].
 * Units: MACs P * L * K * M.
 * Errors: shape/rank, shape/operand.
 * Source: ONNX operator MatMul; PyTorch torch.matmul.
 */
export const matmul: Operator = {
  name: "matmul",
  doc: "matrix product with another tensor of tokens",
  inputs: 2,
  family: "linear",
  memory: "allocates",
  reach: () => everywhere,
  attributes: [{ name: "transpose", type: "bool", default: false, doc: "whether x is [P, M, K] and not [P, K, M]" }],
  inferShape(inputs, attributes, context) {
    const [first, second] = inputs;
    if (first?.layout !== "tokens") return rankFault("matmul", "tokens [P, L, K]", first);
    if (second?.layout !== "tokens") return rankFault("matmul", "tokens as its argument", second, 1);
    const { summed, columns } = factorDims(second, attributes);
    const [sets = one, , inner = one] = first.dims;
    const otherSets = second.dims[0] ?? one;
    const joint = broadcast(single(sets), single(otherSets), context)?.dims[0];
    if (joint === undefined || !context.requireEqual(inner, summed)) {
      const [k, m] = [toText(inner), "M"];
      const wanted = flagOf(attributes, "transpose")
        ? `[${toText(sets)}, ${m}, ${k}]`
        : `[${toText(sets)}, ${k}, ${m}]`;
      return operandFault("matmul", `tokens ${wanted}`, shapeText(second), 1);
    }
    return { kind: "shapes", outputs: [{ layout: "tokens", dims: [joint, first.dims[1] ?? one, columns] }] };
  },
  loopNests: (inputs, outputs, attributes) => [loopNest(inputs, outputs, attributes)],
  cost(inputs, outputs, attributes) {
    const { N, P, C, K } = loopNest(inputs, outputs, attributes);
    return costParts({ macs: product([N, P, C, K]) });
  },
};

function loopNest(inputs: readonly Shape[], outputs: readonly Shape[], attributes: Attributes): LoopNest {
  const [sets = one, rows = one] = outputs[0]?.dims ?? [];
  const { summed, columns } = factorDims(inputs[1], attributes);
  return matmulNest({ sets, rows, summed, columns });
}

function factorDims(
  factor: Shape | undefined,
  attributes: Attributes,
): { readonly summed: Expr; readonly columns: Expr } {
  const [, second = one, third = one] = factor?.dims ?? [];
  return flagOf(attributes, "transpose") ? { summed: third, columns: second } : { summed: second, columns: third };
}

function single(extent: Expr): Shape {
  return { layout: "vector", dims: [extent] };
}
