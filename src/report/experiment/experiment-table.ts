import type { Paint } from "../paint.ts";
import { drawTextTable, type TextColumn } from "../text-table.ts";
import { fillParts } from "../text-width.ts";
import type { ExperimentReport, ExperimentRow } from "./experiment-report.ts";

/** Distances below it are rounding of doubles, too small to be shown. */
const invisible = 1e-12;

const columns: readonly TextColumn[] = [
  { title: "" },
  { title: "what", isCut: true },
  { title: "measured", align: "right" },
  { title: "stated", align: "right" },
  { title: "because", drop: 1, isCut: true },
];

/** Each experiment with its claim, its source, and a table of what was measured. */
export function experimentTable(reports: readonly ExperimentReport[], width: number, paint: Paint): string {
  const parts = reports.map(({ name, claim, source, rows }) => [
    paint("title", name),
    ...fillParts(claim, width),
    ...fillParts(source, width).map((each) => paint("quiet", each)),
    drawTextTable({ columns, rows: rows.map(cellsOf) }, width, paint),
  ]);
  const all = reports.flatMap((each) => each.rows);
  const failed = all.filter((each) => !each.ok).length;
  const verdict = failed === 0 ? "all as stated" : `${failed} not as stated`;
  return `${[...parts.flatMap((each) => [...each, ""]), `${all.length} numbers measured, ${verdict}`].join("\n")}\n`;
}

function cellsOf({ what, measured, relation, stated, within, why, ok }: ExperimentRow): readonly string[] {
  const signs = { equals: "=", "at most": "≤", above: ">" };
  const spread = within < invisible ? "" : ` ± ${Number(within.toPrecision(2))}`;
  return [ok ? "✓" : "✗", what, digits(measured), `${signs[relation]} ${digits(stated)}${spread}`, why];
}

/** Four significant digits, as short as they are. */
function digits(value: number): string {
  const size = Math.abs(value);
  return size > 0 && size < 1e-3 ? value.toExponential(2).replace(/\.?0*e/, "e") : String(Number(value.toPrecision(4)));
}
