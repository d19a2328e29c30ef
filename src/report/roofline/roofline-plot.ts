import type { LayerClass } from "../../cost/index.ts";
import type { Paint } from "../paint.ts";
import { type LogAxis, logTicks, place, tickText } from "../svg/log-axis.ts";
import { BrailleCanvas } from "./braille.ts";
import { bandwidthsOf, type RooflineView, rooflineRange } from "./roofline-view.ts";

/** What stands for a layer in the plot. */
export const letters: Readonly<Record<LayerClass, string>> = {
  pointwise: "P",
  depthwise: "D",
  standard: "S",
  linear: "L",
  attention: "A",
};

/** Lines of the plot without its axis, and cells in front of it. */
const rows = 20;
const margin = 7;

/** Characters over the dots: letters of layers, names of roofs. */
type Overlay = Map<string, { readonly text: string; readonly isPoint: boolean }>;

/** The roofs in Braille dots, a letter per layer, logarithmic axes; 22 lines of at most `width` cells. */
export function plotLines(view: RooflineView, width: number, paint: Paint): readonly string[] {
  const columns = Math.max(width - margin - 2, 30);
  const range = rooflineRange(view);
  const canvas = new BrailleCanvas(columns, rows);
  const x: LogAxis = { from: range.x[0], to: range.x[1], start: 0, end: 2 * columns - 1 };
  const y: LogAxis = { from: range.y[0], to: range.y[1], start: 4 * rows - 1, end: 0 };
  const overlay: Overlay = new Map();
  drawRoofs(view, canvas, x, y);
  putPoints(view, overlay, x, y);
  nameRoofs(view, overlay, columns, x, y);
  const marks = new Map(
    logTicks(y.from, y.to, rows / 2).map((each) => [Math.round(place(y, each)) >> 2, tickText(each)]),
  );
  const lines = Array.from({ length: rows }, (_, row) => {
    const cells = Array.from({ length: columns }, (_, column) => {
      const over = overlay.get(`${column} ${row}`);
      if (over !== undefined) return over.isPoint ? paint("title", over.text) : over.text;
      return paint("quiet", canvas.character(column, row));
    });
    return `${(marks.get(row) ?? "").padStart(margin - 1)} ${marks.has(row) ? "┤" : "│"}${cells.join("")}`.trimEnd();
  });
  return [...lines, ...acrossLines(x, columns)];
}

/** Diagonals of the bandwidths up to the highest rate, and a level line for each rate. */
function drawRoofs({ timing }: RooflineView, canvas: BrailleCanvas, x: LogAxis, y: LogAxis): void {
  const peaks = [...timing.ceilings.macRate.values()];
  const top = Math.max(...peaks);
  for (let dot = 0; dot < 2 * canvas.columns; dot++) {
    const intensity = valueAt(x, dot);
    for (const [, bandwidth] of bandwidthsOf(timing)) {
      const rate = bandwidth * intensity;
      if (rate <= top && rate >= y.from) canvas.set(dot, Math.round(place(y, rate)));
    }
    // Where even the nearest memory is too slow for a rate its line is left out.
    const fed = Math.max(...bandwidthsOf(timing).map(([, bandwidth]) => bandwidth * intensity));
    for (const peak of peaks) if (fed >= peak) canvas.set(dot, Math.round(place(y, peak)));
  }
}

function valueAt({ from, to, start, end }: LogAxis, dot: number): number {
  return from * (to / from) ** ((dot - start) / (end - start));
}

/** Of layers in one cell, the one that takes longest is shown. */
function putPoints({ points }: RooflineView, overlay: Overlay, x: LogAxis, y: LogAxis): void {
  const byTime = [...points].sort((a, b) => a.layer.milliseconds - b.layer.milliseconds);
  for (const { intensity, macRate, layerClass } of byTime) {
    const key = `${Math.round(place(x, intensity)) >> 1} ${Math.round(place(y, macRate)) >> 2}`;
    overlay.set(key, { text: letters[layerClass], isPoint: true });
  }
}

/** Names each roof beside it, where nothing else is written. */
function nameRoofs({ timing }: RooflineView, overlay: Overlay, columns: number, x: LogAxis, y: LogAxis): void {
  for (const [dtype, rate] of timing.ceilings.macRate) {
    const text = `${dtype} ${numberText(rate)} MAC/cycle`;
    const row = Math.round(place(y, rate)) >> 2;
    writeFirst(
      text,
      [row - 1, row + 1].map((each) => [columns - text.length, each]),
      overlay,
      columns,
    );
  }
  for (const [name, bandwidth] of bandwidthsOf(timing)) {
    const text = `${name} ${numberText(bandwidth)} B/cycle`;
    const places = Array.from({ length: rows }, (_, up): readonly [number, number] => {
      const row = rows - 1 - up;
      const rate = valueAt(y, 4 * row + 3);
      return [(Math.round(place(x, rate / bandwidth)) >> 1) + 2, row];
    });
    writeFirst(
      text,
      places.filter(([column]) => column >= 1),
      overlay,
      columns,
    );
  }
}

function writeFirst(
  text: string,
  places: readonly (readonly [column: number, row: number])[],
  overlay: Overlay,
  columns: number,
): void {
  const isFree = ([column, row]: readonly [number, number]) =>
    row >= 0 &&
    row < rows &&
    column >= 0 &&
    column + text.length <= columns &&
    [...text].every((_, at) => !overlay.has(`${column + at} ${row}`) && !overlay.has(`${column + at - 1} ${row}`));
  const found = places.find(isFree);
  if (found === undefined) return;
  for (const [at, each] of [...text].entries())
    overlay.set(`${found[0] + at} ${found[1]}`, { text: each, isPoint: false });
}

/** The axis below, with ticks and their values. */
function acrossLines(x: LogAxis, columns: number): readonly string[] {
  const line = new Array<string>(columns).fill("─");
  const values = new Array<string>(columns + margin).fill(" ");
  let free = 0;
  for (const each of logTicks(x.from, x.to, columns / 6)) {
    const at = Math.round(place(x, each)) >> 1;
    line[at] = "┬";
    const text = tickText(each);
    const start = Math.max(margin + at - (text.length >> 1) + 1, 0);
    if (start < free || start + text.length > values.length + 2) continue;
    for (const [index, sign] of [...text].entries()) values[start + index] = sign;
    free = start + text.length + 1;
  }
  return [`${" ".repeat(margin)}└${line.join("")}`, values.join("").trimEnd()];
}

/** At most three digits that count. */
export function numberText(value: number): string {
  return String(Number(value.toPrecision(3)));
}
