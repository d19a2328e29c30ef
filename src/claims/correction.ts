import { type Expression, parseExpression } from "../../grammar/index.ts";
import { hasErrors } from "../core/diagnostic.ts";
import { divideRational, multiplyRational, type Rational, rationalAsTyped } from "../core/rational.ts";
import { type Span, spanText } from "../core/source.ts";
import type { Bench } from "../model/index.ts";
import {
  asConstant,
  decideStatement,
  type Expr,
  equals,
  isConstant,
  subtract,
  sum,
  toText,
} from "../symbolic/index.ts";
import type { Comparison } from "./assertion.ts";
import type { Judgement } from "./judgement.ts";
import { type PrintedLiteral, printedLike, printedLiteral, valueToPrint } from "./printed-literal.ts";

/** What is wrong in a refuted statement, and what would make it true. */
export interface Finding {
  /** The smallest part that is wrong. */
  readonly wrong: Span;
  /** The corrected side, and the text that makes it so. Proved. */
  readonly corrected?: { readonly text: string; readonly span: Span; readonly replacement: string };
}

/** Longest correction that is offered; a longer one would be no side that anybody writes. */
const longest = 200;

/** Looks for the smallest wrong part of a refuted assertion and for its correction. */
export function findingOf(bench: Bench, refuted: Judgement & { readonly kind: "refuted" }): Finding {
  const { part } = refuted;
  switch (part.kind) {
    case "printed": {
      const value = valueToPrint(part.derived.expr, part.claimed);
      const { span } = part.claimed;
      return value === undefined ? { wrong: span } : replaced(span, printedLike(value, part.claimed));
    }
    case "within":
      return { wrong: part.claimedNode.span };
    case "comparison":
      return ofComparison(bench, part, refuted);
    default:
      return { wrong: part.span };
  }
}

function replaced(span: Span, replacement: string, text = replacement): Finding {
  return { wrong: span, corrected: { text, span, replacement } };
}

function ofComparison(bench: Bench, part: Comparison, refuted: Judgement & { readonly kind: "refuted" }): Finding {
  const { derived, operator, claimed, claimedNode } = part;
  if (part.derivedNode === claimedNode) return { wrong: part.span };
  const { span } = claimedNode;
  const isOrder = operator === "<=" || operator === ">=";
  const value = asConstant(derived.expr);
  const literal = printedLiteral(claimedNode);
  if (value !== undefined && literal !== undefined && (operator === "==" || isOrder)) {
    return replaced(literal.span, exactText(value, literal, claimed.dimension !== "none"));
  }
  const term = operator === "==" ? wrongTerm(bench, derived.expr, claimedNode) : undefined;
  if (term !== undefined) return term;
  const { corrected } = refuted;
  if (corrected === undefined || !isProved(derived.expr, operator, corrected)) return { wrong: span };
  const text = toText(corrected);
  return text.length <= longest && readsAs(bench, text, corrected) ? replaced(span, text) : { wrong: span };
}

/** Whether the text of a formula means it here: a function that only another file knows has no name in this one. */
function readsAs(bench: Bench, text: string, wanted: Expr): boolean {
  const { value: expression, diagnostics } = parseExpression({ name: "a correction", text });
  if (expression === undefined || hasErrors(diagnostics)) return false;
  const value = bench.tried(expression);
  return value.kind === "number" && equals(value.expr, wanted);
}

function isProved(left: Expr, operator: Comparison["operator"], right: Expr): boolean {
  return decideStatement({ left, operator, right }).kind === "proved";
}

/** All digits of a value; of a quantity in the unit of the literal. */
function exactText(value: Rational, { suffix, unit, text }: PrintedLiteral, hasUnit: boolean): string {
  if (!hasUnit && suffix !== "%") return rationalAsTyped(value);
  const digits = /^-?\s*\d*(?:\.(\d*))?/.exec(text)?.[1]?.length ?? 0;
  const scale = multiplyRational(unit, { num: 10n ** BigInt(digits), den: 1n });
  return `${rationalAsTyped(divideRational(value, scale))}${suffix}`;
}

/**
 * The one term of a written sum that has to change for the sides to agree, in the writer's shape: with all other terms taken away the
 * derived side leaves a single term, no mere number in place of a formula. Undefined where the side is no sum, or no term or several ones would do.
 */
function wrongTerm(bench: Bench, derived: Expr, side: Expression): Finding | undefined {
  const sumNode = side.kind === "group" ? side.inner : side;
  if (sumNode.kind !== "sum") return undefined;
  const terms = sumNode.terms.map(({ operator, operand }) => {
    const value = bench.tried(operand);
    return { operand, isMinus: operator === "-", expr: value.kind === "number" ? value.expr : undefined };
  });
  const known = terms.flatMap(({ operand, isMinus, expr }) => (expr === undefined ? [] : [{ operand, isMinus, expr }]));
  if (known.length < terms.length) return undefined;
  const signed = known.map(({ isMinus, expr }) => (isMinus ? subtract(sum([]), expr) : expr));
  const fits = known.flatMap(({ operand, isMinus, expr }, index) => {
    const rest = subtract(derived, sum(signed.filter((_, other) => other !== index)));
    const wanted = isMinus ? subtract(sum([]), rest) : rest;
    const isLikeIt = isOneTerm(wanted) && (!isConstant(wanted) || isConstant(expr));
    return isLikeIt && !equals(wanted, expr) ? [{ operand, wanted }] : [];
  });
  const [only, ...more] = fits;
  if (only === undefined || more.length > 0) return undefined;
  const replacement = toText(only.wanted);
  if (replacement.length > longest || !readsAs(bench, replacement, only.wanted)) return undefined;
  const { span } = only.operand;
  const whole = side.span;
  const before = spanText({ ...whole, end: span.start });
  const after = spanText({ ...whole, start: span.end });
  return replaced(span, replacement, `${before}${replacement}${after}`.replace(/\s+/g, " "));
}

/** A product of powers with a positive number before it, over another one. */
function isOneTerm(e: Expr): boolean {
  if (e.kind === "constant") return e.num > 0n;
  const [top, bottom] = [[...e.numerator.terms.values()], [...e.denominator.terms.values()]];
  return top.length === 1 && bottom.length === 1 && (top[0]?.coefficient.num ?? 0n) > 0n;
}
