import { compareRational, rational } from "../core/rational.ts";
import { sizeOf, visitAtoms } from "./atom.ts";
import { boundsOf } from "./bounds.ts";
import { compare, not } from "./condition.ts";
import { closedLow } from "./domain.ts";
import type { Atom, ComparisonOperator, Expr, ExtremumAtom, Term, UnaryAtom } from "./expression.ts";
import { assume, noFacts, simplifyUnder } from "./facts.ts";
import { latticeOfExpression } from "./granularity.ts";
import { ExpressionTooLarge } from "./limits.ts";
import { atomsOfPolynomial, isOnePolynomial } from "./polynomial.ts";
import { constant, fromAtom, fromPolynomial, negate, subtract, zero } from "./rational-function.ts";
import { Rewriter } from "./substitute.ts";

const maxProofSize = 200;
const maxSteps = 80;

interface Budget {
  left: number;
}

/** Whether `e operator 0` holds everywhere (true) or nowhere (false), where a bounded search proves it. */
export function proveSign(operator: ComparisonOperator, e: Expr): boolean | undefined {
  if (e.kind === "constant" || !isOnePolynomial(e.denominator) || sizeOf(e) > maxProofSize || !isReducible(e))
    return undefined;
  const opposite = negate(e);
  switch (operator) {
    case ">":
      return attempt(e, true) ? true : attempt(opposite, false) ? false : undefined;
    case ">=":
      return attempt(e, false) ? true : attempt(opposite, true) ? false : undefined;
    case "<":
      return attempt(opposite, true) ? true : attempt(e, false) ? false : undefined;
    case "<=":
      return attempt(opposite, false) ? true : attempt(e, true) ? false : undefined;
    default:
      return undefined;
  }
}

function isReducible(e: Expr): boolean {
  let found = false;
  visitAtoms(e, (atom) => {
    if (atom.kind !== "symbol" && atom.kind !== "sqrt" && atom.kind !== "log2" && atom.kind !== "exp") found = true;
  });
  return found;
}

function attempt(e: Expr, isStrict: boolean): boolean {
  try {
    return isAbove(e, isStrict, { left: maxSteps });
  } catch (error) {
    if (error instanceof ExpressionTooLarge || error instanceof RangeError) return false;
    throw error;
  }
}

/** Whether e > 0 (strict) or e >= 0 everywhere. */
function isAbove(e: Expr, isStrict: boolean, budget: Budget): boolean {
  budget.left -= 1;
  if (budget.left < 0) return false;
  if (compare(isStrict ? ">" : ">=", e, zero).kind === "true") return true;
  if (e.kind === "constant" || sizeOf(e) > maxProofSize) return false;
  if (isAboveRelaxed(e, isStrict)) return true;
  const atom = splittable(e);
  if (atom === undefined) return false;
  const cases = casesOf(atom, e);
  const isEnough = (part: Expr): boolean => isAbove(part, isStrict, budget);
  return cases.every === undefined ? cases.some.some(isEnough) : cases.every.every(isEnough);
}

function splittable(e: Expr): Atom | undefined {
  if (e.kind === "constant") return undefined;
  const atoms = [...atomsOfPolynomial(e.numerator).values()];
  return ["call", "bracket", "max", "min", "abs"].flatMap((kind) => atoms.filter((atom) => atom.kind === kind))[0];
}

type Cases =
  | { readonly every: readonly Expr[]; readonly some?: undefined }
  | { readonly some: readonly Expr[]; readonly every?: undefined };

/** An atom equals one of its cases at each point, so e is above 0 where all cases are; a maximum that is added needs one only. */
function casesOf(atom: Atom, e: Expr): Cases {
  const replaced = (value: Expr): Expr =>
    new Rewriter((other) => (other.key === atom.key ? value : undefined)).rewrite(e);
  switch (atom.kind) {
    case "call":
      return { every: [replaced(atom.definition)] };
    case "abs": {
      const cases = [replaced(atom.argument), replaced(negate(atom.argument))];
      return helps(atom, e) ? { some: cases } : { every: cases };
    }
    case "max":
    case "min": {
      const cases = atom.args.map(replaced);
      return helps(atom, e) ? { some: cases } : { every: cases };
    }
    case "bracket":
      return {
        every: [atom.condition, not(atom.condition)].map((condition) => simplifyUnder(e, assume(noFacts, condition))),
      };
    default:
      return { every: [e] };
  }
}

/** Whether a max or |x| = max(x, -x) occurs once, alone, with a positive number before it, or a min with a negative one. */
function helps(atom: ExtremumAtom | UnaryAtom, e: Expr): boolean {
  const term = loneTerm(atom, e);
  return term !== undefined && term.coefficient.num > 0n === (atom.kind !== "min");
}

/** The term number * atom, when the atom occurs nowhere else in e. */
function loneTerm(atom: Atom, e: Expr): Term | undefined {
  if (e.kind === "constant") return undefined;
  const term = e.numerator.terms.get(atom.key);
  if (term === undefined) return undefined;
  const rest = subtract(e, fromPolynomial({ terms: new Map([[atom.key, term]]) }));
  let isElsewhere = false;
  visitAtoms(rest, (other) => {
    if (other.key === atom.key) isElsewhere = true;
  });
  return isElsewhere ? undefined : term;
}

/**
 * Replaces lone roundings by what they cannot pass: x - 1 < floor(x) <= x <= ceil(x) < x + 1. On a lattice the resulting bound moves
 * to the next lattice point.
 */
function isAboveRelaxed(e: Expr, isStrict: boolean): boolean {
  if (e.kind === "constant") return false;
  let isOpen = false;
  let isRelaxed = false;
  const relaxed = new Rewriter((atom) => {
    if (atom.kind !== "floor" && atom.kind !== "ceil") return fromAtom(atom);
    const term = loneTerm(atom, e);
    if (term === undefined) return fromAtom(atom);
    isRelaxed = true;
    const bound = lowestValue(atom, term.coefficient.num > 0n);
    if (bound.isOpen) isOpen = true;
    return bound.value;
  }).rewrite(e);
  const low = isRelaxed ? boundsOf(relaxed).low : undefined;
  if (low === undefined) return false;
  const lattice = latticeOfExpression(e);
  const open = { value: low.value, closed: low.closed && !isOpen };
  const tight = lattice === undefined ? open : closedLow(open, lattice);
  const sign = compareRational(tight.value, rational(0));
  return sign > 0 || (sign === 0 && (!isStrict || !tight.closed));
}

/** The end of the range of a rounding that makes number * rounding smallest. */
function lowestValue(atom: UnaryAtom, isPositive: boolean): { readonly value: Expr; readonly isOpen: boolean } {
  if ((atom.kind === "floor") !== isPositive) return { value: atom.argument, isOpen: false };
  return { value: subtract(atom.argument, constant(isPositive ? 1 : -1)), isOpen: true };
}
