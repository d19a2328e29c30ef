import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { memoryProgram, searchBudget, searchOrder, traceOf } from "../../../src/cost/index.ts";
import { elaborateText, elaborateZoo, zoo } from "../../model/elaborate-text.ts";
import { peakByDefinition, programs, topologicalOrders } from "./random-program.ts";

describe("the best order", () => {
  it("of small programs is the best of all topological orders", () => {
    fc.assert(
      fc.property(programs(7), (program) => {
        const found = searchOrder(program);
        let least: bigint | undefined;
        for (const order of topologicalOrders(program)) {
          const peak = peakByDefinition(program, order);
          if (least === undefined || peak < least) least = peak;
        }
        expect(found).toMatchObject({ peakBytes: least, lowerBoundBytes: least, isOptimal: true });
        expect(peakByDefinition(program, found.order)).toBe(least);
      }),
      { numRuns: 300 },
    );
  });

  it("is topological, has the peak that it says, and bounds it, also when the budget ends the search", () => {
    fc.assert(
      fc.property(programs(30), fc.integer({ min: 0, max: 40 }), (program, budget) => {
        const written = program.steps.map((_, index) => index);
        const [short, long] = [searchOrder(program, budget), searchOrder(program)];
        for (const found of [short, long]) {
          expect([...found.order].sort((a, b) => a - b)).toEqual(written);
          const at = new Map(found.order.map((step, place) => [step, place]));
          for (const [index, step] of program.steps.entries())
            for (const value of step.reads) if (value > 0) expect(at.get(value - 1)).toBeLessThan(at.get(index) ?? 0);
          expect(traceOf(program, found.order).peakBytes).toBe(found.peakBytes);
          expect(peakByDefinition(program, found.order)).toBe(found.peakBytes);
          expect(found.peakBytes <= peakByDefinition(program, written)).toBe(true);
          expect(found.lowerBoundBytes <= found.peakBytes).toBe(true);
          expect(found.isOptimal).toBe(found.lowerBoundBytes === found.peakBytes);
        }
        expect(short.lowerBoundBytes <= long.peakBytes).toBe(true);
        if (long.isOptimal) expect(short.peakBytes >= long.peakBytes).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it("starts with the branch that shrinks", () => {
    // Written: a (100) waits while b grows. As written conv a, then b: 10 + 100 + ...; better: the small result of b first.
    const body = `input: [1, 4, 4]
      let wide = input -> conv(10)
      let thin = input -> conv(20) -> conv(1)
      [wide, thin] -> concat`;
    const graph = elaborateText(`net A { ${body} }`).value?.graph;
    if (graph === undefined) throw new Error("no network");
    const made = memoryProgram(graph, { reuse: "none", dtype: "int8", batch: 1n });
    if (made.kind === "free") throw new Error("free");
    const found = searchOrder(made.program);
    // written: input 16, wide 160 and 320 at once, then 160 + 320 + 16 = 496; thin first: 16 + 320 + 16 = 352, then 16 + 16 + 160,
    // and the concat 160 + 16 + 176 = 352
    expect(traceOf(made.program, [0, 1, 2, 3]).peakBytes).toBe(496n);
    expect(found).toMatchObject({ order: [1, 2, 0, 3], peakBytes: 352n, isOptimal: true });
  });

  it("is found for every network of the zoo within the budget", () => {
    for (const name of Object.keys(zoo)) {
      const graph = elaborateZoo(name).value?.graph;
      if (graph === undefined) throw new Error("no network");
      const made = memoryProgram(graph, { reuse: "none", dtype: "int8", batch: 1n });
      if (made.kind === "free") throw new Error("free");
      const found = searchOrder(made.program);
      expect({ name, isOptimal: found.isOptimal }).toEqual({ name, isOptimal: true });
      expect(found.states).toBeLessThan(searchBudget);
    }
  }, 60_000);

  it("ends on a network of many branches, and says what it does not know", () => {
    // 40 branches of two steps each, of every size: 3^40 sets of executed steps.
    const sizes = Array.from({ length: 40 }, (_, branch) => BigInt(100 + ((branch * 37) % 61)));
    const values = [
      { name: "input", bytes: 1n, isInput: true, isOutput: false },
      ...sizes.flatMap((bytes, branch) => [
        { name: `wide${branch}`, bytes, isInput: false, isOutput: false },
        { name: `thin${branch}`, bytes: bytes / 2n + BigInt((branch * 11) % 7), isInput: false, isOutput: false },
      ]),
      { name: "sum", bytes: 1n, isInput: false, isOutput: true },
    ];
    const branches = sizes.flatMap((_, branch) => [
      { layers: [], reads: [0], writes: [2 * branch + 1], overwrites: undefined },
      { layers: [], reads: [2 * branch + 1], writes: [2 * branch + 2], overwrites: undefined },
    ]);
    const sum = { layers: [], reads: sizes.map((_, branch) => 2 * branch + 2), writes: [81], overwrites: undefined };
    const program = { values, steps: [...branches, sum] };
    const found = searchOrder(program, 2_000);
    expect(found.states).toBeLessThanOrEqual(2_000 + searchBudget);
    // Branches are best run one by one, those first that need most beyond what they leave (Liu 1987): the widest first.
    const widest = sizes.map((_, branch) => branch).sort((a, b) => Number((sizes[b] ?? 0n) - (sizes[a] ?? 0n)));
    const best = [...widest.flatMap((branch) => [2 * branch, 2 * branch + 1]), 80];
    const least = peakByDefinition(program, best);
    expect(least < peakByDefinition(program, [...best.keys()])).toBe(true);
    expect(found.lowerBoundBytes <= least && least <= found.peakBytes).toBe(true);
    expect(found.peakBytes <= peakByDefinition(program, [...best.keys()])).toBe(true);
    expect(peakByDefinition(program, found.order)).toBe(found.peakBytes);
    expect(found.isOptimal).toBe(found.peakBytes === found.lowerBoundBytes);
  }, 30_000);
});
