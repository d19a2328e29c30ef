import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  argumentsOf,
  renderSimulation,
  reportOf,
  type Simulation,
  type simulationFormats,
} from "../../src/report/index.ts";
import { type NetworkTiming, wholeCycles } from "../../src/sim/index.ts";
import { costed, elaborateZoo } from "../model/elaborate-text.ts";
import { anyCycles, type Cycles, syntheticTiming } from "../sim/synthetic-timing.ts";

const elaborated = elaborateZoo("mobilenet_v2");
const cost = costed(elaborated);
const given = argumentsOf(elaborated.value?.parameters ?? []);

const idle: Cycles = { compute: 0, l2: 0, l3: 0, vtcm: 0, dram: 0, overhead: 0, overlap: 0 };

function simulationOf(timing: NetworkTiming): Simulation {
  const whole = wholeCycles(timing);
  return {
    report: { ...reportOf(cost, given, whole), timing: whole },
    settings: [],
    errorBand: undefined,
    twice: new Map(),
  };
}

async function rendered(simulation: Simulation, format: (typeof simulationFormats)[number], width = 120) {
  const { value } = await renderSimulation(simulation, { format, by: "layer", sort: "order", width });
  if (value === undefined) throw new Error(format);
  return value;
}

/** One layer with the cycles given, 1000 of the clock's 2 GHz are 0.5 µs; all others idle. */
function only(name: string, cycles: Partial<Cycles>): NetworkTiming {
  const at = cost.layers.findIndex((each) => each.layer.name === name);
  expect(at).toBeGreaterThanOrEqual(0);
  return syntheticTiming(
    cost,
    cost.layers.map((_, index) => (index === at ? { ...idle, ...cycles } : idle)),
  );
}

describe("the words of a simulation", () => {
  const listedIn = (out: string) => out.split("\n").filter((line) => line.startsWith("- "));
  const wordsOf = async (timing: NetworkTiming) => listedIn(await rendered(simulationOf(timing), "md"));

  it("name the cause, the layer and what would help", async () => {
    // 6 of 10 million cycles at 2 GHz; half of the 3 ms are saved.
    const timing = only("classifier", { compute: 3e6, dram: 6e6, overhead: 1e6 });
    const ofWeights = timing.layers.map((each) => ({ ...each, weightCycles: { ...each.memoryCycles, dram: 4e6 } }));
    const simulation = simulationOf({ ...timing, layers: ofWeights });
    const twice = new Map([["dram", { milliseconds: timing.milliseconds - 1.5 }]] as const);
    const words = await listedIn(await rendered({ ...simulation, twice }, "md"));
    expect(words).toContain(
      "- 60 % waits for weights from DRAM in the linear layer classifier; twice the bandwidth saves 1.50 ms in all",
    );
    // 0.8 of the peak rate, see syntheticTiming
    expect(words).toContain("- 30 % computes in the linear layer classifier at 80 % of the peak rate");
    expect(words).toContain("- 10 % starts operators and threads in classifier, 500.0 µs each");
  });

  it("tell activations from weights, and hidden cycles from seen ones", async () => {
    // All of the computing is hidden.
    const words = await wordsOf(only("stages.1.1.dw.conv", { compute: 3e6, l2: 4e6, overlap: 1 }));
    expect(words).toContain("- 100 % waits for activations from L2 in the depthwise convolution stages.1.1.dw.conv");
    expect(words.filter((each) => each.includes("computes"))).toEqual([]);
  });

  it("add layers of one class up", async () => {
    const timing = syntheticTiming(
      cost,
      cost.layers.map((each) => (each.layer.name.endsWith(".dw.conv") ? { ...idle, compute: 1e6 } : idle)),
    );
    const words = await wordsOf(timing);
    expect(words).toContain(
      "- 100 % computes in stages.1.1.dw.conv and 16 other depthwise convolutions at 80 % of the peak rate",
    );
  });

  it("say what the prediction rests on", async () => {
    const words = await wordsOf(only("classifier", { compute: 1 }));
    expect(words.at(-1)).toBe("- rests on 12 measured, 30 datasheet, 4 assumed, 0 fitted values");
  });

  it("mention energy, an error band, layers without a kernel and set values where there are any", async () => {
    const timing = only("classifier", { compute: 1e6 });
    const plain = await rendered(simulationOf(timing), "table", 200);
    for (const absent of ["mJ", "±", "plain loop", "set by you"]) expect(plain).not.toContain(absent);
    const layers = timing.layers.map((each) =>
      each.cost.layer.name === "classifier" ? { ...each, isFallback: true } : each,
    );
    const simulation = simulationOf({ ...timing, layers, energyMj: 12.345 });
    const full = await rendered(
      { ...simulation, settings: ["dram=6GB/s"], errorBand: { kind: "near", percent: 8.4 } },
      "table",
      200,
    );
    expect(full).toContain(" · 12.35 mJ");
    expect(full).toContain(" · ± 8 % ");
    const errorBand = { kind: "set", settings: ["vtcm=1MiB"] } as const;
    const far = await rendered({ ...simulation, errorBand }, "table", 200);
    expect(far).toContain(" · no measured case like this one: nothing was measured with vtcm=1MiB");
    expect(far).not.toContain("±");
    expect(full).toContain("no kernel in xnnpack-2020, timed by a plain loop: classifier");
    expect(full).toContain(" · dram=6GB/s set by you");
  });
});

describe("the table of a simulation", () => {
  const timing = syntheticTiming(
    cost,
    cost.layers.map((each) =>
      each.layer.operator.name === "conv" ? { ...idle, compute: 2e5, dram: 1e5, overhead: 500, overlap: 0.5 } : idle,
    ),
  );

  it("shows the causes that occur, and says how they add up", async () => {
    const out = await rendered(simulationOf(timing), "table", 160);
    expect(out).toContain("· cycles = compute + DRAM + overhead - hidden\n");
    const head = out.split("\n").find((line) => line.includes("cycles │")) ?? "";
    expect(head.split("│").map((each) => each.trim())).toEqual([
      "",
      "layer",
      "op",
      "inner loop",
      "cycles",
      "compute",
      "DRAM",
      "overhead",
      "hidden",
      "util",
      "ms",
      "",
      "bound",
      "",
    ]);
  });

  it("leaves out layers that take no time, and says how many", async () => {
    const named = timing.layers.map((each) => ({
      ...each,
      kernel: each.cycles > 0 ? each.kernel : each.cost.layer.operator.memory === "view" ? "" : "in stem.conv",
    }));
    const out = await rendered(simulationOf({ ...timing, layers: named }), "table", 160);
    const convolutions = cost.layers.filter((each) => each.layer.operator.name === "conv").length;
    expect(out.split("\n").filter((line) => /^│ \S+\.conv /.test(line))).toHaveLength(convolutions);
    expect(out).not.toContain("relu6");
    const views = cost.layers.filter((each) => each.layer.operator.memory === "view").length;
    const inside = cost.layers.length - convolutions - views;
    expect(out).toContain(
      `${inside} of ${cost.layers.length} layers run inside of others · ${views} are only views or weights`,
    );
  });
});

describe("machine output", () => {
  it("adds up exactly in JSON, JSON lines and CSV", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyCycles, { minLength: 1, maxLength: 9 }), async (cycles) => {
        const simulation = simulationOf(syntheticTiming(cost, cycles));
        const json = JSON.parse(await rendered(simulation, "json"));
        expect(sum(json.layers.map((each: { cycles: number }) => each.cycles))).toBe(json.cycles);
        for (const { cycles: all, computeCycles, memoryCycles, overheadCycles, hiddenCycles } of json.layers) {
          const { l2, l3, vtcm, dram } = memoryCycles;
          expect(computeCycles + l2 + l3 + vtcm + dram + overheadCycles - hiddenCycles).toBe(all);
        }
        const [head, ...lines] = (await rendered(simulation, "jsonl"))
          .trimEnd()
          .split("\n")
          .map((each) => JSON.parse(each));
        expect(sum(lines.map((each) => each.cycles))).toBe(head.cycles);
        const [names, ...rows] = (await rendered(simulation, "csv"))
          .trimEnd()
          .split("\n")
          .map((each) => each.split(","));
        const column = names?.indexOf("cycles") ?? -1;
        expect(sum(rows.map((row) => Number(row[column])))).toBe(json.cycles);
      }),
      { seed: 21, numRuns: 12 },
    );
  });
});

function sum(values: readonly number[]): number {
  return values.reduce((total, each) => total + each, 0);
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid?: number;
  readonly ts: number;
  readonly dur: number;
  readonly cat: string;
  readonly args: Readonly<Record<string, unknown>>;
}

interface Trace {
  readonly displayTimeUnit: string;
  readonly traceEvents: readonly TraceEvent[];
}

describe("the timeline", () => {
  const traceOf = async (simulation: Simulation): Promise<Trace> => JSON.parse(await rendered(simulation, "trace"));

  it("keeps to the format's rules", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyCycles, { minLength: 1, maxLength: 9 }), async (cycles) => {
        const timing = syntheticTiming(cost, cycles);
        const { traceEvents, displayTimeUnit } = await traceOf(simulationOf(timing));
        expect(displayTimeUnit).toBe("ms");
        const meta = traceEvents.filter((each) => each.ph === "M");
        const slices = traceEvents.filter((each) => each.ph === "X");
        expect(meta.length + slices.length).toBe(traceEvents.length);
        expect(meta.filter((each) => each.name === "process_name")).toHaveLength(1);
        const named = meta.filter((each) => each.name === "thread_name").map((each) => each.tid);
        expect(new Set(slices.map((each) => each.tid))).toEqual(
          new Set(named.filter((tid) => tid !== 1 || slices.length > 0)),
        );
        for (const { ts, dur, pid, tid, name } of slices) {
          expect(pid).toBe(meta[0]?.pid);
          expect([ts, dur].every((each) => Number.isFinite(each) && each >= 0)).toBe(true);
          expect(Number.isInteger(tid) && name !== "").toBe(true);
        }
      }),
      { seed: 31, numRuns: 12 },
    );
  });

  it("has the layers end to end, and what they spend inside of them, to the nanosecond", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyCycles, { minLength: 1, maxLength: 9 }), async (cycles) => {
        const simulation = simulationOf(syntheticTiming(cost, cycles));
        const { traceEvents } = await traceOf(simulation);
        const ns = (each: number) => Math.round(1e3 * each);
        const layers = traceEvents.filter((each) => each.cat === "layers");
        let end = 0;
        for (const { ts, dur } of layers) {
          expect(ns(ts)).toBe(end);
          end += ns(dur);
        }
        // 2 GHz: two cycles a nanosecond
        expect(Math.abs(end - simulation.report.timing.cycles / 2)).toBeLessThanOrEqual(0.5);
        const byName = new Map(layers.map((each) => [each.name, each]));
        for (const { name, cat, ts, dur } of traceEvents.filter((each) => each.ph === "X" && each.cat !== "layers")) {
          const layer = byName.get(name);
          expect(layer, name).toBeDefined();
          const within = ns(ts) >= ns(layer?.ts ?? 0) && ns(ts) + ns(dur) <= ns(layer?.ts ?? 0) + ns(layer?.dur ?? 0);
          expect(within, `${name} ${cat}`).toBe(true);
        }
      }),
      { seed: 33, numRuns: 12 },
    );
  });

  it("draws what is hidden as what overlaps", async () => {
    // compute 2000, dram 1200 of which 600 are hidden, overhead 400: 3000 cycles at 2 GHz are 1.5 µs.
    const simulation = simulationOf(only("classifier", { compute: 2000, dram: 1200, overhead: 400, overlap: 0.5 }));
    const { traceEvents } = await traceOf(simulation);
    const at = (cat: string) => {
      const found = traceEvents.find((each) => each.cat === cat);
      return found && [found.ts, found.dur];
    };
    expect(at("layers")).toEqual([0, 1.5]);
    expect(at("overhead")).toEqual([0, 0.2]);
    expect(at("compute")).toEqual([0.2, 1]);
    // ends with the layer; from 0.9 to 1.2 µs beside computing: the 600 hidden cycles
    expect(at("dram")).toEqual([0.9, 0.6]);
    expect(traceEvents.find((each) => each.cat === "layers")?.args).toMatchObject({ op: "linear", cycles: 3000 });
  });
});
