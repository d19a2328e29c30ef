import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rational, rationalToNumber } from "../../../src/core/rational.ts";
import { conventions, costOf, type DataType, type NetworkCost } from "../../../src/cost/index.ts";
import {
  type DeviceProfile,
  type DspUnit,
  type Quantity,
  resolveDevice,
  resolveDspRuntime,
} from "../../../src/hardware/index.ts";
import { dsp, memoryTotal, type NetworkTiming, visibleCycles, wholeCycles } from "../../../src/sim/index.ts";
import { shippedProfiles } from "../../hardware/shipped-profiles.ts";
import { elaborateText, elaborateZoo } from "../../model/elaborate-text.ts";

const devices = ["sa8295p", "qcs8450", "qcs8550", "snapdragon-8gen3", "snapdragon-8-elite", "snapdragon-8-elite-gen5"];
const runtimes = ["qnn", "tflite-qnn"];

const costs = new Map<string, NetworkCost>();

function costFor(network: string, dtype: DataType = "fp16", settings: Readonly<Record<string, string>> = {}) {
  const key = JSON.stringify([network, dtype, settings]);
  const known = costs.get(key);
  if (known !== undefined) return known;
  const cost = costed(elaborateZoo(network, settings), dtype);
  costs.set(key, cost);
  return cost;
}

function costed({ value, diagnostics }: ReturnType<typeof elaborateText>, dtype: DataType): NetworkCost {
  const [convention] = conventions;
  if (value === undefined || convention === undefined) throw new Error(diagnostics.map((each) => each.message).join());
  return costOf(value.graph, { convention, dtype });
}

function deviceNamed(name: string): DeviceProfile & { readonly dsp: DspUnit } {
  const { value } = resolveDevice(name, shippedProfiles);
  if (value?.dsp === undefined) throw new Error(name);
  return { ...value, dsp: value.dsp };
}

function timed(cost: NetworkCost, device: DeviceProfile, runtime = "qnn"): NetworkTiming {
  const library = resolveDspRuntime({ kind: "dsp-runtime", name: runtime }, shippedProfiles).value;
  if (library === undefined) throw new Error(runtime);
  const { value, diagnostics } = dsp.time(cost, device, library, {});
  if (value === undefined) throw new Error(diagnostics.map((each) => each.message).join("\n"));
  return value;
}

function scaled(quantity: Quantity, factor: number): Quantity {
  const { num, den } = quantity.value;
  return { ...quantity, value: rational(num * BigInt(Math.round(factor * 1024)), den * 1024n) };
}

function withDsp(device: DeviceProfile & { readonly dsp: DspUnit }, change: (unit: DspUnit) => Partial<DspUnit>) {
  return { ...device, dsp: { ...device.dsp, ...change(device.dsp) } };
}

/** A DSP whose packets are others, under the same name. */
function withPackets(device: DeviceProfile & { readonly dsp: DspUnit }, change: Partial<DspUnit["core"]["packets"]>) {
  return withDsp(device, ({ core }) => ({ core: { ...core, packets: { ...core.packets, ...change } } }));
}

const networks = [
  "mobilenet_v1",
  "mobilenet_v2",
  "mobilenet_v3_large",
  "resnet50",
  "squeezenet1_1",
  "vit_b_16",
] as const;

describe("a network on a DSP", () => {
  it.each(devices)("%s runs networks of all kinds under both runtimes, in fp16 and int8", (name) => {
    const device = deviceNamed(name);
    for (const network of networks) {
      for (const runtime of runtimes) {
        for (const dtype of ["fp16", "int8"] as const) {
          const timing = timed(costFor(network, dtype), device, runtime);
          expect(timing.milliseconds).toBeGreaterThan(0.05);
          expect(timing.milliseconds).toBeLessThan(60);
        }
      }
    }
  });

  it("has layers whose cycles add up to its own, and whose causes add up to each layer's", () => {
    for (const network of networks) {
      const { layers, cycles } = wholeCycles(timed(costFor(network, "int8"), deviceNamed("qcs8550")));
      expect(layers.reduce((sum, each) => sum + each.cycles, 0)).toBe(cycles);
      for (const each of layers) {
        const busy = each.computeCycles + memoryTotal(each) + each.overheadCycles;
        expect(busy - each.hiddenCycles).toBe(each.cycles);
        const shown = [...visibleCycles(each, { model: "dsp" }).values()];
        expect(Math.min(...shown)).toBeGreaterThanOrEqual(-1e-9);
        expect(shown.reduce((sum, part) => sum + part, 0)).toBeCloseTo(each.cycles, 6);
        const largest = Math.max(...shown);
        const bound = visibleCycles(each, { model: "dsp" }).get(each.bound) ?? 0;
        if (each.cycles > 0) expect(bound).toBeGreaterThanOrEqual(largest - 2);
        expect(each.weightCycles.dram).toBeLessThanOrEqual(each.memoryCycles.dram + 0.5);
        expect(each.utilization).toBeGreaterThanOrEqual(0);
        expect(each.utilization).toBeLessThanOrEqual(1);
      }
    }
  });

  it("never gets faster when clock, memory or VTCM shrink", () => {
    const shrinks: readonly ((unit: DspUnit, by: number) => Partial<DspUnit>)[] = [
      ({ clock }, by) => ({ clock: scaled(clock, by) }),
      ({ dram }, by) => ({ dram: scaled(dram, by) }),
      ({ vtcm }, by) => ({ vtcm: scaled(vtcm, by) }),
      ({ floatEdges }, by) => ({ floatEdges: scaled(floatEdges, by) }),
      ({ core }, by) => ({ core: { ...core, packet: scaled(core.packet, 1 / by) } }),
    ];
    const device = deviceNamed("snapdragon-8gen3");
    fc.assert(
      fc.property(
        fc.constantFrom(...networks),
        fc.constantFrom("fp16", "int8"),
        fc.constantFrom(...shrinks),
        fc.integer({ min: 50, max: 1000 }),
        (network, dtype, shrink, by) => {
          const cost = costFor(network, dtype);
          const smaller = withDsp(device, (unit) => shrink(unit, by / 1024));
          expect(timed(cost, smaller).milliseconds).toBeGreaterThanOrEqual(timed(cost, device).milliseconds - 1e-9);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("takes half the time when everything is twice as fast", () => {
    const device = deviceNamed("snapdragon-8gen3");
    const doubled = withDsp(device, ({ clock, dram, inference, floatEdges }) => ({
      clock: scaled(clock, 2),
      dram: scaled(dram, 2),
      inference: scaled(inference, 1 / 2),
      floatEdges: scaled(floatEdges, 2),
    }));
    for (const network of networks) {
      const cost = costFor(network);
      expect(timed(cost, doubled).milliseconds).toBeCloseTo(timed(cost, device).milliseconds / 2, 6);
    }
  });

  it("is slower at more pixels and more channels", () => {
    const device = deviceNamed("qcs8550");
    const time = (settings: Readonly<Record<string, string>>) =>
      timed(costFor("mobilenet_v2", "int8", settings), device).milliseconds;
    expect(time({ res: "160" })).toBeLessThan(time({ res: "224" }));
    expect(time({ res: "224" })).toBeLessThan(time({ res: "448" }));
    expect(time({ alpha: "1/2" })).toBeLessThan(time({ alpha: "1" }));
  });

  it("converts floats at its edges in fp16, and in int8 where the runtime says so", () => {
    const device = deviceNamed("snapdragon-8gen3");
    const time = (dtype: DataType, runtime: string) => timed(costFor("resnet50", dtype), device, runtime).milliseconds;
    expect(time("fp16", "qnn")).toBe(time("fp16", "tflite-qnn"));
    // 224 x 224 x 3 floats in, 1000 out.
    const seconds = (4 * (224 * 224 * 3 + 1000)) / rationalToNumber(device.dsp.floatEdges.value);
    expect(time("int8", "qnn") - time("int8", "tflite-qnn")).toBeCloseTo(seconds * 1e3, 6);
  });
});

describe("layers on a DSP", () => {
  const device = deviceNamed("snapdragon-8gen3");
  const layers = (body: string, dtype: DataType = "fp16", input = "[64, 56, 56]", on: DeviceProfile = device) =>
    timed(costed(elaborateText(`net A { input: ${input}; ${body} }`), dtype), on).layers;
  const kernelOf = (body: string, dtype?: DataType) => layers(body, dtype)[0]?.kernel;

  it("run on the matrix unit, but depthwise ones on the vector unit", () => {
    expect(kernelOf("conv(64, 3)")).toBe("hmx_fp16_8x4x32");
    expect(kernelOf("conv(64, 3)", "int8")).toBe("hmx_int8_8x8x32");
    expect(kernelOf("conv(64, 3, g=2)")).toBe("hmx_fp16_8x4x32");
    expect(kernelOf("conv(64, 3, g=64)")).toBe("hvx_f16_dwconv3x3_s1");
    expect(kernelOf("conv(64, 5, s=2, g=64)", "int8")).toBe("hvx_u8_dwconv5x5_s2");
  });

  it("are dear when they are depthwise: few MACs, many cycles", () => {
    const [depthwise, pointwise] = layers("conv(64, 3, g=64); conv(64, 1)");
    expect(depthwise?.computeCycles ?? 0).toBeGreaterThan(pointwise?.computeCycles ?? Number.NaN);
  });

  it("take the activations of the matrix unit along, and clamps everywhere", () => {
    const runs = (body: string, on = device) => layers(body, "fp16", undefined, on).map((each) => each.cycles > 0);
    expect(runs("conv(64, 1); bn; hswish")).toEqual([true, false, false]);
    expect(runs("conv(64, 1); bn; hswish", deviceNamed("sa8295p"))).toEqual([true, false, true]);
    expect(runs("conv(64, 3, g=64); bn; hswish")).toEqual([true, false, true]);
    expect(runs("conv(64, 3, g=64); bn; relu6")).toEqual([true, false, false]);
    expect(runs("conv(64, 1); silu")).toEqual([true, true]);
  });

  it("look functions of a byte up in a table, whatever they are; halves pay for each", () => {
    const cycles = (body: string, dtype: DataType) => layers(body, dtype)[0]?.computeCycles ?? Number.NaN;
    expect(cycles("gelu", "int8")).toBe(cycles("hswish", "int8"));
    expect(cycles("gelu", "fp16")).toBeGreaterThan(cycles("hswish", "fp16"));
  });

  it("are views only where no element changes its tile", () => {
    const runs = (body: string, input: string) => (layers(`${body}; relu`, "fp16", input)[0]?.computeCycles ?? 0) > 0;
    expect(runs("flatten", "[64, 1, 1]")).toBe(false);
    expect(runs("flatten", "[64, 7, 7]")).toBe(true);
    expect(runs("shuffle(4)", "[64, 7, 7]")).toBe(true);
  });
});

describe("costs that are easily forgotten", () => {
  const device = deviceNamed("snapdragon-8gen3");
  const cyclesOf = (body: string, input: string, dtype: DataType = "int8") =>
    timed(costed(elaborateText(`net A { input: ${input}; ${body} }`), dtype), device, "tflite-qnn");

  it("handing over stands at a network of views, too, which copies its input", () => {
    const { cycles, layers, clockGhz } = cyclesOf("flatten", "[64, 1, 1]");
    expect(cycles).toBeGreaterThan(rationalToNumber(device.dsp.inference.value) * clockGhz * 1e9);
    expect(layers.reduce((sum, each) => sum + each.cycles, 0)).toBe(cycles);
  });

  it("inputs come from memory and results go there", () => {
    const { layers } = cyclesOf("relu", "[64, 512, 512]");
    expect(layers[0]?.memoryCycles.dram).toBeCloseTo(
      (2 * 64 * 512 * 512 * rationalToNumber(device.dsp.clock.value)) / rationalToNumber(device.dsp.dram.value),
      3,
    );
  });

  it("learned operands come from memory, tables by the rows that are looked up", () => {
    const dram = (body: string, input: string) =>
      cyclesOf(body, input).layers.reduce((sum, each) => sum + each.memoryCycles.dram, 0);
    const plain = dram("tokens; linear(4096, bias=false)", "[4096, 8, 8]");
    const operand = dram("tokens; matmul(weight([4096, 4096]))", "[4096, 8, 8]");
    expect(operand).toBeGreaterThan(0.9 * plain);
    expect(dram("embedding(30000, 768)", "[128]")).toBeLessThan(dram("embedding(30000, 768)", "[1024]"));
  });

  it("each tap of a depthwise convolution, more than none and less than a ninth of nine", () => {
    const busy = [1, 2, 3, 4, 5, 7, 9].map(
      (kernel) => cyclesOf(`conv(64, ${kernel}, g=64)`, "[64, 56, 56]").layers[0]?.computeCycles ?? 0,
    );
    expect(busy).toEqual([...busy].sort((a, b) => a - b));
    expect(busy[0]).toBeGreaterThan((busy[2] ?? 0) / 9);
    const scattered = [2, 4, 8].map(
      (kernel) =>
        cyclesOf(`conv_transpose(64, ${kernel}, s=2, pad=${kernel / 2 - 1}, g=64)`, "[64, 28, 28]").layers[0]
          ?.computeCycles ?? 0,
    );
    expect(scattered).toEqual([...scattered].sort((a, b) => a - b));
    expect(new Set(scattered).size).toBe(3);
  });

  it("parts that do not end with a tile are shifted", () => {
    const concat = (channels: number) =>
      cyclesOf("relu6\n tap a\n [a, a] -> concat", `[${channels}, 28, 28]`).layers.at(-1)?.computeCycles ?? 0;
    expect(concat(58)).toBeGreaterThan(2 * concat(64));
  });

  it("windows are cut out and put back, and rolled where they are moved", () => {
    const busy = (shift: number) =>
      cyclesOf(`window_attention(heads=3, window=7, shift=${shift})`, "[96, 56, 56]").layers[0]?.computeCycles ?? 0;
    expect(busy(3)).toBeGreaterThan(busy(0));
  });

  it("a plain loop is slower than a kernel", () => {
    const runtime = resolveDspRuntime({ kind: "dsp-runtime", name: "tflite-qnn" }, shippedProfiles).value;
    if (runtime === undefined) throw new Error("no runtime");
    for (const body of ["sigmoid", "conv(64, 3)", "conv(64, 3, g=64)", "softmax"]) {
      const cost = costed(elaborateText(`net A { input: [64, 56, 56]; ${body} }`), "int8");
      const lacks = { ...runtime.lacks, names: new Set([cost.layers[0]?.layer.operator.name ?? ""]) };
      const plain = dsp.time(cost, device, { ...runtime, lacks }, { fallback: true }).value?.cycles ?? 0;
      expect(plain, body).toBeGreaterThan(dsp.time(cost, device, runtime, {}).value?.cycles ?? Number.NaN);
    }
  });
});

describe("facts of packets", () => {
  const device = deviceNamed("sa8295p");
  const { packets } = device.dsp.core;

  it("count by what they say, not by the name of the DSP", () => {
    const cost = costFor("mobilenet_v2", "int8");
    const before = timed(cost, device).cycles;
    // From V69 on, products of taps take one pipe.
    const narrow = withPackets(device, { narrowProducts: { ...packets.narrowProducts, isSo: true } });
    expect(timed(cost, narrow).cycles).toBeLessThan(before);
    expect(timed(cost, device).cycles).toBe(before);
  });

  it("stand in the footing where they are used", () => {
    const cost = costFor("mobilenet_v2", "int8");
    const all = (footing: NetworkTiming["footing"]) => [...footing.values()].reduce((sum, each) => sum + each, 0);
    const fitted = (of: Partial<typeof packets>) => timed(cost, withPackets(device, of)).footing.get("fitted") ?? 0;
    const { footing } = timed(cost, device);
    expect(fitted({ lateDelay: { ...packets.lateDelay, kind: "fitted" } })).toBe((footing.get("fitted") ?? 0) + 1);
    // The pace of packets is that of all threads: their number changes nothing.
    expect(fitted({ hardwareThreads: { ...packets.hardwareThreads, kind: "fitted" } })).toBe(
      footing.get("fitted") ?? 0,
    );
    // The chip 5, tile 6, packet and vector 2, facts of packets 7, the runtime 2.
    expect(all(footing)).toBe(22);
  });
});
