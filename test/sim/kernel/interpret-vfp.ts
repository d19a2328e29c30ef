import { Bytes } from "./register-file.ts";

/** What ARMv6 code with VFP runs on: single registers, general ones, memory, and what the last comparison said. */
export interface Arm32 {
  readonly singles: Bytes;
  readonly general: Map<string, number>;
  readonly memory: Bytes;
  /** Sign of the first operand less the second, of the floats compared last, and what the integer flags hold. */
  fpscr: number;
  compared: number;
}

export function arm32(size: number): Arm32 {
  return {
    singles: new Bytes(32 * 4),
    general: new Map(),
    memory: new Bytes(size),
    fpscr: Number.NaN,
    compared: Number.NaN,
  };
}

const at = (single: string) => 4 * Number(single.slice(1));

/** Runs lines of 32-bit Arm assembly by what each instruction is documented to do; counters and branches are left out. */
export function interpretVfp(lines: readonly string[], machine: Arm32): void {
  for (const line of lines) {
    const [, opcode = "", rest = ""] = /^(\S+)\s+(.*)$/.exec(line) ?? [];
    if (opcode === "bhs") continue;
    // A counter that reaches zero leaves flags that no select may see.
    if (opcode === "subs") machine.compared = Number.NaN;
    else if (opcode === "vmrs") machine.compared = machine.fpscr;
    else if (/^v(ld|st)m$/.test(opcode)) moveMany(opcode, rest, machine);
    else if (/^(ld|st)r/.test(opcode)) access(opcode, rest, machine);
    else if (opcode.startsWith("v")) floats(opcode, rest.split(", "), machine);
    else integers(opcode, rest.split(", "), machine);
  }
}

function word(machine: Arm32, operand: string): number {
  return operand.startsWith("#") ? Number(operand.slice(1)) : (machine.general.get(operand) ?? Number.NaN);
}

/** `r0!, {s3}` or `r9!, {d2-d3}` */
function moveMany(opcode: string, rest: string, machine: Arm32): void {
  const [, base = "", letter = "", first = "", last = first] =
    /^(r\d+)!, \{([sd])(\d+)(?:-d(\d+))?\}$/.exec(rest) ?? [];
  const size = letter === "d" ? 8 : 4;
  const bytes = (Number(last) - Number(first) + 1) * size;
  const address = word(machine, base);
  const place = size * Number(first);
  if (opcode === "vldm") machine.singles.write("b", place, machine.memory.read("b", address, bytes));
  else machine.memory.write("b", address, machine.singles.read("b", place, bytes));
  machine.general.set(base, address + bytes);
}

/** `r3, [r2, r3, lsl #2]`, `r4, r5, [r1, #8]`, `r2, [r3], #1` */
function access(opcode: string, rest: string, machine: Arm32): void {
  const [, list = "", base = "", offset = "#0", shift = "0", step] =
    /^(.*), \[(\w+)(?:, (#\d+|r\d+)(?:, lsl #(\d+))?)?\](?:, #(\d+))?$/.exec(rest) ?? [];
  const address = word(machine, base) + word(machine, offset) * 2 ** Number(shift);
  const element = opcode.endsWith("b") ? "b" : "s";
  for (const [index, register] of list.split(", ").entries())
    if (opcode.startsWith("ld")) machine.general.set(register, machine.memory.get(element, address + 4 * index));
    else machine.memory.write(element, address + 4 * index, [word(machine, register)]);
  if (step !== undefined) machine.general.set(base, word(machine, base) + Number(step));
}

const binary: Readonly<Record<string, (a: number, b: number, to: number) => number>> = {
  "vadd.f32": (a, b) => a + b,
  "vsub.f32": (a, b) => a - b,
  "vmul.f32": (a, b) => a * b,
  "vdiv.f32": (a, b) => a / b,
  "vmla.f32": (a, b, to) => to + Math.fround(a * b),
  "vmls.f32": (a, b, to) => to - Math.fround(a * b),
};

function floats(opcode: string, operands: readonly string[], machine: Arm32): void {
  const { singles, general } = machine;
  const [to = "", a = "", b = ""] = operands;
  const value = (single: string) => singles.get("float", at(single));
  const set = (made: number) => singles.write("float", at(to), [made]);
  const compute = binary[opcode];
  if (compute !== undefined) set(compute(value(a), value(b), value(to)));
  else if (opcode === "vabs.f32") set(Math.abs(value(a)));
  else if (opcode === "vcvt.f32.s32") set(singles.get("s", at(a)));
  else if (opcode === "vcmp.f32") machine.fpscr = Math.sign(value(to) - value(a));
  else if (opcode === "vmov" && to.startsWith("s")) singles.write("s", at(to), [word(machine, a)]);
  else if (opcode === "vmov") general.set(to, singles.get("s", at(a)));
  else if (opcode === "vmov.f32") set(value(a));
  else if (!/^vmov(lt|gt)\.f32$/.test(opcode)) throw new Error(`no meaning for ${opcode}`);
  else if (holds(opcode, machine)) set(value(a));
}

/** Whether the condition in an opcode, as in `vmovlt.f32` or `addne`, is what the flags say. */
function holds(opcode: string, { compared }: Arm32): boolean {
  if (!Number.isFinite(compared)) throw new Error(`${opcode} behind no comparison`);
  const condition = /(lt|gt|ne)(?:\.f32)?$/.exec(opcode)?.[1];
  return condition === "ne" ? compared !== 0 : compared === { lt: -1, gt: 1 }[condition ?? ""];
}

function integers(opcode: string, operands: readonly string[], machine: Arm32): void {
  const [to = "", ...sources] = operands;
  const [a = 0, b = 0, c = 0] = sources.map((each) => word(machine, each));
  const set = (made: number) => machine.general.set(to, made | 0);
  if (opcode === "cmp") machine.compared = Math.sign(word(machine, to) - a);
  else if (/^mov(lt|gt)$/.test(opcode)) {
    if (holds(opcode, machine)) set(a);
  } else if (opcode === "mov") set(a);
  else if (opcode === "add" || (opcode === "addne" && holds(opcode, machine))) set(a + b);
  else if (opcode === "sub") set(a - b);
  else if (opcode === "and") set(a & b);
  else if (opcode === "lsl") set(a << b);
  else if (opcode === "asr") set(a >> b);
  else if (opcode === "mla") set(Math.imul(a, b) + c);
  else if (opcode !== "addne") throw new Error(`no meaning for ${opcode}`);
}
