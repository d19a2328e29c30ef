import { InternalError } from "../../../core/internal-error.ts";
import { type PacketBounds, packetBounds } from "./bounds.ts";
import { fitPacket } from "./fit.ts";
import { type Groups, groupsOf } from "./groups.ts";
import { moduloSchedule, moduloScheduleBackwards } from "./modulo.ts";
import type { PacketProgram } from "./program.ts";
import { vectorsNeeded } from "./registers.ts";
import type { ResourceSet } from "./resources.ts";
import { shortenLives } from "./shorten-lives.ts";

/** An instruction in the packets of the steady state. */
export interface Placed {
  /** Place in the body. */
  readonly index: number;
  /** Packet, counted from the start of the instruction's own iteration. */
  readonly time: number;
  /** Slot, pipes and port that serve it. */
  readonly resources: ResourceSet;
}

/** A loop in packets, iterations overlapped as far as it helps. */
export interface PacketSchedule {
  /** Packets from the start of an iteration to that of the next, empty ones among them. */
  readonly interval: number;
  /** What stands in each packet of the steady state; an empty one is a stall. */
  readonly packets: readonly (readonly Placed[])[];
  /** Packets from the first to the last instruction of one iteration. */
  readonly depth: number;
  /** Vector registers that are needed, those of constants among them. */
  readonly vectors: number;
  /** Packets beside those of the interval, in which vectors that find no register are stored and loaded again. */
  readonly spills: number;
  /** Whether a shorter interval was found that needs more registers than there are. */
  readonly isHeldByRegisters: boolean;
}

/** Intervals that are tried beyond the bounds before the registers are let go. */
const slack = 24;

/**
 * Packs a loop at the shortest interval that resources, dependences and registers allow; where the registers never suffice, at the one that is
 * shortest with the packets that store some vectors and load them again.
 */
export function schedulePackets(program: PacketProgram, bounds: PacketBounds = packetBounds(program)): PacketSchedule {
  const groups = groupsOf(program);
  const shortest = Math.max(1, Math.ceil(bounds.resources.packets), bounds.recurrence.packets);
  let spilling: PacketSchedule | undefined;
  for (let interval = shortest; interval <= shortest + slack || spilling === undefined; interval++) {
    for (const placed of [moduloScheduleBackwards, moduloSchedule]) {
      const times = placed(groups, interval);
      if (times === undefined) continue;
      const packed = scheduleOf(program, groups, shortenLives(program, groups, times, interval), interval);
      const spills = Math.max(0, packed.vectors - program.machine.vectorRegisters);
      const isHeldByRegisters = spilling !== undefined && spilling.interval < interval;
      if (spills === 0) return { ...packed, spills, isHeldByRegisters };
      if (spilling === undefined || interval + spills < spilling.interval + spilling.spills)
        spilling = { ...packed, spills, isHeldByRegisters };
    }
  }
  return spilling;
}

function scheduleOf(
  program: PacketProgram,
  { members }: Groups,
  groupTimes: readonly number[],
  interval: number,
): Omit<PacketSchedule, "isHeldByRegisters" | "spills"> {
  const times = program.body.map(() => 0);
  for (const [group, places] of members.entries()) for (const at of places) times[at] = groupTimes[group] ?? 0;
  const first = Math.min(...times);
  const own = times.map((each) => each - first);
  const packets = Array.from({ length: interval }, (_, row) => packetOf(program, own, row, interval));
  return {
    interval,
    packets,
    depth: Math.max(...own) + 1,
    vectors: vectorsNeeded(program, own, interval),
  };
}

function packetOf({ ways }: PacketProgram, times: readonly number[], row: number, interval: number): readonly Placed[] {
  const indices = times.flatMap((time, index) => (time % interval === row ? [index] : []));
  const chosen = fitPacket(indices.map((index) => ways[index] ?? []));
  if (chosen === undefined) throw new InternalError("packets", "a packet takes more than there is");
  return indices.map((index, at) => ({ index, time: times[index] ?? 0, resources: chosen[at] ?? 0 }));
}
