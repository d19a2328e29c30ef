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

interface Edge {
  readonly from: number;
  readonly to: number;
  /** Cycles that the second starts behind the first at least. */
  readonly cycles: number;
}

/**
 * Puts straight code, or one pass of a loop, into the order that a compiler gives it for a dual-issue in-order core: of the instructions
 * whose operands are there, the one on the longest path to the end goes first. Registers keep their names, so that what is written again must
 * have been read before; the branch stays last.
 * Source: list scheduling, as LLVM does by default for AArch64.
 */
export function listSchedule(body: readonly Instruction[]): readonly Instruction[] {
  const isBranch = ({ kind }: Instruction) => kind === "branch";
  const straight = body.filter((each) => !isBranch(each));
  return [...inOrderOf(straight), ...body.filter(isBranch)];
}

/** A loop in that order, which is made when it is first asked for: most of a catalogue never is. */
export function scheduled(kernel: Kernel): Kernel {
  let body: readonly Instruction[] | undefined;
  return {
    ...kernel,
    get body() {
      body ??= listSchedule(kernel.body);
      return body;
    },
  };
}

function inOrderOf(body: readonly Instruction[]): readonly Instruction[] {
  const leaving = body.map((): Edge[] => []);
  const waiting = body.map(() => 0);
  for (const edge of edgesOf(body)) {
    leaving[edge.from]?.push(edge);
    waiting[edge.to] = (waiting[edge.to] ?? 0) + 1;
  }
  const earliest = body.map(() => 0);
  const heights = longestPaths(body, leaving);
  const ready = new Set(waiting.flatMap((count, at) => (count === 0 ? [at] : [])));
  const order: Instruction[] = [];
  for (let cycle = 0; order.length < body.length; cycle++) {
    for (let slot = 0; slot < 2; slot++) {
      const next = highest(ready, heights, (at) => (earliest[at] ?? 0) <= cycle);
      if (next === undefined) break;
      ready.delete(next);
      order.push(...body.slice(next, next + 1));
      for (const { to, cycles } of leaving[next] ?? []) {
        earliest[to] = Math.max(earliest[to] ?? 0, cycle + cycles);
        waiting[to] = (waiting[to] ?? 0) - 1;
        if (waiting[to] === 0) ready.add(to);
      }
    }
  }
  return order;
}

/** Of the instructions that may go, the one with the longest path behind it; of equal ones the first. */
function highest(
  ready: ReadonlySet<number>,
  heights: readonly number[],
  mayGo: (at: number) => boolean,
): number | undefined {
  let best: number | undefined;
  for (const at of ready) {
    if (!mayGo(at)) continue;
    const rise = best === undefined ? 1 : (heights[at] ?? 0) - (heights[best] ?? 0);
    if (rise > 0 || (rise === 0 && best !== undefined && at < best)) best = at;
  }
  return best;
}

/** Last writer of a register, and who has read it since. */
interface Uses {
  writer: number | undefined;
  readers: number[];
}

/** Reads wait for the writer of a register; writes come after the writer and the readers before them. */
function edgesOf(body: readonly Instruction[]): readonly Edge[] {
  const uses = new Map<string, Uses>();
  const usesOf = (register: string): Uses => {
    const known = uses.get(register) ?? { writer: undefined, readers: [] };
    uses.set(register, known);
    return known;
  };
  const edges: Edge[] = [];
  for (const [to, instruction] of body.entries()) {
    const { reads, writes, accumulator, base } = instruction;
    const read = accumulator === undefined ? reads : [...reads, accumulator];
    for (const register of new Set(read)) {
      const { writer, readers } = usesOf(register);
      if (writer !== undefined) edges.push({ from: writer, to, cycles: resultAfter(body[writer], register) });
      readers.push(to);
    }
    for (const register of new Set(base === undefined ? writes : [...writes, base])) {
      const use = usesOf(register);
      if (use.writer !== undefined) edges.push({ from: use.writer, to, cycles: 1 });
      for (const from of use.readers) if (from !== to) edges.push({ from, to, cycles: 0 });
      use.writer = to;
      use.readers = [];
    }
  }
  return edges;
}

/** A stepped address is there in the next cycle. */
function resultAfter(writer: Instruction | undefined, register: string): number {
  if (writer === undefined || writer.base === register) return 1;
  return latencies[writer.kind] ?? vectorLatency;
}

/** Cycles from each instruction to the end of the longest path behind it. */
function longestPaths(body: readonly Instruction[], leaving: readonly (readonly Edge[])[]): readonly number[] {
  const heights = body.map(({ kind }) => latencies[kind] ?? vectorLatency);
  for (let at = body.length - 1; at >= 0; at--)
    for (const { to, cycles } of leaving[at] ?? [])
      heights[at] = Math.max(heights[at] ?? 0, cycles + (heights[to] ?? 0));
  return heights;
}
