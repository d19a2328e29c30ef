import { childrenOf, visitAtoms } from "./atom.ts";
import type { Expr } from "./expression.ts";
import { isOnePolynomial } from "./polynomial.ts";
import { fromPolynomial, keyOf } from "./rational-function.ts";

/** The divisors that e has, those inside its functions included: e has no value where one of them is 0. */
export function divisorsOf(e: Expr): readonly Expr[] {
  if (e.kind === "constant") return [];
  const found = new Map<string, Expr>();
  const collect = (part: Expr) => {
    if (part.kind === "constant" || isOnePolynomial(part.denominator)) return;
    const divisor = fromPolynomial(part.denominator);
    found.set(keyOf(divisor), divisor);
  };
  collect(e);
  visitAtoms(e, (atom) => {
    for (const child of childrenOf(atom)) collect(child);
  });
  return [...found.values()];
}
