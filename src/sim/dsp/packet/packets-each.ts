import { InternalError } from "../../../core/internal-error.ts";
import { hvxLoops } from "./loops/catalogue.ts";
import type { PacketMachine } from "./machine.ts";
import { packetsOf } from "./packets-of.ts";

const known = new WeakMap<PacketMachine, Map<string, number>>();

/** Packets of one iteration of a loop, those in which its thread waits among them. Kept for each core. */
export function packetsEach(name: string, machine: PacketMachine): number {
  const ofCore = known.get(machine) ?? new Map<string, number>();
  known.set(machine, ofCore);
  const before = ofCore.get(name);
  if (before !== undefined) return before;
  const loop = hvxLoops().get(name);
  if (loop === undefined) throw new InternalError("simulator", `there is no loop ${name}`);
  const { schedule } = packetsOf(loop, machine);
  const count = schedule.interval + schedule.spills;
  ofCore.set(name, count);
  return count;
}
