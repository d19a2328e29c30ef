import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type NetworkEdges, type StepTraffic, transfers } from "../../../src/sim/dsp/dma.ts";

/** Steps in a chain, with a skip from each to the one after the next where `skips` says so. */
function chain(
  sizes: readonly (readonly [busy: number, weights: number, output: number, skips: boolean])[],
): StepTraffic[] {
  return sizes.map(([busy, weightBytes, outputBytes, skips], at) => ({
    busy,
    weightBytes,
    outputBytes,
    reads: skips && at > 1 ? [at, at - 1] : [at],
    writes: at + 1,
  }));
}

const none: NetworkEdges = { inputs: new Map(), outputs: new Map() };
/** The chain reads tensor 0; what is last, of whatever length, is written by tensors that a short one does not have. */
const edges: NetworkEdges = { inputs: new Map([[0, 700]]), outputs: new Map([[3, 40]]) };

const step = fc.tuple(fc.nat(1000), fc.nat(5000), fc.nat(3000), fc.boolean());
const steps = fc.array(step, { minLength: 1, maxLength: 12 }).map(chain);

function total(each: ReturnType<typeof transfers>): number {
  return each.reduce((sum, { cycles }) => sum + cycles, 0);
}

describe("transfers", () => {
  it("of weights run ahead while the units are busy", () => {
    const early = chain([
      [1000, 0, 10, false],
      [100, 500, 10, false],
    ]);
    expect(transfers(early, none, 8000, 1).map((each) => each.cycles)).toEqual([1000, 100]);
    // Nothing was there to run ahead of.
    expect(transfers(chain([[100, 500, 10, false]]), none, 8000, 1)[0]?.cycles).toBe(500);
  });

  it("run ahead by no more than the free part of the VTCM", () => {
    const full = chain([
      [1000, 0, 900, false],
      [100, 500, 10, false],
    ]);
    expect(transfers(full, none, 1000, 1).map((each) => each.cycles)).toEqual([1000, 400]);
  });

  it("bring a tensor that does not fit out, and back for each reader", () => {
    const large = chain([
      [10, 0, 2000, false],
      [10, 0, 10, false],
      [10, 0, 10, true],
    ]);
    expect(transfers(large, none, 1000, 1).map((each) => each.dram)).toEqual([2000, 2000, 2000]);
  });

  it("bring inputs in once and results out once, however small", () => {
    const short = chain([
      [10, 0, 30, false],
      [10, 0, 30, false],
      [10, 0, 40, true],
    ]);
    expect(transfers(short, edges, 8000, 1).map((each) => each.dram)).toEqual([700, 0, 40]);
  });

  it("leave outside what would stay long for few readers, not what has many", () => {
    // Tensor 1 is read by each step, tensor 2 by the last alone.
    const shared: StepTraffic[] = [
      { busy: 10, weightBytes: 0, outputBytes: 600, reads: [0], writes: 1 },
      { busy: 10, weightBytes: 0, outputBytes: 500, reads: [1], writes: 2 },
      { busy: 10, weightBytes: 0, outputBytes: 1, reads: [1], writes: 3 },
      { busy: 10, weightBytes: 0, outputBytes: 1, reads: [1, 3], writes: 4 },
      { busy: 10, weightBytes: 0, outputBytes: 1, reads: [2, 4], writes: 5 },
    ];
    expect(transfers(shared, none, 1000, 1).map((each) => each.dram)).toEqual([0, 500, 0, 0, 500]);
  });

  it("never take less than the units, and never more than units and memory one after the other", () => {
    fc.assert(
      fc.property(
        steps,
        fc.integer({ min: 1, max: 10_000 }),
        fc.integer({ min: 1, max: 100 }),
        (all, vtcm, bandwidth) => {
          for (const [at, { cycles, dram }] of transfers(all, edges, vtcm, bandwidth).entries()) {
            const busy = all[at]?.busy ?? 0;
            expect(cycles).toBeGreaterThanOrEqual(busy);
            expect(cycles).toBeLessThanOrEqual(busy + dram + 1e-9);
          }
        },
      ),
    );
  });

  it("never take less in all than the memory needs for everything", () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 10_000 }), (all, vtcm) => {
        const moved = transfers(all, edges, vtcm, 3);
        const bytes = moved.reduce((sum, { dram }) => sum + dram, 0);
        expect(total(moved)).toBeGreaterThanOrEqual(bytes - 1e-9);
      }),
    );
  });

  it("never get faster with less bandwidth", () => {
    fc.assert(
      fc.property(
        steps,
        fc.integer({ min: 1, max: 10_000 }),
        fc.integer({ min: 1, max: 50 }),
        (all, vtcm, bandwidth) => {
          expect(total(transfers(all, edges, vtcm, bandwidth))).toBeGreaterThanOrEqual(
            total(transfers(all, edges, vtcm, 1.5 * bandwidth)) - 1e-9,
          );
        },
      ),
    );
  });

  it("never get faster with a smaller VTCM", () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 1, max: 5000 }), (all, vtcm, more) => {
        expect(total(transfers(all, edges, vtcm, 3))).toBeGreaterThanOrEqual(
          total(transfers(all, edges, vtcm + more, 3)) - 1e-9,
        );
      }),
      { numRuns: 1000 },
    );
  });
});
