import type { IToken, TokenType } from "chevrotain";
import { joinSpans, type Source } from "../src/core/index.ts";
import type { ComparisonOperator as ComparisonText, Expression } from "./ast.ts";
import { tokenSpan } from "./lexed-token.ts";
import {
  AndWord,
  Arrow,
  AsPrinted,
  Divide,
  Equal,
  Greater,
  GreaterEqual,
  Less,
  LessEqual,
  Minus,
  NotEqual,
  OrWord,
  Plus,
  Times,
  WithinWord,
} from "./tokens.ts";

/** The binary operators, loosest first. Chains read from the left; comparisons do not chain, and `within` follows one. */
export const precedence: readonly (readonly TokenType[])[] = [
  [Arrow],
  [OrWord],
  [AndWord],
  [Equal, AsPrinted, NotEqual, LessEqual, GreaterEqual, Less, Greater],
  [WithinWord],
  [Plus, Minus],
  [Times, Divide],
];

const levelOf: ReadonlyMap<TokenType, number> = new Map(
  precedence.flatMap((types, level) => types.map((type) => [type, level])),
);
const flow = 0;
const or = 1;
const and = 2;
const comparison = 3;
const within = 4;
const sum = 5;
const comparisonTexts: Readonly<Record<string, ComparisonText>> = { "≈": "~=", "≠": "!=", "≤": "<=", "≥": ">=" };

/** The operands and operators of one expression in the order of the text, and the tree that they make. */
export class OperatorList {
  readonly #source: Source;
  readonly #operands: Expression[] = [];
  readonly #operators: { readonly token: IToken; readonly level: number }[] = [];
  /** The word `not` before the operand of the same number. */
  readonly #nots = new Map<number, IToken>();
  /** Whether a comparison, or its `within`, stands since the last looser operator. */
  #compared = false;
  #tolerated = false;

  constructor(source: Source) {
    this.#source = source;
  }

  /** Whether the token may follow here: comparisons do not chain, and `within` needs one before it. */
  accepts(token: IToken): boolean {
    const level = levelOf.get(token.tokenType);
    if (level === comparison) return !this.#compared;
    return level !== within || (this.#compared && !this.#tolerated);
  }

  /** `not` may start what `and` joins. */
  acceptsNot(): boolean {
    const last = this.#operators[this.#operators.length - 1];
    return last === undefined || last.level <= and;
  }

  not(token: IToken): void {
    this.#nots.set(this.#operands.length, token);
  }

  operand(value: Expression): void {
    this.#operands.push(value);
  }

  operator(token: IToken): void {
    const level = levelOf.get(token.tokenType) ?? 0;
    const tight = level > and;
    this.#compared = tight && (this.#compared || level === comparison);
    this.#tolerated = tight && (this.#tolerated || level === within);
    this.#operators.push({ token, level });
  }

  tree(): Expression {
    const [only] = this.#operands;
    if (this.#operands.length === 1 && only !== undefined) return this.#negated(0, only);
    return this.#build(0, 0, this.#operands.length - 1);
  }

  /** The tree of the operands `low` to `high`, whose operators all have this level or a tighter one. */
  #build(level: number, low: number, high: number): Expression {
    const only = this.#operands[low];
    if (only === undefined) throw new RangeError("an expression without an operand");
    if (level === comparison) return this.#negated(low, this.#comparison(low, high));
    if (low === high && level > comparison) return only;
    const parts: Expression[] = [];
    const tokens: IToken[] = [];
    let start = low;
    for (let at = low; at <= high; at++) {
      const operator = this.#operators[at];
      if (at < high && operator?.level !== level) continue;
      if (start === low && at === high) return this.#build(level + 1, low, high);
      parts.push(this.#build(level + 1, start, at));
      if (at < high && operator !== undefined) tokens.push(operator.token);
      start = at + 1;
    }
    return this.#chain(level, parts, tokens);
  }

  #chain(level: number, parts: readonly Expression[], tokens: readonly IToken[]): Expression {
    const [first] = parts;
    const last = parts[parts.length - 1];
    if (first === undefined || last === undefined) throw new RangeError("a chain without operands");
    const span = joinSpans(first.span, last.span);
    switch (level) {
      case flow:
        return { kind: "flow", stages: parts, span };
      case or:
        return { kind: "logic", operator: "or", operands: parts, span };
      case and:
        return { kind: "logic", operator: "and", operands: parts, span };
      case sum: {
        const terms = parts.map((operand, at) => ({
          operator: tokens[at - 1]?.tokenType === Minus ? ("-" as const) : ("+" as const),
          operand,
        }));
        return { kind: "sum", terms, span };
      }
      default: {
        const factors = parts.map((operand, at) => ({
          operator: tokens[at - 1]?.tokenType === Divide ? ("/" as const) : ("*" as const),
          operand,
        }));
        return { kind: "product", factors, span };
      }
    }
  }

  #negated(low: number, operand: Expression): Expression {
    const token = this.#nots.get(low);
    if (token === undefined) return operand;
    return { kind: "not", operand, span: { ...operand.span, start: token.startOffset } };
  }

  #comparison(low: number, high: number): Expression {
    let sign: number | undefined;
    let tolerance: number | undefined;
    for (let at = low; at < high; at++) {
      if (this.#operators[at]?.level === comparison) sign = at;
      if (this.#operators[at]?.level === within) tolerance = at;
    }
    const token = sign === undefined ? undefined : this.#operators[sign]?.token;
    if (sign === undefined || token === undefined) return this.#build(sum, low, high);
    const left = this.#build(sum, low, sign);
    const right = this.#build(sum, sign + 1, tolerance ?? high);
    const limit = tolerance === undefined ? undefined : this.#build(sum, tolerance + 1, high);
    return {
      kind: "comparison",
      operator: comparisonTexts[token.image] ?? (token.image as ComparisonText),
      operatorSpan: tokenSpan(this.#source, token),
      left,
      right,
      ...(limit === undefined ? {} : { within: limit }),
      span: joinSpans(left.span, (limit ?? right).span),
    };
  }
}

/** One base or exponent of `-a^-b^c`. */
export interface PowerLink {
  readonly start: number;
  readonly minus: boolean;
  readonly operand: Expression;
}

/** Folds powers from the right: `-a^-b^c` is `-(a^(-(b^c)))`. */
export function foldPowers(links: readonly PowerLink[]): Expression {
  let exponent: Expression | undefined;
  for (const { start, minus, operand } of [...links].reverse()) {
    const value: Expression =
      exponent === undefined
        ? operand
        : { kind: "power", base: operand, exponent, span: joinSpans(operand.span, exponent.span) };
    exponent = minus ? { kind: "negate", operand: value, span: { ...value.span, start } } : value;
  }
  if (exponent === undefined) throw new RangeError("a power without a base");
  return exponent;
}
