import type { Kernel } from "../instruction.ts";
import { rowDepthwise, stackDepthwise } from "./depthwise.ts";
import { rowDepthwiseV7 } from "./depthwise-v7.ts";
import { planeDepthwiseInt8, rowDepthwiseInt8 } from "./int8-depthwise.ts";
import { scheduled } from "./list-schedule.ts";
import { packedDepthwise3x3, packedDepthwise5x5 } from "./packed-depthwise.ts";
import { planeDepthwise, stridedPlaneDepthwise, widePlaneDepthwise } from "./plane-depthwise.ts";
import { tapRow } from "./tap-row.ts";

const plane = "fp32 depthwise 3x3, channels first, 4 outputs";
const carried = ", second sum carried over";
const stack = (channels: 4 | 8) => `fp32 depthwise 5x5, channels last, ${channels} channels`;

/** Depthwise loops on channels-last data. */
function channelsLast(): readonly Kernel[] {
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
  return [
    ...rows,
    stackDepthwise("f32_dwconv_25p4c", stack(4) + carried, 4, "carried"),
    ...channelsLastCompiled().map(scheduled),
  ];
}

/** Loops that runtimes have as compiled code: a compiler orders their instructions. */
function channelsLastCompiled(): readonly Kernel[] {
  return [
    stackDepthwise("f32_dwconv_25p4c_acc1", `${stack(4)}, one sum`, 4, "one"),
    stackDepthwise("f32_dwconv_25p4c_acc2", `${stack(4)}, two sums`, 4, "two"),
    stackDepthwise("f32_dwconv_25p8c_acc2", `${stack(8)}, two sums`, 8, "two"),
    tapRow("f32_dw_tap_row", "fp32 depthwise, one tap added to sums in memory, channels last, 16 channels"),
    rowDepthwise({
      name: "f16_dwconv_9p8c",
      title: "fp16 depthwise 3x3, channels last, 8 channels",
      channels: 8,
      pipelined: false,
      arithmetic: "fp16",
    }),
    rowDepthwise({
      name: "f16_dwconv_9p16c",
      title: "fp16 depthwise 3x3, channels last, 16 channels",
      channels: 16,
      pipelined: false,
      arithmetic: "fp16",
    }),
    stackDepthwise(
      "f16_dwconv_25p8c_acc2",
      "fp16 depthwise 5x5, channels last, 8 channels, two sums",
      8,
      "two",
      "fp16",
    ),
    rowDepthwiseInt8("s8_dwconv_9p8c", "int8 depthwise 3x3, channels last, 8 channels", 9, 8),
    rowDepthwiseInt8("s8_dwconv_9p16c", "int8 depthwise 3x3, channels last, 16 channels", 9, 16),
    rowDepthwiseInt8("s8_dwconv_25p8c", "int8 depthwise 5x5, channels last, 8 channels", 25, 8),
    rowDepthwiseInt8("s8_dwconv_25p16c", "int8 depthwise 5x5, channels last, 16 channels", 25, 16),
  ];
}

/** Depthwise loops on planes, and on planes of four channels. */
function planes(): readonly Kernel[] {
  return [planeDepthwise("f32_dw3x3_chw_row", plane + carried, true), ...planesCompiled().map(scheduled)];
}

function planesCompiled(): readonly Kernel[] {
  return [
    planeDepthwise("f32_dw3x3_chw_row_acc2", `${plane}, two sums`, false),
    stridedPlaneDepthwise("f32_dw3x3s2_chw_row_acc2", "fp32 depthwise 3x3 stride 2, channels first, 4 outputs"),
    widePlaneDepthwise("f32_dw5x5_chw_row_acc2", "fp32 depthwise 5x5, channels first, 4 outputs, two sums"),
    packedDepthwise3x3("f32_dw3x3_pack4_row", "fp32 depthwise 3x3, channels by four, 2 rows of 4 pixels"),
    packedDepthwise5x5("f32_dw5x5_pack4_row", "fp32 depthwise 5x5, channels by four, 4 pixels"),
    packedDepthwise3x3("f16_dw3x3_pack8_row", "fp16 depthwise 3x3, channels by eight, 2 rows of 4 pixels", "fp16"),
    packedDepthwise5x5("f16_dw5x5_pack8_row", "fp16 depthwise 5x5, channels by eight, 4 pixels", "fp16"),
    planeDepthwiseInt8("s8_dw3x3_chw_row", "int8 depthwise 3x3, channels first, 8 outputs"),
  ];
}

/** Depthwise loops of 32-bit systems with vectors. */
function narrow(): readonly Kernel[] {
  return ([9, 25] as const).flatMap((taps) =>
    ([4, 8] as const).map((channels) =>
      scheduled(
        rowDepthwiseV7(
          `f32_dwconv_${taps}p${channels}c_v7`,
          `ARMv7: fp32 depthwise ${taps === 9 ? "3x3" : "5x5"}, channels last, ${channels} channels`,
          taps,
          channels,
        ),
      ),
    ),
  );
}

export function depthwise(): readonly Kernel[] {
  return [...channelsLast(), ...planes(), ...narrow()];
}
