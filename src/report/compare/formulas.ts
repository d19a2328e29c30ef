import { type Expr, isConstant, toText } from "../../symbolic/index.ts";
import { wrapFormula } from "../formulas.ts";
import { measures, type RowMeasure } from "../measure.ts";
import { shortFormula } from "../quantity.ts";
import { type Comparison, changeIn, changeOf, rowName } from "./comparison.ts";
import { labelOf } from "./label.ts";

/** What the formulas assume, then those that the tables have no room for: values and changes of totals, and changes of rows. */
export function comparisonFormulas(comparison: Comparison, shown: readonly RowMeasure[], width: number): string[] {
  const { reports, rows } = comparison;
  const assumptions = [...new Set(reports.flatMap((each) => each.assumptions))];
  const lines = assumptions.length === 0 ? [] : ["assuming", ...assumptions.map((each) => `  ${each}`), ""];
  const others = reports.map((_, network) => network).slice(1);
  for (const row of rows) {
    const formulas = shown.flatMap((measure) =>
      others.flatMap((network) => formula(`${measure.title} ${labelOf(network)} - A`, changeIn(row, measure, network))),
    );
    if (formulas.length > 0) lines.push(rowName(row), ...formulas.flatMap((each) => wrapFormula(each, width)));
  }
  const totals = measures.flatMap((measure) => [
    ...reports.flatMap((each, network) =>
      formula(`${measure.title} ${labelOf(network)}`, measure.ofTotals(each.totals)),
    ),
    ...others.flatMap((network) =>
      formula(`${measure.title} ${labelOf(network)} - A`, changeOf(comparison, measure, network)),
    ),
  ]);
  if (totals.length > 0) lines.push("total", ...totals.flatMap((each) => wrapFormula(each, width)));
  return lines;
}

/** Nothing of numbers, and of formulas that stand in a cell. */
function formula(name: string, e: Expr): readonly { readonly name: string; readonly text: string }[] {
  const text = toText(e);
  return isConstant(e) || text.length <= shortFormula ? [] : [{ name, text }];
}
