import type { HvxLoop } from "../instruction.ts";
import { hvxLoop, upTo } from "./hvx-loop.ts";

/** Sum or product of two maps by way of qfloats. */
export function halfBinary(operation: "add" | "mul"): HvxLoop {
  return hvxLoop({
    name: `hvx_f16_${operation}`,
    title: `fp16 ${operation === "add" ? "sum" : "product"} of two arrays`,
    elements: 64,
    lines: () => [
      "v0 = vmem(r0++#1)",
      "v1 = vmem(r1++#1)",
      `v2.qf16 = ${operation === "add" ? "vadd" : "vmpy"}(v0.hf,v1.hf)`,
      "v2.hf = v2.qf16",
      "vmem(r2++#1) = v2.new",
    ],
  });
}

/** x * min(max(x / 6 + 1 / 2, 0), 1). */
export function halfHardSwish(): HvxLoop {
  return hvxLoop({
    name: "hvx_f16_hswish",
    title: "fp16 h-swish",
    elements: 128,
    lines: () =>
      upTo(2).flatMap(() => [
        "v0 = vmem(r0++#1)",
        "v1.qf16 = vmpy(v0.hf,v31.hf)",
        "v1.qf16 = vadd(v1.qf16,v30.hf)",
        "v1.hf = v1.qf16",
        "v1.hf = vmax(v1.hf,v29.hf)",
        "v1.hf = vmin(v1.hf,v28.hf)",
        "v2.qf16 = vmpy(v0.hf,v1.hf)",
        "v2.hf = v2.qf16",
        "vmem(r1++#1) = v2.new",
      ]),
  });
}

/** Polynomial in x by Horner's rule, coefficients from the highest down; the result is a qfloat. */
function polynomial(sum: number, x: string, coefficients: readonly string[]): readonly string[] {
  const [highest = "", ...others] = coefficients;
  return others.flatMap((each, at) => [
    `v${sum}.qf16 = vmpy(${at === 0 ? `${x},${highest}.hf` : `v${sum}.qf16,${x}`})`,
    `v${sum}.qf16 = vadd(v${sum}.qf16,${each}.hf)`,
  ]);
}

/**
 * Sigmoid of two vectors by a cubic per interval: the interval's number is the low bits of x plus a large number, and finds the four coefficients
 * in tables of 16. The numbers of both vectors share one of bytes.
 * Source: `vlut16` of the HVX manual; the number of intervals and the degree are assumed.
 */
export function halfSigmoid(): HvxLoop {
  return hvxLoop({
    name: "hvx_f16_sigmoid",
    title: "fp16 sigmoid by a cubic in each of 16 intervals",
    elements: 128,
    lines: () => [
      ...upTo(2).flatMap((half) => [
        `v${half} = vmem(r0++#1)`,
        `v${half}.hf = vmax(v${half}.hf,v31.hf)`,
        `v${half}.hf = vmin(v${half}.hf,v30.hf)`,
        `v${2 + half}.qf16 = vadd(v${half}.hf,v29.hf)`,
        `v${2 + half}.hf = v${2 + half}.qf16`,
        `v${2 + half} = vand(v${2 + half},v28)`,
      ]),
      "v2.b = vshuffe(v3.b,v2.b)",
      ...upTo(4).map((degree) => `v${5 + 2 * degree}:${4 + 2 * degree}.h = vlut16(v2.b,v${24 + degree}.h,#0)`),
      ...upTo(2).flatMap((half) => [
        ...polynomial(12 + half, `v${half}.hf`, [`v${10 + half}`, `v${8 + half}`, `v${6 + half}`, `v${4 + half}`]),
        `v${12 + half}.hf = v${12 + half}.qf16`,
        `vmem(r1++#1) = v${12 + half}.new`,
      ]),
    ],
  });
}

/**
 * e^x and its running sum, the heart of softmax: x log2 e is split into a whole number, which goes to the exponent, and a rest, whose power is a
 * polynomial of degree 4.
 */
export function halfExponential(): HvxLoop {
  return hvxLoop({
    name: "hvx_f16_exp",
    title: "fp16 exponential and its sum, as in softmax",
    elements: 64,
    lines: () => [
      "v0 = vmem(r0++#1)",
      "v1.qf16 = vmpy(v0.hf,v31.hf)",
      "v2.qf16 = vadd(v1.qf16,v30.hf)",
      "v2.hf = v2.qf16",
      "v3.qf16 = vsub(v2.hf,v30.hf)",
      "v3.qf16 = vsub(v1.qf16,v3.qf16)",
      "v3.hf = v3.qf16",
      ...polynomial(4, "v3.hf", ["v29", "v28", "v27", "v26", "v25"]),
      "v4.hf = v4.qf16",
      "v2.h = vasl(v2.h,r4)",
      "v4.h = vadd(v4.h,v2.h)",
      "vmem(r1++#1) = v4.new",
      "v5.qf16 = vadd(v5.qf16,v4.hf)",
    ],
  });
}

/** Each value times one number: the end of softmax. */
export function halfScale(): HvxLoop {
  return hvxLoop({
    name: "hvx_f16_scale",
    title: "fp16 array times a number, as in softmax",
    elements: 64,
    lines: () => ["v0 = vmem(r0++#1)", "v1.qf16 = vmpy(v0.hf,v31.hf)", "v1.hf = v1.qf16", "vmem(r1++#1) = v1.new"],
  });
}
