import { type Diagnostic, diagnostic } from "../../core/diagnostic.ts";
import { domainText } from "../../model/index.ts";
import { symbolsOf } from "../../symbolic/index.ts";
import { measures } from "../measure.ts";
import type { Report } from "../report.ts";
import { labelOf } from "./label.ts";

/**
 * Why formulas of several networks cannot be compared: one free parameter with different domains.
 *
 * Errors: compare/domain.
 */
export function domainFaults(reports: readonly Report[]): readonly Diagnostic[] {
  const seen = new Map<string, { readonly network: number; readonly domain: string }>();
  const faults = new Map<string, Diagnostic>();
  for (const [network, { totals }] of reports.entries()) {
    for (const { ofTotals } of measures) {
      for (const [name, found] of symbolsOf(ofTotals(totals))) {
        const domain = domainText(found);
        const known = seen.get(name);
        if (known === undefined) seen.set(name, { network, domain });
        else if (known.domain !== domain) {
          const first = `${labelOf(known.network)} (${known.domain})`;
          const second = `${labelOf(network)} (${domain})`;
          faults.set(name, diagnostic("compare/domain", { name, first, second }, undefined));
        }
      }
    }
  }
  return [...faults.values()];
}

/**
 * Why a run cannot be compared with a baseline: another convention, data type or batch. That it is of another network is a warning.
 *
 * Errors: compare/run, compare/network.
 */
export function runFaults(baseline: Report, run: Report): readonly Diagnostic[] {
  const pairs: readonly (readonly [what: string, option: string, of: (report: Report) => string])[] = [
    ["the convention", "--as", (report) => report.convention.name],
    ["the data type", "--dtype", (report) => report.dtype],
    ["the batch", "--batch", (report) => report.batch.toString()],
  ];
  const faults = pairs.flatMap(([what, option, of]) => {
    const [old, found] = [of(baseline), of(run)];
    if (old === found) return [];
    return [diagnostic("compare/run", { what, baseline: old, found }, undefined, { hint: `${option} ${old}` })];
  });
  if (baseline.network === run.network) return faults;
  const args = { baseline: baseline.network.slice(0, 60), found: run.network };
  return [...faults, diagnostic("compare/network", args, undefined)];
}
