import type { Rational } from "../../core/rational.ts";
import type { ComparisonOperator, Condition, Expr, SymbolDomain } from "../expression.ts";

export type Relation = ComparisonOperator;

/** `left operator right`, for all legal values of the symbols in it at which both sides are defined. */
export interface Statement {
  readonly left: Expr;
  readonly operator: Relation;
  readonly right: Expr;
}

/** A legal point at which a statement fails; both sides there, as closed expressions. No symbols: an empty point. */
export interface Counterexample {
  readonly at: ReadonlyMap<string, Rational>;
  readonly left: Expr;
  readonly right: Expr;
}

/** What is decided of a statement, by exact means only. `method` is a short sentence: `difference normalises to 0`. */
export type Verdict =
  | { readonly kind: "proved"; readonly method: string; readonly assumptions: readonly string[] }
  | {
      readonly kind: "refuted";
      readonly method: string;
      readonly counterexample: Counterexample;
      /** left - right, factored. */
      readonly difference?: string;
      /** A right side of the same shape for which the statement is proved. */
      readonly corrected?: Expr;
      readonly assumptions: readonly string[];
    }
  | { readonly kind: "undecided"; readonly reason: string; readonly tried: readonly string[] };

export interface DecisionOptions {
  /** Effort in steps, never in seconds: same input, same bytes. */
  readonly steps?: number;
  /** Symbols that a counterexample gives a value too, in this order, even where they cancelled. */
  readonly symbols?: ReadonlyMap<string, SymbolDomain>;
  /** Conditions that hold besides the domains; the statement says nothing where one of them fails. */
  readonly assuming?: readonly Condition[];
}
