import { type Expr, isConstant, toText } from "../../symbolic/index.ts";
import { type NamedFormula, wrapFormula } from "../formulas.ts";
import { measures, type RowMeasure } from "../measure.ts";
import { type Comparison, changeIn, changeOf, partOf, rowName, totalOf, valueIn } from "./comparison.ts";
import { labelOf } from "./label.ts";

/**
 * What the formulas assume, then each of them, whether a table has room for it or not: values and changes of rows and totals. Of totals
 * also what a network has beside the first one, as one quotient.
 */
export function comparisonFormulas(comparison: Comparison, shown: readonly RowMeasure[], width: number): string[] {
  const { reports, rows } = comparison;
  const assumptions = [...new Set(reports.flatMap((each) => each.assumptions))];
  const lines = assumptions.length === 0 ? [] : ["assuming", ...assumptions.map((each) => `  ${each}`), ""];
  const networks = reports.map((_, network) => network);
  const named = (name: string, e: Expr): readonly NamedFormula[] => (isConstant(e) ? [] : [{ name, text: toText(e) }]);
  const put = (name: string, formulas: readonly NamedFormula[]) => {
    if (formulas.length > 0) lines.push(name, ...formulas.flatMap((each) => wrapFormula(each, width)));
  };
  const both = (title: string, value: (network: number) => Expr, change: (network: number) => Expr) =>
    networks.flatMap((network) => [
      ...named(`${title} ${labelOf(network)}`, value(network)),
      ...(network === 0 ? [] : named(`${title} ${labelOf(network)} - A`, change(network))),
    ]);
  for (const row of rows) {
    const formulas = shown.flatMap((measure) =>
      both(
        measure.title,
        (network) => valueIn(row, measure, network),
        (network) => changeIn(row, measure, network),
      ),
    );
    put(rowName(row), formulas);
  }
  const totals = measures.flatMap((measure) => [
    ...both(
      measure.title,
      (network) => totalOf(comparison, measure, network),
      (network) => changeOf(comparison, measure, network),
    ),
    ...networks.slice(1).flatMap((network) => quotient(comparison, measure, network)),
  ]);
  put("total", totals);
  return lines;
}

/** Longer quotients say nothing to a reader. */
const longestQuotient = 240;

function quotient(
  comparison: Comparison,
  measure: (typeof measures)[number],
  network: number,
): readonly NamedFormula[] {
  const ratio = partOf(totalOf(comparison, measure, network), totalOf(comparison, measure, 0));
  if (ratio === undefined || isConstant(ratio)) return [];
  const text = toText(ratio);
  return text.length > longestQuotient ? [] : [{ name: `${measure.title} ${labelOf(network)} / A`, text }];
}
