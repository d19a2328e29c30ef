import type { Program } from "./program.ts";

/** What no schedule of a loop on a core can beat. Units: cycles per pass. */
export interface Bounds {
  /** The busiest set of ports: its work over its size. */
  readonly ports: { readonly cycles: number; readonly pipes: readonly string[] };
  readonly frontEnd: { readonly cycles: number; readonly microOps: number };
  /** The longest circle of dependences through passes; `chain` is the places in the body on it. */
  readonly dependences: { readonly cycles: number; readonly chain: readonly number[] };
}

export function boundsOf(program: Program): Bounds {
  return { ports: portBound(program), frontEnd: frontEndBound(program), dependences: dependenceBound(program) };
}

/** Work that can go only to a set of ports, over their number: the largest ratio over all unions of the sets that occur. Exact. */
function portBound({ steps, pipeline }: Program): Bounds["ports"] {
  const uses = steps.flatMap(({ timing }) => timing.uses);
  const masks = uses.map((use) => use.pipes.reduce((mask, pipe) => mask | (1 << pipeline.pipes.indexOf(pipe)), 0));
  const unions = new Set<number>();
  for (const mask of new Set(masks)) for (const union of [0, ...unions]) unions.add(union | mask);
  let best = { cycles: 0, pipes: [] as readonly string[] };
  for (const union of unions) {
    const pipes = pipeline.pipes.filter((_, at) => (union & (1 << at)) !== 0);
    const work = uses.reduce((sum, use, at) => sum + (((masks[at] ?? 0) & ~union) === 0 ? use.cycles : 0), 0);
    const cycles = work / pipes.length;
    if (cycles > best.cycles || (cycles === best.cycles && pipes.length < best.pipes.length)) best = { cycles, pipes };
  }
  return best;
}

/** Cycles that dispatch alone takes: an instruction enters as a whole, so slots at the end of a cycle may stay empty. Exact. */
function frontEndBound({ steps, pipeline: { dispatch } }: Program): Bounds["frontEnd"] {
  const microOps = steps.reduce((sum, { timing }) => sum + timing.microOps, 0);
  const seen = new Map<number, { readonly pass: number; readonly cycle: number }>();
  let slots = dispatch;
  let cycle = 0;
  for (let pass = 0; ; pass++) {
    const before = seen.get(slots);
    if (before !== undefined) return { cycles: (cycle - before.cycle) / (pass - before.pass), microOps };
    seen.set(slots, { pass, cycle });
    for (const { timing } of steps) {
      for (; slots <= 0 || Math.min(timing.microOps, dispatch) > slots; cycle++) slots = Math.min(slots, 0) + dispatch;
      slots -= timing.microOps;
    }
  }
}

/**
 * Growth per pass of the longest path through the dependences, with everything else without limit. Paths grow along circles alone; instructions
 * that lie on common circles grow at one rate, and each such set is followed until its times come again but for a shift. Exact.
 */
function dependenceBound({ steps }: Program): Bounds["dependences"] {
  let slowest: Growth = { cycles: 0, times: new Map() };
  for (const members of circles(steps)) {
    const growth = growthOf(steps, members);
    if (growth.cycles > slowest.cycles) slowest = growth;
  }
  return { cycles: slowest.cycles, chain: criticalCircle(steps, slowest) };
}

/** Sets of instructions each of which depends, through passes, on all of its set. */
function circles(steps: Program["steps"]): readonly (readonly number[])[] {
  const users = steps.map((): number[] => []);
  for (const [user, { dependences }] of steps.entries())
    for (const each of dependences) users[each.producer]?.push(user);
  const reached = steps.map((_, at) => reachable(users, at));
  const isTaken = new Set<number>();
  return steps.flatMap((_, at) => {
    if (isTaken.has(at) || reached[at]?.has(at) !== true) return [];
    const members = [...reached[at]].filter((each) => reached[each]?.has(at) === true).sort((a, b) => a - b);
    for (const each of members) isTaken.add(each);
    return [members];
  });
}

/** What depends on an instruction, itself only if it does. */
function reachable(users: readonly (readonly number[])[], from: number): ReadonlySet<number> {
  const found = new Set<number>();
  const next = [from];
  for (let at = next.pop(); at !== undefined; at = next.pop())
    for (const user of users[at] ?? [])
      if (!found.has(user)) {
        found.add(user);
        next.push(user);
      }
  return found;
}

interface Growth {
  /** Per pass. */
  readonly cycles: number;
  /** When each instruction of the set has its operands, in a pass of the regime. */
  readonly times: ReadonlyMap<number, number>;
}

function growthOf(steps: Program["steps"], members: readonly number[]): Growth {
  const seen = new Map<string, { readonly pass: number; readonly latest: number }>();
  let times = new Map(members.map((each) => [each, 0]));
  for (let pass = 0; ; pass++) {
    const latest = Math.max(...times.values());
    const state = members.map((each) => latest - (times.get(each) ?? 0)).join(" ");
    const before = seen.get(state);
    if (before !== undefined) return { cycles: (latest - before.latest) / (pass - before.pass), times };
    seen.set(state, { pass, latest });
    times = nextPass(steps, members, times);
  }
}

function nextPass(
  steps: Program["steps"],
  members: readonly number[],
  before: ReadonlyMap<number, number>,
): Map<number, number> {
  const now = new Map<number, number>();
  for (const each of members) {
    const ready = (steps[each]?.dependences ?? []).flatMap(({ producer, distance, delay }) => {
      const from = (distance === 0 ? now : before).get(producer);
      return from === undefined ? [] : [from + delay];
    });
    now.set(each, Math.max(...ready));
  }
  return now;
}

/** Follows what each instruction waits for back from the latest one until a place comes again. */
function criticalCircle(steps: Program["steps"], { cycles, times }: Growth): readonly number[] {
  const latest = Math.max(...times.values());
  const first = [...times].find(([, time]) => time === latest)?.[0];
  const chain: number[] = [];
  for (let at = first; at !== undefined; ) {
    chain.push(at);
    let last: { readonly producer: number; readonly ready: number } | undefined;
    for (const { producer, distance, delay } of steps[at]?.dependences ?? []) {
      const from = times.get(producer);
      const ready = (from ?? 0) + delay - distance * cycles;
      if (from !== undefined && (last === undefined || ready > last.ready)) last = { producer, ready };
    }
    at = last?.producer;
    if (at !== undefined && chain.includes(at)) return chain.slice(chain.indexOf(at)).reverse();
  }
  return [];
}
