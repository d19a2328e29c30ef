import type { Issue, KernelRun } from "../../sim/index.ts";
import type { Paint } from "../paint.ts";
import { fillLines, shorten } from "../text-width.ts";

/** Cells that the text of an instruction may take. */
const longestText = 30;

const legends = {
  outOfOrder:
    "D dispatched, = waits for an operand, - waits for a port, e executes, E last cycle; cycles from the pass's first dispatch",
  inOrder: "e executes, E last cycle; cycles from the issue before the pass",
} as const;

/**
 * One steady pass: an instruction per line, a cycle per column. What does not fit beside each other stands below, without the lines
 * in which nothing happens but waiting.
 */
export function timelineLines(run: KernelRun, width: number, paint: Paint): readonly string[] {
  const { pass } = run.steady;
  const isInOrder = run.program.pipeline.window === undefined;
  const origin = pass[0]?.dispatched ?? 0;
  const strips = pass.map((each) => strip(each, run, origin, isInOrder));
  const margin = String(pass.length).length + 1;
  const texts = pass.map(({ index }) => run.program.steps[index]?.instruction.text ?? "");
  const text = Math.min(longestText, Math.max(...texts.map((each) => each.length)));
  const room = width - margin - text - 4;
  const span = Math.max(...strips.map((each) => each.length));
  const lines = [
    paint("title", "one pass"),
    ...fillLines(isInOrder ? legends.inOrder : legends.outOfOrder, / /, width).map((each) => paint("quiet", each)),
  ];
  for (let from = 0; from < span; from += room) {
    lines.push(
      paint("header", `${" ".repeat(margin + text + 4)}${ruler(from, Math.min(room, span - from))}`.trimEnd()),
    );
    for (const [at, each] of strips.entries()) {
      const part = each.slice(from, from + room).trimEnd();
      if (!/[DeE]/.test(part)) continue;
      lines.push(`${`#${at + 1}`.padStart(margin)}  ${shorten(texts[at] ?? "", text).padEnd(text)}  ${part}`);
    }
  }
  return lines;
}

/** Every tenth cycle by its number, every other fifth by a dot. */
function ruler(from: number, length: number): string {
  let line = "";
  for (let cycle = from; line.length < length; ) {
    const mark = cycle % 10 === 0 ? String(cycle) : cycle % 5 === 0 ? "." : " ";
    const fitting = line.length + mark.length <= length ? mark : " ";
    line += fitting;
    cycle += fitting.length;
  }
  return line;
}

function strip(
  { index, dispatched, ready, issued }: Issue,
  run: KernelRun,
  origin: number,
  isInOrder: boolean,
): string {
  const done = run.program.steps[index]?.done ?? 0;
  const entered = isInOrder ? issued : dispatched;
  const waiting = Array.from({ length: Math.max(issued - dispatched - 1, 0) }, (_, at) =>
    dispatched + 1 + at < ready ? "=" : "-",
  ).join("");
  const running = `${"e".repeat(Math.max(done - 1, 0))}E`;
  const body = isInOrder ? running : `D${waiting}${running}`;
  return " ".repeat(Math.max(entered - origin, 0)) + body;
}
