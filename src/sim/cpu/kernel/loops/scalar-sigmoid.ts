import type { Kernel } from "../instruction.ts";
import { accessWord, general } from "./assembly-v6.ts";
import { closeLoopV7 } from "./assembly-v7.ts";
import {
  compareSingle,
  copySingleIf,
  loadSingle,
  multiplyAddSingle,
  single,
  storeSingle,
  toGeneral,
  toSingle,
} from "./assembly-vfp.ts";

/** What lies in registers beside the address of the table, r2: the bits of 2^(k/64) less k at bit 17. */
const constants = {
  minusLog2e: "s16",
  bias: "s17",
  ln2High: "s18",
  ln2Low: "s19",
  c2: "s20",
  one: "s21",
  cutoff: "s22",
  zero: "s23",
} as const;

/**
 * 1 / (1 + exp(-x)) on single registers (ARMv6 with VFP), one element in a pass: exp(-|x|) by a table of 64 and a polynomial of degree two,
 * then a quotient; the other half of the curve by symmetry.
 * Source: the steps of google/XNNPACK, src/f32-vsigmoid/scalar-rr2-lut64-p2-div.c.in, which takes two elements in a pass.
 */
export function scalarSigmoid(name: string, title: string): Kernel {
  const { minusLog2e, bias, ln2High, ln2Low, c2, one, cutoff, zero } = constants;
  const [x, z, n, s, t, p, f, g] = ["s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7"] as const;
  const copy = (to: string, from: string) => single("vmov.f32", "scalarCompare", to, [from]);
  const body = [
    loadSingle(x, "r0"),
    single("vabs.f32", "scalarCompare", z, [x]),
    copy(n, bias),
    multiplyAddSingle("vmla.f32", n, z, minusLog2e),
    toGeneral("r3", n),
    general("lsl", "r4", ["r3", "#17"]),
    general("and", "r3", ["r3", "#63"]),
    accessWord("ldr", ["r3"], { base: "r2", index: "r3, lsl #2" }),
    general("add", "r3", ["r3", "r4"]),
    toSingle(s, "r3"),
    single("vsub.f32", "scalarAdd", n, [n, bias]),
    copy(t, z),
    multiplyAddSingle("vmla.f32", t, n, ln2High),
    multiplyAddSingle("vmla.f32", t, n, ln2Low),
    single("vmul.f32", "scalarAdd", p, [t, c2]),
    copy(f, t),
    multiplyAddSingle("vmls.f32", f, p, t),
    copy(g, s),
    multiplyAddSingle("vmls.f32", g, s, f),
    single("vadd.f32", "scalarAdd", p, [g, one]),
    single("vdiv.f32", "scalarDivide", f, [g, p]),
    ...compareSingle(z, cutoff),
    copySingleIf("gt", f, zero),
    single("vsub.f32", "scalarAdd", g, [one, f]),
    ...compareSingle(x, zero),
    copySingleIf("gt", f, g),
    storeSingle(f, "r1"),
    ...closeLoopV7("r5", 1),
  ];
  return { name, title, macs: 0, outputs: 1, body };
}
