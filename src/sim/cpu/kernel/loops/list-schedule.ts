import type { InstructionClass } from "../../../../hardware/index.ts";
import type { Instruction, Kernel } from "../instruction.ts";

/** Cycles until a result can be used on the in-order core that the order is made for. */
const latencies: Partial<Record<InstructionClass, number>> = {
  integer: 1,
  integerRegisters: 1,
  branch: 1,
  loadInteger: 3,
  loadPairInteger: 3,
  insert: 2,
};
const vectorLatency = 4;

interface Node {
  readonly at: number;
  /** Earlier instructions that must come first, and how many cycles before. */
  readonly after: readonly { readonly at: number; readonly cycles: number }[];
}

/**
 * Puts straight code, or one pass of a loop, into the order that a compiler gives it for a dual-issue in-order core: of the instructions
 * whose operands are there, the one on the longest path to the end goes first. Registers keep their names, so that what is written again must
 * have been read before; the branch stays last.
 * Source: list scheduling, as LLVM does by default for AArch64.
 */
export function listSchedule(body: readonly Instruction[]): readonly Instruction[] {
  const nodes = body.map((_, at): Node => ({ at, after: constraints(body, at) }));
  const heights = longestPaths(body, nodes);
  const starts = new Map<number, number>();
  const order: number[] = [];
  for (let cycle = 0; order.length < body.length; cycle++) {
    for (let slot = 0; slot < 2; slot++) {
      const next = nodes
        .filter(({ at, after }) => !starts.has(at) && after.every((each) => isDone(starts, each, cycle)))
        .reduce<number | undefined>(
          (best, { at }) => (best === undefined || (heights[at] ?? 0) > (heights[best] ?? 0) ? at : best),
          undefined,
        );
      if (next === undefined) break;
      starts.set(next, cycle);
      order.push(next);
    }
  }
  return order.flatMap((at) => body.slice(at, at + 1));
}

/** A loop in that order. */
export function scheduled(kernel: Kernel): Kernel {
  return { ...kernel, body: listSchedule(kernel.body) };
}

function isDone(
  starts: ReadonlyMap<number, number>,
  { at, cycles }: { readonly at: number; readonly cycles: number },
  cycle: number,
): boolean {
  const start = starts.get(at);
  return start !== undefined && start + cycles <= cycle;
}

/** Registers that an instruction reads, its sum and a stepped address among them. */
function readsOf({ reads, accumulator }: Instruction): readonly string[] {
  return accumulator === undefined ? reads : [...reads, accumulator];
}

function writesOf({ writes, base }: Instruction): readonly string[] {
  return base === undefined ? writes : [...writes, base];
}

function constraints(body: readonly Instruction[], user: number): Node["after"] {
  const instruction = body[user];
  if (instruction === undefined) return [];
  return body.slice(0, user).flatMap((earlier, at) => {
    const cycles = gap(earlier, instruction);
    return cycles === undefined ? [] : [{ at, cycles }];
  });
}

/** Cycles between two instructions of which the second must come later; undefined where they may change places. */
function gap(earlier: Instruction, later: Instruction): number | undefined {
  const reads = readsOf(later);
  const writes = writesOf(later);
  const read = earlier.writes.some((each) => reads.includes(each));
  if (read) return latencies[earlier.kind] ?? vectorLatency;
  const isStepped = earlier.base !== undefined && reads.includes(earlier.base);
  const isWrittenAgain = writesOf(earlier).some((each) => writes.includes(each));
  if (isStepped || isWrittenAgain) return 1;
  const isReadBefore = readsOf(earlier).some((each) => writes.includes(each));
  return isReadBefore || later.kind === "branch" ? 0 : undefined;
}

/** Cycles from each instruction to the end of the longest path behind it. */
function longestPaths(body: readonly Instruction[], nodes: readonly Node[]): readonly number[] {
  const heights = body.map(({ kind }) => latencies[kind] ?? vectorLatency);
  for (const { at, after } of [...nodes].reverse())
    for (const each of after) heights[each.at] = Math.max(heights[each.at] ?? 0, each.cycles + (heights[at] ?? 0));
  return heights;
}
