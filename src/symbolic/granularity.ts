import type { Rational } from "../core/rational.ts";
import {
  addRational,
  divideRational,
  floorRational,
  gcdRational,
  multiplyRational,
  powerRational,
  rational,
  subtractRational,
} from "../core/rational.ts";
import type { Lattice } from "./domain.ts";
import { domainGranularity, latticeOf } from "./domain.ts";
import type { Atom, Expr, Monomial, Polynomial } from "./expression.ts";
import { isOnePolynomial } from "./polynomial.ts";

const atomCache = new WeakMap<Atom, { readonly value: Rational | undefined }>();

/** The largest g that is proved to divide every value of the atom; undefined when there is none. */
export function atomGranularity(atom: Atom): Rational | undefined {
  const known = atomCache.get(atom);
  if (known !== undefined) return known.value;
  const value = findAtomGranularity(atom);
  atomCache.set(atom, { value });
  return value;
}

function findAtomGranularity(atom: Atom): Rational | undefined {
  switch (atom.kind) {
    case "symbol":
      return domainGranularity(atom.domain);
    case "call":
      return granularityOf(atom.definition);
    case "floor":
    case "ceil":
    case "bracket":
      return rational(1);
    case "abs":
      return granularityOf(atom.argument);
    case "max":
    case "min": {
      let common: Rational | undefined = rational(0);
      for (const arg of atom.args) {
        const own = granularityOf(arg);
        if (own === undefined || common === undefined) return undefined;
        common = gcdRational(common, own);
      }
      return common;
    }
    default:
      return undefined;
  }
}

export function monomialGranularity(monomial: Monomial): Rational | undefined {
  let product: Rational = rational(1);
  for (const { atom, exponent } of monomial.factors) {
    const own = atomGranularity(atom);
    if (own === undefined) return undefined;
    product = multiplyRational(product, exponent === 1 ? own : powerRational(own, BigInt(exponent)));
  }
  return product;
}

/** origin and step such that (monomial - origin) / step is always an integer, 0 <= origin < step or step 0. */
export function monomialLattice(monomial: Monomial): Lattice | undefined {
  const [factor] = monomial.factors;
  if (factor === undefined) return { origin: rational(0), step: rational(1) };
  if (monomial.factors.length === 1 && factor.exponent === 1 && factor.atom.kind === "symbol") {
    const lattice = factor.atom.domain.values === undefined ? latticeOf(factor.atom.domain) : undefined;
    if (lattice !== undefined) return { origin: remainder(lattice.origin, lattice.step), step: lattice.step };
  }
  const step = monomialGranularity(monomial);
  return step === undefined ? undefined : { origin: rational(0), step };
}

function remainder(value: Rational, step: Rational): Rational {
  const turns = rational(floorRational(divideRational(value, step)));
  return subtractRational(value, multiplyRational(turns, step));
}

/** origin and step such that every value of e is origin + n * step; undefined when none is found or e is constant. */
export function latticeOfExpression(e: Expr): Lattice | undefined {
  if (e.kind === "constant" || !isOnePolynomial(e.denominator)) return undefined;
  let origin: Rational = rational(0);
  let step: Rational = rational(0);
  for (const { monomial, coefficient } of e.numerator.terms.values()) {
    if (monomial.key === "") {
      origin = addRational(origin, coefficient);
      continue;
    }
    const own = monomialLattice(monomial);
    if (own === undefined) return undefined;
    origin = addRational(origin, multiplyRational(coefficient, own.origin));
    step = gcdRational(step, multiplyRational(coefficient, own.step));
  }
  return step.num === 0n ? undefined : { origin: remainder(origin, step), step };
}

export function polynomialGranularity(a: Polynomial): Rational | undefined {
  let common: Rational = rational(0);
  for (const { monomial, coefficient } of a.terms.values()) {
    const own = monomialGranularity(monomial);
    if (own === undefined) return undefined;
    common = gcdRational(common, multiplyRational(own, coefficient));
  }
  return common;
}

/**
 * A rational g such that e is an integer multiple of g at every legal point (0 when e is always 0); undefined when none is found.
 * e is proved an integer when g is one.
 */
export function granularityOf(e: Expr): Rational | undefined {
  if (e.kind === "constant") return e.num < 0n ? { num: -e.num, den: e.den } : e;
  return isOnePolynomial(e.denominator) ? polynomialGranularity(e.numerator) : undefined;
}
