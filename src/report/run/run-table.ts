import { rational } from "../../core/rational.ts";
import { argumentText } from "../heading.ts";
import type { Paint } from "../paint.ts";
import { groupedText } from "../quantity.ts";
import { drawTextTable, type TextColumn } from "../text-table.ts";
import { fillParts } from "../text-width.ts";
import { mismatches, type RunLayer, type RunOutput, type RunReport, runTotals, type TopValue } from "./run-report.ts";

/** Heading, a row per layer, the counts, and the outputs. `only` shows one layer. */
export function runTable(report: RunReport, width: number, paint: Paint, only: string | undefined): string {
  const [first = "", ...others] = fillParts(headingText(report), width);
  const shown = only === undefined ? report.layers : report.layers.filter((each) => each.name === only);
  const rows = shown.map((each) => rowOf(each, report.comparison !== undefined));
  const lines = [
    paint("title", first),
    ...others.map((each) => paint("quiet", each)),
    drawTextTable({ columns: columnsOf(report), rows }, width, paint),
    ...countLines(report, width),
    ...comparisonLines(report, width),
    ...report.outputs.flatMap((each) => outputLines(each, width)),
  ];
  return `${lines.join("\n")}\n`;
}

function headingText(report: RunReport): string {
  const { dtype, accumulate, calibration } = report;
  const parts = [
    [report.network, report.arguments.map(argumentText).join(" ")].filter(Boolean).join("  "),
    `seed ${report.seed}`,
    `${dtype}, sums in ${accumulate}`,
    ...(calibration === undefined ? [] : [`ranges: ${calibration}`]),
  ];
  return parts.join(" · ");
}

function columnsOf({ comparison }: RunReport): readonly TextColumn[] {
  return [
    { title: "layer", isCut: true },
    { title: "op", drop: 5 },
    { title: "output" },
    { title: "multiplications", align: "right" },
    { title: "mean", align: "right", drop: 3 },
    { title: "std", align: "right", drop: 1 },
    { title: "min", align: "right", drop: 4 },
    { title: "max", align: "right", drop: 2 },
    ...(comparison === undefined ? [] : [{ title: "SQNR dB", align: "right" } as const]),
  ];
}

function rowOf(layer: RunLayer, isCompared: boolean): readonly string[] {
  const { name, op, output, multiplications, mean, std, min, max, sqnr } = layer;
  const values = [mean, std, min, max].map(valueText);
  const ratio = sqnr === undefined ? "-" : decibelText(sqnr);
  return [name, op, output.join("×"), countText(multiplications), ...values, ...(isCompared ? [ratio] : [])];
}

function countText(count: bigint): string {
  return groupedText(rational(count));
}

/** Four digits; enough to tell layers apart. */
function valueText(value: number): string {
  if (!Number.isFinite(value)) return "-";
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-3 || size >= 1e5) ? value.toExponential(2) : value.toFixed(3);
}

function decibelText(ratio: number): string {
  return ratio === Number.POSITIVE_INFINITY ? "exact" : ratio.toFixed(1);
}

function countLines(report: RunReport, width: number): readonly string[] {
  const { multiplications, macs } = runTotals(report);
  const wrong = mismatches(report);
  const sums = `${countText(multiplications)} multiplications counted, ${countText(macs)} MACs derived`;
  const count = report.layers.length;
  const where = count === 1 ? "the same in its only layer" : `the same in each of ${count} layers`;
  return fillParts(`${sums} · ${wrong.length === 0 ? where : `${wrong.length} of ${count} layers differ`}`, width);
}

function comparisonLines({ comparison }: RunReport, width: number): readonly string[] {
  if (comparison === undefined) return [];
  const { inputs, topAgreement, outputSqnr } = comparison;
  const text = [
    `against fp32 over ${inputs} ${inputs === 1 ? "input" : "inputs"}`,
    `output ${decibelText(outputSqnr)}${outputSqnr === Number.POSITIVE_INFINITY ? "" : " dB"}`,
    `largest value in the same place for ${topAgreement} of ${inputs}`,
  ];
  return fillParts(text.join(" · "), width);
}

function outputLines(output: RunOutput, width: number): readonly string[] {
  const { name, shape, mean, std, min, max, sha256, top } = output;
  const parts = [
    `output ${name} ${shape.join("×")}`,
    `mean ${valueText(mean)}`,
    `std ${valueText(std)}`,
    `from ${valueText(min)} to ${valueText(max)}`,
    `sha256 ${sha256.slice(0, 16)}…`,
  ];
  return [...fillParts(parts.join(" · "), width), ...top.map(topLine)];
}

function topLine({ index, label, value }: TopValue): string {
  return `  ${String(index).padStart(5)}  ${valueText(value).padStart(9)}${label === undefined ? "" : `  ${label}`}`;
}
