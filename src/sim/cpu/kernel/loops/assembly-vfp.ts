import type { Instruction } from "../instruction.ts";

/** Load of a single fp32 register (VFP); the address is stepped on. */
export function loadSingle(register: string, base: string): Instruction {
  return { text: `vldm ${base}!, {${register}}`, kind: "loadScalar", reads: [base], writes: [register], base };
}

/** Store of a single fp32 register; the address is stepped on. */
export function storeSingle(register: string, base: string): Instruction {
  return { text: `vstm ${base}!, {${register}}`, kind: "storeScalar", reads: [base, register], writes: [], base };
}

/** `opcode destination, sources` on single registers. */
export function single(
  opcode: string,
  kind: "scalarAdd" | "scalarMac" | "scalarCompare" | "scalarDivide",
  destination: string,
  sources: readonly string[],
): Instruction {
  return { text: `${opcode} ${[destination, ...sources].join(", ")}`, kind, reads: sources, writes: [destination] };
}

/** `sum += first * second`, or with `vmls` less the product. */
export function multiplyAddSingle(
  opcode: "vmla.f32" | "vmls.f32",
  sum: string,
  first: string,
  second: string,
): Instruction {
  return { ...single(opcode, "scalarMac", sum, [first, second]), accumulator: sum };
}

/** A value kept between two bounds: for each a comparison, its flags and a conditional copy. */
export function clampSingle(register: string, lower: string, upper: string): readonly Instruction[] {
  return [...movedIf("lt", register, lower), ...movedIf("gt", register, upper)];
}

/** The other value taken where the register is less (`lt`) or greater (`gt`): a comparison, its flags, a conditional copy. */
export function movedIf(condition: "lt" | "gt", register: string, other: string): readonly Instruction[] {
  return [...compareSingle(register, other), copySingleIf(condition, register, other)];
}

/** Compares two single registers and brings the result to the integer flags. */
export function compareSingle(first: string, second: string): readonly Instruction[] {
  return [
    { text: `vcmp.f32 ${first}, ${second}`, kind: "scalarCompare", reads: [first, second], writes: ["fpscr"] },
    { text: "vmrs APSR_nzcv, fpscr", kind: "scalarFlags", reads: ["fpscr"], writes: ["nzcv"] },
  ];
}

/** Copies a single register where the flags say so. */
export function copySingleIf(condition: "lt" | "gt", register: string, source: string): Instruction {
  return {
    text: `vmov${condition}.f32 ${register}, ${source}`,
    kind: "scalarCompare",
    reads: [register, source, "nzcv"],
    writes: [register],
  };
}

/** A general register's bits into a single register. */
export function toSingle(register: string, source: string): Instruction {
  return { text: `vmov ${register}, ${source}`, kind: "insert", reads: [source], writes: [register] };
}

/** A single register's bits into a general one. */
export function toGeneral(register: string, source: string): Instruction {
  return { text: `vmov ${register}, ${source}`, kind: "scalarFlags", reads: [source], writes: [register] };
}
