import type { MemoryMoment, MemoryPlan } from "../cost/index.ts";
import { constant } from "../symbolic/index.ts";
import { drawGrid, gridWidth } from "./grid.ts";
import {
  aliveTexts,
  arenaText,
  type BufferNaming,
  literalNote,
  type MemoryReport,
  memoryHeading,
  peakRows,
  peakText,
  peakTitles,
  sizeText,
  stepName,
  storageNote,
  storageRows,
  storageTitles,
} from "./memory-report.ts";
import { type Paint, plain } from "./paint.ts";
import { barText } from "./quantity.ts";
import { memoryCsv, memoryJson } from "./render-memory-data.ts";
import { fillLines, fillParts, shorten, textWidth } from "./text-width.ts";

/** The memory timeline for a terminal, as Markdown, as CSV (a row per step), or as `ridge.memory/1`. */
export type MemoryFormat = "table" | "md" | "csv" | "json";

export const memoryFormats = ["table", "md", "csv", "json"] as const;

export function renderMemory(report: MemoryReport, format: MemoryFormat, width: number, paint: Paint = plain): string {
  switch (format) {
    case "table":
      return memoryText(report, width, paint);
    case "md":
      return memoryMarkdown(report);
    case "csv":
      return memoryCsv(report);
    case "json":
      return memoryJson(report);
  }
}

const barCells = 6;
const peakMark = " ◀";

/** A bar beside that of the peak, which has a mark. */
function bar({ liveBytes }: MemoryMoment, peakBytes: bigint): string {
  const drawn = barText(constant(liveBytes), constant(peakBytes), barCells);
  return liveBytes === peakBytes ? drawn + peakMark : drawn;
}

function memoryText(report: MemoryReport, width: number, paint: Paint): string {
  const { plan } = report;
  const note = literalNote(plan);
  const [first = "", ...others] = fillParts(memoryHeading(report), width);
  const lines = [
    paint("title", first),
    ...others.map((each) => paint("quiet", each)),
    timeline(report, width, paint),
    ...fillLines(peakText(plan), /(?<=,) /, width),
    ...fillParts(arenaText(plan), width),
    "",
    ...plainTable(peakTitles, peakRows(plan)),
    ...(note === undefined ? [] : fillLines(note, / /, width)),
    "",
    ...plainTable(storageTitles, storageRows(plan)),
    ...fillLines(storageNote, / /, width),
  ];
  return `${lines.join("\n")}\n`;
}

/** Buffers that a row has room for. */
const shownBuffers = 4;
/** Cells that a cut name keeps. */
const shortest = 8;

/** Cells of a terminal too narrow to name buffers in. */
const narrow = 60;

/** A row per step. Buffers are called by their layers where that fits, else by the numbers of their steps. */
function timeline({ plan }: MemoryReport, width: number, paint: Paint): string {
  const { moments, peakBytes } = plan;
  const layers = moments.map(({ step }) => step.layers[0]?.name ?? "");
  const live = moments.map((each) => sizeText(each.liveBytes));
  const index = widest("#", [String(moments.length)]);
  const alive = widest("alive", live);
  const bars = barCells + peakMark.length;
  const isNarrow = width < narrow;
  const room = Math.max(width - gridWidth([index, alive, bars, 0, ...(isNarrow ? [] : [0])]), shortest);
  const layer = Math.min(widest("layer", layers), isNarrow ? room : Math.floor(room * 0.45));
  const buffers = isNarrow ? undefined : bufferCells(plan, room - layer);
  const columns = [
    { title: "#", width: index },
    { title: "layer", width: layer },
    { title: "alive", width: alive },
    { title: "", width: bars },
    ...(buffers === undefined ? [] : [{ title: "buffers", width: widest("buffers", buffers) }]),
  ];
  const rows = moments.map((moment, at) => [
    String(at + 1).padStart(index),
    layers[at] ?? "",
    (live[at] ?? "").padStart(alive),
    bar(moment, peakBytes),
    buffers?.[at] ?? "",
  ]);
  return drawGrid(columns, rows, paint);
}

function bufferCells(plan: MemoryPlan, width: number): readonly string[] {
  const texts = (naming: BufferNaming) => plan.moments.map((each) => aliveTexts(each, plan, shownBuffers, naming));
  const named = texts("layer");
  const fits = named.every((each) => textWidth(each.join(", ")) <= width);
  return (fits ? named : texts("step")).map((each) => fitted(each, width));
}

function widest(title: string, texts: readonly string[]): number {
  return Math.max(textWidth(title), ...texts.map(textWidth));
}

/** As many names as fit, and how many are left out. */
function fitted(texts: readonly string[], width: number): string {
  const whole = texts.join(", ");
  if (textWidth(whole) <= width) return whole;
  const left = (shown: number) => (texts.length === shown ? "" : ", …");
  for (let shown = texts.length - 1; shown > 0; shown--) {
    const text = texts.slice(0, shown).join(", ") + left(shown);
    if (textWidth(text) <= width) return text;
  }
  const tail = left(1);
  return shorten(texts[0] ?? "", width - textWidth(tail)) + tail;
}

/** A table without borders; the first and the last column are words. */
function plainTable(titles: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const lines = [titles, ...rows];
  const widths = titles.map((_, column) => Math.max(...lines.map((row) => textWidth(row[column] ?? ""))));
  return lines.map((row) =>
    row
      .map((cell, column) => {
        const space = " ".repeat((widths[column] ?? 0) - textWidth(cell));
        return column === 0 || titles[column] === "" ? cell + space : space + cell;
      })
      .join("  ")
      .trimEnd(),
  );
}

function memoryMarkdown(report: MemoryReport): string {
  const { plan } = report;
  const row = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  const rule = (titles: readonly string[]) => row(titles.map((_, column) => (column === 0 ? "---" : "---:")));
  const lines = [memoryHeading(report), ""];
  lines.push(row(["step", "layer", "alive", "", "buffers"]), row(["---:", "---", "---:", "---", "---"]));
  for (const [index, moment] of plan.moments.entries()) {
    const mark = moment.liveBytes === plan.peakBytes ? "**peak**" : "";
    const buffers = aliveTexts(moment, plan, shownBuffers, "layer").join(", ");
    lines.push(row([String(index + 1), stepName(moment), sizeText(moment.liveBytes), mark, buffers]));
  }
  lines.push(
    "",
    peakText(plan),
    "",
    arenaText(plan),
    "",
    row(peakTitles),
    rule(peakTitles),
    ...peakRows(plan).map(row),
  );
  lines.push("", row(storageTitles), rule(storageTitles), ...storageRows(plan).map(row), "", storageNote);
  return `${lines.join("\n")}\n`;
}
