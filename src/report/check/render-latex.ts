import { lineColumn } from "../../core/line-column.ts";
import { greekLetters } from "../greek.ts";
import {
  type CheckedFile,
  type ClaimRecord,
  errorCount,
  findingText,
  summaryOf,
  verdictTitle,
} from "./check-report.ts";
import { summaryText } from "./words.ts";

/** The verdicts as a LaTeX table (longtable, booktabs). */
export function renderCheckLatex(files: readonly CheckedFile[]): string {
  return `${[
    "% \\usepackage{longtable,booktabs}",
    "\\begin{longtable}{lp{0.3\\linewidth}p{0.5\\linewidth}}",
    "\\toprule",
    "verdict & claim & statement \\\\",
    "\\midrule",
    "\\endhead",
    ...files.flatMap(({ name, records }) => records.map((each) => rowTex(name, each))),
    "\\bottomrule",
    `\\caption{${tex(summaryText(summaryOf(files), errorCount(files)))}}`,
    "\\end{longtable}",
  ].join("\n")}\n`;
}

function rowTex(file: string, record: ClaimRecord): string {
  const place = record.source ?? `${file}:${lineColumn(record.span).line}`;
  const title = verdictTitle(record).toLowerCase() + (record.role === "erratum" ? " (erratum)" : "");
  const finding = record.verdict === "proved" || record.verdict === "as-printed" ? "" : findingText(record);
  const statement = `\\texttt{${tex(record.statement)}}${finding === "" ? "" : `; ${tex(finding)}`}`;
  return `${title} & ${tex(record.name)} (${tex(place)}) & ${statement} \\\\`;
}

const special: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "^": "\\textasciicircum{}",
  "~": "\\textasciitilde{}",
  "·": "\\ensuremath{\\cdot}",
  "×": "\\ensuremath{\\times}",
  "≤": "\\ensuremath{\\le}",
  "≥": "\\ensuremath{\\ge}",
  "≠": "\\ensuremath{\\ne}",
  "≈": "\\ensuremath{\\approx}",
  "→": "\\ensuremath{\\to}",
  "−": "\\ensuremath{-}",
};

/** Text with what TeX would read otherwise escaped, Greek letters and signs as mathematics. */
function tex(text: string): string {
  return [...text.replace(/\s+/g, " ")]
    .map((each) => {
      const greek = greekLetters.get(each);
      if (greek !== undefined) return `\\ensuremath{\\${greek}}`;
      return special[each] ?? (/[{}#$%&_]/.test(each) ? `\\${each}` : each);
    })
    .join("");
}
