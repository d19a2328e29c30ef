import { resources } from "../../sim/index.ts";
import { drawGrid } from "../grid.ts";
import type { Paint } from "../paint.ts";
import { fillLines } from "../text-width.ts";
import { instructionLines, packetLines } from "./packet-lines.ts";
import { circleText, type PacketReport, packetReason, shortNumber, threadMacRate, workOf } from "./packet-report.ts";

/** Lines are no narrower, even on a narrower terminal. */
const narrowest = 60;

/** The loop, its speed, what binds and the work of each resource; with `explain` the packets and the instructions in them. */
export function packetTable(report: PacketReport, explain: boolean, width: number, paint: Paint): string {
  const room = Math.max(width, narrowest);
  const { loop, core, run } = report;
  const content = `${loop.title}: ${loop.body.length} instructions${loop.macs === 0 ? "" : `, ${loop.macs} MAC`}`;
  const lines = [
    paint("title", `${loop.name} on ${core}`),
    ...fillLines(content, / /, room).map((each) => paint("quiet", each)),
    ...fillLines(speedText(report), / (?=·)/, room),
    ...fillLines(threadText(report), / /, room),
    ...fillLines(`bound by ${packetReason(run)}`, / /, room),
    "",
    paint("title", "packets per iteration at least"),
    ...boundLines(report, room),
    "",
    paint("title", "work of the resources, packets per iteration"),
    workGrid(report, paint),
    ...(explain ? ["", ...packetLines(report, room, paint), "", ...instructionLines(report, room, paint)] : []),
  ];
  return `${lines.join("\n")}\n`;
}

function speedText(report: PacketReport): string {
  const { run } = report;
  const rate = threadMacRate(report);
  const stalls = run.stallsPerIteration === 0 ? [] : [`${run.stallsPerIteration} stalls`];
  return [
    `${run.packetsPerIteration} packets per iteration`,
    ...stalls,
    `${run.cyclesPerIteration} cycles`,
    `${shortNumber(run.cyclesPerElement)} cycles/element`,
    ...(rate === undefined ? [] : [`${rate.toFixed(1)} MAC/cycle`]),
  ].join(" · ");
}

function threadText({ run }: PacketReport): string {
  const { contextCycles, vectorContexts, hardwareThreads, vectorRegisters } = run.program.machine;
  const { vectors, spills } = run.schedule;
  const registers =
    vectors <= vectorRegisters
      ? `${vectors} of ${vectorRegisters} vector registers`
      : `${vectors} vector registers, which is more than the ${vectorRegisters} there are: ${spills} packets store some and load them again`;
  const shared = run.cyclesPerIteration / vectorContexts;
  return (
    `one thread, a packet every ${contextCycles} cycles; ${vectorContexts} of ${hardwareThreads} threads have vectors: ` +
    `${shortNumber(shared)} cycles per iteration together; ${registers}`
  );
}

function boundLines({ run }: PacketReport, width: number): readonly string[] {
  const { resources: work, recurrence } = run.bounds;
  const chain = recurrence.chain.length === 0 ? "" : `through ${circleText(run)}`;
  const rows = [
    ["resources", shortNumber(work.packets), `on ${work.busiest.join(" ")}`],
    ["recurrence", shortNumber(recurrence.packets), chain],
  ];
  const widest = Math.max(...rows.map(([, packets = ""]) => packets.length));
  return rows.flatMap(([name = "", packets = "", detail = ""]) => {
    const head = `  ${name.padEnd(10)}  ${packets.padStart(widest)}  `;
    return fillLines(detail, / /, width - head.length).map((each, at) =>
      (at === 0 ? head + each : " ".repeat(head.length) + each).trimEnd(),
    );
  });
}

const barCells = 20;

function workGrid({ run }: PacketReport, paint: Paint): string {
  const rows = resources.map((each) => {
    const work = workOf(run, each, resources);
    const share = work / run.schedule.interval;
    return [each, String(work), `${Math.round(100 * share)} %`, "█".repeat(Math.round(share * barCells))];
  });
  const columns = [
    { title: "resource", width: 8 },
    { title: "packets", width: 7, align: "right" as const },
    { title: "busy", width: 5, align: "right" as const },
    { title: "", width: barCells },
  ];
  return drawGrid(columns, rows, paint, {
    paintCell: (text, _row, column) => (column === 3 ? paint("bar", text) : text),
  });
}
