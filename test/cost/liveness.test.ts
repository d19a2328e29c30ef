import { describe, expect, it } from "vitest";
import { peakActivation } from "../../src/cost/index.ts";
import { asInteger } from "../../src/symbolic/index.ts";
import { elaborateText } from "../model/elaborate-text.ts";

/** Peaks counted by hand: a step holds its inputs, its output and everything still needed later. */
const cases: readonly (readonly [what: string, body: string, fused: number, unfused: number])[] = [
  ["a chain holds input and output of a step", "input: [2, 4, 4]; conv(3); conv(1)", 32 + 48, 32 + 48],
  ["batch norm and relu write in place when fused", "input: [1, 4, 4]; conv(4); bn; relu", 16 + 64, 64 + 64],
  ["sigmoid never does", "input: [1, 4, 4]; conv(4); sigmoid", 128, 128],
  ["a skip lives until its addition", "input: [2, 4, 4]; conv(8); conv(2); add(input)", 32 + 128 + 32, 32 + 128 + 32],
  ["a view shares its input", "input: [2, 4, 4]; flatten; linear(10)", 32 + 10, 32 + 10],
  [
    "tokens, slices, transposes and reshapes share it too",
    "input: [2, 4, 4]; tokens; slice(L, 0, 8); transpose; reshape([16]); linear(10)",
    32 + 10,
    32 + 10,
  ],
  ["padding makes a tensor", "input: [2, 4, 4]; pad(1)", 32 + 72, 32 + 72],
  [
    "the halves of a split share one buffer",
    "input: [4, 4, 4]; let h = it -> split(2); [h[1], h[0]] -> concat",
    128,
    128,
  ],
  [
    "an unused output still counts where it is made",
    "input: [1, 4, 4]; input -> conv(1); input -> conv(2)",
    16 + 16 + 32,
    16 + 16 + 32,
  ],
];

describe("peak activation", () => {
  it.each(cases)("%s", (_, body, fused, unfused) => {
    const graph = elaborateText(`net A { ${body} }`).value?.graph;
    expect(graph).toBeDefined();
    if (graph === undefined) return;
    expect(asInteger(peakActivation(graph, "fused"))).toBe(BigInt(fused));
    expect(asInteger(peakActivation(graph, "unfused"))).toBe(BigInt(unfused));
  });
});
