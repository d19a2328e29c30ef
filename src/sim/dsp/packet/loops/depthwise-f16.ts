import type { HvxLoop } from "../instruction.ts";
import { hvxLoop, upTo } from "./hvx-loop.ts";

/*
 * Depthwise convolution of half floats. A vector holds 2 pixels of 32 channels, those of a channel side by side; a product of two vectors is one tap.
 * Sums are kept in the core's own qfloat of 16 bits and converted at the end; with IEEE half floats they are added by the multiplication.
 * Source: layout nhwc-8h2w32c2w of apache/tvm, python/tvm/topi/hexagon; the order of the work is an honest guess at such kernels.
 */

/** One tap joined to a sum. */
type Tap = (sum: number, pixels: number, weights: string) => readonly string[];

/** Product and sum are two instructions on qfloats. */
function qfloatTaps(): Tap {
  const started = new Set<number>();
  return (sum, pixels, weights) => {
    if (!started.has(sum)) {
      started.add(sum);
      return [`v${sum}.qf16 = vmpy(v${pixels}.hf,${weights}.hf)`];
    }
    return [`v25.qf16 = vmpy(v${pixels}.hf,${weights}.hf)`, `v${sum}.qf16 = vadd(v${sum}.qf16,v25.qf16)`];
  };
}

function halfFloatTaps(): Tap {
  const started = new Set<number>();
  return (sum, pixels, weights) => {
    const operator = started.has(sum) ? "+=" : "=";
    started.add(sum);
    return [`v${sum}.hf ${operator} vmpy(v${pixels}.hf,${weights}.hf)`];
  };
}

/** Bias, clamp, store. */
function finished(sum: number, destination: string, isHalfFloat = false): readonly string[] {
  const biased = isHalfFloat
    ? [`v${sum}.hf = vadd(v${sum}.hf,v31.hf)`]
    : [`v${sum}.qf16 = vadd(v${sum}.qf16,v31.hf)`, `v${sum}.hf = v${sum}.qf16`];
  return [
    ...biased,
    `v${sum}.hf = vmax(v${sum}.hf,v30.hf)`,
    `v${sum}.hf = vmin(v${sum}.hf,v29.hf)`,
    `vmem(${destination}++#1) = v${sum}.new`,
  ];
}

/** Pixels 1 and 2 out of 0 1 and 2 3. */
function between(destination: number, first: number, second: number): readonly string[] {
  return [
    `v${destination}.h = vshuffo(v${second}.h,v${first}.h)`,
    `v${destination}.h = vshuffe(v${second}.h,v${destination}.h)`,
  ];
}

/** 3x3, stride 1: two rows of two pixels from four rows. */
export function halfDepthwise3x3(isHalfFloat = false): HvxLoop {
  const suffix = isHalfFloat ? "_ieee" : "";
  return hvxLoop({
    name: `hvx_f16_dwconv3x3_s1${suffix}`,
    title: `fp16 depthwise 3x3, stride 1, 2 rows of 2 pixels of 32 channels${isHalfFloat ? ", IEEE half floats" : ""}`,
    elements: 128,
    macs: 9 * 128,
    needsHalfFloats: isHalfFloat,
    lines: () => {
      const tap = isHalfFloat ? halfFloatTaps() : qfloatTaps();
      const columns = [2, 4, 3];
      return [
        ...upTo(4).flatMap((row) => [
          `v2 = vmem(r${row}++#1)`,
          `v3 = vmem(r${row}+#0)`,
          ...between(4, 2, 3),
          ...upTo(2).flatMap((output) => {
            const kernelRow = row - output;
            if (kernelRow < 0 || kernelRow > 2) return [];
            return columns.flatMap((pixels, column) => tap(output, pixels, `v${10 + 3 * kernelRow + column}`));
          }),
        ]),
        ...finished(0, "r4", isHalfFloat),
        ...finished(1, "r5", isHalfFloat),
      ];
    },
  });
}

/** 3x3, stride 2: two pixels from three rows of five. */
export function halfDepthwise3x3Stride2(): HvxLoop {
  return hvxLoop({
    name: "hvx_f16_dwconv3x3_s2",
    title: "fp16 depthwise 3x3, stride 2, 2 pixels of 32 channels",
    elements: 64,
    macs: 9 * 64,
    lines: () => {
      const tap = qfloatTaps();
      return [
        ...upTo(3).flatMap((row) => [
          `v1 = vmem(r${row}++#1)`,
          `v2 = vmem(r${row}++#1)`,
          "v3.h = vshuffe(v2.h,v1.h)",
          "v4.h = vshuffo(v2.h,v1.h)",
          `v6.tmp = vmem(r${row}+#0)`,
          "v5.h = vshuffe(v6.h,v2.h)",
          ...[3, 4, 5].flatMap((pixels, column) => tap(0, pixels, `v${10 + 3 * row + column}`)),
        ]),
        ...finished(0, "r4"),
      ];
    },
  });
}

/** 5x5, stride 1: two rows of two pixels from six rows of six; the 25 vectors of taps are loaded, each for both rows. */
export function halfDepthwise5x5(): HvxLoop {
  return hvxLoop({
    name: "hvx_f16_dwconv5x5_s1",
    title: "fp16 depthwise 5x5, stride 1, 2 rows of 2 pixels of 32 channels",
    elements: 128,
    macs: 25 * 128,
    lines: () => {
      const tap = qfloatTaps();
      const columns = (row: number) => upTo(5).map((column) => 2 + 5 * (row % 2) + column);
      const loaded = (row: number) => {
        const [first = 0, second = 0, third = 0, fourth = 0, fifth = 0] = columns(row);
        return [
          `v${first} = vmem(r${row}++#1)`,
          `v${third} = vmem(r${row}+#0)`,
          `v${fifth} = vmem(r${row}+#1)`,
          ...between(second, first, third),
          ...between(fourth, third, fifth),
        ];
      };
      const taps = (row: number) =>
        upTo(5).flatMap((column) => [
          "v24 = vmem(r9++#1)",
          ...upTo(2).flatMap((output) => tap(output, columns(row + output)[column] ?? 0, "v24")),
        ]);
      return [
        ...loaded(0),
        ...upTo(5).flatMap((row) => [...loaded(row + 1), ...taps(row)]),
        "r9 = add(r9,#-3200)",
        ...finished(0, "r6"),
        ...finished(1, "r7"),
      ];
    },
  });
}

/** 5x5, stride 2: two pixels from five rows of seven; the 25 vectors of taps are loaded. */
export function halfDepthwise5x5Stride2(): HvxLoop {
  return hvxLoop({
    name: "hvx_f16_dwconv5x5_s2",
    title: "fp16 depthwise 5x5, stride 2, 2 pixels of 32 channels",
    elements: 64,
    macs: 25 * 64,
    lines: () => {
      const tap = qfloatTaps();
      return [
        ...upTo(5).flatMap((row) => [
          `v1 = vmem(r${row}++#1)`,
          `v2 = vmem(r${row}++#1)`,
          `v3 = vmem(r${row}+#0)`,
          "v4.h = vshuffe(v2.h,v1.h)",
          "v5.h = vshuffo(v2.h,v1.h)",
          "v6.h = vshuffe(v3.h,v2.h)",
          "v7.h = vshuffo(v3.h,v2.h)",
          `v9.tmp = vmem(r${row}+#1)`,
          "v8.h = vshuffe(v9.h,v3.h)",
          ...[4, 5, 6, 7, 8].flatMap((pixels) => ["v24.tmp = vmem(r9++#1)", ...tap(0, pixels, "v24")]),
        ]),
        "r9 = add(r9,#-3200)",
        ...finished(0, "r6"),
      ];
    },
  });
}
