import { type Rational, rational } from "../../core/rational.ts";
import type { Atom, Bound, Polynomial, Term } from "../expression.ts";
import { monomialOf } from "../monomial.ts";
import { accumulate, addScaled, atomsOfPolynomial, monomialPolynomial, multiplyFreely } from "../polynomial.ts";
import type { Budget } from "./budget.ts";
import { addConstant } from "./factor.ts";
import { axisOf, type Region } from "./region.ts";

/** Atoms with more orders than 4! are not ordered. */
const maxAtoms = 4;
const maxTerms = 60;

/**
 * Proves p > 0 or p >= 0 in every order of its atoms by size: the smallest is its low end and something, each other one the one before
 * and something, and no coefficient in these somethings is negative. This shows what is 0 where all are equal, as a^2 + b^2 >= 2*a*b
 * for a, b >= 0 (the method of successive differences).
 */
export function isAboveInAllOrders(p: Polynomial, isStrict: boolean, region: Region, budget: Budget): boolean {
  const atoms = [...atomsOfPolynomial(p).values()];
  if (atoms.length < 2 || atoms.length > maxAtoms || p.terms.size > maxTerms) return false;
  const lows = new Map<string, Bound>();
  for (const atom of atoms) {
    const { low } = axisOf(atom, region).interval;
    if (low === undefined) return false;
    lows.set(atom.key, low);
  }
  return ordersOf(atoms).every((order) => {
    const smallest = order[0] as Atom;
    const low = lows.get(smallest.key) as Bound;
    const rises = inRises(p, order, low.value, budget);
    const isNever = [...rises.terms.values()].every(({ coefficient }) => coefficient.num > 0n);
    return isNever && (!isStrict || staysAbove(rises, smallest, low));
  });
}

/** Whether a term stays where all atoms are equal: a number, or a power of a rise that is never 0. */
function staysAbove(rises: Polynomial, smallest: Atom, low: Bound): boolean {
  return [...rises.terms.values()].some(
    ({ monomial: { factors } }) =>
      factors.length === 0 || (!low.closed && factors.length === 1 && factors[0]?.atom.key === smallest.key),
  );
}

/** p in the rises from each atom to the next larger one; each is called by the name of the larger atom. */
function inRises(p: Polynomial, order: readonly Atom[], low: Rational, budget: Budget): Polynomial {
  const values = new Map<string, Polynomial>();
  let value: Polynomial = addConstant({ terms: new Map() }, low);
  for (const atom of order) {
    value = addScaled(value, monomialPolynomial(monomialOf([{ atom, exponent: 1 }]), rational(1)), rational(1));
    values.set(atom.key, value);
  }
  const total = new Map<string, Term>();
  for (const { monomial, coefficient } of p.terms.values()) {
    let product: Polynomial = addConstant({ terms: new Map() }, coefficient);
    for (const { atom, exponent } of monomial.factors) {
      const base = values.get(atom.key) ?? product;
      for (let count = 0; count < exponent; count += 1) {
        budget.spend(product.terms.size * base.terms.size);
        product = multiplyFreely(product, base);
      }
    }
    for (const term of product.terms.values()) accumulate(total, term.monomial, term.coefficient);
  }
  return { terms: total };
}

function ordersOf(atoms: readonly Atom[]): readonly (readonly Atom[])[] {
  if (atoms.length === 0) return [[]];
  return atoms.flatMap((first, index) => ordersOf(atoms.toSpliced(index, 1)).map((rest) => [first, ...rest]));
}
