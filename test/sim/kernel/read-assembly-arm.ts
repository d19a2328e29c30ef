import type { InstructionClass } from "../../../src/hardware/index.ts";
import type { Instruction } from "../../../src/sim/index.ts";

const arithmetic: Readonly<Record<string, InstructionClass>> = {
  "vmla.f32": "fpMla",
  "vmax.f32": "fpMinMax",
  "vmin.f32": "fpMinMax",
  "vmlal.s8": "mlaLong",
  "vmull.s8": "mulLong",
  "vpadal.s16": "pairwiseAccumulate",
  "vext.8": "extract",
  vmov: "move",
  "vqshl.s32": "shiftRounding",
  "vrshl.s32": "shiftRounding",
  "vqdmulh.s32": "mulSame",
  "vqmovn.s32": "narrow",
  "vqmovn.s16": "narrow",
  "vqadd.s16": "integerVector",
  "vmax.s8": "integerVector",
  "vmin.s8": "integerVector",
  "vmlal.s16": "mlaLong",
  "vmovl.s8": "widen",
  subs: "integer",
};

/** The same operations on single registers. */
const scalar: Readonly<Record<string, InstructionClass>> = {
  "vmla.f32": "scalarMac",
  "vmls.f32": "scalarMac",
  "vsub.f32": "scalarAdd",
  "vdiv.f32": "scalarDivide",
  "vcvt.f32.s32": "scalarAdd",
  "vabs.f32": "scalarCompare",
  "vmul.f32": "scalarAdd",
  "vadd.f32": "scalarAdd",
  "vmov.f32": "scalarCompare",
};

const accumulating = new Set(["vmla.f32", "vmls.f32", "vmlal.s16", "vmlal.s8", "vpadal.s16"]);

/** Reads one line of 32-bit Arm assembly with NEON or VFP, written independently of the generators. Registers are 64 bits, or `s`. */
export function readArmInstruction(line: string): Instruction {
  const [, opcode = "", operands = ""] = /^(\S+)\s+(.*)$/.exec(line) ?? [];
  if (/^b[a-z]{2}$/.test(opcode)) return { text: line, kind: "branch", reads: ["nzcv"], writes: [] };
  if (opcode === "vmrs") return { text: line, kind: "scalarFlags", reads: ["fpscr"], writes: ["nzcv"] };
  const single = opcode === "vmov" ? /^(s\d+), (r\d+)$/.exec(operands) : null;
  if (single !== null) return { text: line, kind: "insert", reads: [single[2] ?? ""], writes: [single[1] ?? ""] };
  const word = opcode === "vmov" ? /^(r\d+), (s\d+)$/.exec(operands) : null;
  if (word !== null) return { text: line, kind: "scalarFlags", reads: [word[2] ?? ""], writes: [word[1] ?? ""] };
  if (/^(ld|st)r/.test(opcode)) return readWords(line, opcode, operands);
  const list = /\{([^}]*)\}/.exec(operands)?.[1];
  if (list !== undefined) return readAccess(line, opcode, operands, expanded(list));
  const registers = operands.split(", ").filter((each) => /^[rsdq]\d/.test(each));
  const [target = "", ...sources] = registers.map((each) => each.replace(/\[\d\]$/, ""));
  if (opcode === "subs") return { text: line, kind: "integer", reads: [target], writes: [target, "nzcv"] };
  if (opcode === "mla")
    return {
      text: line,
      kind: "integerMac",
      reads: sources.slice(0, 2),
      writes: [target],
      accumulator: sources[2] ?? "",
    };
  if (opcode === "cmp") return { text: line, kind: "integerRegisters", reads: [target, ...sources], writes: ["nzcv"] };
  if (/^mov(lt|gt)$/.test(opcode))
    return { text: line, kind: "integer", reads: [target, ...sources, "nzcv"], writes: [target] };
  if (/^(add(ne)?|sub|and|lsl|asr|mov)$/.test(opcode)) {
    const kind = sources.length > 1 ? "integerRegisters" : "integer";
    return { text: line, kind, reads: [...sources, ...(opcode === "addne" ? ["nzcv"] : [])], writes: [target] };
  }
  if (opcode === "vcmp.f32")
    return { text: line, kind: "scalarCompare", reads: [target, ...sources], writes: ["fpscr"] };
  if (/^vmov(lt|gt)/.test(opcode))
    return { text: line, kind: "scalarCompare", reads: [target, ...sources, "nzcv"], writes: [target] };
  const kind = target.startsWith("s") ? scalar[opcode] : arithmetic[opcode];
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

const wordKinds: Readonly<Record<string, InstructionClass>> = {
  ldr: "loadInteger",
  ldrsb: "loadByte",
  strb: "storeByte",
  ldrd: "loadPairInteger",
  strd: "storePairInteger",
};

/** `r3, [r2, r3, lsl #2]`, `r4, r5, [r1, #8]`, `r2, [r3], #1` */
function readWords(text: string, opcode: string, operands: string): Instruction {
  const [, list = "", inside = "", after] = /^(.*), \[(.*)\](, #\d+)?$/.exec(operands) ?? [];
  const registers = list.split(", ");
  const addresses = inside.match(/r\d+|sp/g) ?? [];
  const isStore = opcode.startsWith("st");
  const kind = wordKinds[opcode];
  if (kind === undefined) throw new Error(`no class for ${text}`);
  return {
    text,
    kind,
    reads: [...addresses, ...(isStore ? registers : [])],
    writes: isStore ? [] : registers,
    ...(after === undefined ? {} : { base: addresses[0] ?? "" }),
  };
}

function readAccess(text: string, opcode: string, operands: string, registers: readonly string[]): Instruction {
  const [base = ""] = /r\d+/.exec(operands) ?? [];
  if (opcode === "vstm") return { text, kind: "storeScalar", reads: [base, ...registers], writes: [], base };
  if (opcode === "vldm") {
    const isSingle = registers[0]?.startsWith("s") === true;
    // Single registers overlap the pairs: d2 is s4 and s5.
    const writes = isSingle
      ? registers
      : registers.flatMap((each) => [2, 3].map((at) => `s${2 * Number(each.slice(1)) + at - 2}`));
    return { text, kind: isSingle ? "loadScalar" : "loadPair64Post", reads: [base], writes, base };
  }
  const size = { 1: "64Post", 2: "128Post", 4: "128Post" }[registers.length];
  const isStore = opcode.startsWith("vst");
  const kind = `${isStore ? "store" : registers.length === 4 ? "loadPair" : "load"}${size}` as InstructionClass;
  return { text, kind, reads: [base, ...(isStore ? registers : [])], writes: isStore ? [] : registers, base };
}
