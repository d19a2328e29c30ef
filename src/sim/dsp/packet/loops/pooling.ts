import type { HvxLoop } from "../instruction.ts";
import { hvxLoop, upTo } from "./hvx-loop.ts";

/** Maximum over 3x3, stride 1, of uint8: two rows of 4 pixels of 32 channels from four rows; columns are joined after rows. */
export function byteMaxPool(): HvxLoop {
  return hvxLoop({
    name: "hvx_u8_maxpool3x3_s1",
    title: "uint8 max pooling 3x3, stride 1, 2 rows of 4 pixels of 32 channels",
    elements: 256,
    lines: () => [
      ...upTo(4).map((row) => `v${row} = vmem(r${row}++#1)`),
      "v4.ub = vmax(v1.ub,v2.ub)",
      ...upTo(2).flatMap((output) => {
        const [column, before, one, two] = [5 + output, 8 + output, 10 + 2 * output, 11 + 2 * output];
        return [
          `v${column}.ub = vmax(v${3 * output}.ub,v4.ub)`,
          `v${one} = valign(v${column},v${before},r6)`,
          `v${two} = valign(v${column},v${before},r7)`,
          `v${one}.ub = vmax(v${one}.ub,v${before}.ub)`,
          `v${one}.ub = vmax(v${one}.ub,v${two}.ub)`,
          `v${before} = v${column}`,
          `vmem(r${4 + output}++#1) = v${one}`,
        ];
      }),
    ],
  });
}

/** The same at stride 2: every other pixel is kept, a row of 4 pixels from three rows of nine. */
export function byteMaxPoolStride2(): HvxLoop {
  return hvxLoop({
    name: "hvx_u8_maxpool3x3_s2",
    title: "uint8 max pooling 3x3, stride 2, 4 pixels of 32 channels",
    elements: 128,
    lines: () => [
      ...upTo(2).flatMap((half) => {
        const [column, before, one, two] = [3, 8, 4 + 2 * half, 5 + 2 * half];
        return [
          ...upTo(3).map((row) => `v${row} = vmem(r${row}++#1)`),
          "v0.ub = vmax(v0.ub,v1.ub)",
          `v${column}.ub = vmax(v0.ub,v2.ub)`,
          `v${one} = valign(v${column},v${before},r6)`,
          `v${two} = valign(v${column},v${before},r7)`,
          `v${one}.ub = vmax(v${one}.ub,v${before}.ub)`,
          `v${one}.ub = vmax(v${one}.ub,v${two}.ub)`,
          `v${before} = v${column}`,
        ];
      }),
      "v11:10 = vdeal(v6,v4,r5)",
      "vmem(r4++#1) = v10",
    ],
  });
}

/** Mean over 3x3, stride 1, of uint8: sums of 16 bits, even and odd channels apart, times a fraction. */
export function byteAveragePool(): HvxLoop {
  return hvxLoop({
    name: "hvx_u8_avgpool3x3_s1",
    title: "uint8 average pooling 3x3, stride 1, 4 pixels of 32 channels",
    elements: 128,
    lines: () => [
      ...upTo(3).map((row) => `v${row} = vmem(r${row}++#1)`),
      "v5:4.h = vadd(v0.ub,v1.ub)",
      "v5:4.uh += vmpy(v2.ub,r7.ub)",
      ...upTo(2).flatMap((half) => {
        const [column, before, one, two] = [4 + half, 6 + half, 8 + half, 10 + half];
        return [
          `v${one} = valign(v${column},v${before},r6)`,
          `v${two} = valign(v${column},v${before},r7)`,
          `v${one}.h = vadd(v${one}.h,v${before}.h)`,
          `v${one}.h = vadd(v${one}.h,v${two}.h)`,
          `v${one}.h = vmpy(v${one}.h,r6.h):<<1:rnd:sat`,
          `v${before} = v${column}`,
        ];
      }),
      "v12.ub = vsat(v9.h,v8.h)",
      "vmem(r4++#1) = v12.new",
    ],
  });
}

/** Maximum over 3x3, stride 1, of half floats: two rows of 2 pixels of 32 channels. */
export function halfMaxPool(): HvxLoop {
  return hvxLoop({
    name: "hvx_f16_maxpool3x3_s1",
    title: "fp16 max pooling 3x3, stride 1, 2 rows of 2 pixels of 32 channels",
    elements: 128,
    lines: () => [
      ...upTo(4).map((row) => `v${row} = vmem(r${row}++#1)`),
      "v4.hf = vmax(v1.hf,v2.hf)",
      ...upTo(2).flatMap((output) => {
        const [column, before, shifted] = [5 + output, 8 + output, 10 + output];
        return [
          `v${column}.hf = vmax(v${3 * output}.hf,v4.hf)`,
          `v${shifted}.h = vshuffo(v${column}.h,v${before}.h)`,
          `v${shifted}.h = vshuffe(v${column}.h,v${shifted}.h)`,
          `v${shifted}.hf = vmax(v${shifted}.hf,v${before}.hf)`,
          `v${shifted}.hf = vmax(v${shifted}.hf,v${column}.hf)`,
          `v${before} = v${column}`,
          `vmem(r${4 + output}++#1) = v${shifted}.new`,
        ];
      }),
    ],
  });
}

/** Sums over a map of uint8: 4 pixels of 32 channels are added to sums of 16 bits, which last for 257 vectors. */
export function byteGlobalAverage(): HvxLoop {
  return hvxLoop({
    name: "hvx_u8_gavgpool",
    title: "uint8 global average pooling, 4 pixels of 32 channels read",
    elements: 128,
    lines: () => ["v2 = vmem(r0++#1)", "v1:0.uh += vmpy(v2.ub,r1.ub)"],
  });
}

/** Sums over a map of half floats, two at a time, as a sum of qfloats takes two packets. */
export function halfGlobalAverage(): HvxLoop {
  return hvxLoop({
    name: "hvx_f16_gavgpool",
    title: "fp16 global average pooling, 4 pixels of 32 channels read",
    elements: 128,
    lines: () =>
      upTo(2).flatMap((half) => [`v${2 + half} = vmem(r0++#1)`, `v${half}.qf16 = vadd(v${half}.qf16,v${2 + half}.hf)`]),
  });
}
