import type { Instruction, Kernel } from "../instruction.ts";
import { accumulate, advance, convert, extract, load, loadReplicated, reverse, store, vector } from "./assembly.ts";
import { requantize, type Scale } from "./requantize.ts";

/** What stands around the inner loop of a GEMM tile. */
export interface GemmEnd {
  readonly name: string;
  readonly title: string;
  readonly rows: number;
  /** 128-bit registers per row of the tile. */
  readonly vectors: number;
  /** What the sums hold: 32-bit integers are scaled to int8. */
  readonly sums: "fp32" | "fp16" | "int32";
  /** Registers of partial sums per register of results: 4 where a register holds parts of one sum, which are folded first. */
  readonly partials?: 1 | 4;
  /** The bias is one value per column of the tile, or one per row. */
  readonly bias: "columns" | "rows";
  /** The sums of each four columns lie by diagonals, as `rotatingGemm` leaves them. */
  readonly isDiagonal?: boolean;
}

const [weights, output, bounds] = ["x20", "x21", "x8"];
const steps = (count: number) => Array.from({ length: count }, (_, step) => step);

/** Registers that no sum takes: there are at most 24 of them, from v31 down. */
const firstFree = 0;
const [lower, upper] = [4, 5];
const range = { zero: 6, lower, upper } as const;

/**
 * Straight code, once per tile: the sums start at the bias, are clamped and stored; int32 sums are scaled to int8 first. Registers as in the
 * loops: sums from v31 down, row by row.
 */
export function gemmEnd(end: GemmEnd): Kernel {
  const { name, title, rows, vectors, sums, partials = 1 } = end;
  const results = steps(rows * vectors).map((at) => 31 - at * partials);
  const body = [
    ...started(end),
    ...(partials === 1 ? [] : results.flatMap(folded)),
    ...(end.isDiagonal === true ? steps(vectors).flatMap((group) => straightened(results, group, vectors)) : []),
    ...(sums === "int32" ? scaledRows(end, results) : clamped(results, sums)),
    advance(output, 16 * vectors),
  ];
  return { name, title, macs: 0, outputs: rows * vectors * (sums === "fp16" ? 8 : 4), body };
}

/** Sums at the bias; of partial sums in one register, the first lane has it, and a load of one value leaves zero in the others. */
function started({ rows, vectors, sums, bias, partials = 1, isDiagonal = false }: GemmEnd): readonly Instruction[] {
  if (isDiagonal) return startedByDiagonals(vectors);
  const columns = vectors * partials;
  const sum = (row: number, column: number) => 31 - row * columns - column;
  if (bias === "columns") {
    const [letter, bytes] = partials === 1 ? (["q", 16] as const) : (["s", 4] as const);
    return [
      ...steps(columns).map((column) => load(`${letter}${sum(0, column)}`, { base: weights, offset: bytes * column })),
      ...steps(rows - 1).flatMap((row) =>
        steps(columns).map((column) => convert("mov", "move", ["16b", "16b"], [sum(row + 1, column), sum(0, column)])),
      ),
    ];
  }
  const [shape, letter, width] = sums === "fp16" ? (["8h", "h", 8] as const) : (["4s", "s", 4] as const);
  const held = Math.ceil(rows / width);
  return [
    ...steps(held).map((at) => load(`q${firstFree + at}`, { base: weights, offset: 16 * at })),
    ...steps(rows).flatMap((row) =>
      steps(columns).map((column): Instruction => {
        const [destination, source] = [sum(row, column), firstFree + Math.floor(row / width)];
        const made = convert("dup", "extract", [shape, shape], [destination, source]);
        return { ...made, text: `dup v${destination}.${shape}, v${source}.${letter}[${row % width}]` };
      }),
    ),
  ];
}

/** The bias of four rows in four orders: lane c of register t has that of row c ^ t. */
function startedByDiagonals(vectors: number): readonly Instruction[] {
  const sum = (turn: number, group: number) => 31 - turn * vectors - group;
  const turns = [0, 1, 2, 3];
  return [
    load(`q${sum(0, 0)}`, { base: weights, offset: 0 }),
    reverse("rev64", "4s", sum(1, 0), sum(0, 0)),
    extract(sum(2, 0), sum(0, 0), sum(0, 0), 8),
    reverse("rev64", "4s", sum(3, 0), sum(2, 0)),
    ...steps(vectors - 1).flatMap((group) =>
      turns.map((turn) => convert("mov", "move", ["16b", "16b"], [sum(turn, group + 1), sum(turn, 0)])),
    ),
  ];
}

/** Four registers of partial sums to one of sums, in the first. */
function folded(first: number): readonly Instruction[] {
  return [
    [first, first, first - 1],
    [first - 2, first - 2, first - 3],
    [first, first, first - 2],
  ].map(([to = 0, a = 0, b = 0]) => vector("addp", "integerVector", ["4s", "4s"], [to, a, b]));
}

/**
 * Four registers of which lane c of register t belongs to row c ^ t, to one register per row: neighbouring lanes are exchanged between
 * pairs of registers, then pairs of lanes. The masks say which lanes stay.
 */
function straightened(results: readonly number[], group: number, vectors: number): readonly Instruction[] {
  const register = (row: number) => results[row * vectors + group] ?? 0;
  const [held, odd, high] = [7, 2, 3];
  const exchange = (first: number, second: number, mask: number): readonly Instruction[] => [
    convert("mov", "move", ["16b", "16b"], [held, register(first)]),
    accumulate("bit", "integerVector", ["16b", "16b"], [register(first), register(second), mask]),
    accumulate("bit", "integerVector", ["16b", "16b"], [register(second), held, mask]),
  ];
  return [...exchange(0, 1, odd), ...exchange(2, 3, odd), ...exchange(0, 2, high), ...exchange(1, 3, high)];
}

function clamped(results: readonly number[], sums: "fp32" | "fp16"): readonly Instruction[] {
  const shape = sums === "fp16" ? "8h" : "4s";
  const bounded = (opcode: string, bound: number) =>
    results.map((each) => vector(opcode, "fpMinMax", [shape, shape], [each, each, bound]));
  const stores = results.map((each) => store(`q${each}`, { base: output, step: 16 }));
  const loads = [lower, upper].map((each) => loadReplicated(each, bounds, shape));
  return [...loads, ...bounded("fmax", lower), ...bounded("fmin", upper), ...stores];
}

/** Zero point, bounds, and scales by column or by row, loaded once; each row is narrowed four, two or one registers at a time. */
function scaledRows({ rows, vectors, bias }: GemmEnd, results: readonly number[]): readonly Instruction[] {
  const held = bias === "columns" ? vectors : Math.ceil(rows / 4);
  const behindBias = 4 * (bias === "columns" ? 4 * vectors : rows);
  const loads = steps(held).map((at) => load(`q${firstFree + at}`, { base: weights, offset: behindBias + 16 * at }));
  const scale = (row: number, column: number): Scale =>
    bias === "columns" ? [firstFree + column] : [firstFree + Math.floor(row / 4), `s[${row % 4}]`];
  const parts = vectors === 3 ? [[0, 1], [2]] : [steps(vectors)];
  const scaled = steps(rows).flatMap((row) =>
    parts.flatMap((columns) => {
      const sums = columns.map((column) => results[row * vectors + column] ?? 0);
      const scales = columns.map((column) => scale(row, column));
      const register = `${["", "s", "d", "", "q"][columns.length]}${sums[0]}`;
      return [...requantize(sums, scales, range), store(register, { base: output, step: 4 * columns.length })];
    }),
  );
  const limits = [lower, upper].map((each) => loadReplicated(each, bounds, "16b"));
  return [...loads, loadReplicated(range.zero, bounds, "8h"), ...limits, ...scaled];
}
