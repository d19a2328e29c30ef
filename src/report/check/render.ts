import type { Paint } from "../paint.ts";
import type { CheckedFile } from "./check-report.ts";

/** Output formats of the verdicts. */
export type CheckFormat = "table" | "md" | "json" | "latex" | "sarif" | "junit" | "github";

export const checkFormats = ["table", "md", "json", "latex", "sarif", "junit", "github"] as const;

export interface CheckRenderOptions {
  readonly format: CheckFormat;
  readonly width: number;
  readonly paint?: Paint | undefined;
  /** Of the table: only what fails or is undecided. */
  readonly quiet?: boolean;
  /** Of Ridge, for formats that name their tool. */
  readonly version: string;
}

/** The text of the verdicts in one format. Renderers are loaded when asked for. */
export async function renderCheck(files: readonly CheckedFile[], options: CheckRenderOptions): Promise<string> {
  switch (options.format) {
    case "table":
      return (await import("./render-table.ts")).renderCheckTable(files, options);
    case "md":
      return (await import("./render-markdown.ts")).renderCheckMarkdown(files);
    case "json":
      return (await import("./render-json.ts")).renderCheckJson(files);
    case "latex":
      return (await import("./render-latex.ts")).renderCheckLatex(files);
    case "sarif":
      return (await import("./render-sarif.ts")).renderCheckSarif(files, options.version);
    case "junit":
      return (await import("./render-junit.ts")).renderCheckJunit(files);
    case "github":
      return (await import("./render-github.ts")).renderCheckGithub(files);
  }
}

/** What a step of GitHub Actions shows below the run: Markdown within its limit. */
export async function renderStepSummary(files: readonly CheckedFile[]): Promise<string> {
  return (await import("./render-markdown.ts")).renderCheckStepSummary(files);
}
