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

describe("int8 loops on general registers", () => {
  const bias = 1.5 * 2 ** 23;
  /** Bits of the float that rounds, which grow by one with each integer. */
  const offset = 0x4b400000;
  const zero = 3;
  const scale = 0.25;

  function machineInt8(): Arm32 {
    const machine = machineAt();
    setSingles(machine, { 27: scale, 28: -100 - zero, 29: 90 - zero, 30: bias });
    machine.general.set("r12", offset - zero);
    return machine;
  }

  /** Scaled, rounded to the nearest, ties to even, moved and clamped. */
  function int8(value: number): number {
    const exact = value * scale;
    const nearest = Math.abs(exact % 1) === 0.5 ? 2 * Math.round(exact / 2) : Math.round(exact);
    return Math.min(Math.max(nearest + zero, -100), 90);
  }

  const byte = (index: number) => ((41 * index) % 251) - 125;

  it("s8_gemm_2x2_vfp between what stands around it", () => {
    const machine = machineInt8();
    const depth = 6;
    const [left, right] = [
      (row: number, step: number) => byte(row + 5 * step),
      (step: number, to: number) => (step % 4) - to,
    ];
    const body =
      kernels()
        .get("s8_gemm_2x2_vfp_end")
        ?.body.map((each) => each.text) ?? [];
    const isStart = (text: string) => /^(ldr|mov) /.test(text);
    machine.memory.write("s", at(machine, "r2"), [40, -60]);
    machine.memory.write(
      "b",
      at(machine, "r2") + 8,
      steps(2 * depth).map((index) => right(Math.floor(index / 2), index % 2)),
    );
    for (const row of [0, 1])
      machine.memory.write(
        "b",
        at(machine, `r${row}`),
        steps(depth).map((step) => left(row, step)),
      );
    interpretVfp(body.filter(isStart), machine);
    for (const _ of steps(depth)) run("s8_gemm_2x2_vfp", machine);
    for (const [index, register] of ["r4", "r5"].entries()) machine.general.set(register, 5000 + 2 * index);
    interpretVfp(
      body.filter((text) => !isStart(text)),
      machine,
    );
    const wanted = steps(4).map((index) => {
      const [row, column] = [Math.floor(index / 2), index % 2];
      return int8(
        steps(depth).reduce((all, step) => all + left(row, step) * right(step, column), column === 0 ? 40 : -60),
      );
    });
    expect(machine.memory.read("b", 5000, 4)).toEqual(wanted);
  });

  it.each([9, 25] as const)("s8_dwconv_%ip1c_vfp: bias and products to int8", (taps) => {
    const machine = machineInt8();
    machine.general.set("r3", 2);
    for (const tap of steps(taps)) {
      machine.memory.write("s", at(machine, "sp") + 4 * tap, [6000 + 4 * tap]);
      machine.memory.write("b", 6000 + 4 * tap + 2, [byte(tap)]);
    }
    machine.memory.write("s", at(machine, "r2"), [77]);
    const weight = (tap: number) => (tap % 7) - 3;
    machine.memory.write("b", at(machine, "r2") + 4, steps(taps).map(weight));
    const wanted = int8(steps(taps).reduce((sum, tap) => sum + byte(tap) * weight(tap), 77));
    expect(result(`s8_dwconv_${taps}p1c_vfp`, machine, {}, ["r10", "b", 1])).toEqual([wanted]);
    expect(machine.general.get("r3")).toBe(3);
  });

  it.each([
    [12, -7],
    [-100, -101],
    [127, 127],
    [-3, 4],
  ])("s8_add_1el_vfp(%i, %i): two scales, shifted, clamped, moved", (a, b) => {
    const machine = machineInt8();
    for (const [register, value] of Object.entries({ r4: 128, r5: 300, r6: 200, r7: -60, r8: 50, r9: 2 }))
      machine.general.set(register, value);
    const wanted = Math.min(Math.max(Math.floor((300 * a + 200 * b + 128) / 256), -60), 50) + 2;
    expect(result("s8_add_1el_vfp", machine, { r0: [a], r1: [b] }, ["r10", "b", 1], "b")).toEqual([wanted]);
  });

  it("s8_gavgpool_7p1c_vfp: the sum of seven pixels, scaled", () => {
    const machine = machineInt8();
    machine.general.set("r9", -7);
    const arrays = Object.fromEntries(steps(7).map((pixel) => [`r${pixel}`, [byte(pixel) / 5]]));
    const wanted = int8(steps(7).reduce((sum, pixel) => sum + Math.trunc(byte(pixel) / 5), -7));
    expect(result("s8_gavgpool_7p1c_vfp", machine, arrays, ["r10", "b", 1], "b")).toEqual([wanted]);
  });

  it("s8_maxpool_9p1c_vfp: the largest, wherever it is, between the bounds", () => {
    for (const first of steps(9)) {
      const machine = machineInt8();
      for (const [register, value] of Object.entries({ r2: -20, r3: first % 2 === 0 ? 11 : 100, r4: 1 }))
        machine.general.set(register, value);
      const values = steps(9).map((pixel) => 3 * ((pixel + first) % 9) - 9);
      for (const pixel of steps(9)) {
        machine.memory.write("s", at(machine, "sp") + 4 * pixel, [6000 + 2 * pixel]);
        machine.memory.write("b", 6001 + 2 * pixel, [values[pixel] ?? 0]);
      }
      expect(result("s8_maxpool_9p1c_vfp", machine, {}, ["r10", "b", 1])).toEqual([first % 2 === 0 ? 11 : 15]);
    }
  });

  it("f32_to_s8_4el_vfp and back", () => {
    const values = [-1000, 6, 2.6, 351];
    expect(result("f32_to_s8_4el_vfp", machineInt8(), { r0: values }, ["r10", "b", 4])).toEqual(values.map(int8));
    const machine = machineInt8();
    machine.general.set("r12", zero);
    const bytes = [-128, 0, 5, 127];
    expect(result("s8_to_f32_4el_vfp", machine, { r0: bytes }, ["r10", "float", 4], "b")).toEqual(
      bytes.map((each) => (each - zero) * scale),
    );
  });
});
