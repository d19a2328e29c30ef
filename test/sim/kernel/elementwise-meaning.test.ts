import { describe, expect, it } from "vitest";
import { kernels } from "../../../src/sim/index.ts";
import { type Arm64, arm64, interpret } from "./interpret.ts";
import type { Element } from "./register-file.ts";

const steps = (count: number) => Array.from({ length: count }, (_, step) => step);

function run(name: string, machine: Arm64): void {
  interpret(
    kernels()
      .get(name)
      ?.body.map((each) => each.text) ?? [],
    machine,
  );
}

function fill(machine: Arm64, element: Element, register: number, all: number): void {
  const count = { b: 16, h: 8, s: 4, half: 8, float: 4 }[element];
  machine.vectors.write(
    element,
    16 * register,
    steps(count).map(() => all),
  );
}

/** A machine whose `x1` to `x9` and `x21` point to places of their own. */
function machineWith(pointers: readonly string[]): Arm64 {
  const machine = arm64(1 << 14);
  for (const [index, each] of pointers.entries()) machine.general.set(each, 1024 * (index + 1));
  return machine;
}

const at = (machine: Arm64, register: string) => machine.general.get(register) ?? Number.NaN;

describe("Winograd transforms", () => {
  /*
   * Lavin and Gray: output = A^T ((G g) * (B^T d)) is the correlation of m + 2 inputs with three taps. G is that of the points 0, 1, -1,
   * 2, -2, 1/2, -1/2 and infinity, scaled as the transforms of the input require.
   */
  const filters: Readonly<Record<number, readonly (readonly number[])[]>> = {
    2: [
      [1, 0, 0],
      [1 / 2, 1 / 2, 1 / 2],
      [1 / 2, -1 / 2, 1 / 2],
      [0, 0, 1],
    ],
    4: [
      [1 / 4, 0, 0],
      [-1 / 6, -1 / 6, -1 / 6],
      [-1 / 6, 1 / 6, -1 / 6],
      [1 / 24, 1 / 12, 1 / 6],
      [1 / 24, -1 / 12, 1 / 6],
      [0, 0, 1],
    ],
    6: [
      [1, 0, 0],
      [-2 / 9, -2 / 9, -2 / 9],
      [-2 / 9, 2 / 9, -2 / 9],
      [1 / 90, 1 / 45, 2 / 45],
      [1 / 90, -1 / 45, 2 / 45],
      [1 / 45, 1 / 90, 1 / 180],
      [1 / 45, -1 / 90, 1 / 180],
      [0, 0, 1],
    ],
  };
  const factors: Readonly<Record<string, readonly number[]>> = {
    f32_winograd43_input: [4, 5, 2],
    f32_winograd43_output: [2, 4, 8],
    f32_winograd63_input: [5.25, 4.25, 0.25, 1.25, 0.5, 2.5, 2, 4],
    f32_winograd63_output: [2, 4, 8, 16, 32],
  };

  function transformed(name: string, lines: readonly number[]): number[] {
    const machine = machineWith(["x1", "x2"]);
    machine.vectors.write("float", 16 * 24, factors[name] ?? []);
    const from = at(machine, "x1");
    const to = at(machine, "x2");
    machine.memory.write("float", from, lines);
    run(name, machine);
    return machine.memory.read("float", to, kernels().get(name)?.outputs ?? 0);
  }

  it.each([2, 4, 6])("F(%i,3) is the correlation with three taps, in each of four channels", (m) => {
    const input = steps(m + 2).flatMap((line) => steps(4).map((channel) => ((7 * line + 3 * channel) % 10) - 4));
    const taps = [3, -2, 5];
    const middle = transformed(`f32_winograd${m}3_input`, input);
    const scaled = middle.map((each, index) => {
      const row = filters[m]?.[Math.floor(index / 4)] ?? [];
      return each * taps.reduce((sum, tap, column) => sum + tap * (row[column] ?? 0), 0);
    });
    const found = transformed(`f32_winograd${m}3_output`, scaled);
    const wanted = steps(m).flatMap((output) =>
      steps(4).map((channel) =>
        taps.reduce((sum, tap, column) => sum + tap * (input[4 * (output + column) + channel] ?? 0), 0),
      ),
    );
    expect(found.length).toBe(wanted.length);
    for (const [index, each] of wanted.entries()) expect(found[index]).toBeCloseTo(each, 3);
  });
});

describe("elements", () => {
  it("f32_sigmoid_4el is 1 / (1 + exp(-x))", () => {
    // A bias of 1.5 x 2^23 + 127, whose low bits become the exponent; exp(-t) by its series, from the fifth power on.
    const constants = [1, -Math.LOG2E, Math.LN2, 1.5 * 2 ** 23 + 127];
    const polynomial = [-1 / 120, 1 / 24, -1 / 6, 1 / 2, -1];
    for (const values of [
      [-6, -1, -0.1, 0],
      [0.25, 1, 3, 7],
    ]) {
      const machine = machineWith(["x1", "x2"]);
      for (const [index, each] of [...constants, ...polynomial, 87].entries()) fill(machine, "float", 20 + index, each);
      const to = at(machine, "x2");
      machine.memory.write("float", at(machine, "x1"), values);
      run("f32_sigmoid_4el", machine);
      for (const [index, found] of machine.memory.read("float", to, 4).entries())
        expect(found).toBeCloseTo(1 / (1 + Math.exp(-(values[index] ?? 0))), 4);
    }
  });

  const numbers = steps(16).map((index) => 37 * index - 290);

  it.each([
    ["s8_requantize_16el", "s", numbers],
    ["f32_to_s8_16el", "float", numbers.map((each) => each + 0.5)],
  ] as const)("%s: scaled, rounded to even, moved, clamped", (name, element, values) => {
    const machine = machineWith(["x1", "x2"]);
    const to = at(machine, "x2");
    machine.memory.write(element, at(machine, "x1"), values);
    fill(machine, "float", 29, 0.5);
    fill(machine, "h", 28, 4);
    fill(machine, "b", 30, -100);
    fill(machine, "b", 31, 120);
    run(name, machine);
    const even = (each: number) => (each % 1 === 0 ? each : 2 * Math.round(each / 2));
    const rounded = (each: number) => (Math.abs(each % 1) === 0.5 ? even(each) : Math.round(each));
    const wanted = values.map((each) => Math.min(Math.max(rounded(each / 2) + 4, -100), 120));
    expect(machine.memory.read("b", to, 16)).toEqual(wanted);
  });

  it("s8_to_f32_16el: times the scale", () => {
    const machine = machineWith(["x1", "x2"]);
    const to = at(machine, "x2");
    const values = steps(16).map((index) => 17 * index - 128);
    machine.memory.write("b", at(machine, "x1"), values);
    fill(machine, "float", 29, 0.25);
    run("s8_to_f32_16el", machine);
    expect(machine.memory.read("float", to, 16)).toEqual(values.map((each) => each / 4));
  });

  it("s8_add_16el: two scales, a rounding shift, clamped", () => {
    const machine = machineWith(["x1", "x2", "x3"]);
    const to = at(machine, "x2");
    const [a, b] = [steps(16).map((index) => 15 * index - 120), steps(16).map((index) => 100 - 13 * index)];
    machine.memory.write("b", at(machine, "x1"), a);
    machine.memory.write("b", at(machine, "x3"), b);
    fill(machine, "s", 24, 300);
    fill(machine, "s", 25, 200);
    fill(machine, "s", 26, -8);
    fill(machine, "h", 28, 2);
    fill(machine, "b", 30, -60);
    fill(machine, "b", 31, 50);
    run("s8_add_16el", machine);
    const wanted = a.map((each, index) => {
      const sum = Math.floor((300 * each + 200 * (b[index] ?? 0)) / 256 + 0.5);
      return Math.min(Math.max(sum + 2, -60), 50);
    });
    expect(machine.memory.read("b", to, 16)).toEqual(wanted);
  });

  it("s8_gavgpool_7p8c: the sum of seven pixels, scaled", () => {
    const machine = machineWith([...steps(7).map((row) => `x${row + 1}`), "x21"]);
    const to = at(machine, "x21");
    const value = (row: number, channel: number) => ((31 * row + 17 * channel) % 200) - 100;
    for (const row of steps(7))
      machine.memory.write(
        "b",
        at(machine, `x${row + 1}`),
        steps(8).map((channel) => value(row, channel)),
      );
    fill(machine, "s", 27, -7);
    fill(machine, "float", 29, 0.25);
    fill(machine, "h", 28, 0);
    fill(machine, "b", 30, -128);
    fill(machine, "b", 31, 127);
    run("s8_gavgpool_7p8c", machine);
    const found = machine.memory.read("b", to, 8);
    for (const channel of steps(8)) {
      const sum = steps(7).reduce((total, row) => total + value(row, channel), -7);
      expect(Math.abs((found[channel] ?? Number.NaN) - Math.min(Math.max(sum / 4, -128), 127))).toBeLessThanOrEqual(
        0.5,
      );
    }
  });

  it("copy_64b copies", () => {
    const machine = machineWith(["x1", "x2"]);
    const to = at(machine, "x2");
    machine.memory.write("float", at(machine, "x1"), numbers);
    run("copy_64b", machine);
    expect(machine.memory.read("float", to, 16)).toEqual(numbers);
  });

  it("f32_gemv_4 and what follows it: four products of a row and the vector, with bias", () => {
    const machine = machineWith(["x1", "x2", "x3", "x4", "x5", "x20", "x21"]);
    const to = at(machine, "x21");
    const matrix = (row: number, column: number) => ((3 * row + 5 * column) % 7) - 3;
    const vector = (column: number) => (column % 5) - 2;
    machine.memory.write("float", at(machine, "x1"), steps(16).map(vector));
    for (const row of steps(4))
      machine.memory.write(
        "float",
        at(machine, `x${row + 2}`),
        steps(16).map((column) => matrix(row, column)),
      );
    machine.memory.write("float", at(machine, "x20"), [1, 2, 3, 4]);
    fill(machine, "float", 16, -1000);
    fill(machine, "float", 17, 1000);
    run("f32_gemv_4", machine);
    run("f32_gemv_4", machine);
    run("f32_gemv_4_end", machine);
    const wanted = steps(4).map((row) =>
      steps(16).reduce((sum, column) => sum + matrix(row, column) * vector(column), row + 1),
    );
    expect(machine.memory.read("float", to, 4)).toEqual(wanted);
  });
});
