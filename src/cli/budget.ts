import type { PhaseResult } from "../core/diagnostic.ts";
import { type NetworkCost, peakLayer } from "../cost/index.ts";
import { budgetFault, decideRules, type Report, type Rule, readRules, type Verdict } from "../report/index.ts";
import { exitCode, type Outcome } from "./outcome.ts";

/** An option that is given again adds rules. */
export function moreRules(rules: string, earlier: string | undefined): string {
  return earlier === undefined ? rules : `${earlier} ${rules}`;
}

/** The rules of an option; none when it is not given. */
export function rulesOf(option: "--budget" | "--fail-on", text: string | undefined): PhaseResult<readonly Rule[]> {
  return text === undefined ? { value: [], diagnostics: [] } : readRules({ name: option, text });
}

/** The rules decided for one network, and what is said of those that it breaks. */
export interface DecidedBudget {
  readonly verdicts: readonly Verdict[];
  readonly broken: Outcome["diagnostics"];
}

/** Decides a budget. `name` is what messages call the network. */
export function decideBudget(
  rules: readonly Rule[],
  report: Report,
  cost: NetworkCost,
  name = report.network,
): PhaseResult<DecidedBudget> {
  const { value: verdicts, diagnostics } = decideRules(rules, report, undefined);
  if (verdicts === undefined) return { value: undefined, diagnostics };
  const broken = verdicts
    .filter((each) => !each.ok)
    .map((each) =>
      budgetFault(each, report, name, each.rule.measure.name === "peak" ? peakLayer(cost)?.name : undefined),
    );
  return { value: { verdicts, broken }, diagnostics };
}

/** What broken rules make of an outcome: they are said, and the result is printed all the same. */
export function brokenRules(verdicts: Outcome["diagnostics"]): Pick<Outcome, "verdicts" | "exit"> {
  return { verdicts, exit: verdicts.length > 0 ? exitCode.failed : exitCode.ok };
}
