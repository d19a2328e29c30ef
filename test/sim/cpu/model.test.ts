import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rational } from "../../../src/core/rational.ts";
import { conventions, costOf, type DataType, type NetworkCost } from "../../../src/cost/index.ts";
import {
  type Cluster,
  type DeviceProfile,
  type Quantity,
  type RuntimeProfile,
  resolveDevice,
  resolveRuntime,
} from "../../../src/hardware/index.ts";
import { cpu, memoryTotal, type NetworkTiming, type TimingOptions } from "../../../src/sim/index.ts";
import { shippedProfiles } from "../../hardware/shipped-profiles.ts";
import { elaborateZoo } from "../../model/elaborate-text.ts";

const costs = new Map<string, NetworkCost>();

function costFor(
  network: string,
  dtype: DataType = "fp32",
  settings: Readonly<Record<string, string>> = {},
): NetworkCost {
  const key = JSON.stringify([network, dtype, settings]);
  const known = costs.get(key);
  if (known !== undefined) return known;
  const graph = elaborateZoo(network, settings).value?.graph;
  const [convention] = conventions;
  if (graph === undefined || convention === undefined) throw new Error(network);
  const cost = costOf(graph, { convention, dtype });
  costs.set(key, cost);
  return cost;
}

function deviceNamed(name: string): DeviceProfile {
  const { value } = resolveDevice(name, shippedProfiles);
  if (value === undefined) throw new Error(name);
  return value;
}

function runtimeNamed(name: string): RuntimeProfile {
  const { value } = resolveRuntime(name, shippedProfiles);
  if (value === undefined) throw new Error(name);
  return value;
}

function timed(cost: NetworkCost, device: DeviceProfile, runtime: string, options: TimingOptions = {}): NetworkTiming {
  const { value, diagnostics } = cpu.time(cost, device, runtimeNamed(runtime), options);
  if (value === undefined) throw new Error(diagnostics.map((each) => each.message).join("\n"));
  return value;
}

function scaled(quantity: Quantity, factor: number): Quantity {
  const { num, den } = quantity.value;
  return { ...quantity, value: rational(num * BigInt(Math.round(factor * 1024)), den * 1024n) };
}

function withClusters(device: DeviceProfile, change: (cluster: Cluster) => Partial<Cluster>): DeviceProfile {
  return { ...device, clusters: device.clusters.map((each) => ({ ...each, ...change(each) })) };
}

/** What can be made smaller of a device, by a factor. */
const shrinks: Readonly<Record<string, (device: DeviceProfile, by: number) => DeviceProfile>> = {
  clock: (device, by) => withClusters(device, ({ clock }) => ({ clock: scaled(clock, by) })),
  "level-1 cache": (device, by) =>
    withClusters(device, ({ core }) => ({ core: { ...core, l1Data: scaled(core.l1Data, by) } })),
  "level-2 cache": (device, by) => withClusters(device, ({ l2 }) => ({ l2: scaled(l2, by) })),
  "level-2 rate": (device, by) =>
    withClusters(device, ({ l2Bandwidth }) => ({ l2Bandwidth: l2Bandwidth && scaled(l2Bandwidth, by) })),
  memory: (device, by) => ({
    ...device,
    dramOneThread: scaled(device.dramOneThread, by),
    dramAllThreads: scaled(device.dramAllThreads, by),
  }),
};

const cases = [
  ["mobilenet_v2", "pixel-2", "xnnpack-2020"],
  ["mobilenet_v1", "raspberry-pi-4b", "ncnn"],
  ["mobilenet_v3_small", "xiaomi-redmi-6-pro", "paddle-lite"],
  ["mobilenet_v2", "raspberry-pi-5", "ncnn"],
] as const;

describe("the CPU model", () => {
  it.each(cases)("adds up the layers of %s on %s", (network, device, runtime) => {
    const timing = timed(costFor(network), deviceNamed(device), runtime);
    const sum = timing.layers.reduce((total, each) => total + each.cycles, 0);
    expect(sum).toBeCloseTo(timing.cycles, 3);
    expect(timing.milliseconds).toBeCloseTo(timing.cycles / timing.clockGhz / 1e6, 6);
    for (const each of timing.layers) {
      const busy = each.computeCycles + memoryTotal(each) + each.overheadCycles;
      expect(busy - each.hiddenCycles).toBeCloseTo(each.cycles, 3);
      expect(each.cycles).toBeGreaterThanOrEqual(each.computeCycles);
      expect(each.utilization).toBeLessThanOrEqual(1);
    }
  });

  it.each(Object.keys(shrinks))("never gets faster with less %s", (what) => {
    const shrink = shrinks[what];
    fc.assert(
      fc.property(
        fc.constantFrom(...cases),
        fc.double({ min: 0.1, max: 0.99, noNaN: true }),
        ([network, name, runtime], by) => {
          const device = deviceNamed(name);
          const before = timed(costFor(network), device, runtime).milliseconds;
          const after = timed(costFor(network), shrink?.(device, by) ?? device, runtime).milliseconds;
          expect(after).toBeGreaterThanOrEqual(before * (1 - 1e-9));
        },
      ),
      { numRuns: 12, seed: 11 },
    );
  });

  it("never gets faster with fewer ports", () => {
    const device = deviceNamed("pixel-2");
    const narrow = withClusters(device, ({ core }) => {
      const { pipeline } = core;
      if (pipeline === undefined) return {};
      const timings = new Map(
        [...pipeline.timings].map(([name, timing]) => [
          name,
          { ...timing, uses: timing.uses.map((use) => ({ ...use, pipes: use.pipes.slice(0, 1) })) },
        ]),
      );
      return { core: { ...core, pipeline: { ...pipeline, timings } } };
    });
    for (const network of ["mobilenet_v2", "mobilenet_v3_small"]) {
      const before = timed(costFor(network), device, "xnnpack-2020").milliseconds;
      expect(timed(costFor(network), narrow, "xnnpack-2020").milliseconds).toBeGreaterThan(before);
    }
  });

  it("takes half the time when the clock, and the memory with it, are twice as fast, but for what is given in seconds", () => {
    for (const [network, name, runtime] of cases) {
      const device = deviceNamed(name);
      const fast = shrinks.memory?.(shrinks.clock?.(device, 2) ?? device, 2) ?? device;
      const clusters = fast.clusters.map((each) => ({
        ...each,
        dramOneThread: each.dramOneThread && scaled(each.dramOneThread, 2),
        dramAllThreads: each.dramAllThreads && scaled(each.dramAllThreads, 2),
      }));
      const before = timed(costFor(network), device, runtime).milliseconds;
      expect(timed(costFor(network), { ...fast, clusters }, runtime).milliseconds).toBeCloseTo(before / 2, 9);
    }
  });

  it("is never slower with more threads on layers that are long enough to share", () => {
    for (const [network, name, runtime] of cases) {
      const device = deviceNamed(name);
      const one = timed(costFor(network), device, runtime);
      for (const threads of [2, 4]) {
        const several = timed(costFor(network), device, runtime, { threads });
        one.layers.forEach((layer, at) => {
          // 1 ms is two hundred times what a fork takes.
          if (layer.milliseconds > 1)
            expect(several.layers[at]?.milliseconds ?? Number.NaN).toBeLessThan(layer.milliseconds * 1.001);
        });
        expect(several.milliseconds).toBeLessThan(one.milliseconds);
      }
    }
  });

  it("takes about as long per inference for several at once, and less where weights are what a layer waits for", () => {
    const graph = elaborateZoo("mobilenet_v2").value?.graph;
    const [convention] = conventions;
    if (graph === undefined || convention === undefined) throw new Error("no network");
    const device = deviceNamed("raspberry-pi-4b");
    const one = timed(costFor("mobilenet_v2"), device, "xnnpack-2022");
    const four = timed(costOf(graph, { convention, dtype: "fp32", batch: 4n }), device, "xnnpack-2022");
    expect(four.milliseconds / one.milliseconds).toBeGreaterThan(3);
    expect(four.milliseconds / one.milliseconds).toBeLessThan(4.5);
    const last = (timing: NetworkTiming) => timing.layers.at(-1)?.milliseconds ?? Number.NaN;
    expect(last(four)).toBeLessThan(2.5 * last(one));
  });

  it("is slower on the larger of two widths and resolutions", () => {
    const device = deviceNamed("pixel-2");
    const times = ["128", "160", "192", "224"].map(
      (res) => timed(costFor("mobilenet_v1", "fp32", { res }), device, "xnnpack-2020").milliseconds,
    );
    expect([...times].sort((a, b) => a - b)).toEqual(times);
  });

  it.each([
    ["hardware/free-symbols", "mobilenet_v1", "pixel-2", "xnnpack-2020", "fp32", { res: "?" }, {}],
    ["hardware/unknown", "mobilenet_v1", "pixel-2", "xnnpack-2020", "fp32", {}, { core: "cortex-a99" }],
    ["hardware/threads", "mobilenet_v1", "pixel-2", "xnnpack-2020", "fp32", {}, { threads: 9 }],
    ["hardware/isa", "mobilenet_v1", "raspberry-pi-zero-w", "xnnpack-2022", "fp32", {}, { isa: "armv8" }],
    ["runtime/no-loops", "mobilenet_v1", "pixel-2", "xnnpack-2020", "int8", {}, {}],
    ["runtime/no-loops", "mobilenet_v1", "raspberry-pi-zero-w", "paddle-lite", "fp32", {}, {}],
    ["hardware/dtype", "mobilenet_v1", "pixel-2", "ncnn", "fp16", {}, {}],
    ["runtime/no-kernel", "vit_b_16", "pixel-2", "xnnpack-2020", "fp32", {}, {}],
  ] as const)("refuses with %s: %s on %s under %s at %s", (code, network, device, runtime, dtype, settings, options) => {
    const result = cpu.time(costFor(network, dtype, settings), deviceNamed(device), runtimeNamed(runtime), options);
    expect(result.value).toBeUndefined();
    expect(result.diagnostics.map((each) => each.code)).toContain(code);
  });

  it("marks layers that a plain loop stands in for, when asked to", () => {
    const timing = timed(costFor("vit_b_16"), deviceNamed("pixel-2"), "xnnpack-2020", { fallback: true });
    const marked = timing.layers.filter((each) => each.isFallback);
    expect(marked.length).toBeGreaterThan(0);
    expect(marked.every((each) => each.kernel === "plain loop")).toBe(true);
    expect(new Set(marked.map((each) => each.cost.layer.operator.name)).has("conv")).toBe(false);
  });

  it("has no energy unless every event has a figure", () => {
    const figure = (text: string, unit: Quantity["unit"], pico: bigint): Quantity => ({
      value: rational(pico, 1_000_000_000_000n),
      text,
      unit,
      source: "made up",
      kind: "assumed",
    });
    const device = deviceNamed("pixel-2");
    expect(timed(costFor("mobilenet_v2"), device, "xnnpack-2020").energyMj).toBeUndefined();
    const energy = {
      mac: new Map([["fp32", figure("5 pJ/MAC", "J/MAC", 5n)]]),
      l1: figure("1 pJ/B", "J/B", 1n),
      l2: figure("5 pJ/B", "J/B", 5n),
      l3: undefined,
      dram: figure("100 pJ/B", "J/B", 100n),
    };
    const whole = timed(costFor("mobilenet_v2"), { ...device, energy }, "xnnpack-2020").energyMj ?? 0;
    // 300,774,272 MAC at 5 pJ are 1.504 mJ, and at least the weights, 13.9 MB at 100 pJ/B, come from memory: 1.39 mJ.
    expect(whole).toBeGreaterThan(1.504 + 1.39);
    expect(whole).toBeLessThan(30);
    const partly = { ...energy, l2: undefined };
    expect(timed(costFor("mobilenet_v2"), { ...device, energy: partly }, "xnnpack-2020").energyMj).toBeUndefined();
  });
});

describe("cores that share a pipeline", () => {
  it("differ by their branches all the same", () => {
    const cost = costFor("mobilenet_v2");
    const device = deviceNamed("pixel-2");
    const penalised = (factor: number) =>
      withClusters(device, ({ core }) => ({
        core: { ...core, mispredictPenalty: core.mispredictPenalty && scaled(core.mispredictPenalty, factor) },
      }));
    const times = [1, 8, 16, 8].map((each) => timed(cost, penalised(each), "xnnpack-2020").cycles);
    const [one = 0, eight = 0, sixteen = 0, again = 0] = times;
    expect(eight).toBeGreaterThan(one);
    expect(sixteen).toBeGreaterThan(eight);
    expect(again).toBe(eight);
  });
});
