import { describe, expect, it } from "vitest";
import { kernels } from "../../../src/sim/index.ts";
import { type Arm64, arm64, interpret } from "./interpret.ts";
import type { Element } from "./register-file.ts";

/* Depthwise loops run on numbers, by an interpreter that knows AArch64 alone, and are compared with the sums that define them. */

const place = (index: number) => 4096 + 1024 * index;
const steps = (count: number) => Array.from({ length: count }, (_, step) => step);
const value = (row: number, column: number, channel: number) =>
  ((5 * row + 3 * column + 7 * channel + row * column) % 15) - 7;
const weight = (tap: number, channel: number) => ((3 * tap + 2 * channel + tap * tap) % 9) - 4;
const bias = (channel: number) => channel - 2;

function run(name: string, machine: Arm64, passes = 1): void {
  const lines =
    kernels()
      .get(name)
      ?.body.map((each) => each.text) ?? [];
  for (let pass = 0; pass < passes; pass++) interpret(lines, machine);
}

/** Every lane of a register. */
function fill(machine: Arm64, element: Element, register: number, all: number): void {
  const count = { b: 16, h: 8, s: 4, half: 8, float: 4 }[element];
  machine.vectors.write(
    element,
    16 * register,
    steps(count).map(() => all),
  );
}

describe("channels last", () => {
  it.each([
    ["f32_dwconv_9p4c", 9, 4, "float", 22],
    ["f32_dwconv_9p8c", 9, 8, "float", 22],
    ["f32_dwconv_9p8c_sp", 9, 8, "float", 22],
    ["f16_dwconv_9p8c", 9, 8, "half", 22],
    ["f16_dwconv_9p16c", 9, 16, "half", 22],
    ["f16_dwconv_25p8c_acc2", 25, 8, "half", 26],
    ["f32_dwconv_25p4c_acc1", 25, 4, "float", 26],
    ["f32_dwconv_25p4c_acc2", 25, 4, "float", 26],
    ["f32_dwconv_25p8c_acc2", 25, 8, "float", 26],
  ] as const)("%s: a sum over %i taps for %i channels, clamped", (name, taps, channels, element, lower) => {
    const size = element === "half" ? 2 : 4;
    const passes = 2;
    const machine = arm64(1 << 16);
    const all = steps(channels * passes);
    for (const tap of steps(taps)) {
      machine.memory.write(
        element,
        place(tap),
        all.map((channel) => value(tap, 1, channel)),
      );
      machine.general.set(`x${tap + 1}`, place(tap));
      machine.memory.set("s", 512 + 8 * tap, place(tap));
    }
    const panel = (pass: number) => [
      ...steps(channels).map((channel) => bias(pass * channels + channel)),
      ...steps(taps).flatMap((tap) => steps(channels).map((channel) => weight(tap, pass * channels + channel))),
    ];
    machine.memory.write(element, place(30), steps(passes).flatMap(panel));
    for (const [register, at] of [
      ["x20", place(30)],
      ["x21", place(40)],
      ["sp", 512],
      ["x11", 0],
      ["x12", 16],
    ] as const)
      machine.general.set(register, at);
    fill(machine, element, lower, -20);
    fill(machine, element, lower + 1, 30);
    run(name, machine, passes);
    const wanted = all.map((channel) => {
      const sum = steps(taps).reduce(
        (total, tap) => total + value(tap, 1, channel) * weight(tap, channel),
        bias(channel),
      );
      return Math.min(Math.max(sum, -20), 30);
    });
    expect(machine.memory.read(element, place(40), all.length)).toEqual(wanted);
    expect(size * all.length).toBeGreaterThan(0);
  });

  it.each([
    ["s8_dwconv_9p8c", 9, 8],
    ["s8_dwconv_9p16c", 9, 16],
    ["s8_dwconv_25p8c", 25, 8],
    ["s8_dwconv_25p16c", 25, 16],
  ] as const)("%s: sums over %i taps for %i channels, scaled to int8", (name, taps, channels) => {
    const machine = arm64(1 << 16);
    for (const tap of steps(taps)) {
      machine.memory.write(
        "b",
        place(tap),
        steps(channels).map((channel) => value(tap, 1, channel)),
      );
      machine.general.set(`x${tap + 1}`, place(tap));
      machine.memory.set("s", 512 + 8 * tap, place(tap));
    }
    const scale = (channel: number) => [0.25, 0.5, 0.125, 1][channel % 4] ?? 1;
    machine.memory.write("s", place(30), steps(channels).map(bias));
    const taken = steps(taps).flatMap((tap) => steps(channels).map((channel) => weight(tap, channel)));
    machine.memory.write("b", place(30) + 4 * channels, taken);
    machine.memory.write("float", place(30) + (4 + taps) * channels, steps(channels).map(scale));
    for (const [register, at] of [
      ["x20", place(30)],
      ["x21", place(40)],
      ["sp", 512],
      ["x11", 0],
      ["x12", 8],
    ] as const)
      machine.general.set(register, at);
    fill(machine, "h", 28, 3);
    fill(machine, "b", 30, -25);
    fill(machine, "b", 31, 40);
    run(name, machine);
    const wanted = steps(channels).map((channel) => {
      const sum = steps(taps).reduce(
        (total, tap) => total + value(tap, 1, channel) * weight(tap, channel),
        bias(channel),
      );
      return Math.min(Math.max(roundTiesToEven(sum * scale(channel)) + 3, -25), 40);
    });
    expect(machine.memory.read("b", place(40), channels)).toEqual(wanted);
    expect(new Set(wanted).size).toBeGreaterThan(3);
  });
});

function roundTiesToEven(number: number): number {
  const near = Math.round(number);
  return Math.abs(number % 1) === 0.5 && near % 2 !== 0 ? near - 1 : near;
}

describe("planes", () => {
  const at = (row: number, column: number) => value(row, column, 0);

  it("f32_dw3x3s2_chw_row_acc2: four outputs of stride 2, a column to the left of each first", () => {
    const machine = arm64(1 << 16);
    // Even columns of a pass are 0, 2, ..; the window of output p has columns 2p - 1, 2p, 2p + 1. Two passes.
    for (const row of steps(3)) {
      machine.memory.write(
        "float",
        place(row),
        steps(16).map((column) => at(row, column)),
      );
      machine.general.set(`x${row + 1}`, place(row));
      fill(machine, "float", 20 + row, at(row, -1));
      machine.vectors.write(
        "float",
        16 * row,
        steps(3).map((column) => weight(3 * row + column, 0)),
      );
    }
    machine.general.set("x21", place(40));
    fill(machine, "float", 27, 5);
    fill(machine, "float", 26, -1000);
    run("f32_dw3x3s2_chw_row_acc2", machine, 2);
    const wanted = steps(8).map((output) =>
      steps(9).reduce((sum, tap) => sum + weight(tap, 0) * at(Math.floor(tap / 3), 2 * output - 1 + (tap % 3)), 5),
    );
    expect(machine.memory.read("float", place(40), 8)).toEqual(wanted);
  });

  it("f32_dw5x5_chw_row_acc2: four outputs, two columns on both sides", () => {
    const machine = arm64(1 << 16);
    // A pass loads the four columns behind its outputs: outputs 0 to 3 with columns -2 to 5.
    for (const row of steps(5)) {
      machine.memory.write(
        "float",
        place(row),
        steps(8).map((column) => at(row, column + 4)),
      );
      machine.general.set(`x${row + 1}`, place(row));
      machine.vectors.write(
        "float",
        16 * (7 + row),
        steps(4).map((column) => at(row, column - 4)),
      );
      machine.vectors.write(
        "float",
        16 * (12 + row),
        steps(4).map((column) => at(row, column)),
      );
    }
    machine.vectors.write(
      "float",
      0,
      steps(25).map((tap) => weight(tap, 0)),
    );
    machine.general.set("x21", place(40));
    fill(machine, "float", 27, 5);
    fill(machine, "float", 30, -1000);
    // Six registers hold 24 weights, the seventh the last.
    run("f32_dw5x5_chw_row_acc2", machine, 2);
    const wanted = steps(8).map((output) =>
      steps(25).reduce((sum, tap) => sum + weight(tap, 0) * at(Math.floor(tap / 5), output - 2 + (tap % 5)), 5),
    );
    expect(machine.memory.read("float", place(40), 8)).toEqual(wanted);
  });

  it("s8_dw3x3_chw_row: eight outputs to int8", () => {
    const machine = arm64(1 << 16);
    for (const row of steps(3)) {
      machine.memory.write(
        "b",
        place(row),
        steps(16).map((column) => at(row, column)),
      );
      machine.general.set(`x${row + 1}`, place(row));
      for (const column of steps(3)) fill(machine, "b", 3 * row + column, weight(3 * row + column, 0));
    }
    machine.general.set("x21", place(40));
    fill(machine, "s", 27, 5);
    fill(machine, "float", 29, 0.25);
    fill(machine, "h", 28, 1);
    fill(machine, "b", 30, -20);
    fill(machine, "b", 31, 20);
    run("s8_dw3x3_chw_row", machine);
    const wanted = steps(8).map((output) => {
      const sum = steps(9).reduce(
        (total, tap) => total + weight(tap, 0) * at(Math.floor(tap / 3), output + (tap % 3)),
        5,
      );
      return Math.min(Math.max(roundTiesToEven(sum / 4) + 1, -20), 20);
    });
    expect(machine.memory.read("b", place(40), 8)).toEqual(wanted);
  });

  it.each([
    ["f32_dw3x3_pack4_row", 3, 2, "float", 4],
    ["f32_dw5x5_pack4_row", 5, 1, "float", 4],
    ["f16_dw3x3_pack8_row", 3, 2, "half", 8],
    ["f16_dw5x5_pack8_row", 5, 1, "half", 8],
  ] as const)("%s: windows of %i, a register of channels", (name, size, outputRows, element, lanes) => {
    const machine = arm64(1 << 16);
    const passes = 2;
    const width = 4 * passes + size - 1;
    for (const row of steps(size + outputRows - 1)) {
      const pixels = steps(width).flatMap((column) => steps(lanes).map((channel) => value(row, column, channel)));
      machine.memory.write(element, place(row), pixels);
      machine.general.set(`x${row + 1}`, place(row));
    }
    const taps = steps(size * size).flatMap((tap) => steps(lanes).map((channel) => weight(tap, channel)));
    if (size === 3) machine.vectors.write(element, 0, taps);
    machine.memory.write(element, place(30), taps);
    machine.vectors.write(element, 16 * (size === 3 ? 9 : 27), steps(lanes).map(bias));
    for (const [register, where] of [
      ["x20", place(30)],
      ["x21", place(40)],
      ["x22", place(44)],
    ] as const)
      machine.general.set(register, where);
    run(name, machine, passes);
    for (const row of steps(outputRows)) {
      const wanted = steps(4 * passes).flatMap((pixel) =>
        steps(lanes).map((channel) =>
          steps(size * size).reduce(
            (sum, tap) =>
              sum + weight(tap, channel) * value(row + Math.floor(tap / size), pixel + (tap % size), channel),
            bias(channel),
          ),
        ),
      );
      expect(machine.memory.read(element, place(40 + 4 * row), 4 * lanes * passes)).toEqual(wanted);
    }
  });

  it("f32_dw_tap_row adds a tap's products to the sums", () => {
    const machine = arm64(1 << 16);
    const channels = steps(32);
    for (const [register, where, made] of [
      ["x20", place(30), channels.map((channel) => weight(2, channel))],
      ["x1", place(1), channels.map((channel) => value(1, 2, channel))],
      ["x21", place(40), channels.map(bias)],
    ] as const) {
      machine.general.set(register, where);
      machine.memory.write("float", where, made);
    }
    run("f32_dw_tap_row", machine, 2);
    const wanted = channels.map((channel) => bias(channel) + weight(2, channel) * value(1, 2, channel));
    expect(machine.memory.read("float", place(40), 32)).toEqual(wanted);
  });
});
