import type { PacketDependence, PacketProgram } from "./program.ts";
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
  let packets = 0;
  let chain: readonly number[] = [];
  for (;;) {
    const circle = lateCircle(program, packets);
    if (circle === undefined) return { packets, chain };
    const delay = circle.reduce((sum, each) => sum + each.delay, 0);
    const iterations = circle.reduce((sum, each) => sum + each.distance, 0);
    packets = Math.ceil(delay / iterations);
    chain = circle.map(({ user }) => user);
  }
}

/** Dependences on a circle that takes longer than `interval` packets for each iteration it spans. */
function lateCircle({ body, dependences }: PacketProgram, interval: number): readonly PacketDependence[] | undefined {
  const times = body.map(() => 0);
  const last = body.map((): PacketDependence | undefined => undefined);
  let moved: number | undefined;
  for (let round = 0; round <= body.length; round++) {
    moved = undefined;
    for (const dependence of dependences) {
      const { producer, user, delay, distance } = dependence;
      const ready = (times[producer] ?? 0) + delay - interval * distance;
      if (ready <= (times[user] ?? 0)) continue;
      times[user] = ready;
      last[user] = dependence;
      moved = user;
    }
    if (moved === undefined) return undefined;
  }
  let at = moved ?? 0;
  for (let step = 0; step < body.length; step++) at = last[at]?.producer ?? at;
  const circle: PacketDependence[] = [];
  for (let next = last[at]; next !== undefined; next = last[next.producer]) {
    circle.unshift(next);
    if (next.producer === at) return circle;
  }
  return circle;
}
