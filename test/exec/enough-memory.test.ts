import { expect, it } from "vitest";
import { enoughMemory } from "../../src/exec/enough-memory.ts";
import { ExecutionStopped } from "../../src/exec/index.ts";

const layer = { name: "stem" };

it("an array that the engine cannot make stops the execution at its layer", () => {
  const makers: readonly (() => unknown)[] = [() => new Float32Array(2 ** 45), () => new ArrayBuffer(2 ** 52)];
  for (const make of makers) {
    expect(() => enoughMemory(layer, make)).toThrow(ExecutionStopped);
    expect(() => enoughMemory(layer, make)).toThrow("the memory that `stem` needs");
  }
});

it("every other fault goes on, and so does a result", () => {
  const broken = () => {
    throw new RangeError("input 1 is missing");
  };
  expect(() => enoughMemory(layer, broken)).toThrow("input 1 is missing");
  expect(enoughMemory(layer, () => 7)).toBe(7);
});
