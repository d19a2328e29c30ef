import { divide, one, product, sum, toText } from "../symbolic/index.ts";
import { type Attributes, numberOf } from "./attributes.ts";
import { costParts } from "./cost-parts.ts";
import { divisibilityFault, operandFault, rankFault } from "./faults.ts";
import { matmulNest } from "./matmul-nest.ts";
import type { LoopNest, Operator } from "./operator.ts";
import { everywhere } from "./reach.ts";
import { type Shape, shapeText } from "./shape.ts";

/**
 * Multi-head scaled dot-product attention on queries, keys and values that are projected already.
 *
 * Shapes: q [P, L, D], k [P, M, D], v [P, M, E] -> [P, L, E]; `heads` divides D and E.
 * Units: MACs P L M D + P L M E, whatever the heads; the softmax is counted once per element of its P * heads * L * M input.
 * Errors: shape/rank, shape/operand, shape/divides.
 * Source: Vaswani et al. 2017, arXiv 1706.03762, section 3.2.1.
 */
export const sdpa: Operator = {
  name: "sdpa",
  doc: "scaled dot-product attention on a list [q, k, v]",
  inputs: "list",
  family: "attention",
  memory: "allocates",
  reach: () => everywhere,
  attributes: [{ name: "heads", type: "int", doc: "heads; must divide the depths of k and v" }],
  inferShape(inputs, attributes, context) {
    if (inputs.length !== 3) return operandFault("sdpa", "a list [q, k, v]", `${inputs.length} tensors`);
    for (const each of inputs) {
      if (each.layout !== "tokens") return rankFault("sdpa", "tokens q, k and v", each);
    }
    const { sets, queries, keys, depth, valueDepth } = extentsOf(inputs);
    const [, key, value] = inputs;
    const sameSets = (other: Shape | undefined) => context.requireEqual(sets, other?.dims[0] ?? one);
    if (!sameSets(key) || !context.requireEqual(depth, key?.dims[2] ?? one)) {
      return operandFault("sdpa", `k [${toText(sets)}, M, ${toText(depth)}]`, key === undefined ? "" : shapeText(key));
    }
    if (!sameSets(value) || !context.requireEqual(keys, value?.dims[1] ?? one)) {
      const wanted = `v [${toText(sets)}, ${toText(keys)}, E]`;
      return operandFault("sdpa", wanted, value === undefined ? "" : shapeText(value));
    }
    const heads = numberOf(attributes, "heads");
    for (const each of [depth, valueDepth]) {
      if (!context.requireDivides(heads, each)) return divisibilityFault("sdpa", "heads", heads, each, "depth");
    }
    return { kind: "shapes", outputs: inputs.slice(0, 1).map((q) => ({ ...q, dims: [sets, queries, valueDepth] })) };
  },
  loopNests,
  cost(inputs, _outputs, attributes) {
    const { sets, queries, keys, depth, valueDepth } = extentsOf(inputs);
    const logits = product([sets, queries, keys]);
    return costParts({
      macs: sum([product([logits, depth]), product([logits, valueDepth])]),
      activationElements: product([logits, numberOf(attributes, "heads")]),
    });
  },
};

/** q k^T, then the weights times v, head by head. */
function loopNests(inputs: readonly Shape[], _outputs: readonly Shape[], attributes: Attributes): readonly LoopNest[] {
  const { sets, queries: rows, keys, depth, valueDepth } = extentsOf(inputs);
  const groups = numberOf(attributes, "heads");
  return [
    matmulNest({ sets, groups, rows, summed: divide(depth, groups), columns: keys }),
    matmulNest({ sets, groups, rows, summed: keys, columns: divide(valueDepth, groups) }),
  ];
}

function extentsOf([query, key, value]: readonly Shape[]) {
  const [sets = one, queries = one, depth = one] = query?.dims ?? [];
  return { sets, queries, depth, keys: key?.dims[1] ?? one, valueDepth: value?.dims[2] ?? one };
}
