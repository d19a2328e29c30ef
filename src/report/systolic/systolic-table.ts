import { multiplyRational, rational, rationalToDecimal } from "../../core/rational.ts";
import type { ArrayLayer } from "../../sim/index.ts";
import { asConstant, constant, type Expr, equals, isConstant, toText } from "../../symbolic/index.ts";
import { type NamedFormula, wrapFormula } from "../formulas.ts";
import { drawGrid, type GridColumn, gridWidth } from "../grid.ts";
import { argumentText } from "../heading.ts";
import type { Paint } from "../paint.ts";
import { cellText, exactCell, shortFormula } from "../quantity.ts";
import { fillParts, textWidth } from "../text-width.ts";
import {
  dataflowTexts,
  depthwiseTexts,
  hasDepthwise,
  idleLayers,
  mappingText,
  operatorOf,
  type SystolicReport,
} from "./systolic-report.ts";

/** Heading, a row per product of every layer with MACs, totals, and the formulas that no cell has room for. */
export function systolicTable(report: SystolicReport, width: number, paint: Paint): string {
  const [first = "", ...others] = fillParts(headingText(report), width);
  const { columns, longest } = fitColumns(report, width);
  const formulas = formulaLines(report, longest, width);
  const lines = [
    paint("title", first),
    ...others.map((each) => paint("quiet", each)),
    ...fillParts(legendText(report), width).map((each) => paint("quiet", each)),
    ...(report.timing.layers.every((each) => each.products.length === 0) ? [] : [layerGrid(columns, paint)]),
    ...(isFormula(report.timing.cycles) ? [] : fillParts(totalsText(report), width)),
    ...idleText(report, width),
    ...(formulas.length === 0 ? [] : ["", ...formulas]),
  ];
  return `${lines.join("\n")}\n`;
}

function legendText({ timing }: SystolicReport): string {
  const isPacked = timing.options.depthwise === "packed" && hasDepthwise(timing);
  const parts = [
    "mapping: output pixels × filters × products per output; n × …: n in turn",
    ...(isPacked ? ["by m: m of them at once"] : []),
    "cycles without stalls for memory",
  ];
  return parts.map((each) => `· ${each}`).join(" ");
}

function headingText({ network, arguments: given, timing }: SystolicReport): string {
  const { array, dataflow, depthwise, unpadded } = timing.options;
  const parts = [
    [network, given.map(argumentText).join(" ")].filter(Boolean).join("  "),
    `${array.rows}×${array.columns} array, ${dataflowTexts[dataflow]}`,
    ...(hasDepthwise(timing) ? [depthwiseTexts[depthwise]] : []),
    ...(unpadded ? ["windows without padding"] : []),
  ];
  return parts.join(" · ");
}

interface Column extends GridColumn {
  readonly key: "layer" | "op" | "mapping" | "cycles" | "util" | "macs";
  readonly cells: readonly string[];
}

/** Columns that a narrow terminal does without, first to last; then names are cut. */
const dropOrder: readonly Column["key"][] = ["op", "macs", "mapping"];

/** Cells that a cut name or mapping keeps. */
const shortest = 8;

interface FittedColumns {
  readonly columns: readonly Column[];
  /** Characters of the longest formula in a cell. */
  readonly longest: number;
}

/** What fits the width. Formulas get the room that names and mappings leave; MACs and utilisation would be formulas, too, and go. */
function fitColumns(report: SystolicReport, width: number): FittedColumns {
  const widthOf = (shown: readonly Column[]) => gridWidth(shown.map((each) => each.width));
  let longest = shortFormula;
  let columns = columnsOf(report, longest);
  if (isFormula(report.timing.cycles)) {
    const named = columns.filter((each) => each.key === "layer" || each.key === "mapping");
    longest = Math.max(width - widthOf(named) - 3, shortFormula);
    columns = [...named, ...columnsOf(report, longest).filter((each) => each.key === "cycles")];
  }
  for (const key of dropOrder) if (widthOf(columns) > width) columns = columns.filter((each) => each.key !== key);
  const surplus = widthOf(columns) - width;
  if (surplus > 0) columns = columns.map((each) => (each.key === "layer" ? narrower(each, surplus) : each));
  return { columns, longest };
}

function isFormula(e: Expr): boolean {
  return !isConstant(e);
}

function layerGrid(columns: readonly Column[], paint: Paint): string {
  const count = columns[0]?.cells.length ?? 0;
  const rows = Array.from({ length: count }, (_, at) => columns.map((each) => each.cells[at] ?? ""));
  return drawGrid(columns, rows, paint, {
    hasTotal: true,
    paintCell: (text, row) => (row === count - 1 ? paint("total", text) : text),
  });
}

function narrower(column: Column, surplus: number): Column {
  return { ...column, width: Math.max(column.width - surplus, shortest) };
}

/** A layer of several products has a row for each, its name in the first one. */
function columnsOf({ timing }: SystolicReport, longest: number): readonly Column[] {
  const rows = timing.layers.flatMap((layer) => layer.products.map((product, at) => ({ layer, product, at })));
  const column = (
    key: Column["key"],
    title: string,
    body: readonly string[],
    last: string,
    align: GridColumn["align"] = "right",
  ): Column => {
    const cells = [...body, last];
    return { key, title, align, cells, width: Math.max(...[title, ...cells].map(textWidth)) };
  };
  const { cycles, utilization, macs } = timing;
  const firsts = (text: (layer: ArrayLayer) => string) => rows.map(({ layer, at }) => (at === 0 ? text(layer) : ""));
  return [
    column("layer", "layer", firsts(nameOf), "total", "left"),
    column("op", "op", firsts(operatorOf), "", "left"),
    column(
      "mapping",
      "mapping",
      rows.map(({ product }) => mappingText(product)),
      "",
      "left",
    ),
    column(
      "cycles",
      "cycles",
      rows.map(({ product }) => exactCell(product.cycles, longest)),
      exactCell(cycles, longest),
    ),
    column(
      "util",
      "util",
      rows.map(({ product }) => percentText(product.utilization)),
      percentText(utilization),
    ),
    column(
      "macs",
      "MACs",
      rows.map(({ product }) => cellText(product.macs)),
      cellText(macs),
    ),
  ];
}

function nameOf({ cost }: ArrayLayer): string {
  return cost.layer.name;
}

/** `30.3 %`; a dash where it is a formula, or where there are no cycles. */
function percentText(e: Expr | undefined): string {
  const known = e === undefined ? undefined : asConstant(e);
  return known === undefined ? "-" : `${rationalToDecimal(multiplyRational(known, rational(100)), 1)} %`;
}

function totalsText({ timing, networkMacs }: SystolicReport): string {
  const { cycles, macs, utilization, options } = timing;
  const elements = constant(options.array.rows * options.array.columns);
  const parts = [
    `${exactCell(cycles)} cycles`,
    `${exactCell(macs)} MACs on the array${equals(macs, networkMacs) ? "" : `, ${exactCell(networkMacs)} in the network`}`,
    ...(utilization === undefined ? [] : [`${percentText(utilization)} of ${exactCell(elements)} MAC/cycle`]),
  ];
  return parts.join(" · ");
}

function idleText({ timing }: SystolicReport, width: number): readonly string[] {
  const { count, operators } = idleLayers(timing);
  if (count === 0) return [];
  const layers = count === 1 ? "1 layer has no MACs and takes" : `${count} layers have no MACs and take`;
  return fillParts(`${layers} 0 cycles: ${operators.join(", ")}`, width);
}

/** What the formulas assume, those of cycles that are too long for a cell, and all of the totals. */
function formulaLines({ timing, assumptions }: SystolicReport, longest: number, width: number): readonly string[] {
  const lines = assumptions.length === 0 ? [] : ["assuming", ...assumptions.map((each) => `  ${each}`), ""];
  const add = (name: string, formulas: readonly NamedFormula[]) => {
    if (formulas.length > 0) lines.push(name, ...formulas.flatMap((each) => wrapFormula(each, width)));
  };
  for (const layer of timing.layers) {
    const isShown = layer.products.every((each) => toText(each.cycles).length <= longest);
    add(nameOf(layer), isShown ? [] : formulaOf("cycles", layer.cycles));
  }
  add("total", [...formulaOf("cycles", timing.cycles), ...formulaOf("MACs", timing.macs)]);
  return lines;
}

function formulaOf(name: string, e: Expr): readonly NamedFormula[] {
  return isFormula(e) ? [{ name, text: toText(e) }] : [];
}
