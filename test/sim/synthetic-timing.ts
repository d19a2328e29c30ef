import fc from "fast-check";
import type { NetworkCost } from "../../src/cost/index.ts";
import { type Bound, type LayerTiming, type NetworkTiming, noMemoryCycles } from "../../src/sim/index.ts";

/** Cycles of one layer as a model may hand them out: no cause takes longer than the layer. */
export interface Cycles {
  readonly compute: number;
  readonly l2: number;
  readonly l3: number;
  readonly vtcm: number;
  readonly dram: number;
  readonly overhead: number;
  /** Part of what could be hidden, from 0 to 1. */
  readonly overlap: number;
}

const cycles = fc.oneof(
  fc.constant(0),
  fc.double({ min: 0, max: 3, noNaN: true }),
  fc.double({ min: 0, max: 1e8, noNaN: true }),
);

export const anyCycles: fc.Arbitrary<Cycles> = fc.record({
  compute: cycles,
  l2: cycles,
  l3: cycles,
  vtcm: cycles,
  dram: cycles,
  overhead: cycles,
  overlap: fc.double({ min: 0, max: 1, noNaN: true }),
});

/** The layers of a costed network with the cycles given, over and over. Clock: 2 GHz. */
export function syntheticTiming(cost: NetworkCost, given: readonly Cycles[]): NetworkTiming {
  const clockGhz = 2;
  const layers = cost.layers.map((each, index): LayerTiming => {
    const { compute, l2, l3, vtcm, dram, overhead, overlap } = given[index % given.length] ?? given[0] ?? zero;
    const parts: readonly (readonly [Bound, number])[] = [
      ["compute", compute],
      ["l2", l2],
      ["l3", l3],
      ["vtcm", vtcm],
      ["dram", dram],
    ];
    const busy = parts.reduce((total, [, part]) => total + part, 0);
    const hiddenCycles = overlap * (busy - Math.max(...parts.map(([, part]) => part)));
    const total = busy + overhead - hiddenCycles;
    const [largest] = [...parts, ["overhead", overhead] as const].sort((a, b) => b[1] - a[1]);
    return {
      cost: each,
      kernel: index % 3 === 0 ? "f32_gemm_6x8_ld128" : "f32_dwconv_9p4c",
      cycles: total,
      computeCycles: compute,
      memoryCycles: { l2, l3, vtcm, dram },
      weightCycles: noMemoryCycles,
      overheadCycles: overhead,
      hiddenCycles,
      milliseconds: total / (clockGhz * 1e6),
      bound: largest?.[0] ?? "compute",
      utilization: total === 0 ? 0 : (compute / total) * 0.8,
      isFallback: false,
    };
  });
  const total = layers.reduce((sum, each) => sum + each.cycles, 0);
  return {
    model: "cpu",
    device: "pixel-2",
    core: "cortex-a73",
    runtime: "xnnpack-2020",
    threads: 1,
    clockGhz,
    ceilings: { macRate: new Map([["fp32", 4]]), bandwidth: new Map([["dram", 6]]) },
    layers,
    cycles: total,
    milliseconds: total / (clockGhz * 1e6),
    energyMj: undefined,
    footing: new Map([
      ["measured", 12],
      ["datasheet", 30],
      ["assumed", 4],
    ]),
  };
}

const zero: Cycles = { compute: 0, l2: 0, l3: 0, vtcm: 0, dram: 0, overhead: 0, overlap: 0 };
