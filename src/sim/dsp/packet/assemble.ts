import { InternalError } from "../../../core/internal-error.ts";
import type { PacketInstruction, Source } from "./instruction.ts";
import type { PacketClass } from "./packet-class.ts";

/**
 * Reads instructions in the syntax of LLVM's assembler, one per line, of the part of the instruction set that the loops use. Errors: throws on
 * an instruction that the table does not know, as loops are written here and not by users.
 */
export function assemble(lines: readonly string[]): readonly PacketInstruction[] {
  return lines.map(readInstruction);
}

/** Kinds by the way an instruction is written; the first that fits counts. `v1:0` is a pair of registers. */
const spellings: readonly (readonly [RegExp, PacketClass])[] = [
  [/^v\d+\.tmp = vmem\(/, "loadTemporary"],
  [/^v\d+(\.cur)? = vmem\(/, "load"],
  [/^v\d+ = vmemu\(/, "loadUnaligned"],
  [/^vmem\(.*\.new$/, "storeNew"],
  [/^vmem\(/, "store"],
  [/^vmemu\(/, "storeUnaligned"],
  [/^r\d+ = mem/, "scalarLoad"],
  [/^r\d+ = mpy/, "scalarMultiply"],
  [/^r\d+ = /, "scalar"],
  [/ = vcombine\(/, "aluPair"],
  [/ = vzxt\(/, "aluPair"],
  [/ = vshuffoe\(/, "aluPair"],
  [/^v\d+:\d+\S* = v(?:add|sub|max|min)\(v\d+:\d+/, "aluPair"],
  [/^v\d+:\d+\.h = v(?:add|sub)\(v\d+\.ub,/, "multiplyBoth"],
  [/\.qf(?:16|32) = v(?:add|sub)\(/, "shift"],
  [/\.hf = v(?:add|sub)\(/, "multiply"],
  [/\.(?:hf|sf) = v\d+(?::\d+)?\.qf/, "shift"],
  [/\.h = v\d+\.hf$|\.hf = v\d+\.h$/, "shift"],
  [/ = v(?:asr|asl|lsr)\(|\+= vasl\(/, "shift"],
  [/\.hf \+?= vmpy\(|= vsplat\(/, "multiply"],
  [/\.h = vmpy\(.*:<<1|\.w \+= vrmpy\(v\d+\.u?b,v/, "multiplyNarrow"],
  [/ \+?= vrmpy\(v\d+\./, "multiply"],
  [/ \+?= vmpy/, "multiplyBoth"],
  [/^v\d+:\d+\S* \|?= v(?:shuff|deal|lut16|unpack)\(| \|= vlut/, "permuteShift"],
  [/ = v(?:pack|packe|shuff|deal|align|lalign|ror|lut32|delta)\(/, "permute"],
  [/^v\d+\S* = (?:v(?:add|sub|max|min|avg|sat|shuffe|shuffo|mux|and|or)\(|v\d+$)|^q\d = vcmp/, "alu"],
];

const earlyKinds: ReadonlySet<PacketClass> = new Set([
  "multiply",
  "multiplyNarrow",
  "multiplyBoth",
  "permute",
  "shift",
  "permuteShift",
  "storeUnaligned",
]);

function readInstruction(text: string): PacketInstruction {
  const kind = spellings.find(([form]) => form.test(text))?.[1];
  const parts = /^(.*?) ([+|]?=) (.*)$/.exec(text);
  if (kind === undefined || parts === null) throw new InternalError("packets", `no such instruction: ${text}`);
  const [, left = "", operator = "=", right = ""] = parts;
  const isStore = /^vmem/.test(left);
  const base = /\((r\d+)\+\+/.exec(text)?.[1];
  const fixed = /\((r\d+)\+#/.exec(text)?.[1];
  const operands = isStore ? right : right.replace(/^\w+(?=\()/, "").replace(/\(r\d+\+.*$/, "");
  const sources = [...sourcesOf(operands, earlyKinds.has(kind) ? "early" : "late")];
  if (operator !== "=") sources.push(...registersOf(left).map((register): Source => ({ register, when: "late" })));
  if (fixed !== undefined) sources.push({ register: fixed, when: "general" });
  return {
    text,
    mnemonic: mnemonicOf(text, kind),
    kind,
    reads: sources,
    writes: isStore ? [] : registersOf(left),
    ...(base === undefined ? {} : { base }),
  };
}

/** Registers in a piece of text, both of a pair. */
function registersOf(text: string): string[] {
  return [...text.matchAll(/\b([vrq])(\d+)(?::(\d+))?/g)].flatMap(([, letter = "", first = "", second]) =>
    second === undefined ? [`${letter}${first}`] : [`${letter}${second}`, `${letter}${first}`],
  );
}

function sourcesOf(text: string, when: "early" | "late"): readonly Source[] {
  return [...text.matchAll(/\b[vrq]\d+(?::\d+)?(?:\.new)?/g)].flatMap(([word]) =>
    registersOf(word).map((register): Source => {
      if (word.endsWith(".new")) return { register, when: "same" };
      return { register, when: register.startsWith("r") ? "general" : when };
    }),
  );
}

function mnemonicOf(text: string, kind: PacketClass): string {
  if (kind.startsWith("load")) return "load";
  if (kind.startsWith("store")) return "store";
  return /\b([vm][a-z]+\d*[a-z]*|add|sub)\(/.exec(text)?.[1] ?? (kind === "shift" ? "convert" : "move");
}
