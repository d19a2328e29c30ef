import type { Instruction, Kernel } from "../instruction.ts";
import { accessWord, general } from "./assembly-v6.ts";
import { closeLoopV7 } from "./assembly-v7.ts";
import { clampSingle, loadSingle, movedIf, single, storeSingle } from "./assembly-vfp.ts";

/* Loops of ARMv6 with VFP, one value in a register. Bounds of the result in s30 and s31; inputs from r0 on, the output at r10. */

const [output, count] = ["r10", "r11"];
const bounds = { lower: "s30", upper: "s31" } as const;
const steps = (length: number) => Array.from({ length }, (_, step) => step);
const clamped = (register: string) => clampSingle(register, bounds.lower, bounds.upper);

/**
 * Sum of two arrays, clamped: eight elements in a pass.
 * Source: the structure of google/XNNPACK, src/f32-vbinary/vop-scalar.c.in (scalar_x8).
 */
export function scalarAdd(name: string, title: string): Kernel {
  const first = (at: number) => `s${at}`;
  const second = (at: number) => `s${at + 8}`;
  const body = [
    ...steps(8).map((at) => loadSingle(first(at), "r0")),
    ...steps(8).map((at) => loadSingle(second(at), "r1")),
    ...steps(8).map((at) => single("vadd.f32", "scalarAdd", first(at), [first(at), second(at)])),
    ...steps(8).flatMap((at) => clamped(first(at))),
    ...steps(8).map((at) => storeSingle(first(at), output)),
    ...closeLoopV7(count, 8),
  ];
  return { name, title, macs: 0, outputs: 8, body };
}

/**
 * x / 6 * min(max(x + 3, 0), 6): four elements in a pass. The sixth is in s28, three in s29.
 * Source: the structure of google/XNNPACK, src/f32-vhswish/scalar.c.in (scalar_x4).
 */
export function scalarHardSwish(name: string, title: string): Kernel {
  const [sixth, three] = ["s28", "s29"];
  const gate = (at: number) => `s${at + 4}`;
  const body = [
    ...steps(4).map((at) => loadSingle(`s${at}`, "r0")),
    ...steps(4).flatMap((at) => [
      single("vadd.f32", "scalarAdd", gate(at), [`s${at}`, three]),
      single("vmul.f32", "scalarAdd", `s${at}`, [`s${at}`, sixth]),
    ]),
    ...steps(4).flatMap((at) => clamped(gate(at))),
    ...steps(4).map((at) => single("vmul.f32", "scalarAdd", `s${at}`, [`s${at}`, gate(at)])),
    ...steps(4).map((at) => storeSingle(`s${at}`, output)),
    ...closeLoopV7(count, 4),
  ];
  return { name, title, macs: 0, outputs: 4, body };
}

/**
 * Pooling on channels-last data: one channel of seven pixels averaged, or of nine the largest. Values are joined in pairs; the factor of
 * the average is in s29.
 * Source: the structure of google/XNNPACK, src/f32-gavgpool/7x-scalar.c (7x scalar_c1) and src/f32-maxpool/9p8x-scalar.c.
 */
export function scalarPooling(name: string, title: string, kind: "average" | "largest"): Kernel {
  const pixels = kind === "average" ? 7 : 9;
  const joined: Instruction[] = [];
  for (let gap = 1; gap < pixels; gap *= 2)
    for (let pixel = 0; pixel + gap < pixels; pixel += 2 * gap) {
      const [to, other] = [`s${pixel}`, `s${pixel + gap}`];
      if (kind === "average") joined.push(single("vadd.f32", "scalarAdd", to, [to, other]));
      else joined.push(...movedIf("lt", to, other));
    }
  const body = [
    ...steps(pixels).map((pixel) => loadSingle(`s${pixel}`, `r${pixel}`)),
    ...joined,
    ...(kind === "average" ? [single("vmul.f32", "scalarAdd", "s0", ["s0", "s29"])] : []),
    ...clamped("s0"),
    storeSingle("s0", output),
    ...closeLoopV7(count, 1),
  ];
  return { name, title, macs: 0, outputs: 1, body };
}

/** Copy of 32 bytes through eight general registers, as a C library's memcpy; its prefetches are left out. */
export function scalarCopy(name: string, title: string): Kernel {
  const pairs = [2, 4, 6, 8].map((first) => [`r${first}`, `r${first + 1}`]);
  const body = [
    ...pairs.map((pair, at) => accessWord("ldrd", pair, { base: "r0", offset: 8 * at })),
    ...pairs.map((pair, at) => accessWord("strd", pair, { base: "r1", offset: 8 * at })),
    general("add", "r0", ["r0", "#32"]),
    general("add", "r1", ["r1", "#32"]),
    ...closeLoopV7(count, 32),
  ];
  return { name, title, macs: 0, outputBytes: 32, body };
}

/**
 * The pointers of one tap of an indirect GEMM of four rows, each moved to its image unless it points to the zeros in r6.
 * Source: the structure of google/XNNPACK, src/f32-igemm/scalar.c.in.
 */
export function scalarTapPointers(name: string, title: string): Kernel {
  const rows = steps(4).map((row) => `r${row}`);
  const body = [
    ...rows.map((row, at) => accessWord("ldr", [row], { base: "r4", offset: 4 * at })),
    ...rows.flatMap((row): readonly Instruction[] => [
      { text: `cmp ${row}, r6`, kind: "integerRegisters", reads: [row, "r6"], writes: ["nzcv"] },
      { text: `addne ${row}, ${row}, r7`, kind: "integerRegisters", reads: [row, "r7", "nzcv"], writes: [row] },
    ]),
    general("add", "r4", ["r4", "#16"]),
    ...closeLoopV7(count, 1),
  ];
  return { name, title, macs: 0, pointers: 4, body };
}
