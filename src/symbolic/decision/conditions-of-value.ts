import { visitAtoms } from "../atom.ts";
import { compare } from "../condition.ts";
import type { Condition, Expr } from "../expression.ts";
import { divisorsOf } from "../poles.ts";
import { conditionText } from "../print.ts";
import { zero } from "../rational-function.ts";
import { factorsOf } from "./factor.ts";

/** The conditions under which e has a value: divisors are not 0, roots are taken of no negative number, logarithms of positive ones. */
export function conditionsOfValue(e: Expr): readonly Condition[] {
  const found: Condition[] = [];
  for (const divisor of divisorsOf(e)) {
    for (const { base } of factorsOf(divisor).factors) found.push(compare("!=", base, zero));
  }
  visitAtoms(e, (atom) => {
    if (atom.kind === "sqrt") found.push(compare(">=", atom.argument, zero));
    if (atom.kind === "log2") found.push(compare(">", atom.argument, zero));
  });
  return found.filter((condition) => condition.kind !== "true");
}

/** The same as text, each once: `n != -1`. */
export function assumptionsOf(sides: readonly Expr[]): readonly string[] {
  return [...new Set(sides.flatMap(conditionsOfValue).map(conditionText))];
}

/** Whether e has a value at no legal point, as 1/(n - n) or log2(-1 - n^2). A bare sum or product is never undefined everywhere. */
export function undefinedEverywhere(e: Expr): boolean {
  return conditionsOfValue(e).some((condition) => condition.kind === "false");
}
