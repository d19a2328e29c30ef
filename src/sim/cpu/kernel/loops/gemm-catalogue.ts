import type { Kernel } from "../instruction.ts";
import { type LaneGemm, laneGemm } from "./gemm.ts";
import { type GemmEnd, gemmEnd } from "./gemm-end.ts";
import { halvedGemm } from "./halved-gemm.ts";
import { scheduled } from "./list-schedule.ts";
import { narrowGemms } from "./narrow-catalogue.ts";
import { type PackedGemm, packedGemm } from "./packed-gemm.ts";
import { tapPointers } from "./pointers.ts";
import { rotatingGemm } from "./rotating-gemm.ts";
import { laneWideningGemm, packedWideningGemm, pairwiseWideningGemm } from "./widening-gemm.ts";

const pipelinedNote = ", loads a step ahead";

/** A loop with the code around it, which is named after the tile; the last argument says what else tells tiles of one size apart. */
function withEnd(
  loop: Kernel,
  sums: GemmEnd["sums"],
  bias: GemmEnd["bias"],
  other: Partial<GemmEnd> & { readonly suffix?: string } = {},
): Kernel {
  const { suffix = "", ...shape } = other;
  const { rows = 0, columns = 0 } = loop.tile ?? {};
  const tile = `${rows}x${columns}${suffix}`;
  const end = scheduled(
    gemmEnd({
      name: `${{ fp32: "f32", fp16: "f16", int32: "s8" }[sums]}_gemm_${tile}_end`,
      title: `around a GEMM ${rows}x${columns}, once per tile: bias, ${sums === "int32" ? "32-bit sums to int8" : `${sums} clamp`}, store`,
      rows,
      vectors: columns / (sums === "fp16" ? 8 : 4),
      sums,
      bias,
      ...shape,
    }),
  );
  return { ...loop, end };
}

function fp32Gemm(rows: number, loadBits: 64 | 128, pipelined: boolean): Kernel {
  const lanes = loadBits / 32;
  const loop = laneGemm({
    name: `f32_gemm_${rows}x8_ld${loadBits}${pipelined ? "_sp" : ""}`,
    title: `fp32 GEMM ${rows}x8, ${lanes} steps of k${pipelined ? pipelinedNote : ""}`,
    rows,
    vectors: 2,
    lanes,
    loadBits,
    arithmetic: "fp32",
    pipelined,
  });
  return withEnd(loop, "fp32", "columns");
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
  return withEnd(laneGemm(shape), "int32", "columns");
}

/** fp32 and fp16 GEMMs whose left operand lies in rows, each with a pointer of its own; the bias is one per column. */
function rowGemms(): readonly Kernel[] {
  const halves = "64-bit loads only, 4 steps of k";
  const fp16 = (rows: 1 | 6) =>
    laneGemm({
      name: `f16_gemm_${rows}x16`,
      title: `fp16 GEMM ${rows}x16, 4 steps of k`,
      rows,
      vectors: 2,
      lanes: 4,
      loadBits: 64,
      arithmetic: "fp16",
    });
  return [
    fp32Gemm(1, 128, false),
    ...[4, 6].flatMap((rows) =>
      ([128, 64] as const).flatMap((bits) => [fp32Gemm(rows, bits, false), fp32Gemm(rows, bits, true)]),
    ),
    fp32Gemm(7, 128, false),
    fp32Gemm(8, 128, false),
    fp32Gemm(8, 128, true),
    withEnd(halvedGemm("f32_gemm_4x8_a53", `fp32 GEMM 4x8, ${halves}`, 4), "fp32", "columns"),
    withEnd(halvedGemm("f32_gemm_6x8_a53", `fp32 GEMM 6x8, ${halves}`, 6), "fp32", "columns"),
    withEnd(fp16(1), "fp16", "columns"),
    withEnd(fp16(6), "fp16", "columns"),
  ];
}

/** int8 GEMMs of the same kind. */
function rowGemmsInt8(): readonly Kernel[] {
  const pairwise = pairwiseWideningGemm("s8_mlal_2x8c8", "int8 GEMM 2x8 without dot products, 16 steps of k");
  const pairwiseEnd = (loop: Kernel) => withEnd(loop, "int32", "columns", { partials: 4, suffix: "c8" });
  const without = "int8 GEMM 4x16 without dot products, 8 steps of k";
  return [
    dotGemm(8, "sdot", false),
    dotGemm(16, "sdot", false),
    dotGemm(16, "sdot", true),
    dotGemm(16, "udot", false),
    pairwiseEnd(pairwise),
    scheduled(pairwiseEnd({ ...pairwise, name: "s8_mlal_2x8c8_sp", title: `${pairwise.title}, loads ahead` })),
    withEnd(laneWideningGemm("s8_mlal_lane_4x16", without, false), "int32", "columns"),
    withEnd(laneWideningGemm("s8_mlal_lane_4x16_sp", without + pipelinedNote, true), "int32", "columns"),
  ];
}

const packed = "both operands packed";

/** fp32 and fp16 GEMMs both of whose operands are packed into panels. */
function packedGemms(): readonly Kernel[] {
  const made = (gemm: Omit<PackedGemm, "steps" | "title">, tile: string, note = "") =>
    packedGemm({ ...gemm, steps: 4, title: `${gemm.arithmetic} GEMM ${tile}, ${packed}${note}, 4 steps of k` });
  const suffix = "_packed";
  const dot = {
    name: "s8_sdot_8x12c4",
    title: `int8 GEMM 8x12 with dot products, ${packed}, 16 steps of k`,
    elements: 8,
    vectors: 3,
    arithmetic: "sdot",
    steps: 4,
  } as const;
  const fp32 = { arithmetic: "fp32" } as const;
  const fp16 = { arithmetic: "fp16" } as const;
  const wide = { elements: 8, vectors: 3, ...fp32 };
  const spread = { name: "f32_gemm_12x4_packed", elements: 4, vectors: 3, isTurned: true, replicates: true, ...fp32 };
  const filtersWide = { name: "f16_gemm_8x12_packed", elements: 12, vectors: 1, isTurned: true, ...fp16 };
  return [
    withEnd(made({ name: "f32_gemm_8x12", ...wide }, "8x12"), "fp32", "rows"),
    withEnd(
      made({ name: "f32_gemm_8x12_a53", isHalved: true, ...wide }, "8x12", ", 64-bit loads only"),
      "fp32",
      "rows",
    ),
    withEnd(made({ name: "f32_gemm_8x8_packed", elements: 8, vectors: 2, ...fp32 }, "8x8"), "fp32", "rows", { suffix }),
    withEnd(made(spread, "12x4", ", columns spread over registers"), "fp32", "columns", {
      rows: 4,
      vectors: 3,
      suffix,
    }),
    withEnd(made(filtersWide, "8x12", ", rows in registers"), "fp16", "columns", { rows: 12, vectors: 1 }),
    withEnd(made({ name: "f16_gemm_8x8_packed", elements: 8, vectors: 1, ...fp16 }, "8x8"), "fp16", "rows"),
    withEnd(made({ name: "f16_gemm_8x16_packed", elements: 8, vectors: 2, ...fp16 }, "8x16"), "fp16", "rows"),
    withEnd(packedGemm(dot), "int32", "rows"),
  ];
}

/** int8 GEMMs of the same kind without dot products. */
function packedGemmsInt8(): readonly Kernel[] {
  const without = (depth: number) => `without dot products, ${packed}, ${depth} steps of k`;
  const diagonal = (columns: 8 | 16) =>
    withEnd(
      rotatingGemm(`s8_smlal_4x${columns}_packed`, `int8 GEMM 4x${columns} ${without(4)}`, columns),
      "int32",
      "rows",
      { isDiagonal: true, suffix: "_packed" },
    );
  return [
    diagonal(8),
    diagonal(16),
    withEnd(packedWideningGemm("s8_smlal_4x4c16_packed", `int8 GEMM 4x4 ${without(16)}`), "int32", "columns", {
      partials: 4,
      suffix: "c16_packed",
    }),
  ];
}

export function gemms(): readonly Kernel[] {
  return [
    ...rowGemms(),
    ...rowGemmsInt8(),
    ...packedGemms(),
    ...packedGemmsInt8(),
    ...narrowGemms(),
    tapPointers("f32_igemm_4x8_tap", "pointers of one tap of an indirect GEMM 4x8", 4),
    tapPointers("f32_igemm_6x8_tap", "pointers of one tap of an indirect GEMM 6x8", 6),
  ];
}
