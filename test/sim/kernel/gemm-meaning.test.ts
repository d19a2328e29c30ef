import { describe, expect, it } from "vitest";
import { type Kernel, kernels } from "../../../src/sim/index.ts";
import { type Arm64, arm64, interpret } from "./interpret.ts";
import type { Element } from "./register-file.ts";

/*
 * GEMM loops run on numbers, by an interpreter that knows AArch64 alone, and are compared with the product of two matrices. A table says
 * how the operands lie in memory, which is what a runtime's packing does. Loops that load ahead take their first operands in a pass
 * before the data, whose sums are dropped.
 */
const passes = 3;
const place = (index: number) => 4096 + 4096 * index;

/** Small whole numbers, exact in every type. */
const left = (row: number, k: number) => ((7 * row + 3 * k + row * k) % 11) - 5;
const right = (k: number, column: number) => ((5 * column + 2 * k + column * k * k) % 13) - 6;
const steps = (count: number) => Array.from({ length: count }, (_, step) => step);

interface Stream {
  readonly base: string;
  /** The values of one pass, by its number. */
  readonly values: (pass: number) => readonly number[];
  /** Bytes by which the address runs ahead of what a pass computes with. */
  readonly lead?: number;
}

interface Case {
  readonly input: Element;
  readonly output: Element;
  readonly streams: readonly Stream[];
  /** The sum of a row and a column, read from the registers. */
  readonly sum: (machine: Arm64, row: number, column: number) => number;
}

function kernel(name: string): Kernel & { readonly tile: NonNullable<Kernel["tile"]> } {
  const found = kernels().get(name);
  if (found?.tile === undefined) throw new Error(name);
  return { ...found, tile: found.tile };
}

/** Registers that are only added to. */
function sumsOf({ body }: Kernel): readonly string[] {
  const started = new Set(body.filter((each) => each.accumulator === undefined).flatMap((each) => each.writes));
  return [...new Set(body.flatMap(({ accumulator }) => accumulator ?? []))].filter((each) => !started.has(each));
}

function sumsAfter(name: string, { input, streams, sum }: Case): number[][] {
  const { tile, ...loop } = kernel(name);
  const machine = arm64(1 << 16);
  const size = { b: 1, h: 2, s: 4, half: 2, float: 4 }[input];
  for (const [index, { base, values, lead = 0 }] of streams.entries()) {
    const perPass = values(0).length * size;
    for (const pass of steps(passes + 1)) machine.memory.write(input, place(index) + pass * perPass, values(pass));
    machine.general.set(base, place(index) - perPass + lead);
  }
  const lines = loop.body.map((each) => each.text);
  interpret(lines, machine);
  for (const register of sumsOf(loop))
    machine.vectors.write(
      "b",
      16 * Number(register.slice(1)),
      steps(16).map(() => 0),
    );
  for (let pass = 0; pass < passes; pass++) interpret(lines, machine);
  return steps(tile.rows).map((row) => steps(tile.columns).map((column) => sum(machine, row, column)));
}

function product({ rows, columns, depth }: NonNullable<Kernel["tile"]>): number[][] {
  return steps(rows).map((row) =>
    steps(columns).map((column) =>
      steps(passes * depth).reduce((total, k) => total + left(row, k) * right(k, column), 0),
    ),
  );
}

/** Values of one pass: for each group of `deep` steps of k, one list per row or column, its steps together. */
function grouped(count: number, depth: number, deep: number, value: (index: number, k: number) => number) {
  return (pass: number) =>
    steps(depth / deep).flatMap((group) =>
      steps(count).flatMap((index) => steps(deep).map((part) => value(index, pass * depth + group * deep + part))),
    );
}

const columnFirst = (column: number, k: number) => right(k, column);

/** A lane of the register that holds four or eight columns of a row, the first row in v31 and below. */
function lane(output: Element, columns: number) {
  const width = output === "half" ? 8 : 4;
  const size = output === "half" ? 2 : 4;
  return ({ vectors }: Arm64, row: number, column: number) => {
    const register = 31 - (row * (columns / width) + Math.floor(column / width));
    return vectors.get(output, 16 * register + size * (column % width));
  };
}

/** Left operand in rows of their own, from x2 on; right one in panels at x20. */
function rowCase(name: string, input: Element, output: Element, deep: number, lead = 0): Case {
  const { rows, columns, depth } = kernel(name).tile;
  return {
    input,
    output,
    streams: [
      ...steps(rows).map((row) => ({
        base: `x${row + 2}`,
        values: grouped(1, depth, depth, (_, k) => left(row, k)),
        lead,
      })),
      { base: "x20", values: grouped(columns, depth, deep, columnFirst) },
    ],
    sum: lane(output, columns),
  };
}

function packedCase(name: string, input: Element, output: Element, deep: number): Case {
  const { rows, columns, depth } = kernel(name).tile;
  return {
    input,
    output,
    streams: [
      { base: "x2", values: grouped(rows, depth, deep, left) },
      { base: "x20", values: grouped(columns, depth, deep, columnFirst) },
    ],
    sum: lane(output, columns),
  };
}

/** A sum spread over the lanes of a register. */
function spreadOver(register: (row: number, column: number) => number): Case["sum"] {
  return ({ vectors }, row, column) =>
    vectors.read("s", 16 * register(row, column), 4).reduce((total, each) => total + each, 0);
}

const cases: Readonly<Record<string, Case>> = {
  f32_gemm_4x8_ld64: rowCase("f32_gemm_4x8_ld64", "float", "float", 1),
  f32_gemm_6x8_ld128: rowCase("f32_gemm_6x8_ld128", "float", "float", 1),
  f32_gemm_6x8_ld128_sp: rowCase("f32_gemm_6x8_ld128_sp", "float", "float", 1, 16),
  f32_gemm_8x8_ld128_sp: rowCase("f32_gemm_8x8_ld128_sp", "float", "float", 1, 16),
  f32_gemm_4x8_a53: rowCase("f32_gemm_4x8_a53", "float", "float", 1, 8),
  f32_gemm_6x8_a53: rowCase("f32_gemm_6x8_a53", "float", "float", 1, 8),
  f16_gemm_1x16: rowCase("f16_gemm_1x16", "half", "half", 1),
  f16_gemm_6x16: rowCase("f16_gemm_6x16", "half", "half", 1),
  s8_sdot_4x16c4: rowCase("s8_sdot_4x16c4", "b", "s", 4),
  s8_sdot_4x16c4_sp: rowCase("s8_sdot_4x16c4_sp", "b", "s", 4, 16),
  s8_mlal_lane_4x16: {
    ...rowCase("s8_mlal_lane_4x16", "b", "s", 1),
    sum: ({ vectors }, row, column) =>
      vectors.get("s", 16 * (16 + 4 * row + Math.floor(column / 4)) + 4 * (column % 4)),
  },
  s8_mlal_2x8c8: {
    ...rowCase("s8_mlal_2x8c8", "b", "s", 8),
    sum: spreadOver((row, column) => 16 + 2 * column + row),
  },
  s8_mlal_2x8c8_sp: {
    ...rowCase("s8_mlal_2x8c8_sp", "b", "s", 8),
    sum: spreadOver((row, column) => 16 + 2 * column + row),
  },
  f32_gemm_8x12: packedCase("f32_gemm_8x12", "float", "float", 1),
  f32_gemm_8x12_a53: packedCase("f32_gemm_8x12_a53", "float", "float", 1),
  f32_gemm_8x8_packed: packedCase("f32_gemm_8x8_packed", "float", "float", 1),
  f32_gemm_12x4_packed: {
    input: "float",
    output: "float",
    streams: [
      { base: "x2", values: grouped(4, 4, 1, columnFirst), lead: 16 },
      { base: "x20", values: grouped(12, 4, 1, left) },
    ],
    sum: ({ vectors }, row, column) =>
      vectors.get("float", 16 * (31 - (3 * column + Math.floor(row / 4))) + 4 * (row % 4)),
  },
  f16_gemm_8x12_packed: {
    input: "half",
    output: "half",
    streams: [
      { base: "x2", values: grouped(12, 4, 1, columnFirst) },
      { base: "x20", values: grouped(8, 4, 1, left) },
    ],
    sum: ({ vectors }, row, column) => vectors.get("half", 16 * (31 - column) + 2 * row),
  },
  f16_gemm_8x8_packed: packedCase("f16_gemm_8x8_packed", "half", "half", 1),
  f16_gemm_8x16_packed: packedCase("f16_gemm_8x16_packed", "half", "half", 1),
  s8_sdot_8x12c4: packedCase("s8_sdot_8x12c4", "b", "s", 4),
  s8_smlal_4x8_packed: rotatedCase("s8_smlal_4x8_packed"),
  s8_smlal_4x16_packed: rotatedCase("s8_smlal_4x16_packed"),
  s8_smlal_4x4c16_packed: {
    ...packedCase("s8_smlal_4x4c16_packed", "b", "s", 16),
    sum: spreadOver((row, column) => 16 + 4 * column + row),
  },
};

/** Four columns in a register: two steps of k of each in the lower half, two in the upper one. */
function rotatedCase(name: string): Case {
  const { columns } = kernel(name).tile;
  const panels = (pass: number) =>
    steps(columns / 4).flatMap((group) => grouped(4, 4, 2, (column, k) => right(k, 4 * group + column))(pass));
  return {
    input: "b",
    output: "s",
    streams: [
      { base: "x2", values: grouped(4, 4, 2, left) },
      { base: "x20", values: panels },
    ],
    // The four registers of a group hold row c ^ t in lane c.
    sum: ({ vectors }, row, column) => {
      const turn = row ^ (column % 4);
      const register = 31 - (turn * (columns / 4) + Math.floor(column / 4));
      return vectors.get("s", 16 * register + 4 * (column % 4));
    },
  };
}

describe("a GEMM loop computes the product of two matrices", () => {
  it.each(Object.entries(cases))("%s", (name, each) => {
    expect(sumsAfter(name, each)).toEqual(product(kernel(name).tile));
  });

  it("covers every GEMM of AArch64 but for those that differ from another by their order or rows alone", () => {
    const others = [...kernels().values()].filter(
      ({ name, tile }) => tile !== undefined && !(name in cases) && !/_v7$|_vfp$/.test(name),
    );
    expect(others.map((each) => each.name)).toEqual([
      "f32_gemm_1x8_ld128",
      "f32_gemm_4x8_ld128",
      "f32_gemm_4x8_ld128_sp",
      "f32_gemm_4x8_ld64_sp",
      "f32_gemm_6x8_ld64",
      "f32_gemm_6x8_ld64_sp",
      "f32_gemm_7x8_ld128",
      "f32_gemm_8x8_ld128",
      "s8_sdot_4x8c4",
      "u8_udot_4x16c4",
      "s8_mlal_lane_4x16_sp",
      "f32_gemv_4",
      "f16_gemv_4",
    ]);
  });
});
