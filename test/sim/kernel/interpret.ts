import { Bytes, type Element } from "./register-file.ts";

/** What an AArch64 text runs on: vector registers, addresses by name, memory. */
export interface Arm64 {
  readonly vectors: Bytes;
  readonly general: Map<string, number>;
  readonly memory: Bytes;
  /** Upper halves that wait in general registers, by name: eight bytes. */
  readonly halves: Map<string, readonly number[]>;
}

export function arm64(size: number): Arm64 {
  return { vectors: new Bytes(32 * 16), general: new Map(), memory: new Bytes(size), halves: new Map() };
}

interface Operand {
  readonly at: number;
  /** `4s`, `8h`, ... */
  readonly count: number;
  readonly letter: string;
  readonly lane: number | undefined;
}

function operandOf(text: string): Operand {
  const [, register = "", count = "", letter = "", lane] = /^v(\d+)\.(\d*)([bhsd])(?:\[(\d+)\])?$/.exec(text) ?? [];
  return {
    at: 16 * Number(register),
    count: Number(count),
    letter,
    lane: lane === undefined ? undefined : Number(lane),
  };
}

const clamp = (bits: number, value: number) => Math.max(-(2 ** (bits - 1)), Math.min(2 ** (bits - 1) - 1, value));

/** To the nearest integer, ties to the even one. */
function nearest(value: number): number {
  const down = Math.floor(value);
  const rest = value - down;
  return rest < 0.5 || (rest === 0.5 && down % 2 === 0) ? down : down + 1;
}

/** Runs lines of AArch64 assembly by what each instruction is documented to do; flags and branches are left out. */
export function interpret(lines: readonly string[], machine: Arm64): void {
  for (const line of lines) {
    const [, opcode = "", rest = ""] = /^(\S+)\s+(.*)$/.exec(line) ?? [];
    if (opcode === "subs" || opcode.startsWith("b.")) continue;
    if (/^(ld|st)/.test(opcode)) access(opcode, rest, machine);
    else if (opcode === "add" && rest.startsWith("x")) step(rest, machine);
    else if (opcode === "ins") insert(rest, machine);
    else compute(opcode, rest.split(", "), machine.vectors);
  }
}

function step(rest: string, { general }: Arm64): void {
  const [, to = "", from = "", by = ""] = /^(x\d+), (x\d+), #(\d+)$/.exec(rest) ?? [];
  general.set(to, (general.get(from) ?? Number.NaN) + Number(by));
}

function insert(rest: string, { vectors, halves }: Arm64): void {
  const [, register = "", from = ""] = /^v(\d+)\.d\[1\], (x\d+)$/.exec(rest) ?? [];
  vectors.write("b", 16 * Number(register) + 8, halves.get(from) ?? []);
}

function access(opcode: string, rest: string, { vectors, general, memory, halves }: Arm64): void {
  const [, list = "", inside = "", after] = /^(.*?),? ?\[([^\]]*)\](?:, #(\d+))?$/.exec(rest) ?? [];
  const [base = "", second = ""] = inside.split(", ");
  const offset = second.startsWith("#")
    ? Number(second.slice(1))
    : second === ""
      ? 0
      : (general.get(second) ?? Number.NaN);
  const address = (general.get(base) ?? Number.NaN) + offset;
  const registers = list.replace(/[{}]/g, "").split(", ").filter(Boolean);
  if (after !== undefined) general.set(base, address + Number(after));
  if (opcode === "ld2") {
    for (const [part, each] of registers.entries())
      for (let lane = 0; lane < 4; lane++)
        vectors.set("s", operandOf(each).at + 4 * lane, memory.get("s", address + 8 * lane + 4 * part));
    return;
  }
  if (opcode === "ld1r") {
    const { at, count, letter } = operandOf(registers[0] ?? "");
    const all = memory.get(letter as Element, address);
    vectors.write(
      letter as Element,
      at,
      Array.from({ length: count }, () => all),
    );
    return;
  }
  for (const [index, register] of registers.entries()) {
    const size = { q: 16, d: 8, s: 4, x: 8 }[register[0] ?? ""] ?? Number.NaN;
    const from = address + index * size;
    if (register.startsWith("x")) {
      halves.set(register, memory.read("b", from, 8));
      general.set(register, memory.get("s", from));
    } else if (opcode.startsWith("st"))
      memory.write("b", from, vectors.read("b", 16 * Number(register.slice(1)), size));
    else {
      const loaded = memory.read("b", from, size);
      vectors.write("b", 16 * Number(register.slice(1)), [...loaded, ...Array.from({ length: 16 - size }, () => 0)]);
    }
  }
}

const floatBinary: Readonly<Record<string, (a: number, b: number, to: number) => number>> = {
  fadd: (a, b) => a + b,
  fsub: (a, b) => a - b,
  fmul: (a, b) => a * b,
  fmax: Math.max,
  fmin: Math.min,
  fmla: (a, b, to) => to + a * b,
  fmls: (a, b, to) => to - a * b,
  frecps: (a, b) => 2 - a * b,
};

const floatUnary: Readonly<Record<string, (a: number) => number>> = {
  fabs: Math.abs,
  // An estimate of eight bits, as good as the instruction's.
  frecpe: (a) => Math.round((256 / a) * 2 ** Math.floor(Math.log2(a))) / 256 / 2 ** Math.floor(Math.log2(a)),
};

const integerBinary: Readonly<Record<string, (a: number, b: number, to: number) => number>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: Math.imul,
  mla: (a, b, to) => to + Math.imul(a, b),
  smax: Math.max,
  smin: Math.min,
  srshl: (a, b) => (b < 0 ? Math.floor(a / 2 ** -b + 0.5) : a * 2 ** b),
};

/** What is written to each lane, and as what. */
type Meaning = readonly [kind: Element, value: (lane: number) => number];

const sizes: Readonly<Record<Element, number>> = { b: 1, h: 2, s: 4, half: 2, float: 4 };

function compute(opcode: string, texts: readonly string[], file: Bytes): void {
  const operands = texts.filter((each) => each.startsWith("v")).map(operandOf);
  const [to = operandOf(""), a = to, b = a] = operands;
  const immediate = Number(texts.at(-1)?.replace(/^#/, ""));
  if (widening(opcode, to, a, b, file)) return;
  const meaning = arithmetic(opcode, to, a, b, file) ?? meaningOf(opcode, to, a, b, immediate, file);
  const [kind, value] = meaning;
  const values = Array.from({ length: opcode === "ext" ? 16 : to.count }, (_, lane) => value(lane));
  file.write(kind, to.at, values);
}

function arithmetic(opcode: string, to: Operand, a: Operand, b: Operand, file: Bytes): Meaning | undefined {
  const floating: Element = to.letter === "h" ? "half" : "float";
  const whole = to.letter as Element;
  const read = (each: Operand, kind: Element, lane: number) =>
    file.get(kind, each.at + sizes[kind] * (each.lane ?? lane));
  const onFloats = floatBinary[opcode];
  if (onFloats !== undefined)
    return [floating, (lane) => onFloats(read(a, floating, lane), read(b, floating, lane), read(to, floating, lane))];
  const onFloat = floatUnary[opcode];
  if (onFloat !== undefined) return [floating, (lane) => onFloat(read(a, floating, lane))];
  const onIntegers = integerBinary[opcode];
  if (onIntegers !== undefined)
    return [whole, (lane) => onIntegers(read(a, whole, lane), read(b, whole, lane), read(to, whole, lane))];
  return undefined;
}

function meaningOf(opcode: string, to: Operand, a: Operand, b: Operand, immediate: number, file: Bytes): Meaning {
  const element = to.letter as Element;
  const read = (each: Operand, kind: Element, lane: number) =>
    file.get(kind, each.at + sizes[kind] * (each.lane ?? lane));
  switch (opcode) {
    case "mov":
    case "dup":
      return [element, (lane) => read(a, element, lane)];
    case "ext":
      return [
        "b",
        (lane) => (lane + immediate < 16 ? read(a, "b", lane + immediate) : read(b, "b", lane + immediate - 16)),
      ];
    case "rev32":
    case "rev64": {
      const group = (opcode === "rev32" ? 4 : 8) / sizes[element];
      return [element, (lane) => read(a, element, lane + group - 1 - 2 * (lane % group))];
    }
    case "shl":
      return [element, (lane) => read(a, element, lane) << immediate];
    case "neg":
      return [element, (lane) => -read(a, element, lane)];
    case "fcvtzs":
      return ["s", (lane) => clamp(32, Math.trunc(read(a, "float", lane)))];
    case "scvtf":
      return ["float", (lane) => read(a, "s", lane)];
    case "fcvtns":
      return ["s", (lane) => clamp(32, nearest(read(a, "float", lane)))];
    case "sqadd":
      return [element, (lane) => clamp(8 * sizes[element], read(a, element, lane) + read(b, element, lane))];
    case "facgt":
      return ["s", (lane) => (Math.abs(read(a, "float", lane)) > Math.abs(read(b, "float", lane)) ? -1 : 0)];
    case "fcmlt":
      return ["s", (lane) => (read(a, "float", lane) < 0 ? -1 : 0)];
    case "bic":
      return ["b", (lane) => read(a, "b", lane) & ~read(b, "b", lane)];
    case "bsl":
      return ["b", (lane) => (read(a, "b", lane) & read(to, "b", lane)) | (read(b, "b", lane) & ~read(to, "b", lane))];
    case "bit":
      return ["b", (lane) => (read(a, "b", lane) & read(b, "b", lane)) | (read(to, "b", lane) & ~read(b, "b", lane))];
    case "addp":
    case "faddp": {
      const kind: Element = opcode === "addp" ? "s" : element === "h" ? "half" : "float";
      const pair = (lane: number) => (lane < to.count / 2 ? a : b);
      const first = (lane: number) => (2 * lane) % to.count;
      return [kind, (lane) => read(pair(lane), kind, first(lane)) + read(pair(lane), kind, first(lane) + 1)];
    }
    case "sdot":
    case "udot": {
      const value = (at: number) => (opcode === "udot" ? file.get("b", at) & 255 : file.get("b", at));
      const products = (lane: number) =>
        [0, 1, 2, 3].map((part) => value(a.at + 4 * lane + part) * value(b.at + 4 * (b.lane ?? lane) + part));
      return ["s", (lane) => products(lane).reduce((sum, each) => sum + each, read(to, "s", lane))];
    }
    default:
      throw new Error(`no meaning for ${opcode}`);
  }
}

/** Instructions whose result is wider or narrower than what they read. */
function widening(opcode: string, to: Operand, a: Operand, b: Operand, file: Bytes): boolean {
  const [, name = "", upper] = /^(\w+?)(2?)$/.exec(opcode) ?? [];
  const [narrow, wide] = [a, b].some((each) => each.letter === "b") ? (["b", "h"] as const) : (["h", "s"] as const);
  const skip = upper === "2" ? to.count : 0;
  const source = (each: Operand, lane: number) =>
    file.get(narrow, each.at + (narrow === "b" ? 1 : 2) * (each.lane ?? lane + skip));
  const target = (lane: number) => file.get(wide, to.at + (wide === "h" ? 2 : 4) * lane);
  const first = (lane: number) => file.get(wide, a.at + (wide === "h" ? 2 : 4) * lane);
  const put = (make: (lane: number) => number) => {
    const values = Array.from({ length: to.count }, (_, lane) => make(lane));
    for (const value of values)
      if (value !== clamp(wide === "h" ? 16 : 32, value)) throw new Error(`${opcode} overflows: ${value}`);
    file.write(wide, to.at, values);
    return true;
  };
  if (name === "sshll") return put((lane) => source(a, lane) * 4);
  if (name === "ssubl") return put((lane) => source(a, lane) - source(b, lane));
  if (name === "ssubw") return put((lane) => first(lane) - source(b, lane));
  if (name === "sxtl") return put((lane) => source(a, lane));
  if (name === "smull") return put((lane) => source(a, lane) * source(b, lane));
  if (name === "smlal") return put((lane) => target(lane) + source(a, lane) * source(b, lane));
  if (name === "saddl") return put((lane) => source(a, lane) + source(b, lane));
  if (name === "saddw") return put((lane) => first(lane) + source(b, lane));
  if (name === "sadalp") return put((lane) => target(lane) + source(a, 2 * lane) + source(a, 2 * lane + 1));
  if (name !== "sqxtn") return false;
  const [from, into] = a.letter === "s" ? (["s", "h"] as const) : (["h", "b"] as const);
  const count = a.letter === "s" ? 4 : 8;
  const values = file.read(from, a.at, count).map((each) => clamp(into === "h" ? 16 : 8, each));
  file.write("b", upper === "2" ? to.at + 8 : to.at, upper === "2" ? [] : Array.from({ length: 16 }, () => 0));
  file.write(into, upper === "2" ? to.at + 8 : to.at, values);
  return true;
}
