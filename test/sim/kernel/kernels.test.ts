import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { kernels } from "../../../src/sim/index.ts";
import { assemblyLines, assemblyNames, readInstruction } from "./read-assembly.ts";
import { readArmInstruction } from "./read-assembly-arm.ts";

const rows = readFileSync(new URL("../../oracles/llvm_mca.csv", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .slice(1)
  .map((line) => line.split(","));

function body(name: string) {
  return kernels().get(name)?.body ?? [];
}

/** `[x20]` is `[x20, #0]`. */
const written = (line: string) => line.replace(/\[(x\d+|sp)\]$/, "[$1, #0]");

/** What an instruction does without saying to which registers: its operation and the sizes of its operands. */
const operation = (line: string) =>
  written(line)
    .replace(/\b([xqdv])\d+/g, "$1")
    .replace(/#\d+/g, "#");

describe("kernels of the oracle", () => {
  it.each(
    rows.map(([, name = "", macs = "", instructions = ""]) => [name, Number(macs), Number(instructions)] as const),
  )("%s has %i MAC and %i instructions", (name, macs, instructions) => {
    expect([kernels().get(name)?.macs, body(name).length]).toEqual([macs, instructions]);
  });

  it.each(assemblyNames)("%s has the instruction mix of the assembly", (name) => {
    const mix = (lines: readonly string[]) => lines.map(operation).sort();
    expect(mix(body(name).map((each) => each.text))).toEqual(mix(assemblyLines(name)));
  });

  const ordered = assemblyNames.filter((name) => !name.endsWith("_sp") || name.startsWith("f32_dwconv"));
  it.each(ordered)("%s is the assembly, instruction by instruction", (name) => {
    expect(body(name).map((each) => each.text)).toEqual(assemblyLines(name).map(written));
  });

  it.each([...kernels().keys()])("%s reads and writes what its text says", (name) => {
    const read = /_v7|_vfp/.test(name) ? readArmInstruction : readInstruction;
    const sorted = (each: ReturnType<typeof readInstruction>) => ({
      ...each,
      reads: [...each.reads].sort(),
      writes: [...each.writes].sort(),
    });
    for (const each of body(name)) expect(sorted(each)).toEqual(sorted(read(each.text)));
  });
});

describe("software-pipelined GEMMs", () => {
  /*
   * Symbolic run of two passes: each register holds the name of what was loaded into it. The products of the second pass must
   * take the operands that the first one loaded ahead, and no product may see a row of one pass beside a column of the other.
   */
  const pipelined = [...kernels().values()].filter(({ name }) => name.endsWith("_sp") && name.includes("gemm"));
  it.each(pipelined.map((each) => each.name))("%s: no load overwrites what a later product still reads", (name) => {
    const loads = new Map<string, number>();
    const steps = Array.from({ length: 3 }, () => body(name)).flat();
    const length = body(name).length;
    const products: string[][] = [[], [], []];
    for (const [at, { kind, reads, writes }] of steps.entries()) {
      const pass = Math.floor(at / length);
      if (kind.startsWith("load")) for (const each of writes) loads.set(each, at % length);
      if (kind === "fpMla") products[pass]?.push(reads.map((each) => loads.get(each) ?? "before").join(" "));
    }
    // Each load is used by equally many products: rows by all columns, columns by all rows.
    const uses = new Map<string, number>();
    for (const each of products[2] ?? []) for (const load of each.split(" ")) uses.set(load, (uses.get(load) ?? 0) + 1);
    const rows = body(name).filter((each) => each.kind === "load64Post" || each.kind === "load128Post").length;
    const lanes = body(name).filter((each) => each.kind === "fpMla").length / (rows * 2);
    const counts = [...uses.values()].sort((a, b) => a - b);
    // A row's register feeds 2 products per step of k; one load of a pair feeds `rows` products for each of its two registers.
    const wanted = [...Array.from({ length: rows }, () => 2 * lanes), ...Array.from({ length: lanes }, () => 2 * rows)];
    expect(counts).toEqual(wanted.sort((a, b) => a - b));
    expect(products[1]).toEqual(products[2]);
  });
});

describe("kernels beyond the oracle", () => {
  it.each([
    // Four scalar loads, one load of four values, 4 x 4 products, count down, branch.
    ["f32_gemm_4x4_vfp", 16, 4 + 1 + 16 + 2],
    // rows / 2 pairs of pointers, compare + add + select per row, next tap, count down, branch.
    ["f32_igemm_4x8_tap", 0, 2 + 3 * 4 + 3],
    ["f32_igemm_6x8_tap", 0, 3 + 3 * 6 + 3],
    // Two loads per operand, two of each: multiply, max, min, store; three addresses, count down, branch.
    ["f32_mul_8el", 0, 4 + 2 * 4 + 5],
    // Seven loads, six sums, scale, max, min, store, count down, branch.
    ["f32_gavgpool_7p4c", 0, 7 + 6 + 1 + 2 + 1 + 2],
    // Nine loads, eight maxima, max, min, store, count down, branch.
    ["f32_maxpool_9p4c", 0, 9 + 8 + 2 + 1 + 2],
    // Per step: 24 products, 2 + 3 loads; two addresses, count down, branch.
    ["f32_gemm_8x12", 8 * 12 * 4, 4 * (24 + 5) + 4],
    ["s8_sdot_8x12c4", 8 * 12 * 16, 4 * (24 + 5) + 4],
    ["f32_gemm_8x8_packed", 8 * 8 * 4, 4 * (16 + 4) + 4],
    // Per step: 12 products, 3 loads, 4 values spread; one address, count down, branch.
    ["f32_gemm_12x4_packed", 12 * 4 * 4, 4 * (12 + 3 + 4) + 3],
    // Per step: 12 products, a load of 8 values, one of 4, one of 8.
    ["f16_gemm_8x12_packed", 8 * 12 * 4, 4 * (12 + 3) + 4],
    ["f16_gemm_8x8_packed", 8 * 8 * 4, 4 * (8 + 2) + 4],
    // One load of rows, a load per four columns, three rotations, three instructions per four sums; address, count down, branch.
    ["s8_smlal_4x8_packed", 4 * 8 * 4, 1 + 2 + 3 + 3 * 8 + 3],
    ["s8_smlal_4x16_packed", 4 * 16 * 4, 1 + 4 + 3 + 3 * 16 + 3],
    // Four rows, two loads of eight values, 2 x 4 x 2 products, count down, branch.
    ["f32_gemm_4x8_v7", 4 * 8 * 2, 4 + 2 + 16 + 2],
    // Per step: 12 products, two loads per operand.
    ["f32_gemm_6x8_v7", 6 * 8 * 4, 4 * (12 + 4) + 2],
    // Four rows loaded and widened; per step a load, a widening, eight products.
    ["s8_mlal_lane_4x8_v7", 4 * 8 * 8, 4 * 2 + 8 * (2 + 8) + 2],
    // Tencent/ncnn, convolutiondepthwise_3x3_pack4.h: 8 sums, 24 registers of input, 72 products; here in 12 pairs.
    ["f32_dw3x3_pack4_row", 9 * 8 * 4, 8 + 24 / 2 + 72 + 8 + 2],
    // Four sums started, 25 taps, 5 x 8 inputs in pairs, 25 x 4 products, four stores, count down, branch.
    ["f32_dw5x5_pack4_row", 25 * 4 * 4, 4 + 25 + 20 + 100 + 4 + 2],
    // google/XNNPACK, 6x8-aarch64-neonfma-cortex-a53.S: 48 products, 28 loads of 64 bits, 14 inserts; add, count down, branch.
    ["f32_gemm_6x8_a53", 6 * 8 * 4, 48 + 28 + 14 + 3],
    // A quarter fewer rows: 32 products; (2 + 4) x 2 registers in two halves each, joined by inserts.
    ["f32_gemm_4x8_a53", 4 * 8 * 4, 32 + 24 + 12 + 3],
    // Five registers per step in halves.
    ["f32_gemm_8x12_a53", 8 * 12 * 4, 4 * (24 + 5 * 3) + 4],
    ["f16_gemm_8x16_packed", 8 * 16 * 4, 4 * (16 + 3) + 4],
    // Four registers of each operand, 16 x 3 instructions on sums; two addresses, count down, branch.
    ["s8_smlal_4x4c16_packed", 4 * 4 * 16, 8 + 48 + 4],
    // Two loads of rows, 2 x 4 of weights, 16 x 3 on sums, 3 x 4 shifts round, count down, branch.
    ["s8_mlal_2x8c2s4_v7", 2 * 8 * 16, 2 + 8 + 48 + 12 + 2],
    ["f32_gemv_4", 4 * 8, 1 + 4 + 8 + 2],
    // google/XNNPACK, qs8-dwconv mla8_ld64: 4 registers of bias, 18 + 18 loads of 64 bits, 10 smull + 8 smlal, 5 x 4 saddw, 4 of scales,
    // 4 scvtf, 4 fmul, 4 fcvtns, 4 sqxtn, 2 sqadd, 2 sqxtn, smax, smin, store; weights stepped on, count down, branch.
    ["s8_dwconv_9p16c", 9 * 16, 4 + 36 + 18 + 20 + 4 + 12 + 4 + 2 + 2 + 2 + 1 + 3],
    // Half of each, but for one narrowing to bytes.
    ["s8_dwconv_9p8c", 9 * 8, 2 + 18 + 9 + 10 + 2 + 6 + 2 + 1 + 1 + 2 + 1 + 3],
    // 13 smull + 12 smlal and 13 x 4 saddw per 16 channels; 25 pointers; two addresses more.
    ["s8_dwconv_25p16c", 25 * 16, 4 + 25 + 100 + 50 + 52 + 4 + 12 + 4 + 2 + 2 + 2 + 1 + 5],
    // Three rows of a load and two shifts, two sums started, nine products, 5 x 2 widening adds, 13 to int8, store, count down, branch.
    ["s8_dw3x3_chw_row", 72, 9 + 2 + 9 + 10 + 6 + 2 + 1 + 1 + 2 + 1 + 2],
    ["f32_dwconv_25p4c_acc1", 100, 108],
    // Per tap a pointer, two loads of each operand, two products; bias, sum of sums, clamp, store for two; three addresses.
    ["f32_dwconv_25p8c_acc2", 200, 2 + 25 * 7 + 2 + 4 + 2 + 3 + 2],
    ["f16_dwconv_9p8c", 72, 44],
    ["f32_dw3x3s2_chw_row_acc2", 36, 3 * 3 + 1 + 9 + 3 + 2],
    ["f32_dw5x5_chw_row_acc2", 100, 1 + 5 * (1 + 4 + 5 + 2) + 3 + 2],
    ["f32_dwconv_9p4c_v7", 36, 1 + 9 * 3 + 2 + 1 + 2],
    ["f32_dwconv_9p8c_v7", 72, 1 + 9 * 4 + 4 + 2 + 2],
    // Bias, nine of each load and product, one sum of sums, 2 x 3 to clamp, store, count down, branch.
    ["f32_dwconv_9p1c_vfp", 9, 1 + 27 + 1 + 6 + 1 + 2],
    ["f32_dwconv_25p1c_vfp", 25, 1 + 25 * 5 + 1 + 6 + 1 + 1 + 2],
    // Two loads, a sum, 2 x 3 to clamp and a store per element; count down, branch.
    ["f32_add_8el_vfp", 0, 8 * (2 + 1 + 6 + 1) + 2],
    ["f32_hswish_4el_vfp", 0, 4 * (1 + 2 + 6 + 1 + 1) + 2],
    // google/XNNPACK, f32-vsigmoid/scalar-rr2-lut64-p2-div: 5 products added, of which 4 need a copy, 3 sums, a product, a quotient, the absolute
    // value, 2 x 3 to choose, shift, mask, table and sum of integers, the ways there and back; load, store, count down, branch.
    ["f32_sigmoid_1el_vfp", 0, 5 + 4 + 3 + 1 + 1 + 1 + 6 + 4 + 2 + 4],
    ["f32_gavgpool_7p1c_vfp", 0, 7 + 6 + 1 + 6 + 1 + 2],
    ["f32_maxpool_9p1c_vfp", 0, 9 + 8 * 3 + 6 + 1 + 2],
    ["copy_32b_vfp", 0, 4 + 4 + 2 + 2],
    ["f32_igemm_4x4_tap_vfp", 0, 4 * 3 + 1 + 2],
    // Four bytes loaded, one address, four products; count down, branch.
    ["s8_gemm_2x2_vfp", 4, 4 + 1 + 4 + 2],
    // Bias; per tap a pointer, two loads and a product; to int8: there, to fp32, scale, 2 x 3 to clamp, round, back, subtract; store, next channel.
    ["s8_dwconv_9p1c_vfp", 9, 1 + 9 * 4 + 12 + 1 + 1 + 2],
    ["s8_dwconv_25p1c_vfp", 25, 1 + 25 * 4 + 12 + 1 + 1 + 2],
    // Two loads, two products, shift, 2 x 2 to clamp, zero point, store, count down, branch.
    ["s8_add_1el_vfp", 0, 2 + 2 + 1 + 4 + 1 + 1 + 2],
    ["s8_gavgpool_7p1c_vfp", 0, 7 * 2 + 12 + 1 + 2],
    ["s8_maxpool_9p1c_vfp", 0, 9 * 2 + 8 * 2 + 2 * 2 + 1 + 1 + 2],
    ["f32_to_s8_4el_vfp", 0, 4 * (1 + 10 + 1) + 2],
    ["s8_to_f32_4el_vfp", 0, 4 * (1 + 4 + 1) + 2],
    // As the fp32 loops, with twice the values in a register.
    ["f16_add_16el", 0, 4 + 2 * 4 + 5],
    ["f16_hswish_16el", 0, 2 * (1 + 2 + 2 + 1 + 1) + 4],
    ["f16_maxpool_9p8c", 0, 9 + 8 + 2 + 1 + 2],
    ["f16_gavgpool_7p8c", 0, 7 + 6 + 1 + 2 + 1 + 2],
    ["f16_gemv_4", 4 * 16, 1 + 4 + 8 + 2],
    ["f16_dw3x3_pack8_row", 9 * 8 * 8, 8 + 24 / 2 + 72 + 8 + 2],
    ["f16_dw5x5_pack8_row", 25 * 8 * 4, 4 + 25 + 20 + 100 + 4 + 2],
    ["f16_dwconv_9p16c", 9 * 16, 2 + 9 * 6 + 2 * 3 + 1 + 9 + 1 + 2],
    ["f16_dwconv_25p8c_acc2", 25 * 8, 1 + 25 * 4 + 1 + 2 + 1 + 2 + 2],
    // Weights, inputs and sums loaded, four products, sums stored; three addresses, count down, branch.
    ["f32_dw_tap_row", 16, 12 + 4 + 4 + 3 + 2],
    // Tencent/ncnn, convolution_3x3_winograd_int8.h: of bytes 7 for the parts, 5 + 2 + 3 + 4 for the results, where one product by four is used
    // twice; of 16-bit values 7 and 4 + 4 + 3; six loads and stores of each; four addresses, count down, branch.
    ["s16_winograd43_input", 0, 6 + (7 + 14) + 6 + (6 + (7 + 11) + 6) + 4 + 2],
    // Six columns of 14 and, for the last, 4 shifts more; four rows of 13 and 3 x 4 to divide; loads and stores.
    ["s16_winograd43_output", 0, 6 * (6 + 14 + 4) + 4 + 4 * (6 + 13 + 12 + 4) + 2 + 2],
    ["copy_64b", 0, 2 + 4 + 4],
    ["f32_dwconv_25p4c_acc2", 100, 109],
    ["f32_dw3x3_chw_row_acc2", 36, 24],
  ])("%s has %i MAC and %i instructions", (name, macs, instructions) => {
    expect([kernels().get(name)?.macs, body(name).length]).toEqual([macs, instructions]);
  });

  it.each(["f32_dwconv_25p4c_acc2", "f32_dw3x3_chw_row_acc2"])("%s starts both sums anew in each pass", (name) => {
    for (const sum of ["v28", "v29"]) {
      const first = body(name).find((each) => each.writes.includes(sum));
      expect(first?.accumulator, sum).toBeUndefined();
    }
  });

  it("pooling joins every row exactly once", () => {
    for (const [name, rows] of [
      ["f32_gavgpool_7p4c", 7],
      ["f32_maxpool_9p4c", 9],
    ] as const) {
      const held = new Map<string, readonly number[]>(Array.from({ length: rows }, (_, row) => [`v${row}`, [row]]));
      const joins = body(name).filter(
        (each) => each.reads.length === 2 && each.reads.every((register) => held.has(register)),
      );
      for (const { reads, writes } of joins) {
        const joined = reads.flatMap((register) => held.get(register) ?? []);
        for (const register of reads) held.delete(register);
        held.set(writes[0] ?? "", joined);
      }
      expect(
        [...(held.get("v0") ?? [])].sort((a, b) => a - b),
        name,
      ).toEqual(Array.from({ length: rows }, (_, row) => row));
    }
  });
});
