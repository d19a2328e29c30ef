import type { HvxLoop } from "../instruction.ts";
import { hvxLoop, upTo } from "./hvx-loop.ts";

/**
 * Sum of two maps of different scales: each times a byte, added in 16 bits to an offset, shifted and rounded to a byte.
 * Source: forms of the HVX manual; that factors of 8 bits serve is assumed.
 */
export function byteAdd(): HvxLoop {
  return hvxLoop({
    name: "hvx_u8_add",
    title: "uint8 sum of two arrays of different scales",
    elements: 256,
    lines: () =>
      upTo(2).flatMap(() => [
        "v0 = vmem(r0++#1)",
        "v1 = vmem(r1++#1)",
        "v3:2.uh = vmpy(v0.ub,r4.ub)",
        "v3:2.uh += vmpy(v1.ub,r5.ub)",
        "v3:2.h = vadd(v3:2.h,v31:30.h)",
        "v4.ub = vasr(v3.h,v2.h,r6):rnd:sat",
        "vmem(r2++#1) = v4.new",
      ]),
  });
}

/**
 * Product of two maps: zero points off, a product of 16 bits, times a factor, zero point on. Scaling by squeeze-and-excitation is this.
 * Source: forms of the HVX manual; the order of the work is assumed.
 */
export function byteMultiply(): HvxLoop {
  return hvxLoop({
    name: "hvx_u8_mul",
    title: "uint8 product of two arrays",
    elements: 128,
    lines: () => [
      "v0 = vmem(r0++#1)",
      "v1 = vmem(r1++#1)",
      "v3:2.h = vsub(v0.ub,v31.ub)",
      "v5:4.h = vsub(v1.ub,v30.ub)",
      ...upTo(2).flatMap((half) => [
        `v${2 + half}.h = vasl(v${2 + half}.h,r4)`,
        `v${6 + half}.h = vmpy(v${2 + half}.h,v${4 + half}.h):<<1:rnd:sat`,
        `v${6 + half}.h = vmpy(v${6 + half}.h,r5.h):<<1:rnd:sat`,
        `v${6 + half}.h = vadd(v${6 + half}.h,v29.h):sat`,
      ]),
      "v8.ub = vsat(v7.h,v6.h)",
      "vmem(r2++#1) = v8.new",
    ],
  });
}
