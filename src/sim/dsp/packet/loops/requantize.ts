import type { HvxLoop } from "../instruction.ts";
import { hvxLoop, upTo } from "./hvx-loop.ts";

/** Registers of constants that requantisation reads, the same in all loops. */
const constants = { bias: "v31", scale: "v30", zero: "v29", least: "v28", most: "v27" } as const;

/**
 * Four vectors of 32-bit sums to one of bytes: bias, times a 31-bit fraction per channel in two halves, packed with saturation, zero point, clamp,
 * store. A vector holds one pixel of 32 channels, the result four pixels. The sums are read and not kept.
 * Source: the forms `vmpye` and `vmpyo:<<1:rnd:sat:shift` are the 32 by 32 bit multiplication of Hexagon V79 HVX Programmer's Reference
 * Manual 80-N2040-61; that kernels requantise by it is assumed.
 */
export function requantized(sums: readonly number[], destination: string): readonly string[] {
  const { bias, scale, zero, least, most } = constants;
  const scaled = sums.map((_, at) => 22 + at);
  const [a = 0, b = 0, c = 0, d = 0] = scaled;
  return [
    ...sums.flatMap((sum, at) => [
      `v${sum}.w = vadd(v${sum}.w,${bias}.w)`,
      `v${scaled[at]}.w = vmpye(v${sum}.w,${scale}.uh)`,
      `v${scaled[at]}.w += vmpyo(v${sum}.w,${scale}.h):<<1:rnd:sat:shift`,
    ]),
    `v${a}.h = vpack(v${b}.w,v${a}.w):sat`,
    `v${c}.h = vpack(v${d}.w,v${c}.w):sat`,
    `v${a}.h = vadd(v${a}.h,${zero}.h):sat`,
    `v${c}.h = vadd(v${c}.h,${zero}.h):sat`,
    `v${a}.ub = vpack(v${c}.h,v${a}.h):sat`,
    `v${a}.ub = vmax(v${a}.ub,${least}.ub)`,
    `v${a}.ub = vmin(v${a}.ub,${most}.ub)`,
    `vmem(${destination}++#1) = v${a}.new`,
  ];
}

/** 32-bit sums from memory to uint8. */
export function requantizeLoop(): HvxLoop {
  return hvxLoop({
    name: "hvx_s32_requantize",
    title: "32-bit sums to uint8, one scale per channel, 4 pixels of 32 channels",
    elements: 128,
    lines: () => [...upTo(4).map((sum) => `v${sum} = vmem(r0++#1)`), ...requantized([0, 1, 2, 3], "r1")],
  });
}
