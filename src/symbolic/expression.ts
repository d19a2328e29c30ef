import type { Rational } from "../core/rational.ts";

/** An end of an interval; `closed` when the value itself belongs to it. */
export interface Bound {
  readonly value: Rational;
  readonly closed: boolean;
}

/** The values a symbol may take. An absent bound is infinite. */
export interface SymbolDomain {
  readonly kind: "int" | "real";
  readonly low?: Bound;
  readonly high?: Bound;
  /** Values are low + n*step, or n*step when there is no low. */
  readonly step?: Rational;
  /** The whole finite set, ascending. */
  readonly values?: readonly Rational[];
}

/** A constant; structurally a Rational. */
export interface ConstantExpr {
  readonly kind: "constant";
  readonly num: bigint;
  readonly den: bigint;
}

/**
 * numerator / denominator, never constant. The denominator is 1, or has coprime integer coefficients with a positive leading one
 * and no common factor with the numerator as far as the bounded gcd finds it.
 */
export interface RatioExpr {
  readonly kind: "ratio";
  readonly numerator: Polynomial;
  readonly denominator: Polynomial;
}

export type Expr = ConstantExpr | RatioExpr;

export type UnaryName = "floor" | "ceil" | "abs" | "sqrt" | "log2" | "exp";

export interface SymbolAtom {
  readonly kind: "symbol";
  readonly key: string;
  /** The key with its numbers padded, so that f(16*x) comes before f(160*x) in sums. */
  readonly order: string;
  /** How deeply functions are nested inside. */
  readonly depth: number;
  readonly name: string;
  readonly domain: SymbolDomain;
}

export interface UnaryAtom {
  readonly kind: UnaryName;
  readonly key: string;
  readonly order: string;
  readonly depth: number;
  readonly argument: Expr;
}

export interface ExtremumAtom {
  readonly kind: "max" | "min";
  readonly key: string;
  readonly order: string;
  readonly depth: number;
  readonly args: readonly Expr[];
}

export interface CallAtom {
  readonly kind: "call";
  readonly key: string;
  readonly order: string;
  readonly depth: number;
  readonly name: string;
  readonly args: readonly Expr[];
  readonly definition: Expr;
}

/** [condition], 0 or 1. Only `==`, `<` and `<=` occur: the others are 1 minus one of these. */
export interface BracketAtom {
  readonly kind: "bracket";
  readonly key: string;
  readonly order: string;
  readonly depth: number;
  readonly condition: Comparison;
}

/** An indeterminate of the polynomials. Equal keys mean equal atoms. */
export type Atom = SymbolAtom | UnaryAtom | ExtremumAtom | CallAtom | BracketAtom;

export interface Factor {
  readonly atom: Atom;
  readonly exponent: number;
}

/** A product of powers of atoms in atom order. */
export interface Monomial {
  readonly key: string;
  readonly factors: readonly Factor[];
  /** Sum of the exponents, brackets not counted. */
  readonly degree: number;
  readonly hasBracket: boolean;
}

export interface Term {
  readonly monomial: Monomial;
  readonly coefficient: Rational;
}

/** A sum of terms with distinct monomials and nonzero coefficients. */
export interface Polynomial {
  readonly terms: ReadonlyMap<string, Term>;
}

export type ComparisonOperator = "==" | "!=" | "<" | "<=" | ">" | ">=";

/**
 * `subject operator threshold`. The subject has no constant term, coprime integer coefficients and a positive leading one, so that
 * comparisons of one quantity with several numbers share their subject.
 */
export interface Comparison {
  readonly kind: "comparison";
  readonly key: string;
  readonly operator: ComparisonOperator;
  readonly subject: Expr;
  readonly subjectKey: string;
  readonly threshold: Rational;
}

export interface Junction {
  readonly kind: "and" | "or";
  readonly key: string;
  readonly conditions: readonly Condition[];
}

/** A canonical truth value; negation is pushed into the comparisons. */
export type Condition = { readonly kind: "true" } | { readonly kind: "false" } | Comparison | Junction;
