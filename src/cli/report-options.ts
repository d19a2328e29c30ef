import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import type { ReportFormat } from "../report/index.ts";

/** Options of `ridge report` that only some formats heed, or that need a device. */
export interface DependentOptions {
  readonly columns?: readonly string[] | undefined;
  readonly sort: string;
  readonly width?: number | undefined;
  readonly symbolic?: boolean | undefined;
  readonly on?: string | undefined;
  readonly core?: string | undefined;
  readonly budget?: string | undefined;
  /** Whether `--explain` or `--match` is given, whose answers have no totals to limit. */
  readonly isQuestion: boolean;
}

/** Every option that would change nothing: it is refused rather than ignored. */
export function ineffectiveOptions(options: DependentOptions, format: ReportFormat): readonly Diagnostic[] {
  const columns = options.columns ?? [];
  const isJson = format === "json" || format === "jsonl";
  const without: readonly (readonly [option: string, isGiven: boolean])[] = [
    ["--columns", options.columns !== undefined && isJson],
    ["--columns bar", columns.includes("bar") && format !== "table" && !isJson],
    ["--width", options.width !== undefined && format !== "table"],
    ["--symbolic", options.symbolic === true && format === "csv"],
  ];
  const timed: readonly (readonly [option: string, isGiven: boolean])[] = [
    ["--core", options.core !== undefined],
    ["--sort ms", options.sort === "ms"],
    ["--columns ms", columns.includes("ms")],
    ["--columns bound", columns.includes("bound")],
  ];
  const problem = "`--budget` has no effect on the answer of `--explain` or `--match`";
  return [
    ...(options.isQuestion && options.budget !== undefined
      ? [diagnostic("usage/command-line", { problem, hint: "leave it out, or ask in a call of its own" }, undefined)]
      : []),
    ...without.flatMap(([option, isGiven]) =>
      isGiven ? [diagnostic("usage/no-effect", { option, format }, undefined)] : [],
    ),
    ...timed.flatMap(([option, isGiven]) =>
      isGiven && options.on === undefined ? [diagnostic("usage/needs-device", { option }, undefined)] : [],
    ),
  ];
}
