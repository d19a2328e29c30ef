import type { Kernel } from "../instruction.ts";
import { advance, closeLoop, fmla, load, store } from "./assembly.ts";

/**
 * One tap of a depthwise convolution on channels-last data, added to a row of sums in memory: sixteen channels in a pass. The row is gone
 * through once per tap, with this loop over the channels of each output pixel.
 * Source: the structure of tensorflow/tensorflow, tensorflow/lite/kernels/internal/optimized/depthwiseconv_float.h, the kernel of any depth
 * and stride.
 */
export function tapRow(name: string, title: string): Kernel {
  const parts = [0, 1, 2, 3];
  const loads = (first: number, base: string) =>
    parts.map((part) => load(`q${first + part}`, { base, offset: 16 * part }));
  const body = [
    ...loads(0, "x20"),
    ...loads(4, "x1"),
    ...loads(16, "x21"),
    ...parts.map((part) => fmla(16 + part, part, 4 + part)),
    ...parts.map((part) => store(`q${16 + part}`, { base: "x21", offset: 16 * part })),
    ...["x20", "x1", "x21"].map((each) => advance(each, 64)),
    ...closeLoop(16),
  ];
  return { name, title, macs: 16, outputs: 16, body };
}
