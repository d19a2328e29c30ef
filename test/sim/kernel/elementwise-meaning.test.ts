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
    const element = name.startsWith("f16") ? "half" : "float";
    machine.vectors.write(element, 16 * 24, factors[name.replace("f16", "f32")] ?? []);
    const from = at(machine, "x1");
    const to = at(machine, "x2");
    machine.memory.write(element, from, lines);
    run(name, machine);
    return machine.memory.read(element, to, kernels().get(name)?.outputs ?? 0);
  }

  it.each(
    [2, 4, 6].flatMap((m) => [`winograd${m}3_input`, `winograd${m}3_output`].map((name) => [name] as const)),
  )("f16_%s gives eight channels what the fp32 loop gives four", (name) => {
    // Small enough for fp16 to hold every value on the way.
    const values = steps(64).map((index) => ((7 * index) % 10) - 4);
    const half = transformed(`f16_${name}`, values);
    const channel = (of: readonly number[], width: number, first: number) =>
      steps(of.length / width).flatMap((line) => of.slice(width * line + first, width * line + first + 4));
    for (const first of [0, 4])
      expect(channel(half, 8, first)).toEqual(transformed(`f32_${name}`, channel(values, 8, first)));
  });

  it("int16 F(4,3), a tile by its rows and columns and back, is the correlation with 3x3 taps", () => {
    const pixel = (row: number, column: number, channel: number) =>
      ((31 * row + 17 * column + 5 * channel) % 256) - 128;
    const tap = (row: number, column: number) => 3 * row - 2 * column - 1;
    const machine = machineWith(["x1", "x2", "x3", "x4"]);
    const from = Object.fromEntries(["x1", "x2", "x3", "x4"].map((each) => [each, at(machine, each)]));
    machine.vectors.write(
      "b",
      16 * 31,
      steps(16).map(() => 5),
    );
    fill(machine, "h", 30, 5);
    /** One line of eight channels by the row, or by the column, part of the loop. */
    const lineOf = (element: "b" | "h", values: readonly number[]) => {
      for (const [register, where] of Object.entries(from)) machine.general.set(register, where);
      const [source = "", to = ""] = element === "b" ? ["x1", "x2"] : ["x3", "x4"];
      machine.memory.write(element, from[source] ?? 0, values);
      run("s16_winograd43_input", machine);
      return machine.memory.read("h", from[to] ?? 0, 48);
    };
    const eight = steps(8);
    const rows = steps(6).map((row) =>
      lineOf(
        "b",
        steps(6).flatMap((column) => eight.map((channel) => pixel(row, column, channel))),
      ),
    );
    const tile = steps(6).map((column) =>
      lineOf(
        "h",
        steps(6).flatMap((row) => rows[row]?.slice(8 * column, 8 * column + 8) ?? []),
      ),
    );
    // 24 G g G^T 24: weights as they are made when a network is loaded; the last row and column are 4 times smaller still.
    const scaled = (filters[4] ?? []).map((row, index) => row.map((each) => (index === 5 ? 6 : 24) * each));
    const weights = steps(6).map((i) =>
      steps(6).map((j) =>
        steps(9).reduce(
          (sum, k) =>
            sum + (scaled[i]?.[Math.floor(k / 3)] ?? 0) * tap(Math.floor(k / 3), k % 3) * (scaled[j]?.[k % 3] ?? 0),
          0,
        ),
      ),
    );
    const back = machineWith(["x1", "x2", "x3"]);
    const [sums, outputs] = [at(back, "x1"), at(back, "x3")];
    // Column by column of the tile, six sums of four channels each.
    const products = steps(6).flatMap((column) =>
      steps(6).flatMap((row) =>
        steps(4).map((channel) => Math.round((tile[column]?.[8 * row + channel] ?? 0) * (weights[row]?.[column] ?? 0))),
      ),
    );
    back.memory.write("s", sums, products);
    fill(back, "float", 29, 1 / 576);
    run("s16_winograd43_output", back);
    const wanted = steps(16).flatMap((place) =>
      steps(4).map((channel) =>
        steps(9).reduce((sum, k) => {
          const [row, column] = [Math.floor(place / 4) + Math.floor(k / 3), (place % 4) + (k % 3)];
          return sum + tap(Math.floor(k / 3), k % 3) * pixel(row, column, channel);
        }, 0),
      ),
    );
    // Truncation of the quotient of a float that may lie just below an integer.
    for (const [index, found] of back.memory.read("s", outputs, 64).entries())
      expect(Math.abs(found - (wanted[index] ?? Number.NaN))).toBeLessThanOrEqual(1);
  });

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
  const types = [
    ["f32", "float", 4],
    ["f16", "half", 8],
  ] as const;
  const small = steps(16).map((index) => 3 * index - 20);
  const between = (value: number, lower: number, upper: number) => Math.min(Math.max(value, lower), upper);

  it.each([
    ["f32_add_8el", "float", (a: number, b: number) => a + b],
    ["f32_mul_8el", "float", (a: number, b: number) => a * b],
    ["f16_add_16el", "half", (a: number, b: number) => a + b],
  ] as const)("%s: element by element, clamped", (name, element, operation) => {
    const machine = machineWith(["x1", "x2", "x3"]);
    const to = at(machine, "x2");
    const other = small.map((each) => 7 - each / 4);
    machine.memory.write(element, at(machine, "x1"), small);
    machine.memory.write(element, at(machine, "x3"), other);
    fill(machine, element, 30, -12);
    fill(machine, element, 31, 15);
    run(name, machine);
    const count = kernels().get(name)?.outputs ?? 0;
    const wanted = small.slice(0, count).map((each, index) => between(operation(each, other[index] ?? 0), -12, 15));
    expect(machine.memory.read(element, to, count)).toEqual(wanted);
  });

  it.each(types)("%s_hswish_16el: x * min(max(x + 3, 0), 6) / 6", (prefix, element) => {
    const machine = machineWith(["x1", "x2"]);
    const to = at(machine, "x2");
    const values = steps(16).map((index) => index / 2 - 4);
    machine.memory.write(element, at(machine, "x1"), values);
    for (const [register, value] of [
      [28, 3],
      [29, 1 / 6],
      [30, 0],
      [31, 6],
    ] as const)
      fill(machine, element, register, value);
    run(`${prefix}_hswish_16el`, machine);
    for (const [index, found] of machine.memory.read(element, to, 16).entries()) {
      const x = values[index] ?? 0;
      expect(Math.abs(found - (x * between(x + 3, 0, 6)) / 6)).toBeLessThan(element === "half" ? 0.02 : 1e-5);
    }
  });

  it.each(types)("%s: pooling of seven and of nine pixels", (prefix, element, lanes) => {
    const value = (row: number, channel: number) => ((5 * row + 3 * channel) % 13) - 6;
    for (const [kind, rows] of [
      ["gavgpool", 7],
      ["maxpool", 9],
    ] as const) {
      const machine = machineWith([...steps(rows).map((row) => `x${row + 1}`), "x21"]);
      const to = at(machine, "x21");
      for (const row of steps(rows))
        machine.memory.write(
          element,
          at(machine, `x${row + 1}`),
          steps(lanes).map((channel) => value(row, channel)),
        );
      fill(machine, element, 29, 1 / 8);
      fill(machine, element, 30, -2);
      fill(machine, element, 31, 4);
      run(`${prefix}_${kind}_${rows}p${lanes}c`, machine);
      const wanted = steps(lanes).map((channel) => {
        const values = steps(rows).map((row) => value(row, channel));
        const joined = kind === "maxpool" ? Math.max(...values) : values.reduce((sum, each) => sum + each, 0) / 8;
        return between(joined, -2, 4);
      });
      expect(machine.memory.read(element, to, lanes)).toEqual(wanted);
    }
  });

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

  it.each([
    ["f32_gemv_4", "float", 16],
    ["f16_gemv_4", "half", 32],
  ] as const)("%s and what follows it: four products of a row and the vector, with bias", (name, element, columns) => {
    const machine = machineWith(["x1", "x2", "x3", "x4", "x5", "x20", "x21"]);
    const to = at(machine, "x21");
    const matrix = (row: number, column: number) => ((3 * row + 5 * column) % 7) - 3;
    const vector = (column: number) => (column % 5) - 2;
    machine.memory.write(element, at(machine, "x1"), steps(columns).map(vector));
    for (const row of steps(4))
      machine.memory.write(
        element,
        at(machine, `x${row + 2}`),
        steps(columns).map((column) => matrix(row, column)),
      );
    machine.memory.write(element, at(machine, "x20"), [1, 2, 3, 4]);
    fill(machine, element, 16, -1000);
    fill(machine, element, 17, 1000);
    run(name, machine);
    run(name, machine);
    run(`${name}_end`, machine);
    const wanted = steps(4).map((row) =>
      steps(columns).reduce((sum, column) => sum + matrix(row, column) * vector(column), row + 1),
    );
    expect(machine.memory.read(element, to, 4)).toEqual(wanted);
  });
});
