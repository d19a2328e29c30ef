import { describe, expect, it } from "vitest";
import { assemble } from "../../../../src/sim/dsp/packet/assemble.ts";
import { hvxLoops } from "../../../../src/sim/dsp/packet/loops/catalogue.ts";
import { loopCycles, packetsOf } from "../../../../src/sim/dsp/packet/packets-of.ts";
import { packetProgram } from "../../../../src/sim/dsp/packet/program.ts";
import { shippedMachine as core } from "./shipped-machines.ts";

function packed(lines: readonly string[], machine = core("hexagon-v73")) {
  const loop = { name: "test", title: "", macs: 0, elements: 1, needsHalfFloats: false, body: assemble(lines) };
  return packetsOf(loop, machine);
}

describe("the example of the HVX manual, 4.6 Instruction latency", () => {
  const lines = [
    "v8.w = vadd(v0.w,v0.w)",
    "v0.w = vadd(v8.w,v9.w)",
    "v1.w = vmpyi(v0.w,r0.h)",
    "v2.w = vsub(v2.w,v1.w)",
    "v5:4.uh = vunpack(v2.ub)",
    "v2.w = vadd(v0.w,v4.w)",
  ];
  const delays = packetProgram(assemble(lines), core("hexagon-v73")).dependences.filter((each) => each.distance === 0);
  it.each([
    ["vadd to vadd: no stall", "v8", 1, 1],
    ["vadd to a factor: a stall", "v0", 2, 2],
    ["vmpy to vsub: no stall", "v1", 3, 1],
    ["vsub to vunpack: a stall", "v2", 4, 2],
    ["vunpack to vadd: no stall", "v4", 5, 1],
  ])("%s", (_what, register, user, delay) => {
    expect(delays.find((each) => each.register === register && each.user === user)?.delay).toBe(delay);
  });
});

describe("packets counted by hand", () => {
  it.each([
    // A load and a store with an empty slot between, 128 bytes.
    ["hvx_copy", 1, 1],
    // Eight lookups on the permuting pipe.
    ["hvx_u8_lookup", 8, 8],
    // Two products of 32 by 32 bits for each of four sums, each on both multiplying pipes.
    ["hvx_s32_requantize", 8, 8],
    // Two rows: 24 products of taps, two to a packet, and 16 of requantisation: 28; registers cost one more.
    ["hvx_u8_dwconv3x3_s1", 29, 37],
    // 18 products, 8 of requantisation.
    ["hvx_u8_dwconv3x3_s2", 18, 24],
    // Two outputs: 8 sums of products, a bias and a conversion each, on the shifting pipe.
    ["hvx_f16_dwconv3x3_s1", 20, 20],
    // Two loads to a sum.
    ["hvx_f16_add", 2, 2],
    // Three sums or conversions each for two vectors.
    ["hvx_f16_hswish", 6, 6],
    // One widening product.
    ["hvx_u8_gavgpool", 1, 1],
    // Two loads; sums of qfloats wait two packets for each other.
    ["hvx_f16_gavgpool", 2, 2],
  ])("%s takes %i on V73 and %i on V68", (name, onV73, onV68) => {
    const loop = hvxLoops().get(name);
    if (loop === undefined) throw new Error(`no ${name}`);
    expect(packetsOf(loop, core("hexagon-v73")).schedule.interval).toBe(onV73);
    expect(packetsOf(loop, core("hexagon-v68")).schedule.interval).toBe(onV68);
  });
});

describe("what binds", () => {
  it("is a recurrence where each iteration waits for the one before", () => {
    const run = packed(["v0.qf16 = vadd(v0.qf16,v1.hf)"]);
    expect([run.schedule.interval, run.packetsPerIteration, run.stallsPerIteration]).toEqual([2, 1, 1]);
    expect([run.bound, run.bindingResource, run.bounds.recurrence.chain]).toEqual(["recurrence", "recurrence", [0]]);
  });
  it("is no recurrence where products are added to a sum", () => {
    expect(packed(["v0.w += vrmpy(v1.ub,v2.b)"]).schedule.interval).toBe(1);
  });
  it("is a set of resources, by name", () => {
    const run = packed(["v0.b = vshuff(v1.b)", "v2.b = vshuff(v3.b)", "v4.w = vadd(v5.w,v6.w)"]);
    expect([run.bound, run.bindingResource, run.cyclesPerIteration]).toEqual(["resources", "xlane", 4]);
  });
  it("leaves the permuting pipe to shifts from V79 on", () => {
    const lines = ["v0.qf16 = vadd(v1.hf,v2.hf)", "v3.qf16 = vadd(v4.hf,v5.hf)"];
    expect(packed(lines).schedule.interval).toBe(2);
    expect(packed(lines, core("hexagon-v79")).schedule.interval).toBe(1);
  });
});

describe("what must share a packet", () => {
  it.each([
    ["a store of a new value", ["v0.w = vadd(v1.w,v2.w)", "vmem(r0++#1) = v0.new"]],
    ["a temporary load", ["v0.tmp = vmem(r0++#1)", "v3 = valign(v0,v1,r7)"]],
    ["a current load", ["v0.cur = vmem(r0++#1)", "vmem(r1++#1) = v0.new"]],
  ])("%s and its partner", (_what, lines) => {
    const run = packed(lines);
    expect(run.schedule.packets.filter((each) => each.length > 0)).toHaveLength(1);
  });
});

it("spreads iterations over the vector contexts, and no further", () => {
  const loop = hvxLoops().get("hvx_copy");
  if (loop === undefined) throw new Error("no copy");
  const run = packetsOf(loop, core("hexagon-v73"));
  // 2 cycles a packet; 100 iterations on 1, 4 and 6 threads.
  expect([1, 4, 6].map((threads) => loopCycles(run, 100, threads))).toEqual([200, 50, 50]);
  expect(loopCycles(run, 0)).toBe(0);
});

it("counts the multiplications of depthwise loops", () => {
  const taps = { "3x3": 9, "5x5": 25 } as const;
  for (const { name, macs, elements } of hvxLoops().values()) {
    const size = /dwconv(\dx\d)/.exec(name)?.[1];
    expect([name, macs]).toEqual([name, size === "3x3" || size === "5x5" ? taps[size] * elements : 0]);
  }
});
