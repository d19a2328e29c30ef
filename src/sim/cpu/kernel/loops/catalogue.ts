import type { Kernel } from "../instruction.ts";
import { copy } from "./copy.ts";
import { depthwise } from "./depthwise-catalogue.ts";
import { binary, hardSwish, rowPooling } from "./elementwise.ts";
import { gemms } from "./gemm-catalogue.ts";
import { matrixVector } from "./gemv.ts";
import { dequantizeLoop, int8Add, int8Pooling, quantizeLoop, requantizeLoop } from "./int8-elementwise.ts";
import { winogradInputInt8, winogradOutputInt8 } from "./integer-winograd.ts";
import { scheduled } from "./list-schedule.ts";
import { scalarLoops } from "./scalar-catalogue.ts";
import { sigmoid } from "./sigmoid.ts";
import { winogradTransforms } from "./winograd.ts";

function elementwise(): readonly Kernel[] {
  return [
    binary("f32_add_8el", "fp32 sum of two arrays, 8 elements", "add"),
    binary("f32_mul_8el", "fp32 product of two arrays, 8 elements", "multiply"),
    hardSwish("f32_hswish_16el", "fp32 h-swish, 16 elements"),
    scheduled(sigmoid("f32_sigmoid_4el", "fp32 sigmoid, 4 elements")),
    copy("copy_64b", "copy of 64 bytes"),
    rowPooling("f32_gavgpool_7p4c", "fp32 global average pooling, 7 pixels, 4 channels", 7, "add"),
    rowPooling("f32_maxpool_9p4c", "fp32 max pooling 3x3, 4 channels", 9, "larger"),
    ...[...halfLoops(), ...int8Loops()].map(scheduled),
  ];
}

function halfLoops(): readonly Kernel[] {
  return [
    binary("f16_add_16el", "fp16 sum of two arrays, 16 elements", "add", "fp16"),
    hardSwish("f16_hswish_16el", "fp16 h-swish, 16 elements", "fp16"),
    rowPooling("f16_gavgpool_7p8c", "fp16 global average pooling, 7 pixels, 8 channels", 7, "add", "fp16"),
    rowPooling("f16_maxpool_9p8c", "fp16 max pooling 3x3, 8 channels", 9, "larger", "fp16"),
  ];
}

function int8Loops(): readonly Kernel[] {
  return [
    int8Add("s8_add_16el", "int8 sum of two arrays of different scales, 16 elements"),
    int8Pooling("s8_gavgpool_7p8c", "int8 global average pooling, 7 pixels, 8 channels"),
    requantizeLoop("s8_requantize_16el", "32-bit sums to int8, 16 elements"),
    quantizeLoop("f32_to_s8_16el", "fp32 to int8, 16 elements"),
    dequantizeLoop("s8_to_f32_16el", "int8 to fp32, 16 elements"),
  ];
}

let all: ReadonlyMap<string, Kernel> | undefined;

/** The inner loops that can be simulated, and what stands around those of GEMMs, by name. */
export function kernels(): ReadonlyMap<string, Kernel> {
  if (all === undefined) {
    const loops = [
      ...gemms(),
      matrixVector("f32_gemv_4", "fp32 matrix by vector, 4 rows, 8 columns"),
      matrixVector("f16_gemv_4", "fp16 matrix by vector, 4 rows, 16 columns", "fp16"),
      ...depthwise(),
      ...winogradTransforms().map(scheduled),
      winogradInputInt8(
        "s16_winograd43_input",
        "int16 Winograd F(4,3): a row of int8 and a column of int16 inputs, 8 channels",
      ),
      winogradOutputInt8(
        "s16_winograd43_output",
        "int16 Winograd F(4,3): a tile of 32-bit sums to 4x4 outputs, 4 channels",
      ),
      ...elementwise(),
      ...scalarLoops(),
    ];
    const ends = loops.flatMap(({ end }) => (end === undefined ? [] : [end]));
    all = new Map([...loops, ...ends].map((each) => [each.name, each]));
  }
  return all;
}
