import type { Instruction } from "../instruction.ts";
import { convert, vector } from "./assembly.ts";

/** Registers that hold what the int8 results are shifted by and clamped to. */
export interface Int8Range {
  readonly zero: number;
  readonly lower: number;
  readonly upper: number;
}

/** A register of factors, one for each of its lanes, or one lane of it for all. */
export type Scale = readonly [register: number, lane?: string];

/**
 * 32-bit sums to int8: scaled in fp32, rounded, moved by the zero point, clamped. One, two or four registers of sums become four, eight or
 * sixteen bytes in the first of them; each has the scale of the same place.
 * Source: the fp32 requantisation of google/XNNPACK, src/qs8-gemm and src/qs8-dwconv with `neonv8`.
 */
export function requantize(
  sums: readonly number[],
  scales: readonly Scale[],
  range: Int8Range,
): readonly Instruction[] {
  const converted = sums.map((each) => convert("scvtf", "fpConvert", ["4s", "4s"], [each, each]));
  return [...converted, ...quantize(sums, scales, range)];
}

/** The same from fp32 values. */
export function quantize(
  values: readonly number[],
  scales: readonly Scale[],
  range: Int8Range,
): readonly Instruction[] {
  return [
    ...values.map((each, at) => {
      const [register, lane] = scales[at] ?? [0];
      return vector("fmul", "fpMul", ["4s", "4s"], [each, each, register], lane);
    }),
    ...values.map((each) => convert("fcvtns", "fpConvert", ["4s", "4s"], [each, each])),
    ...narrowed(values, range),
  ];
}

/** Rounded 32-bit values, one, two or four registers, to four, eight or sixteen bytes in the first. */
export function narrowed(values: readonly number[], { zero, lower, upper }: Int8Range): readonly Instruction[] {
  const lows = values.filter((_, at) => at % 2 === 0);
  const [first = 0, second] = lows;
  const shape = second === undefined ? "8b" : "16b";
  return [
    ...lows.flatMap((low, at) => {
      const high = values[2 * at + 1];
      const made = convert("sqxtn", "narrow", ["4h", "4s"], [low, low]);
      return high === undefined ? [made] : [made, narrowedHigh("8h", "4s", low, high)];
    }),
    ...lows.map((low) => vector("sqadd", "integerVector", ["8h", "8h"], [low, low, zero])),
    convert("sqxtn", "narrow", ["8b", "8h"], [first, first]),
    ...(second === undefined ? [] : [narrowedHigh("16b", "8h", first, second)]),
    vector("smax", "integerVector", [shape, shape], [first, first, lower]),
    vector("smin", "integerVector", [shape, shape], [first, first, upper]),
  ];
}

/** Fills the upper half of the destination, whose lower half stays. */
function narrowedHigh(to: "8h" | "16b", from: "4s" | "8h", destination: number, source: number): Instruction {
  const made = convert("sqxtn2", "narrow", [to, from], [destination, source]);
  return { ...made, reads: [`v${destination}`, ...made.reads] };
}

/** 16-bit values added to 32-bit sums: the lower four, or with `isHigh` the upper four. */
export function addWide(sum: number, source: number, isHigh: boolean): Instruction {
  return {
    text: `saddw${isHigh ? "2" : ""} v${sum}.4s, v${sum}.4s, v${source}.${isHigh ? "8h" : "4h"}`,
    kind: "addLong",
    reads: [`v${sum}`, `v${source}`],
    writes: [`v${sum}`],
  };
}
