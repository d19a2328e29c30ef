import { membersOf, type PacketRun, type Resource, slots } from "../../sim/index.ts";
import type { Paint } from "../paint.ts";
import { fillLines, shorten } from "../text-width.ts";
import type { PacketReport } from "./packet-report.ts";

/** Pipes and ports with the heads of their columns. */
const pipes: readonly (readonly [Resource, string])[] = [
  ["load", "ld"],
  ["store", "st"],
  ["xlane", "xl"],
  ["shift", "sh"],
  ["mpy0", "m0"],
  ["mpy1", "m1"],
];

/** One line per packet of the steady state: what stands in each slot, and by its number what each pipe works on. */
export function packetLines({ run, loop }: PacketReport, width: number, paint: Paint): readonly string[] {
  const rows = run.schedule.packets.map((packet, at) => {
    const served = packet.map(({ index, resources }) => ({ index, members: membersOf(resources) }));
    const inSlots = slots.toReversed().map((slot) => {
      const found = served.find(({ members }) => members.includes(slot));
      return found === undefined ? "" : `${found.index + 1} ${loop.body[found.index]?.mnemonic ?? ""}`;
    });
    const onPipes = pipes.map(([pipe]) => {
      const found = served.find(({ members }) => members.includes(pipe));
      return found === undefined ? "·" : String(found.index + 1);
    });
    return [String(at + 1), ...(packet.length === 0 ? ["stall", "", "", ""] : inSlots), ...onPipes];
  });
  const titles = [
    "",
    ...slots.map((each) => each.replace("slot", "slot ")).toReversed(),
    ...pipes.map(([, head]) => head),
  ];
  const widths = titles.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, at) => (at >= 1 && at <= 4 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join(" ")
      .trimEnd();
  const note = `instructions by number; repeats after ${run.schedule.interval} packets, ${iterationsText(run)}`;
  return [
    paint("title", "packets in the steady state"),
    ...fillLines(note, / /, width).map((each) => paint("quiet", each)),
    paint("header", line(titles)),
    ...rows.map(line),
  ];
}

function iterationsText({ schedule }: PacketRun): string {
  const count = Math.ceil(schedule.depth / schedule.interval);
  return count === 1 ? "one iteration at a time" : `${count} iterations at work at a time`;
}

/** Every instruction with its kind and its packet; `+1` stands one iteration later than the first of its own. */
export function instructionLines({ run, loop }: PacketReport, width: number, paint: Paint): readonly string[] {
  const { interval, packets } = run.schedule;
  const times = new Map(packets.flatMap((packet) => packet.map(({ index, time }) => [index, time] as const)));
  const rows = loop.body.map(({ text, kind }, index) => {
    const time = times.get(index) ?? 0;
    const later = Math.floor(time / interval);
    return [`#${index + 1}`, text, kind, String((time % interval) + 1), later === 0 ? "" : `+${later}`];
  });
  const widths = rows.reduce<readonly number[]>(
    (most, row) => row.map((cell, at) => Math.max(most[at] ?? 0, cell.length)),
    [0, 0, 0, 6, 0],
  );
  const [number = 0, text = 0, kind = 0, packet = 0, later = 0] = widths;
  const room = Math.min(text, width - number - kind - packet - later - 8);
  const line = ([first = "", second = "", third = "", fourth = "", fifth = ""]: readonly string[]) =>
    `${first.padStart(number)}  ${shorten(second, room).padEnd(room)}  ${third.padEnd(kind)}  ${fourth.padStart(packet)} ${fifth}`.trimEnd();
  return [
    paint("title", "one iteration"),
    paint("header", line(["", "instruction", "kind", "packet", ""])),
    ...rows.map(line),
  ];
}
