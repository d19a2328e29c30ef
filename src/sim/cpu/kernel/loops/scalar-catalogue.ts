import type { Kernel } from "../instruction.ts";
import { scheduled } from "./list-schedule.ts";
import { scalarDepthwise } from "./scalar-depthwise.ts";
import { scalarAdd, scalarCopy, scalarHardSwish, scalarPooling, scalarTapPointers } from "./scalar-elementwise.ts";
import { scalarGemm, scalarGemmEnd } from "./scalar-gemm.ts";
import {
  scalarAddInt8,
  scalarAverageInt8,
  scalarDepthwiseInt8,
  scalarDequantize,
  scalarGemmEndInt8,
  scalarGemmInt8,
  scalarMaximumInt8,
  scalarQuantize,
} from "./scalar-int8.ts";
import { scalarSigmoid } from "./scalar-sigmoid.ts";

/** Loops on scalar registers: ARMv6 with VFP. */
export function scalarLoops(): readonly Kernel[] {
  return [
    {
      ...scalarGemm("f32_gemm_4x4_vfp", "fp32 GEMM 4x4 on scalar registers, 1 step of k"),
      end: scalarGemmEnd(
        "f32_gemm_4x4_vfp_end",
        "around a GEMM 4x4 on scalar registers, once per tile: bias, clamp, store",
      ),
    },
    ...[...compiled(), ...compiledInt8()].map(scheduled),
  ];
}

/** A compiler orders their instructions. */
function compiled(): readonly Kernel[] {
  return [
    scalarDepthwise("f32_dwconv_9p1c_vfp", "fp32 depthwise 3x3 on scalar registers, channels last, 1 channel", 9),
    scalarDepthwise("f32_dwconv_25p1c_vfp", "fp32 depthwise 5x5 on scalar registers, channels last, 1 channel", 25),
    scalarTapPointers("f32_igemm_4x4_tap_vfp", "pointers of one tap of an indirect GEMM 4x4 on scalar registers"),
    scalarAdd("f32_add_8el_vfp", "fp32 sum of two arrays on scalar registers, 8 elements"),
    scalarHardSwish("f32_hswish_4el_vfp", "fp32 h-swish on scalar registers, 4 elements"),
    scalarSigmoid("f32_sigmoid_1el_vfp", "fp32 sigmoid on scalar registers, 1 element"),
    scalarPooling(
      "f32_gavgpool_7p1c_vfp",
      "fp32 global average pooling on scalar registers, 7 pixels, 1 channel",
      "average",
    ),
    scalarPooling("f32_maxpool_9p1c_vfp", "fp32 max pooling 3x3 on scalar registers, 1 channel", "largest"),
    scalarCopy("copy_32b_vfp", "copy of 32 bytes through general registers"),
  ];
}

function compiledInt8(): readonly Kernel[] {
  const end = scheduled(
    scalarGemmEndInt8(
      "s8_gemm_2x2_vfp_end",
      "around a GEMM 2x2 on scalar registers, once per tile: bias, 32-bit sums to int8, store",
    ),
  );
  return [
    { ...scalarGemmInt8("s8_gemm_2x2_vfp", "int8 GEMM 2x2 on scalar registers, 1 step of k"), end },
    scalarDepthwiseInt8("s8_dwconv_9p1c_vfp", "int8 depthwise 3x3 on scalar registers, channels last, 1 channel", 9),
    scalarDepthwiseInt8("s8_dwconv_25p1c_vfp", "int8 depthwise 5x5 on scalar registers, channels last, 1 channel", 25),
    scalarAddInt8("s8_add_1el_vfp", "int8 sum of two arrays of different scales on scalar registers, 1 element"),
    scalarAverageInt8("s8_gavgpool_7p1c_vfp", "int8 global average pooling on scalar registers, 7 pixels, 1 channel"),
    scalarMaximumInt8("s8_maxpool_9p1c_vfp", "int8 max pooling 3x3 on scalar registers, 1 channel"),
    scalarQuantize("f32_to_s8_4el_vfp", "fp32 to int8 on scalar registers, 4 elements"),
    scalarDequantize("s8_to_f32_4el_vfp", "int8 to fp32 on scalar registers, 4 elements"),
  ];
}
