import type { Instruction, Kernel } from "../instruction.ts";
import { accumulate, closeLoop, convert, fmla, fp32, load, store, vector } from "./assembly.ts";

/** Constants in registers: one, minus log2(e), ln(2), the magic bias, the polynomial from its last coefficient on, the cutoff. */
const constants = {
  one: 20,
  minusLog2e: 21,
  ln2: 22,
  bias: 23,
  c5: 24,
  c4: 25,
  c3: 26,
  c2: 27,
  c1: 28,
  cutoff: 29,
} as const;

const copy = (to: number, from: number) => convert("mov", "move", ["16b", "16b"], [to, from]);

/**
 * 1 / (1 + exp(-x)), four fp32 elements in a pass: exp by a shift and a polynomial of degree five, the quotient by an estimate and two Newton
 * steps, the other half of the curve by symmetry.
 * Source: the steps of google/XNNPACK, src/f32-sigmoid/neon-p5.c.in (rr1, nr2recps).
 */
export function sigmoid(name: string, title: string): Kernel {
  const { one, minusLog2e, ln2, bias, c5, c4, c3, c2, c1, cutoff } = constants;
  const [x, z, n, s, p, e, d, r, t] = [0, 1, 2, 3, 4, 5, 6, 7, 16];
  const horner = (coefficient: number, from: number, to: number) => [copy(to, coefficient), fmla(to, from, z)];
  const newton = [vector("frecps", "fpMla", ["4s", "4s"], [t, r, d]), fp32("fmul", r, r, t)];
  const body: readonly Instruction[] = [
    load(`q${x}`, { base: "x1", step: 16 }),
    convert("fabs", "integerVector", ["4s", "4s"], [z, x]),
    copy(n, bias),
    fmla(n, z, minusLog2e),
    shiftLeft(s, n, 23),
    fp32("fsub", n, n, bias),
    fmla(z, n, ln2),
    ...horner(c4, c5, p),
    ...horner(c3, p, t),
    ...horner(c2, t, p),
    ...horner(c1, p, t),
    fp32("fmul", z, z, s),
    copy(e, s),
    fmla(e, t, z),
    fp32("fadd", d, e, one),
    convert("frecpe", "fpConvert", ["4s", "4s"], [r, d]),
    ...newton,
    ...newton,
    fp32("fmul", r, r, e),
    vector("facgt", "fpMinMax", ["4s", "4s"], [t, x, cutoff]),
    vector("bic", "integerVector", ["16b", "16b"], [r, r, t]),
    { ...convert("fcmlt", "fpMinMax", ["4s", "4s"], [t, x]), text: `fcmlt v${t}.4s, v${x}.4s, #0.0` },
    fp32("fsub", d, one, r),
    accumulate("bsl", "integerVector", ["16b", "16b"], [t, r, d]),
    store(`q${t}`, { base: "x2", step: 16 }),
    ...closeLoop(4),
  ];
  return { name, title, macs: 0, outputs: 4, body };
}

function shiftLeft(destination: number, source: number, bits: number): Instruction {
  const made = convert("shl", "widen", ["4s", "4s"], [destination, source]);
  return { ...made, text: `${made.text}, #${bits}` };
}
