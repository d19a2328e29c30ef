import { planeDepthwise, rowDepthwise, stackDepthwise } from "./depthwise.ts";
import { binary, hardSwish, rowPooling } from "./elementwise.ts";
import { type LaneGemm, laneGemm } from "./gemm.ts";
import type { Kernel } from "./instruction.ts";
import { tapPointers } from "./pointers.ts";
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

function gemms(): readonly Kernel[] {
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
    scalarGemm("f32_gemm_4x4_vfp", "fp32 GEMM 4x4 on scalar registers, 1 step of k"),
    tapPointers("f32_igemm_4x8_tap", "pointers of one tap of an indirect GEMM 4x8", 4),
    tapPointers("f32_igemm_6x8_tap", "pointers of one tap of an indirect GEMM 6x8", 6),
  ];
}

function depthwise(): readonly Kernel[] {
  const rows = ([4, 8] as const).flatMap((channels) =>
    [false, true].map((pipelined) =>
      rowDepthwise({
        name: `f32_dwconv_9p${channels}c${pipelined ? "_sp" : ""}`,
        title: `fp32 depthwise 3x3, channels last, ${channels} channels${pipelined ? ", two sums, loads ahead" : ""}`,
        channels,
        pipelined,
      }),
    ),
  );
  const plane = "fp32 depthwise 3x3, channels first, 4 outputs";
  const stack = "fp32 depthwise 5x5, channels last, 4 channels";
  const carried = ", second sum carried over";
  return [
    ...rows,
    stackDepthwise("f32_dwconv_25p4c", stack + carried, true),
    stackDepthwise("f32_dwconv_25p4c_acc2", `${stack}, two sums`, false),
    planeDepthwise("f32_dw3x3_chw_row", plane + carried, true),
    planeDepthwise("f32_dw3x3_chw_row_acc2", `${plane}, two sums`, false),
  ];
}

function elementwise(): readonly Kernel[] {
  return [
    binary("f32_add_8el", "fp32 sum of two arrays, 8 elements", "fadd"),
    binary("f32_mul_8el", "fp32 product of two arrays, 8 elements", "fmul"),
    hardSwish("f32_hswish_16el", "fp32 h-swish, 16 elements"),
    rowPooling("f32_gavgpool_7p4c", "fp32 global average pooling, 7 pixels, 4 channels", 7, "fadd"),
    rowPooling("f32_maxpool_9p4c", "fp32 max pooling 3x3, 4 channels", 9, "fmax"),
  ];
}

let all: ReadonlyMap<string, Kernel> | undefined;

/** The inner loops that can be simulated, by name. */
export function kernels(): ReadonlyMap<string, Kernel> {
  all ??= new Map([...gemms(), ...depthwise(), ...elementwise()].map((each) => [each.name, each]));
  return all;
}
