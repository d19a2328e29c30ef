import { type PacketBounds, packetBounds } from "./bounds.ts";
import type { HvxLoop } from "./instruction.ts";
import type { PacketMachine } from "./machine.ts";
import { type PacketProgram, packetProgram } from "./program.ts";
import { type PacketSchedule, schedulePackets } from "./schedule.ts";

/** What keeps a loop from taking fewer packets. */
export type PacketBound = "resources" | "recurrence" | "registers" | "packing";

/** A loop on a core, in the steady state of one thread. */
export interface PacketRun {
  readonly program: PacketProgram;
  readonly schedule: PacketSchedule;
  readonly bounds: PacketBounds;
  readonly bound: PacketBound;
  /** The resources that bind, or the name of what else does: `mpy0 mpy1`, `slot0 slot1 slot2 slot3`, `recurrence`. */
  readonly bindingResource: string;
  /** Packets with an instruction in them. */
  readonly packetsPerIteration: number;
  /** Packets in which the thread waits. */
  readonly stallsPerIteration: number;
  /** Core cycles of one thread, stalls among them. */
  readonly cyclesPerIteration: number;
  /** Cycles that a loop takes beyond those of its iterations, while it fills; below 0 where an iteration ends before its last packet. */
  readonly fillCycles: number;
  readonly elementsPerIteration: number;
  readonly macsPerIteration: number;
  /** Of one thread. */
  readonly cyclesPerElement: number;
}

/**
 * Packs a loop for a core. Units: packets and core cycles per iteration of one thread. Pure and not cheap: callers keep what they ask for twice.
 * Simplifications: the instruction cache and the vector memory never make the thread wait; the hardware loop's end is free.
 */
export function packetsOf(loop: HvxLoop, machine: PacketMachine): PacketRun {
  const program = packetProgram(loop.body, machine);
  const bounds = packetBounds(program);
  const schedule = schedulePackets(program, bounds);
  const filled = schedule.packets.filter((each) => each.length > 0).length;
  const cycles = (schedule.interval + schedule.spills) * machine.contextCycles;
  const bound = boundOf(bounds, schedule);
  return {
    program,
    schedule,
    bounds,
    bound,
    bindingResource: bound === "resources" ? bounds.resources.busiest.join(" ") : bound,
    packetsPerIteration: filled + schedule.spills,
    stallsPerIteration: schedule.interval - filled,
    cyclesPerIteration: cycles,
    fillCycles: (schedule.depth - schedule.interval) * machine.contextCycles,
    elementsPerIteration: loop.elements,
    macsPerIteration: loop.macs,
    cyclesPerElement: cycles / loop.elements,
  };
}

function boundOf(bounds: PacketBounds, { interval, spills, isHeldByRegisters }: PacketSchedule): PacketBound {
  if (spills > 0) return "registers";
  if (interval === Math.max(1, Math.ceil(bounds.resources.packets))) return "resources";
  if (interval === bounds.recurrence.packets) return "recurrence";
  return isHeldByRegisters ? "registers" : "packing";
}

/**
 * Core cycles that `iterations` of a loop take, spread over threads of a core. Threads beyond the vector contexts wait for one; contexts are
 * interleaved in time and do not slow each other. 0 for no iterations.
 */
export function loopCycles(run: PacketRun, iterations: number, threads = 1): number {
  if (iterations <= 0) return 0;
  const working = Math.min(Math.max(1, threads), run.program.machine.vectorContexts, iterations);
  return Math.ceil(iterations / working) * run.cyclesPerIteration + run.fillCycles;
}
