import type { Kernel } from "../instruction.ts";
import { gemmEndInt8V7, gemmEndV7 } from "./gemm-end-v7.ts";
import { laneWideningGemmV7, packedGemmV7, rowGemmV7, shuffledGemmV7 } from "./gemm-v7.ts";
import { scheduled } from "./list-schedule.ts";
import { scalarGemm, scalarGemmEnd } from "./scalar-gemm.ts";

const around = (tile: string, what: string) => `ARMv7: around a GEMM ${tile}, once per tile: bias, ${what}, store`;

/** GEMMs of 32-bit systems. */
export function narrowGemms(): readonly Kernel[] {
  const int8End = gemmEndInt8V7("s8_gemm_4x8_v7_end", around("4x8", "32-bit sums to int8"));
  return [
    {
      ...rowGemmV7("f32_gemm_4x8_v7", "ARMv7: fp32 GEMM 4x8, 2 steps of k"),
      end: gemmEndV7("f32_gemm_4x8_v7_end", around("4x8", "fp32 clamp"), 4),
    },
    {
      ...packedGemmV7("f32_gemm_6x8_v7", "ARMv7: fp32 GEMM 6x8, both operands packed, 4 steps of k"),
      end: gemmEndV7("f32_gemm_6x8_v7_end", around("6x8", "fp32 clamp"), 6),
    },
    {
      ...scheduled(
        laneWideningGemmV7("s8_mlal_lane_4x8_v7", "ARMv7: int8 GEMM 4x8 without dot products, 8 steps of k"),
      ),
      end: int8End,
    },
    {
      ...scheduled(shuffledGemmV7("s8_mlal_2x8c2s4_v7", "ARMv7: int8 GEMM 2x8 without dot products, 16 steps of k")),
      end: gemmEndInt8V7("s8_gemm_2x8_v7_end", around("2x8", "32-bit sums to int8"), 2),
    },
    {
      ...scalarGemm("f32_gemm_4x4_vfp", "fp32 GEMM 4x4 on scalar registers, 1 step of k"),
      end: scalarGemmEnd(
        "f32_gemm_4x4_vfp_end",
        "around a GEMM 4x4 on scalar registers, once per tile: bias, clamp, store",
      ),
    },
  ];
}
