import { fitPacket } from "./fit.ts";
import { type Groups, linked } from "./groups.ts";

/** Tries per group before a longer interval is taken. */
const patience = 6;

/**
 * Places the groups of a loop so that an iteration starts every `interval` packets: for each group the packet in which it stands, counted from
 * the start of its iteration. The group with the longest path behind it goes first; one that finds no room takes it from others, which are placed
 * again. Undefined when that does not come to an end soon.
 * Source: B. R. Rau, Iterative modulo scheduling, MICRO-27, 1994.
 */
export function moduloSchedule(groups: Groups, interval: number): readonly number[] | undefined {
  const heights = heightsOf(groups, interval);
  const placing = new Placing(groups, interval, heights);
  const order = heights.map((_, at) => at).sort((a, b) => (heights[b] ?? 0) - (heights[a] ?? 0) || a - b);
  for (let budget = patience * order.length; budget > 0; budget--) {
    const next = order.find((each) => placing.times[each] === undefined);
    if (next === undefined) return normalised(placing.times);
    placing.place(next);
  }
  return order.every((each) => placing.times[each] !== undefined) ? normalised(placing.times) : undefined;
}

/** Longest paths to the end, iterations that overlap counted in. */
function heightsOf({ members, edges }: Groups, interval: number): readonly number[] {
  const heights = members.map(() => 0);
  for (let round = 0, isMoving = true; isMoving && round <= members.length; round++) {
    isMoving = false;
    for (const { from, to, delay, distance } of edges) {
      const height = (heights[to] ?? 0) + delay - interval * distance;
      if (height <= (heights[from] ?? 0)) continue;
      heights[from] = height;
      isMoving = true;
    }
  }
  return heights;
}

function normalised(times: readonly (number | undefined)[]): readonly number[] {
  const first = Math.min(...times.map((each) => each ?? 0));
  return times.map((each) => (each ?? 0) - first);
}

/**
 * The same from the end: what makes a value is placed as late as its users allow, which keeps values from living long where many are joined to few.
 */
export function moduloScheduleBackwards(groups: Groups, interval: number): readonly number[] | undefined {
  const last = groups.members.length - 1;
  const turned = linked(
    groups.members.toReversed(),
    groups.ways.toReversed(),
    groups.edges.map((each) => ({ ...each, from: last - each.to, to: last - each.from })),
  );
  const times = moduloSchedule(turned, interval)?.toReversed();
  return times === undefined ? undefined : normalised(times.map((each) => -each));
}

class Placing {
  readonly times: (number | undefined)[];
  private readonly groups: Groups;
  private readonly interval: number;
  private readonly heights: readonly number[];
  private readonly rows: number[][];
  /** The packet of the last try; the next one is later. */
  private readonly tried: (number | undefined)[];
  /** Groups that are served alike have one number. */
  private readonly kinds: readonly number[];
  private readonly known = new Map<string, boolean>();

  constructor(groups: Groups, interval: number, heights: readonly number[]) {
    this.groups = groups;
    this.interval = interval;
    this.heights = heights;
    this.times = groups.members.map(() => undefined);
    this.tried = groups.members.map(() => undefined);
    this.kinds = kindsOf(groups);
    this.rows = Array.from({ length: interval }, () => []);
  }

  place(group: number): void {
    const earliest = this.earliest(group);
    let time: number | undefined;
    for (let at = earliest; at < earliest + this.interval && time === undefined; at++)
      if (this.fits([...this.row(at), group])) time = at;
    if (time === undefined) {
      const tried = this.tried[group];
      time = tried === undefined ? earliest : Math.max(earliest, tried + 1);
      this.makeRoom(group, time);
    }
    this.times[group] = time;
    this.tried[group] = time;
    this.row(time).push(group);
    this.removeLate(group, time);
  }

  private earliest(group: number): number {
    let earliest = 0;
    for (const { from, delay, distance } of this.groups.into[group] ?? []) {
      const time = this.times[from];
      if (time !== undefined) earliest = Math.max(earliest, time + delay - this.interval * distance);
    }
    return earliest;
  }

  private row(time: number): number[] {
    return this.rows[((time % this.interval) + this.interval) % this.interval] ?? [];
  }

  /** Depends on the kinds alone, which come together again and again. */
  private fits(row: readonly number[]): boolean {
    const kinds = row.map((each) => this.kinds[each] ?? 0).sort((a, b) => a - b);
    const key = kinds.join(" ");
    const before = this.known.get(key);
    if (before !== undefined) return before;
    const does = fitPacket(row.flatMap((each) => this.groups.ways[each] ?? [])) !== undefined;
    this.known.set(key, does);
    return does;
  }

  /** Takes out of a packet, least urgent first, what keeps the group out. */
  private makeRoom(group: number, time: number): void {
    const row = [...this.row(time)].sort((a, b) => (this.heights[a] ?? 0) - (this.heights[b] ?? 0));
    const isKept = row.map(() => true);
    const kept = () => row.filter((_, at) => isKept[at]);
    for (const at of row.keys()) {
      if (this.fits([...kept(), group])) break;
      isKept[at] = false;
    }
    for (const [at, each] of row.entries()) {
      if (isKept[at]) continue;
      isKept[at] = true;
      if (this.fits([...kept(), group])) continue;
      isKept[at] = false;
      this.remove(each);
    }
  }

  private removeLate(group: number, time: number): void {
    for (const { to, delay, distance } of this.groups.outOf[group] ?? []) {
      const user = this.times[to];
      if (user !== undefined && user < time + delay - this.interval * distance) this.remove(to);
    }
    for (const { from, delay, distance } of this.groups.into[group] ?? []) {
      const maker = this.times[from];
      if (maker !== undefined && time < maker + delay - this.interval * distance) this.remove(from);
    }
  }

  private remove(group: number): void {
    const time = this.times[group];
    if (time === undefined) return;
    const row = this.row(time);
    row.splice(row.indexOf(group), 1);
    this.times[group] = undefined;
  }
}

function kindsOf({ ways }: Groups): readonly number[] {
  const numbers = new Map<string, number>();
  return ways.map((each) => {
    const key = each.map((choices) => choices.join(",")).join(";");
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    return number;
  });
}
