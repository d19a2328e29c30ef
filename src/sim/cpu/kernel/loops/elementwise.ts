import type { Instruction, Kernel } from "../instruction.ts";
import { advance, closeLoop, load, store } from "./assembly.ts";
import { type Floats, floats } from "./floats.ts";

const bounds = { lower: 30, upper: 31 } as const;

/** Sum or product of two arrays, clamped: two registers in a pass. Scaling by squeeze-and-excitation is the product. */
export function binary(
  name: string,
  title: string,
  operation: "add" | "multiply",
  arithmetic: Floats["name"] = "fp32",
): Kernel {
  const on = floats[arithmetic];
  const parts = [0, 1];
  return {
    name,
    title,
    macs: 0,
    outputs: 2 * on.width,
    body: [
      ...parts.flatMap((part) => [
        load(`q${part}`, { base: "x1", offset: 16 * part }),
        load(`q${part + 4}`, { base: "x3", offset: 16 * part }),
      ]),
      ...parts.map((part) => on[operation](part, part, part + 4)),
      ...parts.map((part) => on.larger(part, part, bounds.lower)),
      ...parts.map((part) => on.smaller(part, part, bounds.upper)),
      ...parts.map((part) => store(`q${part}`, { base: "x2", offset: 16 * part })),
      ...["x1", "x3", "x2"].map((each) => advance(each, 32)),
      ...closeLoop(32),
    ],
  };
}

/** x * min(max(x + 3, 0), 6) / 6: four registers in a pass, in fp16 two; the constants in registers. */
export function hardSwish(name: string, title: string, arithmetic: Floats["name"] = "fp32"): Kernel {
  const on = floats[arithmetic];
  const parts = arithmetic === "fp32" ? [0, 1, 2, 3] : [0, 1];
  const [three, sixth] = [28, 29];
  const bytes = 16 * parts.length;
  return {
    name,
    title,
    macs: 0,
    outputs: 16,
    body: [
      ...parts.map((part) => load(`q${part}`, { base: "x1", offset: 16 * part })),
      ...parts.flatMap((part) => [on.add(part + 4, part, three), on.multiply(part, part, sixth)]),
      ...parts.map((part) => on.larger(part + 4, part + 4, bounds.lower)),
      ...parts.map((part) => on.smaller(part + 4, part + 4, bounds.upper)),
      ...parts.map((part) => on.multiply(part, part, part + 4)),
      ...parts.map((part) => store(`q${part}`, { base: "x2", offset: 16 * part })),
      advance("x1", bytes),
      advance("x2", bytes),
      ...closeLoop(bytes),
    ],
  };
}

/**
 * Pooling on channels-last data: a register of channels of `rows` pixels is joined, then finished and stored. Rows are joined in pairs, so
 * that the depth is that of a tree.
 */
export function rowPooling(
  name: string,
  title: string,
  rows: number,
  join: "add" | "larger",
  arithmetic: Floats["name"] = "fp32",
): Kernel {
  const on = floats[arithmetic];
  const loads = Array.from({ length: rows }, (_, row) => load(`q${row}`, { base: `x${row + 1}`, step: 16 }));
  const finish = join === "add" ? [on.multiply(0, 0, 29)] : [];
  return {
    name,
    title,
    macs: 0,
    outputs: on.width,
    body: [
      ...loads,
      ...joined(rows, on[join]),
      ...finish,
      on.larger(0, 0, bounds.lower),
      on.smaller(0, 0, bounds.upper),
      store("q0", { base: "x21", step: 16 }),
      ...closeLoop(on.width),
    ],
  };
}

function joined(rows: number, join: Floats["add"]): readonly Instruction[] {
  const made: Instruction[] = [];
  for (let gap = 1; gap < rows; gap *= 2) {
    for (let row = 0; row + gap < rows; row += 2 * gap) made.push(join(row, row, row + gap));
  }
  return made;
}
