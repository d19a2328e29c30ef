import type { KernelRun } from "../../sim/index.ts";
import { drawGrid, gridWidth } from "../grid.ts";
import type { Paint } from "../paint.ts";
import { fillLines } from "../text-width.ts";

/** Stands where a port is still taken by what it started before. */
const busy = "│";

/**
 * What each port starts in each cycle of the steady state, by the numbers of the instructions. A period of several passes is
 * shown for the cycles of about one.
 */
export function scheduleLines(run: KernelRun, width: number, paint: Paint): readonly string[] {
  const { steady, program } = run;
  const { pipes } = program.pipeline;
  const cells = Array.from({ length: steady.cycles }, () => pipes.map(() => ""));
  for (const { index, issued, taken } of steady.issues) {
    for (const { pipe, cycles } of taken) {
      for (let at = 0; at < cycles; at++) {
        const row = cells[(issued - steady.start + at) % steady.cycles];
        if (row !== undefined) row[pipe] = at === 0 ? String(index + 1) : busy;
      }
    }
  }
  const shown = steady.passes === 1 ? steady.cycles : Math.min(Math.ceil(run.cyclesPerPass), steady.cycles);
  const rows = cells.slice(0, shown).map((row, cycle) => [String(cycle), ...row]);
  const titles = ["cycle", ...pipes];
  const widths = titles.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const columns = titles.map((title, at) => ({ title, width: widths[at] ?? 0, align: "right" as const }));
  const isWide = gridWidth(widths) > width;
  return [
    paint("title", "ports in the steady state"),
    ...fillLines(periodText(run, shown), / /, width).map((each) => paint("quiet", each)),
    isWide ? plainRows(titles, rows, widths) : drawGrid(columns, rows, paint),
  ];
}

function periodText({ steady }: KernelRun, shown: number): string {
  const numbers = `instructions by number, ${busy} still taken`;
  if (steady.passes === 1) return `${numbers}; repeats after ${steady.cycles} cycles`;
  return `${numbers}; repeats after ${steady.cycles} cycles and ${steady.passes} passes, the first ${shown} cycles are shown`;
}

function plainRows(titles: readonly string[], rows: readonly (readonly string[])[], widths: readonly number[]): string {
  return [titles, ...rows]
    .map((row) =>
      row
        .map((cell, at) => cell.padStart(widths[at] ?? 0))
        .join(" ")
        .trimEnd(),
    )
    .join("\n");
}
