import type { InstructionClass } from "../../../../hardware/index.ts";
import type { Instruction } from "../instruction.ts";

/**
 * Instructions of ARMv7 with NEON, as an assembler reads them: sixteen 128-bit registers, `q3` being `d6` and `d7`. Dependences are kept by
 * 64-bit register.
 */
function halves(register: string): readonly string[] {
  const number = Number(register.slice(1));
  return register.startsWith("q") ? [`d${2 * number}`, `d${2 * number + 1}`] : [register];
}

/** Load of one to four 64-bit registers in a row; the address is stepped on. Classes: those of as many 128-bit registers, or of 64 bits. */
export function loadMany(size: 8 | 16 | 32, first: number, count: 1 | 2 | 4, base: string): Instruction {
  const writes = Array.from({ length: count }, (_, at) => `d${first + at}`);
  const range = count === 1 ? `d${first}` : `d${first}-d${first + count - 1}`;
  const kinds = { 1: "load64Post", 2: "load128Post", 4: "loadPair128Post" } as const;
  return { text: `vld1.${size} {${range}}, [${base}]!`, kind: kinds[count], reads: [base], writes, base };
}

/** Store of one or two 64-bit registers in a row; the address is stepped on. */
export function storeMany(size: 8 | 16 | 32, first: number, count: 1 | 2, base: string): Instruction {
  const data = Array.from({ length: count }, (_, at) => `d${first + at}`);
  const range = count === 1 ? `d${first}` : `d${first}-d${first + 1}`;
  const kind = count === 1 ? "store64Post" : "store128Post";
  return { text: `vst1.${size} {${range}}, [${base}]!`, kind, reads: [base, ...data], writes: [], base };
}

/** `opcode destination, first[, second]` on vector registers given by name; `lane` picks an element of the last one. */
export function vectorV7(
  opcode: string,
  kind: InstructionClass,
  destination: string,
  sources: readonly string[],
  lane?: number,
): Instruction {
  const element = lane === undefined ? "" : `[${lane}]`;
  return {
    text: `${opcode} ${[destination, ...sources].join(", ")}${element}`,
    kind,
    reads: sources.flatMap(halves),
    writes: halves(destination),
  };
}

/** The same where the destination is read as the running sum, too. */
export function accumulateV7(...args: Parameters<typeof vectorV7>): Instruction {
  const [low = ""] = halves(args[2]);
  return { ...vectorV7(...args), accumulator: low };
}

/** Counts down a register and goes back to the start while something is left. */
export function closeLoopV7(register: string, step: number): readonly Instruction[] {
  return [
    { text: `subs ${register}, ${register}, #${step}`, kind: "integer", reads: [register], writes: [register, "nzcv"] },
    { text: "bhs 1b", kind: "branch", reads: ["nzcv"], writes: [] },
  ];
}
