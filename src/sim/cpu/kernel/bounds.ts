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

/** Passes over which the growth of the longest path is taken: a multiple of every period of up to eight passes. */
const span = 840;

/** Growth per pass of the longest path through the dependences, with everything else without limit. */
function dependenceBound({ steps }: Program): Bounds["dependences"] {
  let times = steps.map(() => 0);
  let middle = 0;
  for (let pass = 0; pass < 2 * span; pass++) {
    const now: number[] = [];
    for (const { dependences } of steps) {
      const ready = dependences.map(({ producer, distance, delay }) => {
        const from = distance === 0 ? now[producer] : times[producer];
        return (from ?? 0) + delay;
      });
      now.push(Math.max(0, ...ready));
    }
    times = now;
    if (pass === span - 1) middle = Math.max(...times);
  }
  const cycles = (Math.max(...times) - middle) / span;
  return { cycles, chain: cycles === 0 ? [] : criticalCircle(steps, times) };
}

/** Follows what each instruction waits for back from the latest one until a place comes again. */
function criticalCircle(steps: Program["steps"], times: readonly number[]): readonly number[] {
  const latest = Math.max(...times);
  const growth = times.indexOf(latest);
  const chain: number[] = [];
  for (let at = growth; !chain.includes(at); ) {
    chain.push(at);
    const ahead = steps[at]?.dependences ?? [];
    const last = ahead.reduce<{ readonly producer: number; readonly ready: number } | undefined>((best, each) => {
      const ready = (times[each.producer] ?? 0) + each.delay - each.distance * latest;
      return best === undefined || ready > best.ready ? { producer: each.producer, ready } : best;
    }, undefined);
    if (last === undefined) return [];
    at = last.producer;
    if (chain.includes(at)) return chain.slice(chain.indexOf(at)).reverse();
  }
  return chain;
}
