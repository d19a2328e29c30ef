import type { InstructionClass } from "../../../src/hardware/index.ts";
import type { Instruction } from "../../../src/sim/index.ts";

const arithmetic: Readonly<Record<string, InstructionClass>> = {
  "vmla.f32": "fpMla",
  "vmlal.s16": "mlaLong",
  "vmovl.s8": "widen",
  subs: "integer",
};

const accumulating = new Set(["vmla.f32", "vmlal.s16"]);

/** Reads one line of 32-bit Arm assembly with NEON or VFP, written independently of the generators. Registers are 64 bits, or `s`. */
export function readArmInstruction(line: string): Instruction {
  const [, opcode = "", operands = ""] = /^(\S+)\s+(.*)$/.exec(line) ?? [];
  if (/^b[a-z]{2}$/.test(opcode)) return { text: line, kind: "branch", reads: ["nzcv"], writes: [] };
  const list = /\{([^}]*)\}/.exec(operands)?.[1];
  if (list !== undefined) return readAccess(line, opcode, operands, expanded(list));
  const registers = operands.split(", ").filter((each) => /^[rsdq]\d/.test(each));
  const [target = "", ...sources] = registers.map((each) => each.replace(/\[\d\]$/, ""));
  if (opcode === "subs") return { text: line, kind: "integer", reads: [target], writes: [target, "nzcv"] };
  const isScalar = target.startsWith("s");
  const kind = isScalar ? "scalarMac" : arithmetic[opcode];
  if (kind === undefined) throw new Error(`no class for ${line}`);
  const writes = expanded(target);
  const sum = accumulating.has(opcode) ? { accumulator: writes[0] ?? "" } : {};
  return { text: line, kind, reads: sources.flatMap(expanded), writes, ...sum };
}

/** `d2-d4` or `q1` as 64-bit registers; `d2-d3` of a scalar kernel stays apart. */
function expanded(list: string): readonly string[] {
  const [, letter = "", first = "", last = first] = /^([sdq])(\d+)(?:-[sd](\d+))?$/.exec(list) ?? [];
  const numbers = Array.from({ length: Number(last) - Number(first) + 1 }, (_, at) => Number(first) + at);
  return letter === "q"
    ? numbers.flatMap((each) => [`d${2 * each}`, `d${2 * each + 1}`])
    : numbers.map((each) => `${letter}${each}`);
}

function readAccess(text: string, opcode: string, operands: string, registers: readonly string[]): Instruction {
  const [base = ""] = /r\d+/.exec(operands) ?? [];
  if (opcode === "vldm") {
    const isSingle = registers[0]?.startsWith("s") === true;
    // Single registers overlap the pairs: d2 is s4 and s5.
    const writes = isSingle
      ? registers
      : registers.flatMap((each) => [2, 3].map((at) => `s${2 * Number(each.slice(1)) + at - 2}`));
    return { text, kind: isSingle ? "loadScalar" : "loadPair64Post", reads: [base], writes, base };
  }
  const size = { 1: "64Post", 2: "128Post", 4: "128" }[registers.length];
  const isStore = opcode.startsWith("vst");
  const kind = `${isStore ? "store" : registers.length === 4 ? "loadPair" : "load"}${size}` as InstructionClass;
  return { text, kind, reads: [base, ...(isStore ? registers : [])], writes: isStore ? [] : registers, base };
}
