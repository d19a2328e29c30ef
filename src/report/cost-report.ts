import { diagnostic, type PhaseResult } from "../core/index.ts";
import { type CostOptions, costOf } from "../cost/index.ts";
import type { ElaboratedNetwork } from "../model/index.ts";
import { ExpressionTooLarge } from "../symbolic/index.ts";
import { argumentsOf } from "./arguments.ts";
import { type Report, reportOf } from "./report.ts";

/**
 * The report of an elaborated network: exact costs of every layer and their totals.
 *
 * Units: MACs, parameters, bytes at `options.dtype`.
 * Errors: number/formula-too-large where a formula in the free parameters passes the limits; then there is no value.
 *
 * @example costReport(elaborateNetwork({ source: { name: "a.arch", text: "net A { input: [3]; linear(7) }" }, settings: [], loader: { load: loadShipped } }).value, { convention: conventions[0], dtype: "int8" }).value.totals.macs  // 21
 */
export function costReport(network: ElaboratedNetwork, options: CostOptions): PhaseResult<Report> {
  try {
    const value = reportOf(costOf(network.graph, options), argumentsOf(network.parameters));
    return { value, diagnostics: [] };
  } catch (fault) {
    if (!(fault instanceof ExpressionTooLarge)) throw fault;
    return { value: undefined, diagnostics: [diagnostic("number/formula-too-large", {}, undefined)] };
  }
}
