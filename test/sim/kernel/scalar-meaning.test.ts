import { describe, expect, it } from "vitest";
import { kernels } from "../../../src/sim/index.ts";
import { type Arm32, arm32, interpretVfp } from "./interpret-vfp.ts";
import type { Element } from "./register-file.ts";

/* Loops of ARMv6 with VFP run on numbers, and give what they are for. */

const steps = (count: number) => Array.from({ length: count }, (_, step) => step);

/** A machine on which every general register points to 256 bytes of its own. */
function machineAt(): Arm32 {
  const machine = arm32(1 << 13);
  for (const register of [...steps(13).map((each) => `r${each}`), "sp"])
    machine.general.set(register, 256 * (machine.general.size + 1));
  return machine;
}

const at = (machine: Arm32, register: string) => machine.general.get(register) ?? Number.NaN;

function run(name: string, machine: Arm32): void {
  interpretVfp(
    kernels()
      .get(name)
      ?.body.map((each) => each.text) ?? [],
    machine,
  );
}

function setSingles(machine: Arm32, values: Readonly<Record<number, number>>): void {
  for (const [register, value] of Object.entries(values)) machine.singles.write("float", 4 * Number(register), [value]);
}

/** Runs a loop with arrays at registers, and reads what it wrote where `output` pointed. */
function result(
  name: string,
  machine: Arm32,
  arrays: Readonly<Record<string, readonly number[]>>,
  [output, element, count]: readonly [register: string, element: Element, count: number],
  input: Element = "float",
): readonly number[] {
  for (const [register, values] of Object.entries(arrays)) machine.memory.write(input, at(machine, register), values);
  const to = at(machine, output);
  run(name, machine);
  return machine.memory.read(element, to, count);
}

describe("fp32 loops on single registers", () => {
  const numbers = steps(8).map((index) => 3 * index - 11);

  it("f32_add_8el_vfp: sums between the bounds", () => {
    const machine = machineAt();
    setSingles(machine, { 30: -8, 31: 9 });
    const other = numbers.map((each) => 5 - each / 2);
    const wanted = numbers.map((each, index) => Math.min(Math.max(each + (other[index] ?? 0), -8), 9));
    expect(result("f32_add_8el_vfp", machine, { r0: numbers, r1: other }, ["r10", "float", 8])).toEqual(wanted);
  });

  it("f32_hswish_4el_vfp: x * min(max(x + 3, 0), 6) / 6", () => {
    for (const values of [
      [-4, -3, -1.5, 0],
      [1, 2.5, 3, 7],
    ]) {
      const machine = machineAt();
      setSingles(machine, { 28: 1 / 6, 29: 3, 30: 0, 31: 6 });
      const found = result("f32_hswish_4el_vfp", machine, { r0: values }, ["r10", "float", 4]);
      for (const [index, x] of values.entries())
        expect(found[index]).toBeCloseTo((x * Math.min(Math.max(x + 3, 0), 6)) / 6, 5);
    }
  });

  it.each([-90, -6, -1, -0.1, 0, 0.25, 1, 3, 7, 90])("f32_sigmoid_1el_vfp(%f) is 1 / (1 + exp(-x))", (x) => {
    const machine = machineAt();
    // The sum with 1.5 x 2^17 has 2^-6 as its last bit.
    setSingles(machine, {
      16: -Math.LOG2E,
      17: 1.5 * 2 ** 17,
      18: Math.fround(Math.LN2),
      19: Math.LN2 - Math.fround(Math.LN2),
      20: 0.5,
      21: 1,
      22: 87,
      23: 0,
    });
    const table = steps(64).map((k) => {
      const bits = new DataView(new ArrayBuffer(4));
      bits.setFloat32(0, 2 ** (k / 64));
      return bits.getInt32(0) - (k << 17);
    });
    machine.memory.write("s", at(machine, "r2"), table);
    const found = result("f32_sigmoid_1el_vfp", machine, { r0: [x] }, ["r1", "float", 1])[0];
    expect(found).toBeCloseTo(1 / (1 + Math.exp(-x)), 5);
  });

  it.each([
    ["f32_gavgpool_7p1c_vfp", 7, (values: readonly number[]) => values.reduce((sum, each) => sum + each, 0) / 8],
    ["f32_maxpool_9p1c_vfp", 9, (values: readonly number[]) => Math.max(...values)],
  ] as const)("%s joins %i pixels", (name, pixels, joined) => {
    for (const first of steps(pixels)) {
      const machine = machineAt();
      setSingles(machine, { 29: 1 / 8, 30: -50, 31: 50 });
      const values = steps(pixels).map((pixel) => ((5 * (pixel + first)) % pixels) * 4 - 9);
      const arrays = Object.fromEntries(values.map((value, pixel) => [`r${pixel}`, [value]]));
      expect(result(name, machine, arrays, ["r10", "float", 1])).toEqual([joined(values)]);
    }
  });

  it("copy_32b_vfp copies", () => {
    const bytes = steps(32).map((each) => 5 * each - 80);
    expect(result("copy_32b_vfp", machineAt(), { r0: bytes }, ["r1", "b", 32], "b")).toEqual(bytes);
  });

  it("f32_igemm_4x4_tap_vfp moves every pointer but that to the zeros", () => {
    const machine = machineAt();
    machine.general.set("r7", 40);
    machine.memory.write("s", at(machine, "r4"), [1000, at(machine, "r6"), 3000, 4000]);
    run("f32_igemm_4x4_tap_vfp", machine);
    expect(steps(4).map((row) => machine.general.get(`r${row}`))).toEqual([1040, at(machine, "r6"), 3040, 4040]);
  });

  it.each([9, 25] as const)("f32_dwconv_%ip1c_vfp: bias and products, clamped", (taps) => {
    const machine = machineAt();
    setSingles(machine, { 30: -100, 31: 100 });
    const [input, weight] = [(tap: number) => (tap % 5) - 2, (tap: number) => (tap % 7) - 3];
    machine.general.set("r12", 0);
    for (const tap of steps(taps)) {
      // Nine pointers lie in registers; of twenty-five each lies on the stack, behind which there is room for the inputs.
      const address = taps === 9 ? at(machine, `r${tap}`) : 6000 + 4 * tap;
      machine.memory.write("float", address, [input(tap)]);
      if (taps === 25) machine.memory.write("s", at(machine, "sp") + 4 * tap, [address]);
    }
    const wanted = steps(taps).reduce((sum, tap) => sum + input(tap) * weight(tap), 11);
    const arrays = { r9: [11, ...steps(taps).map(weight)] };
    expect(result(`f32_dwconv_${taps}p1c_vfp`, machine, arrays, ["r10", "float", 1])).toEqual([wanted]);
  });

  it("f32_gemm_4x4_vfp between what stands around it: a product of matrices with bias, clamped", () => {
    const machine = machineAt();
    const depth = 5;
    const left = (row: number, step: number) => ((3 * row + 2 * step) % 7) - 3;
    const right = (step: number, column: number) => ((step + 3 * column) % 5) - 2;
    const body =
      kernels()
        .get("f32_gemm_4x4_vfp_end")
        ?.body.map((each) => each.text) ?? [];
    const bias = body.findLastIndex((text) => /^vmov\.f32|vldm/.test(text)) + 1;
    machine.memory.write("float", at(machine, "r9"), [4, -4, 2, 0]);
    for (const [row, register] of ["r3", "r12", "r10", "r0"].entries())
      machine.memory.write(
        "float",
        at(machine, register),
        steps(depth).map((step) => left(row, step)),
      );
    machine.memory.write(
      "float",
      at(machine, "r9") + 16,
      steps(4 * depth).map((index) => right(Math.floor(index / 4), index % 4)),
    );
    const to = at(machine, "r6");
    interpretVfp(body.slice(0, bias), machine);
    for (const _ of steps(depth)) run("f32_gemm_4x4_vfp", machine);
    setSingles(machine, { 0: -6, 1: 6 });
    interpretVfp(body.slice(bias), machine);
    const wanted = steps(16).map((index) => {
      const [row, column] = [Math.floor(index / 4), index % 4];
      const sum = steps(depth).reduce((all, step) => all + left(row, step) * right(step, column), 0);
      return Math.min(Math.max(sum + ([4, -4, 2, 0][column] ?? 0), -6), 6);
    });
    expect(machine.memory.read("float", to, 16)).toEqual(wanted);
  });
});
