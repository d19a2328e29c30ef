import type { Instruction } from "../instruction.ts";

/** Where a general register is loaded from or stored to: `[base, #offset]`, `[base, index]`, or `[base], #step`. */
export type WordAddress =
  | { readonly base: string; readonly offset: number }
  | { readonly base: string; readonly index: string }
  | { readonly base: string; readonly step: number };

type Access = "ldr" | "ldrsb" | "strb" | "ldrd" | "strd";

const kinds = {
  ldr: "loadInteger",
  ldrsb: "loadByte",
  strb: "storeByte",
  ldrd: "loadPairInteger",
  strd: "storePairInteger",
} as const;

/** Load or store of one general register, a word or a byte, or with `ldrd` and `strd` of two. */
export function accessWord(opcode: Access, registers: readonly string[], address: WordAddress): Instruction {
  const { base } = address;
  const index = "index" in address ? address.index : undefined;
  const isStore = opcode.startsWith("st");
  const inside = "offset" in address ? `${base}, #${address.offset}` : index === undefined ? base : `${base}, ${index}`;
  const after = "step" in address ? `, #${address.step}` : "";
  return {
    text: `${opcode} ${registers.join(", ")}, [${inside}]${after}`,
    kind: kinds[opcode],
    reads: [base, ...(index === undefined ? [] : [index.split(",")[0] ?? ""]), ...(isStore ? registers : [])],
    writes: isStore ? [] : registers,
    ...("step" in address ? { base } : {}),
  };
}

/** `opcode destination, operands` on general registers; constants are written with `#`. */
export function general(opcode: string, destination: string, operands: readonly string[]): Instruction {
  const reads = operands.filter((each) => each.startsWith("r"));
  const kind = reads.length > 1 ? "integerRegisters" : "integer";
  return { text: `${opcode} ${[destination, ...operands].join(", ")}`, kind, reads, writes: [destination] };
}

/** Sum of two registers' product and a third, to another register or to that of the sum. */
export function multiplyAdd(destination: string, first: string, second: string, sum: string): Instruction {
  const made = {
    text: `mla ${destination}, ${first}, ${second}, ${sum}`,
    kind: "integerMac",
    reads: [first, second],
    writes: [destination],
  } as const;
  return { ...made, accumulator: sum };
}

/** The other register's value taken where this one is less (`lt`), greater (`gt`), or not the same (`ne`). */
export function selectIf(condition: "lt" | "gt", register: string, other: string): readonly Instruction[] {
  return [
    { text: `cmp ${register}, ${other}`, kind: "integerRegisters", reads: [register, other], writes: ["nzcv"] },
    {
      text: `mov${condition} ${register}, ${other}`,
      kind: "integer",
      reads: [register, other, "nzcv"],
      writes: [register],
    },
  ];
}
