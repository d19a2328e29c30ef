import { type Diagnostic, diagnostic } from "../../core/diagnostic.ts";
import {
  absRational,
  compareRational,
  divideRational,
  type Rational,
  rational,
  rationalToDecimal,
} from "../../core/rational.ts";
import { asConstant, type Expr, subtract, toText } from "../../symbolic/index.ts";
import { groupRows } from "../group.ts";
import type { Measure } from "../measure.ts";
import { bytesText, countText, groupedText } from "../quantity.ts";
import type { Report } from "../report.ts";
import type { Verdict } from "./verdict.ts";

/** What is said of a budget that a network does not keep. `peakAt` is the layer at which the most is alive. */
export function budgetFault(verdict: Verdict, report: Report, name: string, peakAt: string | undefined): Diagnostic {
  const { rule, limit } = verdict;
  const { measure } = rule;
  const args = { ...saidOf(verdict, limit), network: name, limit: valueText(measure, limit) };
  const notes = measure.ofRow === undefined ? peakNote(peakAt) : largestNote(measure, report);
  return diagnostic("budget/exceeded", args, rule.span, { notes });
}

/** What is said of a `--fail-on` rule that came true; `from` says whose value the baseline's is. */
export function changeFault(verdict: Verdict, network: string, from: string): Diagnostic {
  const { rule, limit, baseline } = verdict;
  const { measure, operator, span } = rule;
  if (rule.limit.kind === "absolute" || baseline === undefined) {
    const args = { ...saidOf(verdict, limit), network, from: `the limit of ${valueText(measure, limit)}` };
    return diagnostic("compare/failed", args, span);
  }
  const args = { ...saidOf(verdict, baseline), network, from: `${from}${valueText(measure, baseline)}` };
  const notes = [`the rule fails for ${measure.name} ${operator} ${valueText(measure, limit)}`];
  return diagnostic("compare/failed", args, span, { notes });
}

function saidOf({ rule: { measure }, value }: Verdict, from: Expr) {
  return { measure: measure.title, value: valueText(measure, value), by: distanceText(measure, value, from) };
}

/** `774,272 (0.26 %) over`, `equal to`, or the formula of the difference. */
function distanceText(measure: Measure, value: Expr, from: Expr): string {
  const difference = asConstant(subtract(value, from));
  const whole = asConstant(from);
  if (difference === undefined) return "always beyond";
  if (difference.num === 0n) return "equal to";
  const size = absRational(difference);
  const part =
    whole === undefined || whole.num === 0n ? "" : ` (${percentText(divideRational(size, absRational(whole)))})`;
  return `${amountText(measure, size)}${part} ${difference.num > 0n ? "over" : "below"}`;
}

function valueText(measure: Measure, e: Expr): string {
  const value = asConstant(e);
  return value === undefined ? `\`${toText(e)}\`` : amountText(measure, value);
}

/** All digits; of bytes also the rounded size. */
function amountText({ unit }: Measure, value: Rational): string {
  if (unit !== "B") return groupedText(value);
  return value.num < 1000n * value.den ? bytesText(value) : `${groupedText(value)} B`;
}

/** A part as a percentage with at least two digits that say something: `0.26 %`, `0.00051 %`. */
function percentText(part: Rational): string {
  const percent = rational(part.num * 100n, part.den);
  for (const digits of [2, 4, 6]) {
    const text = rationalToDecimal(percent, digits);
    if (/[1-9]/.test(text)) return `${text} %`;
  }
  return percent.num === 0n ? "0 %" : "under 0.000001 %";
}

function largestNote(measure: Measure, report: Report): readonly string[] {
  const of = measure.ofRow;
  if (of === undefined) return [];
  const total = asConstant(measure.ofTotals(report.totals));
  let most: { readonly name: string; readonly value: Rational } | undefined;
  for (const row of groupRows(report.layers, "block")) {
    const value = asConstant(of(row));
    if (value === undefined) return [];
    if (most === undefined || compareRational(value, most.value) > 0) most = { name: row.name, value };
  }
  if (most === undefined || total === undefined || total.num === 0n) return [];
  const size = measure.unit === "B" ? bytesText(most.value) : countText(most.value);
  return [`the largest block is ${most.name}: ${size}, ${percentText(divideRational(most.value, total))} of the total`];
}

function peakNote(peakAt: string | undefined): readonly string[] {
  return peakAt === undefined ? [] : [`the most is alive at ${peakAt}`];
}
