import type { PacketProgram } from "./program.ts";
import { membersOf, type Resource, resources } from "./resources.ts";

/** What no packets of a loop can beat. Units: packets per iteration. */
export interface PacketBounds {
  /** The busiest set of resources: the work that falls on it over its size. */
  readonly resources: { readonly packets: number; readonly busiest: readonly Resource[] };
  /** The longest circle of dependences through iterations, whole packets; `chain` is the places in the body on it. */
  readonly recurrence: { readonly packets: number; readonly chain: readonly number[] };
}

export function packetBounds(program: PacketProgram): PacketBounds {
  return { resources: resourceBound(program), recurrence: recurrenceBound(program) };
}

/** For every set of resources: what all instructions must take of it at least, over what a packet has of it. */
function resourceBound({ ways }: PacketProgram): PacketBounds["resources"] {
  let best = { packets: 0, set: 0, size: 0 };
  const kinds = new Map<(typeof ways)[number], number>();
  for (const each of ways) kinds.set(each, (kinds.get(each) ?? 0) + 1);
  for (let set = 1; set < 1 << resources.length; set++) {
    let work = 0;
    for (const [choices, count] of kinds)
      work += count * choices.reduce((least, way) => Math.min(least, bits(way & set)), resources.length);
    const size = bits(set);
    const packets = work / size;
    if (packets > best.packets || (packets === best.packets && size < best.size)) best = { packets, set, size };
  }
  return { packets: best.packets, busiest: membersOf(best.set) };
}

function bits(set: number): number {
  let count = 0;
  for (let left = set; left !== 0; left &= left - 1) count += 1;
  return count;
}

/** The smallest interval at which no circle of dependences takes longer than its iterations. Exact for whole packets. */
function recurrenceBound(program: PacketProgram): PacketBounds["recurrence"] {
  let chain: readonly number[] = [];
  for (let packets = 0; ; packets++) {
    const late = lateCircle(program, packets);
    if (late === undefined) return { packets, chain };
    chain = late;
  }
}

/** Instructions on a circle that takes longer than `interval` packets for each iteration it spans. */
function lateCircle({ body, dependences }: PacketProgram, interval: number): readonly number[] | undefined {
  const times = body.map(() => 0);
  const from = body.map((): number | undefined => undefined);
  let moved: number | undefined;
  for (let round = 0; round <= body.length; round++) {
    moved = undefined;
    for (const { producer, user, delay, distance } of dependences) {
      const ready = (times[producer] ?? 0) + delay - interval * distance;
      if (ready <= (times[user] ?? 0)) continue;
      times[user] = ready;
      from[user] = producer;
      moved = user;
    }
    if (moved === undefined) return undefined;
  }
  let at = moved ?? 0;
  for (let step = 0; step < body.length; step++) at = from[at] ?? at;
  const circle = [at];
  for (let next = from[at]; next !== undefined && next !== at; next = from[next]) circle.unshift(next);
  return circle;
}
