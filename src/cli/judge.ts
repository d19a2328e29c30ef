import type { Diagnostic } from "../core/diagnostic.ts";
import { changeFault, decideRules, labelOf, type NetworkVerdict, type Rule } from "../report/index.ts";
import { decideBudget } from "./budget.ts";
import type { ComparedNetwork } from "./compared-networks.ts";

/** What is decided of compared networks. */
export interface Judged {
  readonly budget: readonly NetworkVerdict[];
  readonly failures: readonly NetworkVerdict[];
  /** What is said of broken rules. */
  readonly said: readonly Diagnostic[];
}

/** Decides the budget of every network of this run, and for all but the first one what it may not do beside the first one. */
export function judge(
  networks: readonly ComparedNetwork[],
  budgetRules: readonly Rule[],
  failRules: readonly Rule[],
): Judged | { readonly faults: readonly Diagnostic[] } {
  const [first] = networks;
  const budget: NetworkVerdict[] = [];
  const failures: NetworkVerdict[] = [];
  const said: Diagnostic[] = [];
  for (const [network, { report, cost }] of networks.entries()) {
    const name = `${labelOf(network)} (${report.network})`;
    const decided = cost === undefined ? undefined : decideBudget(budgetRules, report, cost, name);
    const changes =
      network === 0 || first === undefined ? undefined : decideRules(failRules, report, first.report.totals);
    const faults = [...(decided?.diagnostics ?? []), ...(changes?.diagnostics ?? [])];
    if (faults.length > 0) return { faults };
    const broken = changes?.value?.filter((each) => !each.ok) ?? [];
    budget.push(...(decided?.value?.verdicts ?? []).map((each) => ({ ...each, network })));
    failures.push(...broken.map((each) => ({ ...each, network })));
    const from = first?.cost === undefined ? "the baseline's " : "A's ";
    said.push(...(decided?.value?.broken ?? []), ...broken.map((each) => changeFault(each, name, from)));
  }
  return { budget, failures, said };
}
