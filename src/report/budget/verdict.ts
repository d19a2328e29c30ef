import { type Diagnostic, diagnostic, type PhaseResult } from "../../core/diagnostic.ts";
import type { CostTotals } from "../../cost/index.ts";
import {
  compare,
  conditionText,
  type Expr,
  isFalse,
  isTrue,
  prove,
  subtract,
  symbolsOf,
} from "../../symbolic/index.ts";
import type { Report } from "../report.ts";
import { limitOf, type Rule } from "./rule.ts";
import { witnessNotes } from "./witness.ts";

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
    if (holds === undefined) {
      diagnostics.push(undecided(rule, value, limit.value));
      return [];
    }
    const old = baseline === undefined ? undefined : rule.measure.ofTotals(baseline);
    return [{ rule, value, limit: limit.value, baseline: old, ok: holds === (baseline === undefined) }];
  });
  return { value: diagnostics.length > 0 ? undefined : verdicts, diagnostics };
}

/** Whether the comparison holds for all values of the free parameters, or for none; undefined where neither is proved. */
function decided({ operator }: Rule, value: Expr, limit: Expr): boolean | undefined {
  for (const decide of [compare, prove]) {
    const found = decide(operator, value, limit);
    if (isTrue(found)) return true;
    if (isFalse(found)) return false;
  }
  return undefined;
}

/** A condition that a line of a message holds. */
const longestCondition = 200;

function undecided({ measure, span, operator }: Rule, value: Expr, limit: Expr): Diagnostic {
  const condition = compare(operator, value, limit);
  const symbols = symbolsOf(subtract(value, limit));
  const text = conditionText(condition);
  const notes = [
    ...(text.length <= longestCondition ? [`the rule is true where ${text}`] : []),
    ...witnessNotes(condition, symbols),
  ];
  return diagnostic("budget/undecided", { measure: measure.name, symbols: [...symbols.keys()] }, span, { notes });
}
