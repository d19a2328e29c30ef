import type { Rational, Span } from "../src/core/index.ts";

/* What each part of a tree is made of, and what a tree ends in: names, literals, the signs of comparisons. */

/** What each part of a tree has: which part it is, and the text it was read from. */
export interface TreeNode<Kind extends string> {
  readonly kind: Kind;
  readonly span: Span;
}

export interface Identifier extends TreeNode<"identifier"> {
  readonly name: string;
}

export interface StringLiteral extends TreeNode<"string"> {
  readonly value: string;
}

/** Suffix of a number: a unit, a scale (`k M G T`), a percent sign, or none. */
export type NumberSuffix =
  | ""
  | "k"
  | "M"
  | "G"
  | "T"
  | "%"
  | "us"
  | "ms"
  | "s"
  | "B"
  | "KB"
  | "MB"
  | "GB"
  | "KiB"
  | "MiB"
  | "GiB"
  | "MHz"
  | "GHz"
  | "mJ";

/** `1.4`, `2e9`, `569M`, `inf`. */
export interface NumberLiteral extends TreeNode<"number"> {
  /** Exact value in base units (s, B, Hz, J), suffix applied; `"inf"` for infinity. */
  readonly value: Rational | "inf";
  readonly suffix: NumberSuffix;
  /** Value of one unit of the last printed digit, suffix applied: `569M` gives 10^6, `94.86%` gives 10^-4. */
  readonly lastDigit: Rational;
}

export interface BooleanLiteral extends TreeNode<"boolean"> {
  readonly value: boolean;
}

/** The word `input`. */
export interface InputExpression extends TreeNode<"input"> {}

export type ComparisonOperator = "==" | "~=" | "!=" | "<" | "<=" | ">" | ">=";
