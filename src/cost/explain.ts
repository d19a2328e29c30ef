import type { LayerGraph } from "../graph/index.ts";
import { add, type Expr, isZero, multiply, sum, zero } from "../symbolic/index.ts";
import type { Convention, Term } from "./convention.ts";
import { defaultConvention } from "./conventions/own.ts";
import { countedLayers, counterOf, totalOf } from "./count.ts";
import type { CountedLayer } from "./quantity.ts";
import type { Spelling } from "./spelling.ts";

/** What one rule adds to a network's count. */
export interface ExplainedTerm {
  readonly sentence: string;
  readonly count: Expr;
  /** The same by operator, in order of first appearance. */
  readonly operators: ReadonlyMap<string, Expr>;
}

/** A convention's total as the default one plus terms: `base` + the terms' counts = `total`. Rules that add nothing are left out. */
export interface Explanation {
  readonly base: { readonly sentence: string; readonly count: Expr; readonly operators: ReadonlyMap<string, Expr> };
  readonly terms: readonly ExplainedTerm[];
  readonly total: Expr;
  /** The total by operator. */
  readonly operators: ReadonlyMap<string, Expr>;
}

export interface ConventionExplanation {
  readonly convention: Convention;
  readonly macs: Explanation;
  readonly params: Explanation;
}

const fma: Term = { sentence: "multiplications and additions apart: 2 per MAC", times: 1n, per: "macs" };

/** Term by term, how a convention's MACs and parameters of a network come from the default ones. */
export function explainConvention(
  graph: LayerGraph,
  convention: Convention,
  spelling: Spelling | undefined,
): ConventionExplanation {
  const counter = counterOf(graph, spelling ?? {});
  const layers = countedLayers(graph);
  const explained = (rules: readonly Term[]) =>
    rules.flatMap((rule): readonly ExplainedTerm[] => {
      const operators = byOperator(layers, (each) => counter.term(each, rule) ?? zero);
      return operators.size === 0 ? [] : [{ sentence: rule.sentence, count: sum([...operators.values()]), operators }];
    });
  const explanation = (sentence: string, rules: readonly Term[], of: "macs" | "params"): Explanation => ({
    base: {
      sentence,
      count: totalOf(layers, (each) => counter[of](each, defaultConvention)),
      operators: byOperator(layers, (each) => counter[of](each, defaultConvention)),
    },
    terms: explained(rules),
    total: totalOf(layers, (each) => counter[of](each, convention)),
    operators: byOperator(layers, (each) => counter[of](each, convention)),
  });
  return {
    convention,
    macs: explanation(
      "multiply-accumulates of conv, linear and matmul",
      convention.perMac === 2n ? [fma, ...convention.macs] : convention.macs,
      "macs",
    ),
    params: explanation("weights, biases, scale and shift of norms", convention.params, "params"),
  };
}

/** A count of each layer, its factor applied, summed by operator; operators without any are left out. */
function byOperator(layers: readonly CountedLayer[], count: (layer: CountedLayer) => Expr): ReadonlyMap<string, Expr> {
  const sums = new Map<string, Expr>();
  for (const each of layers) {
    const value = multiply(each.layer.factor, count(each));
    if (isZero(value)) continue;
    const name = each.layer.operator.name;
    sums.set(name, add(sums.get(name) ?? zero, value));
  }
  return sums;
}
