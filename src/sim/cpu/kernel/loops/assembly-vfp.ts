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
  kind: "scalarAdd" | "scalarMac",
  destination: string,
  sources: readonly string[],
): Instruction {
  return { text: `${opcode} ${[destination, ...sources].join(", ")}`, kind, reads: sources, writes: [destination] };
}

/** A value kept between two bounds: for each a comparison, its flags and a conditional copy. */
export function clampSingle(register: string, lower: string, upper: string): readonly Instruction[] {
  return [...bounded("vmovlt.f32", register, lower), ...bounded("vmovgt.f32", register, upper)];
}

function bounded(move: string, register: string, bound: string): readonly Instruction[] {
  return [
    { text: `vcmp.f32 ${register}, ${bound}`, kind: "scalarCompare", reads: [register, bound], writes: ["fpscr"] },
    { text: "vmrs APSR_nzcv, fpscr", kind: "scalarFlags", reads: ["fpscr"], writes: ["nzcv"] },
    {
      text: `${move} ${register}, ${bound}`,
      kind: "scalarCompare",
      reads: [register, bound, "nzcv"],
      writes: [register],
    },
  ];
}
