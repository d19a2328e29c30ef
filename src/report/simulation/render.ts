import type { PhaseResult } from "../../core/diagnostic.ts";
import { type Paint, plain } from "../paint.ts";
import type { Row } from "../row.ts";
import { type Selection, selectRows } from "../select.ts";
import { shownCauses, simulationHeading, simulationTotals } from "./lines.ts";
import { type Simulation, timedLayers } from "./simulation.ts";

export const simulationFormats = ["table", "md", "csv", "json", "jsonl", "trace"] as const;

export type SimulationFormat = (typeof simulationFormats)[number];

export interface SimulationOptions extends Selection {
  readonly format: SimulationFormat;
  /** Terminal cells per line. */
  readonly width: number;
  readonly paint?: Paint | undefined;
}

/**
 * A network's timing in one format. Tables leave out layers that take no time of their own; the other formats have every layer.
 * Errors: those of `selectRows`.
 */
export async function renderSimulation(
  simulation: Simulation,
  options: SimulationOptions,
): Promise<PhaseResult<string>> {
  const isTable = options.format === "table" || options.format === "md";
  const { layers } = simulation.report;
  const selected = selectRows(isTable ? timedLayers(layers) : layers, options);
  if (selected.kind === "fault") return { value: undefined, diagnostics: [selected.diagnostic] };
  return { value: await textOf(simulation, selected.rows, options), diagnostics: [] };
}

async function textOf(simulation: Simulation, rows: readonly Row[], options: SimulationOptions): Promise<string> {
  switch (options.format) {
    case "table":
      return table(simulation, rows, options);
    case "md":
      return markdown(simulation, rows, options);
    case "csv":
      return (await import("../render-csv.ts")).renderCsv(simulation.report, rows, csvColumns(options));
    case "json":
      return (await import("./render-json.ts")).simulationJson(simulation, rows, options);
    case "jsonl":
      return (await import("./render-json.ts")).simulationJsonLines(simulation, rows);
    case "trace":
      return (await import("./render-trace.ts")).simulationTrace(simulation);
  }
}

async function table(simulation: Simulation, rows: readonly Row[], options: SimulationOptions): Promise<string> {
  const { tableOf, paintHeading } = await import("../render-table.ts");
  const { width, paint = plain } = options;
  const columns = columnsOf(simulation, options, ["hidden", "utilization", "ms", "slice", "bound"]);
  const lines = [
    ...paintHeading(simulationHeading(simulation, width), paint),
    tableOf(simulation.report, rows, { columns, width, paint }),
    ...simulationTotals(simulation, width),
  ];
  return `${lines.join("\n")}\n`;
}

async function markdown(simulation: Simulation, rows: readonly Row[], options: SimulationOptions): Promise<string> {
  const { markdownTable } = await import("../render-markdown.ts");
  const wide = Number.POSITIVE_INFINITY;
  const columns = columnsOf(simulation, options, ["hidden", "utilization", "ms", "bound"]);
  const [title = "", ...others] = simulationHeading(simulation, wide);
  const [total = "", ...below] = simulationTotals(simulation, wide);
  const items = [...others, ...below].map((each) => each.replace(/^· /, ""));
  return `${[
    title,
    "",
    ...markdownTable(simulation.report, rows, columns),
    "",
    total,
    "",
    ...items.map((each) => `- ${each}`),
  ].join("\n")}\n`;
}

/** The name, what runs, the cycles by cause, and what is made of them. */
function columnsOf({ report }: Simulation, { by }: Selection, others: readonly string[]): readonly string[] {
  const names = by === "layer" ? ["layer", "op"] : ["layer"];
  const hasLoops = report.timing.layers.some((each) => each.kernel !== "");
  return [...names, ...(hasLoops ? ["loop"] : []), "cycles", ...shownCauses(report.timing), ...others];
}

function csvColumns({ by }: Selection): readonly string[] {
  const names = by === "layer" ? ["layer", "op"] : ["layer", "count"];
  const cycles = ["cycles", "compute", "l2", "l3", "vtcm", "dram", "overhead", "hidden"];
  return [...names, "loop", "macs", ...cycles, "utilization", "ms", "bound"];
}
