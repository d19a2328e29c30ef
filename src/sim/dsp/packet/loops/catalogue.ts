import type { HvxLoop } from "../instruction.ts";
import { vectorCopy } from "./copy.ts";
import {
  halfDepthwise3x3,
  halfDepthwise3x3Stride2,
  halfDepthwise5x5,
  halfDepthwise5x5Stride2,
} from "./depthwise-f16.ts";
import { depthwise3x3, depthwise3x3Stride2, depthwise5x5, depthwise5x5Stride2 } from "./depthwise-u8.ts";
import { halfBinary, halfExponential, halfHardSwish, halfScale, halfSigmoid } from "./elementwise-f16.ts";
import { byteAdd, byteMultiply } from "./elementwise-u8.ts";
import { tableLookup } from "./lookup.ts";
import {
  byteAveragePool,
  byteGlobalAverage,
  byteMaxPool,
  byteMaxPoolStride2,
  halfGlobalAverage,
  halfMaxPool,
} from "./pooling.ts";
import { requantizeLoop } from "./requantize.ts";

let all: ReadonlyMap<string, HvxLoop> | undefined;

/** The inner loops of the vector unit that can be packed, by name. */
export function hvxLoops(): ReadonlyMap<string, HvxLoop> {
  if (all === undefined) {
    const loops = [
      depthwise3x3(),
      depthwise3x3Stride2(),
      depthwise5x5(),
      depthwise5x5Stride2(),
      halfDepthwise3x3(),
      halfDepthwise3x3Stride2(),
      halfDepthwise5x5(),
      halfDepthwise5x5Stride2(),
      halfDepthwise3x3(true),
      requantizeLoop(),
      tableLookup(),
      byteAdd(),
      byteMultiply(),
      halfBinary("add"),
      halfBinary("mul"),
      halfHardSwish(),
      halfSigmoid(),
      halfExponential(),
      halfScale(),
      byteMaxPool(),
      byteMaxPoolStride2(),
      byteAveragePool(),
      halfMaxPool(),
      byteGlobalAverage(),
      halfGlobalAverage(),
      vectorCopy(),
    ];
    all = new Map(loops.map((each) => [each.name, each]));
  }
  return all;
}
