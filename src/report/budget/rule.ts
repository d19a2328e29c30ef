import { type Diagnostic, diagnostic, type PhaseResult } from "../../core/diagnostic.ts";
import type { Source, Span } from "../../core/source.ts";
import { nearestNames } from "../../core/suggest.ts";
import type { CostTotals } from "../../cost/index.ts";
import { type EvaluatedText, evaluateText, type ModuleLoader } from "../../model/index.ts";
import { add, type ComparisonOperator, constant, divide, type Expr, isZero, multiply } from "../../symbolic/index.ts";
import { type Measure, measures } from "../measure.ts";

/** How a limit is given: by itself, or as a change of the baseline's value, absolute or in percent of it. */
export type LimitKind = "absolute" | "change" | "percent";

/** One comparison such as `macs<=300M` or `peak>+64KiB`, its limit not yet evaluated. */
export interface Rule {
  readonly text: string;
  readonly span: Span;
  readonly measure: Measure;
  readonly operator: ComparisonOperator;
  readonly limit: {
    readonly kind: LimitKind;
    readonly span: Span;
    /** The expression in it: without the plus sign and the percent sign of a change. */
    readonly expression: Span;
  };
}

const operators: readonly ComparisonOperator[] = ["<=", ">=", "==", "!=", "<", ">"];
/** A name in front of a comparison: where a rule starts. */
const start = /(?<![\p{L}\p{N}_.])([\p{L}_][\p{L}\p{N}_]*)\s*(<=|>=|==|!=|≤|≥|≠|<|>)/gu;
const typed: Readonly<Record<string, string>> = { "≤": "<=", "≥": ">=", "≠": "!=" };

/**
 * The rules of one option text, with blanks or commas between them. A limit is an expression of the language; with a sign in front it
 * is a change, in percent of the baseline's value where a `%` stands at its end.
 *
 * Errors: budget/rule, budget/measure.
 *
 * @example readRules({ name: "--budget", text: "macs<=300M, peak<=4MiB" }).value.map((each) => each.measure.name)  // ["macs", "peak"]
 */
export function readRules(source: Source): PhaseResult<readonly Rule[]> {
  const { text } = source;
  const starts = [...text.matchAll(start)];
  const before = trimmed(source, 0, starts[0]?.index ?? text.length);
  const faults: Diagnostic[] = [];
  if (starts.length === 0 || before.start < before.end) {
    starts.shift();
    faults.push(ruleFault(trimmed(source, 0, starts[0]?.index ?? text.length)));
  }
  const rules = starts.flatMap((match, index): Rule[] => {
    const span = trimmed(source, match.index, starts[index + 1]?.index ?? text.length);
    const read = readRule(match, span);
    if ("code" in read) faults.push(read);
    return "code" in read ? [] : [read];
  });
  return faults.length > 0 ? { value: undefined, diagnostics: faults } : { value: rules, diagnostics: [] };
}

function readRule(match: RegExpExecArray, span: Span): Rule | Diagnostic {
  const { source } = span;
  const [whole, name = "", sign = ""] = match;
  const operator = operators.find((each) => each === (typed[sign] ?? sign));
  const measure = measures.find((each) => each.name === name);
  if (measure === undefined) {
    const known = measures.map((each) => each.name);
    const place = { source, start: match.index, end: match.index + name.length };
    return diagnostic("budget/measure", { name, nearest: nearestNames(name, known), known }, place);
  }
  const limit = readLimit(trimmed(source, match.index + whole.length, span.end));
  if (operator === undefined || "problem" in limit)
    return ruleFault(span, "problem" in limit ? limit.problem : undefined);
  return { text: textOf(span), span, measure, operator, limit };
}

/** Numbers as people group their digits; a comma separates rules and arguments. */
const grouped = /^[+-]?\d{1,3}(?:,\d{3})+(?!\d)/;

/** The limit in a range, or what to type instead. */
function readLimit(span: Span): Rule["limit"] | { readonly problem: string | undefined } {
  const { source, start, end } = span;
  const text = textOf(span);
  if (grouped.test(text)) return { problem: "write the digits without separators" };
  const isChange = /^[+-]/.test(text);
  const kind = isChange ? (text.endsWith("%") ? "percent" : "change") : "absolute";
  const expression = trimmed(source, text.startsWith("+") ? start + 1 : start, kind === "percent" ? end - 1 : end);
  const inner = textOf(expression);
  if (inner === "" || inner === "-") return { problem: undefined };
  // The language would read `+1/3%` as 1 by 3 %, which is no third of a percent.
  if (isChange && inner.includes("%")) return { problem: "a change in percent has one % at its end: macs>+1%" };
  return { kind, span, expression };
}

function textOf({ source, start, end }: Span): string {
  return source.text.slice(start, end);
}

function ruleFault(span: Span, hint?: string): Diagnostic {
  const details = hint === undefined ? {} : { hint };
  return diagnostic("budget/rule", { found: textOf(span).slice(0, 60) }, span, details);
}

/** The range without the blanks and separators at its ends. */
function trimmed(source: Source, from: number, to: number): Span {
  const text = source.text.slice(from, to);
  const leading = /^[\s,;]*/.exec(text)?.[0].length ?? 0;
  const kept = text.replace(/[\s,;]+$/, "").length;
  return { source, start: from + Math.min(leading, kept), end: from + kept };
}

const noImports: ModuleLoader = { load: () => ({ kind: "fault", detail: "a rule imports nothing" }) };

/**
 * The value that a rule compares its measure with. Measures and free parameters may stand in its expression.
 *
 * Errors: budget/unit, budget/no-baseline, and what the language has to say about the expression; spans are of the rule's own text.
 */
export function limitOf(rule: Rule, totals: CostTotals, baseline: CostTotals | undefined): PhaseResult<Expr> {
  const { measure, limit } = rule;
  const fault = (what: Diagnostic) => ({ value: undefined, diagnostics: [what] });
  const bare = limit.kind === "absolute" && textOf(limit.span).endsWith("%");
  if (bare) return fault(barePercentage(rule, baseline !== undefined));
  const { value, diagnostics } = evaluated(limit.expression, totals);
  if (value === undefined) return { value, diagnostics };
  if (limit.kind !== "absolute" && baseline === undefined) {
    return fault(diagnostic("budget/no-baseline", { sign: textOf(limit.span).charAt(0) }, limit.span));
  }
  const wanted = limit.kind === "percent" ? undefined : measure.unit;
  const isZeroSize = value.unit === undefined && value.expr !== undefined && isZero(value.expr);
  if (value.expr === undefined || (value.unit !== wanted && !isZeroSize)) {
    const args = { measure: measure.name, wanted: unitText(wanted), found: foundText(value) };
    return fault(diagnostic("budget/unit", args, limit.span));
  }
  const old = baseline === undefined ? undefined : measure.ofTotals(baseline);
  if (limit.kind === "absolute" || old === undefined) return { value: value.expr, diagnostics: [] };
  const change = limit.kind === "change" ? value.expr : multiply(value.expr, divide(old, hundred));
  return { value: add(old, change), diagnostics: [] };
}

const hundred = constant(100n);

function barePercentage({ measure, operator, limit }: Rule, hasBaseline: boolean): Diagnostic {
  const args = { measure: measure.name, wanted: unitText(measure.unit), found: "a percentage" };
  const hint = hasBaseline ? `a change has a sign: ${measure.name}${operator}+${textOf(limit.span)}` : undefined;
  return diagnostic("budget/unit", args, limit.span, { hint });
}

/** The value of an expression in a rule's text; measures are those of the network. */
function evaluated(expression: Span, totals: CostTotals): PhaseResult<EvaluatedText> {
  const { source, start } = expression;
  const text = " ".repeat(start) + textOf(expression);
  const values = new Map(measures.map(({ name, unit, ofTotals }) => [name, { expr: ofTotals(totals), unit }] as const));
  const { value, diagnostics } = evaluateText({ source: { name: source.name, text }, values, loader: noImports });
  return { value, diagnostics: diagnostics.map((each) => placed(each, source)) };
}

function unitText(unit: string | undefined): string {
  return unit === "B" ? "bytes" : "a count";
}

function foundText({ text, unit, expr }: EvaluatedText): string {
  if (expr === undefined) return `\`${text.slice(0, 40)}\``;
  return unit === undefined ? `the plain number ${text}` : text;
}

/** A diagnostic of the blanked text, shown in the whole one. */
function placed(each: Diagnostic, source: Source): Diagnostic {
  return each.span === undefined ? each : { ...each, span: { ...each.span, source } };
}
