import { divideRational, lcmInteger, rational, rationalToText } from "../core/rational.ts";
import type { Atom, Comparison, Condition, Expr, Factor, Monomial, Polynomial, Term } from "./expression.ts";
import { isOnePolynomial, leadingTerm, scalePolynomial, sortedTerms } from "./polynomial.ts";

/**
 * Readable, deterministic text of an expression that the `.arch` expression grammar reads back.
 *
 * @example toText(constant(rational(7, 2)))  // "7/2"
 */
export function toText(e: Expr): string {
  if (e.kind === "constant") return rationalToText(e);
  if (isOnePolynomial(e.denominator)) return sumText(sortedTerms(e.numerator));
  if (e.denominator.terms.size === 1) return sumText(sortedTerms(e.numerator), leadingTerm(e.denominator));
  return `${groupText(e.numerator)}/(${sumText(sortedTerms(e.denominator))})`;
}

/** The text with `iverson(a == b)` for a bracket, so that general formula readers such as mathjs take it. */
export function toFormulaText(e: Expr): string {
  return toText(e).replaceAll("[", "iverson(").replaceAll("]", ")");
}

function groupText(p: Polynomial): string {
  const text = sumText(sortedTerms(p));
  return p.terms.size === 1 ? text : `(${text})`;
}

/** A sum of terms, each over the one-term divisor. A sum that would start with a minus starts with its first positive term. */
function sumText(terms: readonly Term[], divisor?: Term): string {
  const first = terms.findIndex((term) => term.coefficient.num > 0n);
  const ordered = first > 0 ? [terms[first] as Term, ...terms.slice(0, first), ...terms.slice(first + 1)] : terms;
  let text = "";
  for (const term of ordered) {
    const isNegative = term.coefficient.num < 0n;
    const body = termText(term, divisor);
    if (text === "") text = isNegative ? `-${body}` : body;
    else text += isNegative ? ` - ${body}` : ` + ${body}`;
  }
  return text === "" ? "0" : text;
}

/** |term| / divisor with what they share cancelled. */
function termText({ monomial, coefficient }: Term, divisor: Term | undefined): string {
  const over = divisor === undefined ? rational(1) : divisor.coefficient;
  const size = rational(
    (coefficient.num < 0n ? -coefficient.num : coefficient.num) * over.den,
    coefficient.den * over.num,
  );
  const { above, below } = cancelled(monomial, divisor?.monomial);
  const top: string[] = above.map(factorText);
  const bottom = below.map(factorText);
  if (top.length === 0)
    return overText(size.num.toString(), size.den === 1n ? bottom : [size.den.toString(), ...bottom]);
  if (size.num === 1n) return overText(top.join("*"), size.den === 1n ? bottom : [size.den.toString(), ...bottom]);
  return overText([rationalToText(size), ...top].join("*"), bottom);
}

function overText(top: string, bottom: readonly string[]): string {
  if (bottom.length === 0) return top;
  return bottom.length === 1 ? `${top}/${bottom[0]}` : `${top}/(${bottom.join("*")})`;
}

function cancelled(
  top: Monomial,
  bottom: Monomial | undefined,
): { above: readonly Factor[]; below: readonly Factor[] } {
  const below = new Map((bottom?.factors ?? []).map((factor) => [factor.atom.key, factor]));
  const above: Factor[] = [];
  for (const factor of top.factors) {
    const other = below.get(factor.atom.key);
    const rest = factor.exponent - (other?.exponent ?? 0);
    if (rest > 0) above.push({ atom: factor.atom, exponent: rest });
    if (other === undefined) continue;
    if (rest >= 0) below.delete(factor.atom.key);
    else below.set(factor.atom.key, { atom: factor.atom, exponent: -rest });
  }
  return { above, below: [...below.values()] };
}

function factorText({ atom, exponent }: Factor): string {
  const text = atomText(atom);
  return exponent === 1 ? text : `${text}^${exponent}`;
}

function atomText(atom: Atom): string {
  switch (atom.kind) {
    case "symbol":
      return atom.name;
    case "call":
      return `${atom.name}(${atom.args.map(toText).join(", ")})`;
    case "max":
    case "min":
      return `${atom.kind}(${atom.args.map(toText).join(", ")})`;
    case "bracket":
      return `[${conditionText(atom.condition)}]`;
    case "floor":
    case "ceil":
      return `${atom.kind}(${quotientText(atom.argument)})`;
    default:
      return `${atom.kind}(${toText(atom.argument)})`;
  }
}

/** Like `toText`, but a sum over one divisor keeps it: (n + 1)/4 is what was rounded, not n/4 + 1/4. */
function quotientText(e: Expr): string {
  if (e.kind === "constant" || e.numerator.terms.size < 2) return toText(e);
  const terms = sortedTerms(e.numerator);
  if (!isOnePolynomial(e.denominator)) {
    const divisor = leadingTerm(e.denominator);
    if (e.denominator.terms.size > 1 || divisor === undefined || divisor.coefficient.num !== 1n) return toText(e);
    return overText(`(${sumText(terms)})`, divisor.monomial.factors.map(factorText));
  }
  const varying = terms.filter((term) => term.monomial.key !== "").map((term) => term.coefficient.den);
  const den = varying.reduce(lcmInteger, 1n);
  const isOver = varying.every((own) => own !== 1n) && terms.every((term) => den % term.coefficient.den === 0n);
  if (!isOver || den > 1_000_000n) return toText(e);
  return `(${sumText(sortedTerms(scalePolynomial(e.numerator, rational(den))))})/${den}`;
}

/** Readable text of a condition; negative terms stand on the right, so that `a - b == 0` reads `a == b`. */
export function conditionText(condition: Condition): string {
  switch (condition.kind) {
    case "true":
    case "false":
      return condition.kind;
    case "comparison":
      return comparisonText(condition);
    default:
      return condition.conditions
        .map((part) =>
          part.kind === "or" && condition.kind === "and" ? `(${conditionText(part)})` : conditionText(part),
        )
        .join(` ${condition.kind} `);
  }
}

function comparisonText({ operator, subject, threshold }: Comparison): string {
  const terms =
    subject.kind === "constant" || !isOnePolynomial(subject.denominator) ? [] : sortedTerms(subject.numerator);
  const [first] = terms;
  if (first === undefined) return `${toText(subject)} ${operator} ${rationalToText(threshold)}`;
  if (terms.length === 1) {
    const bound = divideRational(threshold, first.coefficient);
    return `${termText({ ...first, coefficient: rational(1) }, undefined)} ${operator} ${rationalToText(bound)}`;
  }
  const left = terms.filter((term) => term.coefficient.num > 0n);
  const right = terms.filter((term) => term.coefficient.num < 0n).map(negativeTerm);
  const rest = rationalToText({ num: threshold.num < 0n ? -threshold.num : threshold.num, den: threshold.den });
  const leftText = threshold.num < 0n ? `${sumText(left)} + ${rest}` : sumText(left);
  if (right.length === 0) return `${sumText(left)} ${operator} ${rationalToText(threshold)}`;
  const rightText = threshold.num > 0n ? `${sumText(right)} + ${rest}` : sumText(right);
  return `${leftText} ${operator} ${rightText}`;
}

function negativeTerm(term: Term): Term {
  return { monomial: term.monomial, coefficient: { num: -term.coefficient.num, den: term.coefficient.den } };
}
