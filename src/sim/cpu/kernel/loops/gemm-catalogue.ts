import type { Kernel } from "../instruction.ts";
import { type LaneGemm, laneGemm } from "./gemm.ts";
import { laneWideningGemmV7, packedGemmV7, rowGemmV7 } from "./gemm-v7.ts";
import { packedGemm } from "./packed-gemm.ts";
import { tapPointers } from "./pointers.ts";
import { rotatingGemm } from "./rotating-gemm.ts";
import { scalarGemm } from "./scalar-gemm.ts";
import { laneWideningGemm, pairwiseWideningGemm } from "./widening-gemm.ts";

const pipelinedNote = ", loads a step ahead";

function fp32Gemm(rows: number, loadBits: 64 | 128, pipelined: boolean): Kernel {
  const lanes = loadBits / 32;
  return laneGemm({
    name: `f32_gemm_${rows}x8_ld${loadBits}${pipelined ? "_sp" : ""}`,
    title: `fp32 GEMM ${rows}x8, ${lanes} steps of k${pipelined ? pipelinedNote : ""}`,
    rows,
    vectors: 2,
    lanes,
    loadBits,
    arithmetic: "fp32",
    pipelined,
  });
}

function dotGemm(columns: 8 | 16, arithmetic: "sdot" | "udot", pipelined: boolean): Kernel {
  const shape: LaneGemm = {
    name: `${arithmetic === "sdot" ? "s8" : "u8"}_${arithmetic}_4x${columns}c4${pipelined ? "_sp" : ""}`,
    title: `int8 GEMM 4x${columns} with dot products, 16 steps of k${pipelined ? pipelinedNote : ""}`,
    rows: 4,
    vectors: columns / 4,
    lanes: 4,
    loadBits: 128,
    arithmetic,
    pipelined,
  };
  return laneGemm(shape);
}

/** GEMMs whose left operand lies in rows, each with a pointer of its own. */
function rowGemms(): readonly Kernel[] {
  return [
    fp32Gemm(1, 128, false),
    ...[4, 6].flatMap((rows) =>
      ([128, 64] as const).flatMap((bits) => [fp32Gemm(rows, bits, false), fp32Gemm(rows, bits, true)]),
    ),
    fp32Gemm(7, 128, false),
    fp32Gemm(8, 128, false),
    fp32Gemm(8, 128, true),
    laneGemm({
      name: "f16_gemm_6x16",
      title: "fp16 GEMM 6x16, 4 steps of k",
      rows: 6,
      vectors: 2,
      lanes: 4,
      loadBits: 64,
      arithmetic: "fp16",
    }),
    dotGemm(8, "sdot", false),
    dotGemm(16, "sdot", false),
    dotGemm(16, "sdot", true),
    dotGemm(16, "udot", false),
    pairwiseWideningGemm("s8_mlal_2x8c8", "int8 GEMM 2x8 without dot products, 16 steps of k"),
    laneWideningGemm("s8_mlal_lane_4x16", "int8 GEMM 4x16 without dot products, 8 steps of k", false),
    laneWideningGemm("s8_mlal_lane_4x16_sp", `int8 GEMM 4x16 without dot products, 8 steps of k${pipelinedNote}`, true),
  ];
}

/** GEMMs both of whose operands are packed into panels. */
function packedGemms(): readonly Kernel[] {
  const fp32 = { arithmetic: "fp32", steps: 4 } as const;
  const fp16 = { arithmetic: "fp16", vectors: 1, steps: 4 } as const;
  const packed = "both operands packed";
  const without = `without dot products, ${packed}, 4 steps of k`;
  return [
    packedGemm({
      name: "f32_gemm_8x12",
      title: `fp32 GEMM 8x12, ${packed}, 4 steps of k`,
      elements: 8,
      vectors: 3,
      ...fp32,
    }),
    packedGemm({
      name: "f32_gemm_8x8_packed",
      title: `fp32 GEMM 8x8, ${packed}, 4 steps of k`,
      elements: 8,
      vectors: 2,
      ...fp32,
    }),
    packedGemm({
      name: "f32_gemm_12x4_packed",
      title: `fp32 GEMM 12x4, ${packed}, columns spread over registers, 4 steps of k`,
      elements: 4,
      vectors: 3,
      replicates: true,
      ...fp32,
    }),
    packedGemm({
      name: "f16_gemm_12x8_packed",
      title: `fp16 GEMM 12x8, ${packed}, 4 steps of k`,
      elements: 12,
      ...fp16,
    }),
    packedGemm({ name: "f16_gemm_8x8_packed", title: `fp16 GEMM 8x8, ${packed}, 4 steps of k`, elements: 8, ...fp16 }),
    packedGemm({
      name: "s8_sdot_8x12c4",
      title: `int8 GEMM 8x12 with dot products, ${packed}, 16 steps of k`,
      elements: 8,
      vectors: 3,
      arithmetic: "sdot",
      steps: 4,
    }),
    rotatingGemm("s8_smlal_4x8_packed", `int8 GEMM 4x8 ${without}`, 8),
    rotatingGemm("s8_smlal_4x16_packed", `int8 GEMM 4x16 ${without}`, 16),
  ];
}

/** GEMMs of 32-bit systems. */
function narrowGemms(): readonly Kernel[] {
  return [
    rowGemmV7("f32_gemm_4x8_v7", "ARMv7: fp32 GEMM 4x8, 2 steps of k"),
    packedGemmV7("f32_gemm_6x8_v7", "ARMv7: fp32 GEMM 6x8, both operands packed, 4 steps of k"),
    laneWideningGemmV7("s8_mlal_lane_4x8_v7", "ARMv7: int8 GEMM 4x8 without dot products, 8 steps of k"),
    scalarGemm("f32_gemm_4x4_vfp", "fp32 GEMM 4x4 on scalar registers, 1 step of k"),
  ];
}

export function gemms(): readonly Kernel[] {
  return [
    ...rowGemms(),
    ...packedGemms(),
    ...narrowGemms(),
    tapPointers("f32_igemm_4x8_tap", "pointers of one tap of an indirect GEMM 4x8", 4),
    tapPointers("f32_igemm_6x8_tap", "pointers of one tap of an indirect GEMM 6x8", 6),
  ];
}
