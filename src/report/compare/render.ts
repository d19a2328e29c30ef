import type { Comparison } from "./comparison.ts";
import type { CompareOptions } from "./options.ts";

/** The text of a comparison in one format. The table's package is loaded when a table is asked for. */
export async function renderComparison(comparison: Comparison, options: CompareOptions): Promise<string> {
  switch (options.format) {
    case "table":
      return (await import("./render-table.ts")).comparisonTable(comparison, options);
    case "md":
      return (await import("./render-table.ts")).comparisonMarkdown(comparison, options);
    case "csv":
      return (await import("./render-csv.ts")).comparisonCsv(comparison);
    case "json":
      return (await import("./render-json.ts")).comparisonJson(comparison, options);
  }
}
