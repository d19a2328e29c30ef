import type { HvxLoop } from "../instruction.ts";
import { hvxLoop, upTo } from "./hvx-loop.ts";
import { requantized } from "./requantize.ts";

/*
 * Depthwise convolution of uint8 by `vrmpy`, which multiplies four bytes and adds them to one 32-bit sum. A vector of the map holds 4 pixels of 32
 * channels; two byte shuffles turn it into 32 words of the 4 pixels of a channel, so that a vector of weights is 4 taps of each channel, some of
 * them 0. Sums are one pixel of 32 channels. Source: layout nhwc-8h8w32c of apache/tvm, python/tvm/topi/hexagon; instructions of the HVX
 * manual; the order of the work is an honest guess at such kernels, none of which is public for V68 and later.
 */

/** Bytes of a vector to words of four pixels. */
function asWords(register: number, raw: number): readonly string[] {
  return [`v${register}.b = vshuff(v${raw}.b)`, `v${register}.b = vshuff(v${register}.b)`];
}

/** Four taps of each channel joined to a sum; the first of a sum starts it. */
class Sums {
  private readonly started = new Set<number>();

  add(sum: number, pixels: number, taps: number): string {
    const operator = this.started.has(sum) ? "+=" : "=";
    this.started.add(sum);
    return `v${sum}.w ${operator} vrmpy(v${pixels}.ub,v${taps}.b)`;
  }
}

/** 3x3, stride 1: two rows of four pixels from four rows; each row as it is and shifted by two pixels, two sets of taps. */
export function depthwise3x3(): HvxLoop {
  return hvxLoop({
    name: "hvx_u8_dwconv3x3_s1",
    title: "uint8 depthwise 3x3, stride 1, 2 rows of 4 pixels of 32 channels",
    elements: 256,
    macs: 9 * 256,
    lines: () => {
      const sums = new Sums();
      const [plain, shifted, raw, next] = [8, 9, 10, 11];
      const taps = (row: number, form: number) => 12 + 2 * row + form;
      return [
        ...upTo(4).flatMap((row) => [
          `v${raw} = vmem(r${row}++#1)`,
          `v${next}.tmp = vmem(r${row}+#0)`,
          `v${shifted} = valign(v${next},v${raw},r6)`,
          ...asWords(plain, raw),
          ...asWords(shifted, shifted),
          ...upTo(2).flatMap((output) => {
            const kernelRow = row - output;
            if (kernelRow < 0 || kernelRow > 2) return [];
            return [plain, shifted].flatMap((pixels, half) =>
              upTo(2).map((form) => sums.add(4 * output + 2 * half + form, pixels, taps(kernelRow, form))),
            );
          }),
        ]),
        ...requantized([0, 1, 2, 3], "r4"),
        ...requantized([4, 5, 6, 7], "r5"),
      ];
    },
  });
}

/** 3x3, stride 2: a row of four pixels from three rows of nine; a sum whose taps lie in two words takes two products. */
export function depthwise3x3Stride2(): HvxLoop {
  return hvxLoop({
    name: "hvx_u8_dwconv3x3_s2",
    title: "uint8 depthwise 3x3, stride 2, 4 pixels of 32 channels",
    elements: 128,
    macs: 9 * 128,
    lines: () => {
      const sums = new Sums();
      const taps = (row: number, form: number) => 10 + 3 * row + form;
      return [
        ...upTo(3).flatMap((row) => {
          const [edge, middle, raw] = [4 + row, 7, 8];
          return [
            sums.add(0, edge, taps(row, 0)),
            sums.add(1, edge, taps(row, 1)),
            `v${raw} = vmem(r${row}++#1)`,
            ...asWords(middle, raw),
            sums.add(1, middle, taps(row, 2)),
            sums.add(2, middle, taps(row, 0)),
            sums.add(3, middle, taps(row, 1)),
            `v${raw} = vmem(r${row}++#1)`,
            ...asWords(edge, raw),
            sums.add(3, edge, taps(row, 2)),
          ];
        }),
        ...requantized([0, 1, 2, 3], "r4"),
      ];
    },
  });
}

/** 5x5, stride 1: two rows of four pixels from six rows; the 40 vectors of taps are loaded, each for both rows. */
export function depthwise5x5(): HvxLoop {
  return hvxLoop({
    name: "hvx_u8_dwconv5x5_s1",
    title: "uint8 depthwise 5x5, stride 1, 2 rows of 4 pixels of 32 channels",
    elements: 256,
    macs: 25 * 256,
    lines: () => {
      const sums = new Sums();
      const [taps, raw] = [14, 15];
      const pixels = (row: number) => 8 + row;
      const products = () =>
        upTo(5).flatMap((row) =>
          upTo(4).flatMap((form) => [
            `v${taps} = vmem(r9++#1)`,
            ...upTo(2).map((output) => sums.add(4 * output + form, pixels(row + output), taps)),
          ]),
        );
      return [
        ...products(),
        ...upTo(6).flatMap((row) => [`v${raw} = vmem(r${row}++#1)`, ...asWords(pixels(row), raw)]),
        ...products(),
        "r9 = add(r9,#-5120)",
        ...requantized([0, 1, 2, 3], "r6"),
        ...requantized([4, 5, 6, 7], "r7"),
      ];
    },
  });
}

/** 5x5, stride 2: a row of four pixels from five rows of eleven; the 20 vectors of taps are loaded. */
export function depthwise5x5Stride2(): HvxLoop {
  return hvxLoop({
    name: "hvx_u8_dwconv5x5_s2",
    title: "uint8 depthwise 5x5, stride 2, 4 pixels of 32 channels",
    elements: 128,
    macs: 25 * 128,
    lines: () => {
      const sums = new Sums();
      const tap = (form: number) => 11 + form;
      return [
        ...upTo(5).flatMap((row) => {
          const [edge, middle, raw] = [4 + row, 9, 10];
          return [
            ...upTo(4).map((form) => `v${tap(form)} = vmem(r9++#1)`),
            sums.add(0, edge, tap(0)),
            sums.add(1, edge, tap(2)),
            `v${raw} = vmem(r${row}++#1)`,
            ...asWords(middle, raw),
            sums.add(0, middle, tap(1)),
            sums.add(1, middle, tap(3)),
            sums.add(2, middle, tap(0)),
            sums.add(3, middle, tap(2)),
            `v${raw} = vmem(r${row}++#1)`,
            ...asWords(edge, raw),
            sums.add(2, edge, tap(1)),
            sums.add(3, edge, tap(3)),
          ];
        }),
        "r9 = add(r9,#-2560)",
        ...requantized([0, 1, 2, 3], "r6"),
      ];
    },
  });
}
