import { drawGrid } from "../grid.ts";
import type { Paint } from "../paint.ts";
import { fillLines } from "../text-width.ts";
import { chainText, cyclesText, type KernelReport, macRate, reasonOf } from "./kernel-report.ts";
import { scheduleLines } from "./schedule.ts";
import { timelineLines } from "./timeline.ts";

/** Lines are no narrower, even on a narrower terminal. */
const narrowest = 60;

/** The loop, its speed, what binds and the work of each port; with `explain` one steady pass and the ports cycle by cycle. */
export function kernelTable(report: KernelReport, explain: boolean, width: number, paint: Paint): string {
  const room = Math.max(width, narrowest);
  const { kernel, core, run } = report;
  const rate = macRate(report);
  const speed = [
    `${cyclesText(run.cyclesPerPass)} cycles per pass`,
    ...(rate === undefined ? [] : [`${rate.toFixed(2)} MAC/cycle`]),
    `${(kernel.body.length / run.cyclesPerPass).toFixed(2)} instructions/cycle`,
  ];
  const content = `${kernel.title}: ${kernel.body.length} instructions${kernel.macs === 0 ? "" : `, ${kernel.macs} MAC`}`;
  const lines = [
    paint("title", `${kernel.name} on ${core}`),
    ...fillLines(content, / /, room).map((each) => paint("quiet", each)),
    ...fillLines(speed.join(" · "), / (?=·)/, room),
    ...fillLines(`bound by ${run.bound}: ${reasonOf(run)}`, / /, room),
    "",
    paint("title", "cycles per pass at least"),
    ...boundLines(report, room),
    "",
    paint("title", "work of the ports, cycles per pass"),
    pressureGrid(report, paint),
    ...(explain ? ["", ...timelineLines(run, room, paint), "", ...scheduleLines(run, room, paint)] : []),
  ];
  return `${lines.join("\n")}\n`;
}

function boundLines({ run }: KernelReport, width: number): readonly string[] {
  const { ports, frontEnd, dependences } = run.bounds;
  const chain = dependences.chain.length === 0 ? "" : `through ${chainText(run)}`;
  const { dispatch } = run.program.pipeline;
  const rows = [
    ["ports", cyclesText(ports.cycles), `on ${ports.pipes.join(" ")}`],
    ["front end", cyclesText(frontEnd.cycles), `${frontEnd.microOps} micro-operations, ${dispatch} per cycle`],
    ["dependences", cyclesText(dependences.cycles), chain],
  ];
  const widest = Math.max(...rows.map(([, cycles = ""]) => cycles.length));
  return rows.flatMap(([name = "", cycles = "", detail = ""]) => {
    const head = `  ${name.padEnd(11)}  ${cycles.padStart(widest)}  `;
    return fillLines(detail, / /, width - head.length).map((each, at) =>
      (at === 0 ? head + each : " ".repeat(head.length) + each).trimEnd(),
    );
  });
}

const barCells = 20;

function pressureGrid({ run }: KernelReport, paint: Paint): string {
  const { pipes } = run.program.pipeline;
  const rows = pipes.map((pipe, at) => {
    const cycles = run.pressure[at] ?? 0;
    const share = cycles / run.cyclesPerPass;
    return [pipe, cyclesText(cycles), `${Math.round(100 * share)} %`, bar(share)];
  });
  const widest = (column: number, title: string) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0));
  const columns = [
    { title: "port", width: widest(0, "port") },
    { title: "cycles", width: widest(1, "cycles"), align: "right" as const },
    { title: "busy", width: widest(2, "busy"), align: "right" as const },
    { title: "", width: barCells },
  ];
  return drawGrid(columns, rows, paint, {
    paintCell: (text, _row, column) => (column === 3 ? paint("bar", text) : text),
  });
}

function bar(share: number): string {
  return "█".repeat(Math.round(share * barCells));
}
