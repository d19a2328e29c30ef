import { readdirSync, readFileSync } from "node:fs";
import type { InstructionClass } from "../../../src/hardware/index.ts";
import type { Instruction } from "../../../src/sim/index.ts";

const folder = new URL("../../oracles/kernels/", import.meta.url);

/** Names of the kernels whose assembly lies under test/oracles/kernels. */
export const assemblyNames: readonly string[] = readdirSync(folder).map((each) => each.replace(/\.s$/, ""));

/** The instructions of a kernel, comments left out. */
export function assemblyLines(name: string): readonly string[] {
  const lines = readFileSync(new URL(`${name}.s`, folder), "utf8").split("\n");
  return lines
    .map((each) => each.trim())
    .filter((each) => each !== "" && !each.startsWith("#") && !/^\S+:$|^\./.test(each));
}

const accumulating = new Set(["fmla", "fmls", "smlal", "smlal2", "sdot", "udot", "sadalp", "mla", "bsl", "bit"]);
/** Write half of a register or read what they replace, without being a sum. */
const keeping = new Set(["sqxtn2", "ins"]);

const arithmetic: Readonly<Record<string, InstructionClass>> = {
  fadd: "fpAdd",
  fsub: "fpAdd",
  faddp: "fpAdd",
  facgt: "fpMinMax",
  fcmlt: "fpMinMax",
  frecps: "fpMla",
  frecpe: "fpConvert",
  scvtf: "fpConvert",
  fcvtns: "fpConvert",
  fabs: "integerVector",
  bic: "integerVector",
  bsl: "integerVector",
  bit: "integerVector",
  addp: "integerVector",
  sqadd: "integerVector",
  smax: "integerVector",
  smin: "integerVector",
  mul: "mulSame",
  mla: "mulSame",
  srshl: "shiftRounding",
  saddw: "addLong",
  saddw2: "addLong",
  saddl: "addLong",
  sqxtn: "narrow",
  sqxtn2: "narrow",
  sxtl2: "widen",
  shl: "widen",
  smull2: "mulLong",
  ins: "insert",
  dup: "extract",
  fmul: "fpMul",
  fmax: "fpMinMax",
  fmin: "fpMinMax",
  smull: "mulLong",
  smlal: "mlaLong",
  smlal2: "mlaLong",
  sadalp: "pairwiseAccumulate",
  sdot: "dot",
  udot: "dot",
  sxtl: "widen",
  sshll: "widen",
  ssubl: "addLong",
  ssubw: "addLong",
  neg: "integerVector",
  sub: "integerVector",
  fcvtzs: "fpConvert",
  ext: "extract",
  rev32: "move",
  rev64: "move",
  mov: "move",
  add: "integer",
  subs: "integer",
};

/** Reads one line of AArch64 assembly, written independently of the generators: registers by their position alone. */
export function readInstruction(line: string): Instruction {
  const [, opcode = "", operands = ""] = /^(\S+)\s+(.*)$/.exec(line) ?? [];
  const [, inside, step] = /\[([^\]]*)\](?:, (#\d+))?$/.exec(operands) ?? [];
  if (opcode.startsWith("b.")) return { text: line, kind: "branch", reads: ["nzcv"], writes: [] };
  if (inside !== undefined && /^(ld|st)/.test(opcode))
    return readAccess(line, opcode, operands, inside, step !== undefined);
  const registers = operands
    .split(", ")
    .filter((each) => /^[xv]\d/.test(each))
    .map(nameOf);
  const [target = "", ...sources] = registers;
  if (opcode === "cmp") return { text: line, kind: "integerRegisters", reads: registers, writes: ["nzcv"] };
  if (opcode === "csel") return { text: line, kind: "integer", reads: [...sources, "nzcv"], writes: [target] };
  if (opcode === "add" && operands.startsWith("v"))
    return { text: line, kind: "integerVector", reads: sources, writes: [target] };
  if (opcode === "add" && !operands.includes("#"))
    return { text: line, kind: "integerRegisters", reads: sources, writes: [target] };
  const kind = /^fml[as]$/.test(opcode) ? (operands.includes(".8h") ? "fp16Mla" : "fpMla") : arithmetic[opcode];
  if (kind === undefined) throw new Error(`no class for ${line}`);
  const writes = opcode === "subs" ? [target, "nzcv"] : [target];
  const reads = keeping.has(opcode) ? [target, ...sources] : sources;
  return { text: line, kind, reads, writes, ...(accumulating.has(opcode) ? { accumulator: target } : {}) };
}

function readAccess(text: string, opcode: string, operands: string, inside: string, isStepped: boolean): Instruction {
  const spread = { ld1r: "loadReplicatedPost", ld2: "loadDeinterleavedPost" }[opcode] as InstructionClass | undefined;
  if (spread !== undefined) return { text, kind: spread, reads: [inside], writes: registersOf(operands), base: inside };
  const data = operands.slice(0, operands.indexOf("[")).split(", ").filter(Boolean);
  const [base = "", index] = inside.split(", ");
  const isIndexed = index?.startsWith("x") === true;
  const isStore = opcode === "str";
  const size = data[0]?.[0] === "x" ? "Integer" : /^[ds]/.test(data[0] ?? "") ? "64" : "128";
  const suffix = isStepped ? "Post" : isIndexed ? "Indexed" : "";
  const name = `${isStore ? "store" : opcode === "ldp" ? "loadPair" : "load"}${size}`;
  // General registers, indexed 64-bit loads and pairs of 128 bits have one class for all addresses.
  const kind = (/Integer$/.test(name) || (size === "64" && isIndexed) ? name : name + suffix) as InstructionClass;
  const reads = [base, ...(isIndexed && index !== undefined ? [index] : []), ...(isStore ? data.map(nameOf) : [])];
  return { text, kind, reads, writes: isStore ? [] : data.map(nameOf), ...(isStepped ? { base } : {}) };
}

/** Registers between braces. */
function registersOf(operands: string): readonly string[] {
  return (/\{([^}]*)\}/.exec(operands)?.[1] ?? "").split(", ").map(nameOf);
}

function nameOf(operand: string): string {
  return operand.replace(/[.,].*$/, "").replace(/^[qds](?=\d)/, "v");
}
