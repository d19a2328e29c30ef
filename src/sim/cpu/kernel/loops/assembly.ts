import type { InstructionClass } from "../../../../hardware/index.ts";
import type { Instruction } from "../instruction.ts";

/** Ways to write a 128-bit register: four floats, eight halves, sixteen bytes. */
export type Shape = "4s" | "8h" | "16b" | "8b" | "4h";

/** `#8` steps an address on behind the access; `+8` is an offset; another register is added. */
export type Address =
  | { readonly base: string; readonly step: number }
  | { readonly base: string; readonly offset: number }
  | { readonly base: string; readonly index: string };

function addressText(address: Address): string {
  if ("step" in address) return `[${address.base}], #${address.step}`;
  return "index" in address ? `[${address.base}, ${address.index}]` : `[${address.base}, #${address.offset}]`;
}

/** The name under which dependences are kept: `q3`, `d3` and `s3` are parts of `v3`. */
function nameOf(register: string): string {
  return register.replace(/^[qds](?=\d)/, "v");
}

function memory(
  text: string,
  kinds: readonly [plain: InstructionClass, stepped: InstructionClass, indexed: InstructionClass],
  address: Address,
  loaded: readonly string[],
  stored: readonly string[],
): Instruction {
  const operands = [...loaded, ...stored].join(", ");
  const kind = kinds["step" in address ? 1 : "index" in address ? 2 : 0];
  return {
    text: `${text} ${operands}, ${addressText(address)}`,
    kind,
    reads: [...stored.map(nameOf), address.base, ...("index" in address ? [address.index] : [])],
    writes: loaded.map(nameOf),
    ...("step" in address ? { base: address.base } : {}),
  };
}

/** Load of one register: `x1` general, `s0` and `d0` up to 64 bits, `q0` 128 bits. */
export function load(register: string, address: Address): Instruction {
  const kinds = {
    x: ["loadInteger", "loadInteger", "loadInteger"],
    d: ["load64", "load64Post", "load64"],
    q: ["load128", "load128Post", "load128Indexed"],
  } as const;
  const letter = register.startsWith("x") ? "x" : register.startsWith("q") ? "q" : "d";
  return memory("ldr", kinds[letter], address, [register], []);
}

/** Load of two registers of one size, neighbours in memory. */
export function loadPair(first: string, second: string, address: Address): Instruction {
  const kinds = {
    x: ["loadPairInteger", "loadPairInteger", "loadPairInteger"],
    d: ["loadPair64Post", "loadPair64Post", "loadPair64Post"],
    q: ["loadPair128", "loadPair128Post", "loadPair128"],
  } as const;
  return memory(
    "ldp",
    kinds[first.startsWith("x") ? "x" : first.startsWith("d") ? "d" : "q"],
    address,
    [first, second],
    [],
  );
}

/** One value loaded into every lane, the address stepped on. */
export function loadReplicated(register: number, base: string, shape: "4s" | "8h" | "16b" = "4s"): Instruction {
  const size = { "4s": 4, "8h": 2, "16b": 1 }[shape];
  return {
    text: `ld1r {v${register}.${shape}}, [${base}], #${size}`,
    kind: "loadReplicatedPost",
    reads: [base],
    writes: [`v${register}`],
    base,
  };
}

/** Load of eight fp32 values, the even ones into the first register, the odd ones into the next; the address is stepped on. */
export function loadDeinterleaved(first: number, base: string): Instruction {
  return {
    text: `ld2 {v${first}.4s, v${first + 1}.4s}, [${base}], #32`,
    kind: "loadDeinterleavedPost",
    reads: [base],
    writes: [`v${first}`, `v${first + 1}`],
    base,
  };
}

/** Store of one register, 128 bits; up to 64 bits only with the address stepped on. */
export function store(register: string, address: Address): Instruction {
  const isHalf = !register.startsWith("q");
  const kinds = isHalf
    ? (["store64Post", "store64Post", "store64Post"] as const)
    : (["store128", "store128Post", "store128"] as const);
  return memory("str", kinds, address, [], [register]);
}

/** `opcode destination, first, second` on vector registers given by number; `lane` picks one element of the second. */
export function vector(
  opcode: string,
  kind: InstructionClass,
  shapes: readonly [destination: Shape, source: Shape],
  registers: readonly [destination: number, first: number, second: number],
  lane?: string,
): Instruction {
  const [to, from] = shapes;
  const [destination, first, second] = registers;
  const last = `v${second}.${lane ?? from}`;
  return {
    text: `${opcode} v${destination}.${to}, v${first}.${from}, ${last}`,
    kind,
    reads: [`v${first}`, `v${second}`],
    writes: [`v${destination}`],
  };
}

/** The same where the destination is read as the running sum, too. */
export function accumulate(...args: Parameters<typeof vector>): Instruction {
  return { ...vector(...args), accumulator: `v${args[3][0]}` };
}

/** `opcode destination, source[, immediate]` on vector registers given by number. */
export function convert(
  opcode: string,
  kind: InstructionClass,
  shapes: readonly [destination: Shape, source: Shape],
  registers: readonly [destination: number, source: number],
): Instruction {
  const [destination, source] = registers;
  return {
    text: `${opcode} v${destination}.${shapes[0]}, v${source}.${shapes[1]}`,
    kind,
    reads: [`v${source}`],
    writes: [`v${destination}`],
  };
}

/** A general register into the upper half of a vector register, whose lower half stays. */
export function insertHigh(register: number, general: string): Instruction {
  return {
    text: `ins v${register}.d[1], ${general}`,
    kind: "insert",
    reads: [`v${register}`, general],
    writes: [`v${register}`],
  };
}

/** Elements of a register in another order: `rev64` on `4s` swaps the two of each 64 bits. */
export function reverse(opcode: "rev32" | "rev64", shape: Shape, destination: number, source: number): Instruction {
  return convert(opcode, "move", [shape, shape], [destination, source]);
}

/** Pairs of neighbouring 16-bit values added to 32-bit sums. */
export function pairSum(sum: number, source: number): Instruction {
  return { ...convert("sadalp", "pairwiseAccumulate", ["4s", "8h"], [sum, source]), accumulator: `v${sum}` };
}

/** Sixteen bytes out of two registers, from byte `start` of the first. */
export function extract(destination: number, first: number, second: number, start: number): Instruction {
  const made = vector("ext", "extract", ["16b", "16b"], [destination, first, second]);
  return { ...made, text: `${made.text}, #${start}` };
}

/** fp32 arithmetic on four lanes. */
export function fp32(
  opcode: "fadd" | "fsub" | "fmul" | "fmax" | "fmin",
  destination: number,
  first: number,
  second: number,
): Instruction {
  const kind = opcode === "fmul" ? "fpMul" : opcode.startsWith("fm") ? "fpMinMax" : "fpAdd";
  return vector(opcode, kind, ["4s", "4s"], [destination, first, second]);
}

/** `sum += first * second` on four fp32 lanes, `lane` as in `s[2]`. */
export function fmla(sum: number, first: number, second: number, lane?: string): Instruction {
  return accumulate("fmla", "fpMla", ["4s", "4s"], [sum, first, second], lane);
}

/** `sum -= first * second` likewise. */
export function fmls(sum: number, first: number, second: number, lane?: string): Instruction {
  return accumulate("fmls", "fpMla", ["4s", "4s"], [sum, first, second], lane);
}

/** Four fp32 lanes times one element. */
export function fmulByLane(destination: number, first: number, second: number, lane: string): Instruction {
  return vector("fmul", "fpMul", ["4s", "4s"], [destination, first, second], lane);
}

/** Advances a general register. */
export function advance(register: string, step: number): Instruction {
  return integer(`add ${register}, ${register}, #${step}`, [register], [register]);
}

/** An instruction on general registers; `integerRegisters` where it adds or compares two of them. */
export function integer(
  text: string,
  reads: readonly string[],
  writes: readonly string[],
  kind: "integer" | "integerRegisters" = "integer",
): Instruction {
  return { text, kind, reads, writes };
}

/** Counts down `x0` and goes back to the start while something is left. */
export function closeLoop(step: number): readonly Instruction[] {
  return [
    integer(`subs x0, x0, #${step}`, ["x0"], ["x0", "nzcv"]),
    { text: "b.hs .Lx", kind: "branch", reads: ["nzcv"], writes: [] },
  ];
}
