import type { Kernel } from "../instruction.ts";
import { planeDepthwise, rowDepthwise, stackDepthwise } from "./depthwise.ts";
import { binary, hardSwish, rowPooling } from "./elementwise.ts";
import { gemms } from "./gemm-catalogue.ts";
import { packedDepthwise } from "./packed-depthwise.ts";

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
    packedDepthwise("f32_dw3x3_pack4_row", "fp32 depthwise 3x3, channels by four, 4 pixels", 3),
    packedDepthwise("f32_dw5x5_pack4_row", "fp32 depthwise 5x5, channels by four, 4 pixels", 5),
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
