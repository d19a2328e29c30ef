import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type InstructionClass,
  type InstructionTiming,
  type Pipeline,
  parseTiming,
  resolveCore,
} from "../../../src/hardware/index.ts";
import { type Instruction, type IssueOrder, simulateLoop } from "../../../src/sim/index.ts";
import { shippedProfiles } from "../../hardware/shipped-profiles.ts";
import { readInstruction } from "./read-assembly.ts";

const loop = (...lines: readonly string[]): readonly Instruction[] => lines.map(readInstruction);

/** A core made for one test: timings as profiles write them. */
function core(
  dispatch: number,
  window: number | undefined,
  pipes: string,
  timings: Partial<Record<InstructionClass, string>>,
): Pipeline {
  const read = Object.entries(timings).map(([name, text]): [InstructionClass, InstructionTiming] => [
    name as InstructionClass,
    { ...parseTiming(text), source: "a test", kind: "assumed" },
  ]);
  return { dispatch, window, pipes: pipes.split(" "), timings: new Map(read) };
}

function cycles(body: readonly Instruction[], pipeline: Pipeline, order: IssueOrder = "out-of-order"): number {
  const run = simulateLoop(body, pipeline, order);
  if (run === undefined) throw new Error("no steady state");
  return run.cyclesPerPass;
}

function shipped(name: string) {
  const value = resolveCore({ kind: "core", name }, shippedProfiles).value;
  if (value?.pipeline === undefined) throw new Error(name);
  return { pipeline: value.pipeline, order: value.order };
}

describe("timings as profiles write them", () => {
  it.each([
    ["4 cycles, l", { latency: 4, accumulating: 4, address: 1, microOps: 1, uses: [{ pipes: ["l"], cycles: 1 }] }],
    [
      "10 cycles, 4 accumulating, 2 micro-ops, 2 w|x",
      { latency: 10, accumulating: 4, address: 1, microOps: 2, uses: [{ pipes: ["w", "x"], cycles: 2 }] },
    ],
    [
      "0 cycles, 6 address, a, 3 b|c",
      {
        latency: 0,
        accumulating: 0,
        address: 6,
        microOps: 1,
        uses: [
          { pipes: ["a"], cycles: 1 },
          { pipes: ["b", "c"], cycles: 3 },
        ],
      },
    ],
    ["1 cycles", { latency: 1, accumulating: 1, address: 1, microOps: 1, uses: [] }],
  ])("%s", (text, wanted) => {
    expect(parseTiming(text)).toEqual(wanted);
  });
});

describe("out of order", () => {
  const wide = {
    integer: "1 cycles, i",
    branch: "1 cycles, b",
    fpMla: "10 cycles, 4 accumulating, v|w",
    fpMul: "5 cycles, v|w",
  };

  it.each([
    ["one sum waits for the forwarded accumulator", ["fmla v0.4s, v1.4s, v2.4s"], 4],
    ["two sums share the wait", ["fmla v0.4s, v1.4s, v2.4s", "fmla v3.4s, v1.4s, v2.4s"], 4],
    ["a factor is not forwarded", ["fmla v0.4s, v0.4s, v2.4s"], 10],
    [
      "a product is no accumulator: 5 for it, 10 for the sum",
      ["fmul v0.4s, v0.4s, v2.4s", "fmla v0.4s, v3.4s, v4.4s"],
      15,
    ],
    [
      "a renamed register is no dependence: two ports, two products",
      ["fmul v0.4s, v1.4s, v2.4s", "fmul v0.4s, v3.4s, v2.4s"],
      1,
    ],
  ])("%s", (_what, lines, wanted) => {
    expect(cycles(loop(...lines), core(4, 64, "i b v w", wide))).toBe(wanted);
  });

  it("dispatches an instruction as a whole: two of 2 micro-operations do not fit into 3 slots", () => {
    const pipeline = core(3, 64, "a b c d", { fpMul: "1 cycles, 2 micro-ops, a|b|c|d" });
    expect(cycles(loop(...Array.from({ length: 6 }, (_, at) => `fmul v${at}.4s, v10.4s, v11.4s`)), pipeline)).toBe(6);
  });

  it("starts one that is wider than dispatch in an empty cycle: 7 micro-operations at 3 per cycle take 3 of their own", () => {
    const pipeline = core(3, 64, "a b", { fpMul: "1 cycles, 7 micro-ops, a|b" });
    expect(
      cycles(loop("fmul v0.4s, v1.4s, v2.4s", "fmul v3.4s, v1.4s, v2.4s", "fmul v4.4s, v1.4s, v2.4s"), pipeline),
    ).toBe(9);
  });

  it("runs no faster than the window lets it: 8 in flight, each there for 1 + 10 + 1 cycles", () => {
    // Dispatched in cycle 0, issued in 1, result in 11, retired in 12: its slot is free again after 12 cycles. 8 / 12 per cycle.
    const pipeline = core(8, 8, "a b c d e f g h", { fpMul: "10 cycles, a|b|c|d|e|f|g|h" });
    const body = loop(...Array.from({ length: 8 }, (_, at) => `fmul v${at}.4s, v10.4s, v11.4s`));
    expect(cycles(body, pipeline)).toBe(12);
    expect(simulateLoop(body, pipeline, "out-of-order")?.bound).toBe("window");
  });

  it("finds ports for uses that leave each other little choice", () => {
    // Either of the first two may take `a`, but then the third finds `c` alone to share: only b, a, c and a, b, c start at once.
    const pipeline = core(4, 64, "a b c", { fpMul: "1 cycles, a|b, a|c, a|c" });
    expect(cycles(loop("fmul v0.4s, v1.4s, v2.4s"), pipeline)).toBe(1);
  });

  it("has a mean speed, no exact one, for a window that never fills", () => {
    const pipeline = core(8, 1_000_000, "a", { fpMul: "1 cycles, a" });
    const body = loop("fmul v0.4s, v1.4s, v2.4s", "fmul v3.4s, v1.4s, v2.4s");
    const run = simulateLoop(body, pipeline, "out-of-order");
    expect(run?.steady.isExact).toBe(false);
    expect(run?.cyclesPerPass).toBeCloseTo(2, 1);
  });

  it("has no speed for instructions that the core lacks, and for none", () => {
    expect(simulateLoop(loop("fadd v0.4s, v1.4s, v2.4s"), core(2, 8, "i", {}), "out-of-order")).toBeUndefined();
    expect(simulateLoop([], core(2, 8, "i", {}), "out-of-order")).toBeUndefined();
  });
});

describe("pairing in order", () => {
  // Tencent/ncnn, docs/developer-guide/arm-a53-a55-dual-issue.md: cycles that a load adds to independent multiply-adds.
  const sums = [
    "fmla v0.4s, v30.4s, v31.4s",
    "fmla v1.4s, v30.4s, v31.4s",
    "fmla v2.4s, v30.4s, v31.4s",
    "fmla v3.4s, v30.4s, v31.4s",
  ];
  it.each([
    ["cortex-a53", "ldr q10, [x1]", 2],
    ["cortex-a53", "ldr d10, [x1]", 1],
    ["cortex-a53", "ldr x10, [x1]", 0],
    ["cortex-a53", "add x10, x1, #8", 0],
    ["cortex-a55", "ldr q10, [x1]", 2],
    ["cortex-a55", "ldr d10, [x1]", 0],
    ["cortex-a55", "ldr x10, [x1]", 0],
    ["cortex-a55", "add x10, x1, #8", 0],
  ])("%s: `%s` costs %i cycles beside multiply-adds", (name, line, extra) => {
    const { pipeline, order } = shipped(name);
    const [first = "", ...others] = [...sums, ...sums.map((each) => each.replace(/v([0-3])\./, "v1$1."))].map((each) =>
      each.replace("v10.", "v14."),
    );
    const alone = cycles(loop(first, ...others), pipeline, order);
    expect(alone).toBe(8);
    expect(cycles(loop(first, line, ...others), pipeline, order)).toBe(8 + extra);
  });

  it("waits in program order where an out-of-order core goes on", () => {
    const timings = { load128: "4 cycles, l", fpMul: "3 cycles, v", integer: "1 cycles, i" } as const;
    const body = loop(
      "ldr q0, [x1]",
      "fmul v1.4s, v0.4s, v2.4s",
      "add x5, x6, #1",
      "ldr q3, [x1]",
      "fmul v4.4s, v3.4s, v2.4s",
    );
    // Load in 0, its product and the addition in 4, the next load in 5 (2 per cycle), its product in 9, the next pass in 9.
    expect(cycles(body, core(2, undefined, "l v i", timings), "in-order")).toBe(9);
    expect(cycles(body, core(2, 32, "l v i", timings))).toBe(2.5);
  });
});

describe("cores", () => {
  it.each([
    "cortex-a53",
    "cortex-a55",
    "cortex-a57",
    "cortex-a72",
    "cortex-a73",
    "cortex-a76",
    "kryo",
    "neoverse-n1",
  ])("%s: rate and latency of a multiply-add are those of the core's profile", (name) => {
    const { value } = resolveCore({ kind: "core", name }, shippedProfiles);
    const timing = value?.pipeline?.timings.get("fpMla");
    const ports = Math.min(...(timing?.uses ?? []).map((each) => each.pipes.length / each.cycles));
    const ratio = (quantity: { value: { num: bigint; den: bigint } } | undefined) =>
      quantity === undefined ? undefined : Number(quantity.value.num) / Number(quantity.value.den);
    expect([ports, timing?.latency]).toEqual([ratio(value?.fmaRate), ratio(value?.fmaLatency)]);
  });
});

describe("laws", () => {
  const lines = fc.constantFrom(
    "ldr q0, [x1]",
    "ldr q1, [x2], #16",
    "fmla v2.4s, v0.4s, v1.s[0]",
    "fmla v3.4s, v1.4s, v0.s[1]",
    "fmul v4.4s, v0.4s, v2.4s",
    "fadd v5.4s, v4.4s, v3.4s",
    "fmax v0.4s, v5.4s, v1.4s",
    "str q5, [x3]",
    "add x1, x1, #16",
    "subs x0, x0, #4",
    "b.hs .Lx",
  );
  const bodies = fc.array(lines, { minLength: 1, maxLength: 24 }).map((each) => loop(...each));
  const cores = fc.constantFrom(
    "cortex-a53",
    "cortex-a55",
    "cortex-a57",
    "cortex-a72",
    "cortex-a73",
    "cortex-a76",
    "kryo",
    "neoverse-n1",
  );

  it("no loop is faster than its bounds", () => {
    fc.assert(
      fc.property(bodies, cores, (body, name) => {
        const { pipeline, order } = shipped(name);
        const run = simulateLoop(body, pipeline, order);
        if (run === undefined) throw new Error("no steady state");
        const { ports, frontEnd, dependences } = run.bounds;
        expect(run.cyclesPerPass).toBeGreaterThanOrEqual(Math.max(ports.cycles, dependences.cycles) - 1e-9);
        // In order, an instruction may take the slots that dispatch in whole instructions leaves empty; micro-operations bound both.
        expect(run.cyclesPerPass).toBeGreaterThanOrEqual(
          frontEnd.microOps / pipeline.dispatch / (order === "in-order" ? 2 : 1) - 1e-9,
        );
      }),
      { numRuns: 150 },
    );
  });

  it("every instruction issues once per pass, and the work of the ports is that of the instructions", () => {
    fc.assert(
      fc.property(bodies, cores, (body, name) => {
        const { pipeline, order } = shipped(name);
        const run = simulateLoop(body, pipeline, order);
        if (run === undefined) throw new Error("no steady state");
        expect(run.steady.issues.length).toBe(run.steady.passes * body.length);
        const work = run.program.steps.flatMap((each) => each.timing.uses).reduce((sum, each) => sum + each.cycles, 0);
        expect(run.pressure.reduce((sum, each) => sum + each, 0)).toBeCloseTo(work, 9);
        expect(Math.max(...run.pressure)).toBeLessThanOrEqual(run.cyclesPerPass + 1e-9);
        expect(run.steady.pass.map((each) => each.index)).toEqual(body.map((_, at) => at));
      }),
      { numRuns: 150 },
    );
  });

  it("nothing issues before its operands are there", () => {
    fc.assert(
      fc.property(bodies, cores, (body, name) => {
        const { pipeline, order } = shipped(name);
        const run = simulateLoop(body, pipeline, order);
        const pass = run?.steady.pass ?? [];
        for (const { index, issued } of pass)
          for (const { producer, distance, delay } of run?.program.steps[index]?.dependences ?? [])
            if (distance === 0) expect(issued).toBeGreaterThanOrEqual((pass[producer]?.issued ?? 0) + delay);
      }),
      { numRuns: 100 },
    );
  });
});
