import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { planArena, traceOf } from "../../../src/cost/index.ts";
import { programs } from "./random-program.ts";

describe("arenas", () => {
  it("never lay two buffers over each other that are alive at once; offsets are aligned; no arena is below the peak", () => {
    fc.assert(
      fc.property(programs(25), fc.constantFrom(1n, 4n, 16n, 64n), (program, align) => {
        const trace = traceOf(
          program,
          program.steps.map((_, index) => index),
        );
        const arena = planArena(trace, align);
        for (const [index, a] of arena.buffers.entries()) {
          expect(a.offset % align).toBe(0n);
          expect(a.offset + a.bytes <= arena.bytes).toBe(true);
          for (const b of arena.buffers.slice(index + 1)) {
            const together = a.first <= b.last && b.first <= a.last;
            const apart = a.offset + a.bytes <= b.offset || b.offset + b.bytes <= a.offset;
            expect(!together || apart).toBe(true);
          }
        }
        expect(arena.bytes >= arena.lowerBoundBytes && arena.lowerBoundBytes >= trace.peakBytes).toBe(true);
        expect(arena.bytes % align).toBe(0n);
        if (align === 1n) expect(arena.lowerBoundBytes).toBe(trace.peakBytes);
        // What is alive at a step is what lies in the arena there.
        for (const [step, moment] of trace.moments.entries()) {
          const there = arena.buffers.filter((each) => each.first <= step && step <= each.last);
          expect(there.reduce((sum, each) => sum + each.bytes, 0n)).toBe(moment.liveBytes);
          expect(there.length).toBe(moment.aliveCount);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("of a chain is as small as two neighbours, swapping ends", () => {
    const sizes = [10, 30, 20, 40, 5];
    const values = sizes.map((bytes, index) => ({
      name: `v${index}`,
      bytes: BigInt(bytes),
      isInput: index === 0,
      isOutput: index === 4,
    }));
    const steps = [1, 2, 3, 4].map((made) => ({
      layers: [],
      reads: [made - 1],
      writes: [made],
      overwrites: undefined,
    }));
    const arena = planArena(traceOf({ values, steps }, [0, 1, 2, 3]), 1n);
    // 20 + 40 is the widest pair
    expect(arena).toMatchObject({ bytes: 60n, lowerBoundBytes: 60n });
  });

  it("rounds every buffer up to whole alignments", () => {
    const values = [3, 5].map((bytes, index) => {
      return { name: `v${index}`, bytes: BigInt(bytes), isInput: index === 0, isOutput: index === 1 };
    });
    const step = { layers: [], reads: [0], writes: [1], overwrites: undefined };
    const arena = planArena(traceOf({ values, steps: [step] }, [0]), 16n);
    expect(arena).toMatchObject({ bytes: 32n, lowerBoundBytes: 32n });
    expect(arena.buffers.map((each) => each.offset).sort()).toEqual([0n, 16n]);
  });
});
