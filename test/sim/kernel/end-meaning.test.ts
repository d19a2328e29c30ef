import { describe, expect, it } from "vitest";
import { kernels } from "../../../src/sim/index.ts";
import { type Arm64, arm64, interpret } from "./interpret.ts";

/* What stands around a GEMM tile runs on numbers: with no loop between, the outputs are the bias, scaled where they are int8, and clamped. */

const steps = (count: number) => Array.from({ length: count }, (_, step) => step);
const [weights, bounds, output] = [1024, 2048, 4096];

function machineAt(): Arm64 {
  const machine = arm64(1 << 14);
  for (const [register, at] of [
    ["x20", weights],
    ["x8", bounds],
    ["x21", output],
  ] as const)
    machine.general.set(register, at);
  return machine;
}

function run(name: string, machine: Arm64): void {
  interpret(
    kernels()
      .get(name)
      ?.body.map((each) => each.text) ?? [],
    machine,
  );
}

describe("around a GEMM tile", () => {
  it.each([
    ["f32_gemm_1x8_end", 1, 8, "columns", "float"],
    ["f32_gemm_6x8_end", 6, 8, "columns", "float"],
    ["f32_gemm_12x4_packed_end", 4, 12, "columns", "float"],
    ["f32_gemm_8x12_end", 8, 12, "rows", "float"],
    ["f16_gemm_6x16_end", 6, 16, "columns", "half"],
    ["f16_gemm_8x12_end", 12, 8, "columns", "half"],
  ] as const)("%s: %i rows of %i values, the bias by %s, clamped", (name, rows, columns, by, element) => {
    const machine = machineAt();
    const bias = (index: number) => 3 * index - 7;
    machine.memory.write(element, weights, steps(16).map(bias));
    machine.memory.write(element, bounds, [-4, 20]);
    run(name, machine);
    const wanted = steps(rows).flatMap((row) =>
      steps(columns).map((column) => Math.min(Math.max(bias(by === "rows" ? row : column), -4), 20)),
    );
    expect(machine.memory.read(element, output, rows * columns)).toEqual(wanted);
  });

  it.each([
    ["s8_gemm_4x8_end", 4, 8, "columns"],
    ["s8_gemm_4x16_end", 4, 16, "columns"],
    ["s8_gemm_2x8c8_end", 2, 8, "columns"],
    ["s8_gemm_4x4c16_packed_end", 4, 4, "columns"],
    ["s8_gemm_8x12_end", 8, 12, "rows"],
    ["s8_gemm_4x8_packed_end", 4, 8, "rows"],
    ["s8_gemm_4x16_packed_end", 4, 16, "rows"],
  ] as const)("%s: %i rows of %i values to int8, bias and scale by %s", (name, rows, columns, by) => {
    const machine = machineAt();
    const bias = (index: number) => 40 * index - 150;
    const scale = (index: number) => [0.5, 0.25, 1][index % 3] ?? 1;
    const count = by === "rows" ? rows : columns;
    machine.memory.write("s", weights, steps(count).map(bias));
    machine.memory.write("float", weights + 4 * count, steps(count).map(scale));
    machine.memory.set("h", bounds, 3);
    machine.memory.write("b", bounds + 2, [-100, 90]);
    // Lanes that are exchanged with a neighbour, and with the next but one.
    for (const lane of [1, 3]) machine.vectors.set("s", 16 * 2 + 4 * lane, -1);
    for (const lane of [2, 3]) machine.vectors.set("s", 16 * 3 + 4 * lane, -1);
    run(name, machine);
    const wanted = steps(rows).flatMap((row) =>
      steps(columns).map((column) => {
        const index = by === "rows" ? row : column;
        const exact = bias(index) * scale(index);
        const rounded = exact % 1 === 0 ? exact : 2 * Math.round(exact / 2);
        return Math.min(Math.max(rounded + 3, -100), 90);
      }),
    );
    expect(machine.memory.read("b", output, rows * columns)).toEqual(wanted);
  });
});
