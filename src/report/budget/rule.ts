import { type Diagnostic, diagnostic, type PhaseResult } from "../../core/diagnostic.ts";
import type { Source, Span } from "../../core/source.ts";
import { nearestNames } from "../../core/suggest.ts";
import type { CostTotals } from "../../cost/index.ts";
import { evaluateText, type ModuleLoader } from "../../model/index.ts";
import { add, type ComparisonOperator, type Expr, isZero, multiply } from "../../symbolic/index.ts";
import { type Measure, measures } from "../measure.ts";

/** How a limit is given: by itself, or as a change of the baseline's value, absolute or as a part of it. */
export type LimitKind = "absolute" | "change" | "part";

/** One comparison such as `macs<=300M` or `peak>+64KiB`, its limit not yet evaluated. */
export interface Rule {
  readonly text: string;
  readonly span: Span;
  readonly measure: Measure;
  readonly operator: ComparisonOperator;
  readonly limit: { readonly kind: LimitKind; readonly text: string; readonly span: Span };
}

const operators: readonly ComparisonOperator[] = ["<=", ">=", "==", "!=", "<", ">"];
/** A name in front of a comparison: where a rule starts. */
const start = /(?<![\p{L}\p{N}_.])([\p{L}_][\p{L}\p{N}_]*)\s*(<=|>=|==|!=|≤|≥|≠|<|>)/gu;
const typed: Readonly<Record<string, string>> = { "≤": "<=", "≥": ">=", "≠": "!=" };

/**
 * The rules of one option text, with blanks or commas between them. A limit is an expression of the language; with a sign in front it
 * is a change, which has a `%` at its end where it is a part of the baseline's value.
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
  const limit = trimmed(source, match.index + whole.length, span.end);
  if (operator === undefined || limit.start >= limit.end) return ruleFault(span);
  const text = source.text.slice(limit.start, limit.end);
  const kind = /^[+-]/.test(text) ? (text.endsWith("%") ? "part" : "change") : "absolute";
  return {
    text: source.text.slice(span.start, span.end),
    span,
    measure,
    operator,
    limit: { kind, text, span: limit },
  };
}

function ruleFault(span: Span): Diagnostic {
  const found = span.source.text.slice(span.start, span.end).slice(0, 60);
  return diagnostic("budget/rule", { found }, span);
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
 * Errors: budget/unit, and what the language has to say about the expression; spans are of the rule's own text.
 */
export function limitOf(rule: Rule, totals: CostTotals, baseline: CostTotals | undefined): PhaseResult<Expr> {
  const { measure, operator, limit } = rule;
  const { source } = limit.span;
  if (limit.kind === "absolute" && limit.text.endsWith("%")) {
    const args = { measure: measure.name, wanted: unitText(measure.unit), found: "a percentage" };
    const signed = `${measure.name}${operator}+${limit.text}`;
    const hint = baseline === undefined ? undefined : `a change has a sign: ${signed}`;
    return { value: undefined, diagnostics: [diagnostic("budget/unit", args, limit.span, { hint })] };
  }
  const plus = limit.text.startsWith("+") ? 1 : 0;
  const from = limit.span.start + plus;
  const text = " ".repeat(from) + source.text.slice(from, limit.span.end);
  const values = new Map(measures.map(({ name, unit, ofTotals }) => [name, { expr: ofTotals(totals), unit }] as const));
  const { value, diagnostics } = evaluateText({ source: { name: source.name, text }, values, loader: noImports });
  const fault = (what: Diagnostic) => ({ value: undefined, diagnostics: [what] });
  if (value === undefined) return { value: undefined, diagnostics: diagnostics.map((each) => placed(each, source)) };
  if (limit.kind !== "absolute" && baseline === undefined) {
    return fault(diagnostic("budget/no-baseline", { sign: limit.text.charAt(0) }, limit.span));
  }
  const wanted = limit.kind === "part" ? undefined : measure.unit;
  const isZeroSize = value.unit === undefined && value.expr !== undefined && isZero(value.expr);
  if (value.expr === undefined || (value.unit !== wanted && !isZeroSize)) {
    const args = { measure: measure.name, wanted: unitText(wanted), found: foundText(value) };
    return fault(diagnostic("budget/unit", args, limit.span));
  }
  const old = baseline === undefined ? undefined : measure.ofTotals(baseline);
  if (limit.kind === "absolute" || old === undefined) return { value: value.expr, diagnostics: [] };
  const change = limit.kind === "change" ? value.expr : multiply(value.expr, old);
  return { value: add(old, change), diagnostics: [] };
}

function unitText(unit: string | undefined): string {
  return unit === "B" ? "bytes" : "a count";
}

function foundText({ text, unit, expr }: { text: string; unit?: string | undefined; expr?: Expr | undefined }): string {
  if (expr === undefined) return `\`${text.slice(0, 40)}\``;
  return unit === undefined ? `the plain number ${text}` : text;
}

/** A diagnostic of the blanked text, shown in the whole one. */
function placed(each: Diagnostic, source: Source): Diagnostic {
  return each.span === undefined ? each : { ...each, span: { ...each.span, source } };
}
