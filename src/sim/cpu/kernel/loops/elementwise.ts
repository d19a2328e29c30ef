import type { Instruction, Kernel } from "../instruction.ts";
import { advance, closeLoop, fp32, load, store } from "./assembly.ts";

const bounds = { lower: 30, upper: 31 } as const;

/** Sum or product of two arrays, clamped: eight fp32 elements in a pass. Scaling by squeeze-and-excitation is the product. */
export function binary(name: string, title: string, opcode: "fadd" | "fmul"): Kernel {
  const parts = [0, 1];
  return {
    name,
    title,
    macs: 0,
    outputs: 8,
    body: [
      ...parts.flatMap((part) => [
        load(`q${part}`, { base: "x1", offset: 16 * part }),
        load(`q${part + 4}`, { base: "x3", offset: 16 * part }),
      ]),
      ...parts.map((part) => fp32(opcode, part, part, part + 4)),
      ...parts.map((part) => fp32("fmax", part, part, bounds.lower)),
      ...parts.map((part) => fp32("fmin", part, part, bounds.upper)),
      ...parts.map((part) => store(`q${part}`, { base: "x2", offset: 16 * part })),
      ...["x1", "x3", "x2"].map((each) => advance(each, 32)),
      ...closeLoop(32),
    ],
  };
}

/** x * min(max(x + 3, 0), 6) / 6: sixteen fp32 elements in a pass, the constants in registers. */
export function hardSwish(name: string, title: string): Kernel {
  const parts = [0, 1, 2, 3];
  const [three, sixth] = [28, 29];
  return {
    name,
    title,
    macs: 0,
    outputs: 16,
    body: [
      ...parts.map((part) => load(`q${part}`, { base: "x1", offset: 16 * part })),
      ...parts.flatMap((part) => [fp32("fadd", part + 4, part, three), fp32("fmul", part, part, sixth)]),
      ...parts.map((part) => fp32("fmax", part + 4, part + 4, bounds.lower)),
      ...parts.map((part) => fp32("fmin", part + 4, part + 4, bounds.upper)),
      ...parts.map((part) => fp32("fmul", part, part, part + 4)),
      ...parts.map((part) => store(`q${part}`, { base: "x2", offset: 16 * part })),
      advance("x1", 64),
      advance("x2", 64),
      ...closeLoop(64),
    ],
  };
}

/**
 * Pooling on channels-last data: four channels of `rows` pixels are joined by `opcode`, then finished and stored. Rows are joined in
 * pairs, so that the depth is that of a tree.
 */
export function rowPooling(name: string, title: string, rows: number, opcode: "fadd" | "fmax"): Kernel {
  const loads = Array.from({ length: rows }, (_, row) => load(`q${row}`, { base: `x${row + 1}`, step: 16 }));
  const finish = opcode === "fadd" ? [fp32("fmul", 0, 0, 29)] : [];
  return {
    name,
    title,
    macs: 0,
    outputs: 4,
    body: [
      ...loads,
      ...joined(rows, opcode),
      ...finish,
      fp32("fmax", 0, 0, bounds.lower),
      fp32("fmin", 0, 0, bounds.upper),
      store("q0", { base: "x21", step: 16 }),
      ...closeLoop(4),
    ],
  };
}

function joined(rows: number, opcode: "fadd" | "fmax"): readonly Instruction[] {
  const made: Instruction[] = [];
  for (let gap = 1; gap < rows; gap *= 2) {
    for (let row = 0; row + gap < rows; row += 2 * gap) made.push(fp32(opcode, row, row, row + gap));
  }
  return made;
}
