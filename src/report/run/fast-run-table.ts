import { argumentText } from "../heading.ts";
import type { Paint } from "../paint.ts";
import { drawTextTable } from "../text-table.ts";
import { fillParts } from "../text-width.ts";
import { settingsText } from "./fast-comparison.ts";
import { type FastRunReport, fastMacs } from "./fast-run-report.ts";
import { countText, outputLines } from "./run-table.ts";

/** Heading, a row per layer with the path that it took, and the outputs. */
export function fastRunTable(report: FastRunReport, width: number, paint: Paint): string {
  const name = [report.network, report.arguments.map(argumentText).join(" ")].filter(Boolean).join("  ");
  const heading = `${name} · seed ${report.seed} · fp32, sums in fp32 · ${settingsText(report)}`;
  const [first = "", ...others] = fillParts(heading, width);
  const columns = [
    { title: "layer", isCut: true },
    { title: "op", drop: 1 },
    { title: "output" },
    { title: "MACs", align: "right" },
    { title: "path" },
  ] as const;
  const rows = report.layers.map(({ name: layer, op, output, macs, runs }) => [
    layer,
    op,
    output.join("×"),
    countText(macs),
    runs,
  ]);
  const lines = [
    paint("title", first),
    ...others.map((each) => paint("quiet", each)),
    drawTextTable({ columns, rows }, width, paint),
    ...fillParts(countsText(report), width),
    ...report.outputs.flatMap((each) => outputLines(each, width)),
  ];
  return `${lines.join("\n")}\n`;
}

function countsText(report: FastRunReport): string {
  const hosted = report.layers.filter(({ runs }) => runs === "reference").length;
  const where =
    hosted === 0
      ? "every layer in WebAssembly"
      : `${hosted} of ${report.layers.length} layers by the reference's kernels`;
  return `${countText(fastMacs(report))} MACs derived, none counted · ${where}`;
}
