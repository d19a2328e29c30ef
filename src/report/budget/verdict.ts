import { type Diagnostic, diagnostic, type PhaseResult } from "../../core/diagnostic.ts";
import { absRational, divideRational, type Rational, rationalToDecimal } from "../../core/rational.ts";
import type { CostTotals } from "../../cost/index.ts";
import {
  asConstant,
  type Condition,
  compare,
  conditionText,
  type Expr,
  isFalse,
  isTrue,
  prove,
  subtract,
  symbolsOf,
  toText,
} from "../../symbolic/index.ts";
import { groupRows } from "../group.ts";
import type { Measure } from "../measure.ts";
import { bytesText, countText, groupedText } from "../quantity.ts";
import type { Report } from "../report.ts";
import { limitOf, type Rule } from "./rule.ts";

/** A rule decided for one network. */
export interface Verdict {
  readonly rule: Rule;
  /** What the rule compares, exact. */
  readonly value: Expr;
  readonly limit: Expr;
  /** The value that changes are told from. */
  readonly baseline: Expr | undefined;
  /** Whether all is well: a budget holds, or a rule of `--fail-on` does not, for all values of the free parameters. */
  readonly ok: boolean;
}

/**
 * Decides every rule for a network: budgets, which must hold, or with a baseline rules of `--fail-on`, which must not.
 *
 * Errors: those of `limitOf`, and budget/undecided where a rule holds for some values of a free parameter and not for others, or where
 * no proof is found.
 */
export function decideRules(
  rules: readonly Rule[],
  report: Report,
  baseline: CostTotals | undefined,
): PhaseResult<readonly Verdict[]> {
  const diagnostics: Diagnostic[] = [];
  const verdicts = rules.flatMap((rule): Verdict[] => {
    const limit = limitOf(rule, report.totals, baseline);
    diagnostics.push(...limit.diagnostics);
    if (limit.value === undefined) return [];
    const value = rule.measure.ofTotals(report.totals);
    const holds = decided(rule, value, limit.value);
    if (typeof holds !== "boolean") {
      diagnostics.push(undecided(rule, value, limit.value, holds));
      return [];
    }
    const old = baseline === undefined ? undefined : rule.measure.ofTotals(baseline);
    return [{ rule, value, limit: limit.value, baseline: old, ok: holds === (baseline === undefined) }];
  });
  return { value: diagnostics.length > 0 ? undefined : verdicts, diagnostics };
}

/** Whether the comparison holds everywhere or nowhere; else the condition under which it does. */
function decided({ operator }: Rule, value: Expr, limit: Expr): boolean | Condition {
  for (const decide of [compare, prove]) {
    const found = decide(operator, value, limit);
    if (isTrue(found)) return true;
    if (isFalse(found)) return false;
  }
  return compare(operator, value, limit);
}

function undecided({ measure, span }: Rule, value: Expr, limit: Expr, condition: Condition): Diagnostic {
  const symbols = [...symbolsOf(subtract(value, limit)).keys()];
  const text = conditionText(condition);
  const notes = text.length <= longestCondition ? [`it holds where ${text}`] : [];
  return diagnostic("budget/undecided", { measure: measure.name, condition: text, symbols }, span, { notes });
}

const longestCondition = 400;

/** What is said of a budget that a network does not keep. `peakAt` is the layer at which the most is alive. */
export function budgetFault(verdict: Verdict, report: Report, name: string, peakAt: string | undefined): Diagnostic {
  const { rule, value, limit } = verdict;
  const { measure } = rule;
  const by = distanceText(measure, value, limit);
  const args = {
    network: name,
    measure: measure.title,
    value: valueText(measure, value),
    limit: valueText(measure, limit),
    by,
  };
  const largest = measure.ofRow === undefined ? peakNote(peakAt) : largestNote(measure, report);
  return diagnostic("budget/exceeded", args, rule.span, { notes: largest });
}

/** What is said of a `--fail-on` rule that came true; `from` is whose value a change is told from. */
export function changeFault(verdict: Verdict, network: string, from: string): Diagnostic {
  const { rule, value, limit, baseline } = verdict;
  const { measure } = rule;
  const isAbsolute = rule.limit.kind === "absolute" || baseline === undefined;
  const old = isAbsolute ? limit : baseline;
  const args = {
    network,
    measure: measure.title,
    value: valueText(measure, value),
    change: distanceText(measure, value, old),
    from: `${isAbsolute ? "the limit of " : from}${valueText(measure, old)}`,
  };
  const bound = `the rule fails for ${measure.name} ${rule.operator} ${valueText(measure, limit)}`;
  return diagnostic("compare/failed", args, rule.span, { notes: isAbsolute ? [] : [bound] });
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
export function percentText(part: Rational): string {
  const percent = { num: part.num * 100n, den: part.den };
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
    if (most === undefined || value.num * most.value.den > most.value.num * value.den) most = { name: row.name, value };
  }
  if (most === undefined || total === undefined || total.num === 0n) return [];
  const size = measure.unit === "B" ? bytesText(most.value) : countText(most.value);
  return [`the largest block is ${most.name}: ${size}, ${percentText(divideRational(most.value, total))} of the total`];
}

function peakNote(peakAt: string | undefined): readonly string[] {
  return peakAt === undefined ? [] : [`the most is alive at ${peakAt}`];
}
