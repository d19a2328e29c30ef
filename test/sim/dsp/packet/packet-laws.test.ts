import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assemble } from "../../../../src/sim/dsp/packet/assemble.ts";
import type { HvxLoop } from "../../../../src/sim/dsp/packet/instruction.ts";
import { hvxLoops } from "../../../../src/sim/dsp/packet/loops/catalogue.ts";
import type { PacketMachine } from "../../../../src/sim/dsp/packet/machine.ts";
import type { PacketClass } from "../../../../src/sim/dsp/packet/packet-class.ts";
import { loopCycles, type PacketRun, packetsOf } from "../../../../src/sim/dsp/packet/packets-of.ts";
import { membersOf, slots } from "../../../../src/sim/dsp/packet/resources.ts";
import { shippedMachines } from "./shipped-machines.ts";

const machines = [...shippedMachines.values()];

/** Slots and pipes as the comments of LLVM's HexagonDepIICHVX.td write them, read by hand: alternatives with `|`, all of them with `+`. */
const itineraries: Readonly<Record<PacketClass, readonly [slots: string, pipes: string]>> = {
  alu: ["0|1|2|3", "xlane|shift|mpy0|mpy1"],
  aluPair: ["0|1|2|3", "mpy0+mpy1|xlane+shift"],
  multiply: ["2|3", "mpy0|mpy1"],
  multiplyNarrow: ["2|3", "mpy0|mpy1"],
  multiplyBoth: ["2|3", "mpy0+mpy1"],
  permute: ["0|1|2|3", "xlane"],
  shift: ["0|1|2|3", "shift"],
  permuteShift: ["0|1|2|3", "xlane+shift"],
  load: ["0|1", "load+xlane|load+shift|load+mpy0|load+mpy1"],
  loadTemporary: ["0|1", "load"],
  loadUnaligned: ["0+1", "load+xlane"],
  store: ["0", "store+xlane|store+shift|store+mpy0|store+mpy1"],
  storeNew: ["0", "store"],
  storeUnaligned: ["0+1", "store+xlane"],
  scalar: ["0|1|2|3", ""],
  scalarMultiply: ["2|3", ""],
  scalarLoad: ["0|1", ""],
};

function isServed(kind: PacketClass, taken: readonly string[], machine: PacketMachine): boolean {
  const wide = kind === "multiplyNarrow" && !machine.narrowProducts;
  const [slots, pipes] = itineraries[wide ? "multiplyBoth" : kind];
  const allowed = kind === "shift" && machine.shiftsCross ? `${pipes}|xlane` : pipes;
  const found = (names: string, kept: readonly string[]) =>
    names.split("|").some((choice) => choice.split("+").filter(Boolean).sort().join() === [...kept].sort().join());
  const inSlots = taken.filter((each) => each.startsWith("slot")).map((each) => each.replace("slot", ""));
  return (
    found(slots, inSlots) &&
    found(
      allowed,
      taken.filter((each) => !each.startsWith("slot")),
    )
  );
}

/** Every law that packets obey, whatever the loop. */
function expectLawful(loop: HvxLoop, run: PacketRun, machine: PacketMachine): void {
  const { schedule, bounds, program } = run;
  const placed = schedule.packets.flat();
  expect(placed.map(({ index }) => index).sort((a, b) => a - b)).toEqual([...loop.body.keys()]);
  for (const [row, packet] of schedule.packets.entries()) {
    const taken = packet.flatMap(({ resources }) => membersOf(resources));
    expect(new Set(taken).size).toBe(taken.length);
    expect(packet.length).toBeLessThanOrEqual(slots.length);
    for (const { index, time, resources } of packet) {
      expect(time % schedule.interval).toBe(row);
      const kind = loop.body[index]?.kind ?? "scalar";
      expect([loop.body[index]?.text, isServed(kind, membersOf(resources), machine)]).toEqual([
        loop.body[index]?.text,
        true,
      ]);
    }
  }
  const timeOf = new Map(placed.map(({ index, time }) => [index, time]));
  for (const { producer, user, delay, distance, isTogether } of program.dependences) {
    const gap = (timeOf.get(user) ?? 0) + schedule.interval * distance - (timeOf.get(producer) ?? 0);
    if (isTogether) expect(gap).toBe(0);
    else expect(gap).toBeGreaterThanOrEqual(delay);
  }
  expect(schedule.interval).toBeGreaterThanOrEqual(Math.max(bounds.resources.packets, bounds.recurrence.packets));
  expect(schedule.depth).toBe(Math.max(...timeOf.values()) + 1);
}

const register = fc.integer({ min: 0, max: 7 });
const pair = fc.constantFrom("1:0", "3:2", "5:4", "7:6");
const line = fc.oneof(
  fc.tuple(register, register, register).map(([d, a, b]) => `v${d}.w = vadd(v${a}.w,v${b}.w)`),
  fc.tuple(register, register, register).map(([d, a, b]) => `v${d}.w += vrmpy(v${a}.ub,v${b}.b)`),
  fc.tuple(register, register, register).map(([d, a, b]) => `v${d}.w = vmpye(v${a}.w,v${b}.uh)`),
  fc.tuple(pair, pair, pair).map(([d, a, b]) => `v${d}.h = vadd(v${a}.h,v${b}.h)`),
  fc.tuple(register, register).map(([d, a]) => `v${d}.b = vshuff(v${a}.b)`),
  fc.tuple(register, register, register).map(([d, a, b]) => `v${d}.qf16 = vadd(v${a}.qf16,v${b}.qf16)`),
  fc.tuple(register, register, register).map(([d, a, b]) => `v${d}.b |= vlut32(v${a}.b,v${b}.b,#1)`),
  fc.tuple(register, register).map(([d, r]) => `v${d} = vmem(r${r}++#1)`),
  fc.tuple(register, register).map(([d, r]) => `v${d} = vmemu(r${r}+#1)`),
  fc.tuple(register, register).map(([s, r]) => `vmem(r${r}++#1) = v${s}`),
  fc.tuple(register, register).map(([d, a]) => `r${d} = add(r${a},#1)`),
);
const loops = fc.array(line, { minLength: 1, maxLength: 14 }).map(
  (lines): HvxLoop => ({
    name: "random",
    title: "",
    macs: 0,
    elements: 1,
    needsHalfFloats: false,
    body: assemble(lines),
  }),
);

/** The fewest packets in which a few instructions without dependences fit, by trying all ways to divide them. */
function fewestPackets(loop: HvxLoop, machine: PacketMachine): number {
  const { ways } = packetsOf(loop, machine).program;
  const canShare = (members: readonly number[]): boolean => {
    const search = (at: number, taken: number): boolean => {
      const member = members[at];
      if (member === undefined) return true;
      return (ways[member] ?? []).some((way) => (way & taken) === 0 && search(at + 1, taken | way));
    };
    return search(0, 0);
  };
  const divide = (at: number, packets: readonly (readonly number[])[]): number => {
    if (at === loop.body.length) return packets.length;
    const joined = packets.flatMap((packet, place) =>
      canShare([...packet, at]) ? [divide(at + 1, packets.with(place, [...packet, at]))] : [],
    );
    return Math.min(...joined, divide(at + 1, [...packets, [at]]));
  };
  return divide(0, []);
}

describe("laws of packets", () => {
  it.each([...shippedMachines])("hold for every loop on %s", (_name, machine) => {
    for (const loop of hvxLoops().values()) {
      const run = packetsOf(loop, machine);
      expectLawful(loop, run, machine);
      expect([loop.name, run.schedule.vectors <= machine.vectorRegisters]).toEqual([loop.name, true]);
      expect(run.packetsPerIteration + run.stallsPerIteration).toBe(run.schedule.interval);
    }
  });

  it("hold for random loops", () => {
    fc.assert(
      fc.property(loops, fc.constantFrom(...machines), (loop, machine) => {
        expectLawful(loop, packetsOf(loop, machine), machine);
      }),
      { numRuns: 150 },
    );
  });

  it("take no more packets than the best division of independent instructions", () => {
    const independent = fc.array(
      fc.constantFrom(
        "v9.w = vadd(v0.w,v1.w)",
        "v10.w = vmpye(v0.w,v1.uh)",
        "v11.b = vshuff(v0.b)",
        "v12.qf16 = vadd(v0.qf16,v1.qf16)",
        "v15:14.h = vadd(v1:0.h,v3:2.h)",
        "v16 = vmem(r0+#1)",
        "vmem(r1+#0) = v0",
        "v17.w = vrmpy(v0.ub,v1.b)",
      ),
      { minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(independent, fc.constantFrom(...machines), (lines, machine) => {
        const loop: HvxLoop = { ...emptyLoop, body: assemble(lines) };
        expect(packetsOf(loop, machine).schedule.interval).toBe(fewestPackets(loop, machine));
      }),
      { numRuns: 60 },
    );
  });

  it("a loop is the same whoever asks, and more threads are never slower", () => {
    const [machine] = machines;
    const loop = hvxLoops().get("hvx_u8_add");
    if (machine === undefined || loop === undefined) throw new Error("missing");
    const run = packetsOf(loop, machine);
    expect(packetsOf(loop, machine)).toEqual(run);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 1, max: 8 }), (iterations, threads) => {
        expect(loopCycles(run, iterations, threads + 1)).toBeLessThanOrEqual(loopCycles(run, iterations, threads));
        expect(loopCycles(run, iterations + 1, threads)).toBeGreaterThanOrEqual(loopCycles(run, iterations, threads));
      }),
    );
  });
});

const emptyLoop: HvxLoop = { name: "", title: "", macs: 0, elements: 1, needsHalfFloats: false, body: [] };
