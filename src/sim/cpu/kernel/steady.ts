import type { Issue, Machine } from "./machine.ts";

/** The part of a run that repeats without end. */
export interface SteadyState {
  /** Whether the core was seen in the same state twice; else the part is the second half of a long run. */
  readonly isExact: boolean;
  /** Passes and cycles after which the core is in the same state again. */
  readonly passes: number;
  readonly cycles: number;
  /** First cycle of the period. */
  readonly start: number;
  /** What issues in the period, in that order. */
  readonly issues: readonly Issue[];
  /** One whole pass of the steady state, in the order of the body; it may reach beyond the period. */
  readonly pass: readonly Issue[];
}

/** A run that has not come to the same state again after so many cycles or passes is taken for steady in its second half. */
const longestRun = { cycles: 20_000, passes: 2000 } as const;
const fewestPasses = 8;

interface PassStart {
  readonly pass: number;
  readonly cycle: number;
}

/**
 * Runs a machine until it is in a state that it has been in before, at the end of a cycle in which a pass started. From then on
 * it repeats itself: cycles over passes between both is its exact speed, without start-up. Where that takes too long, as with an
 * unlimited window, it is the mean over the second half of a long run.
 */
export function steadyState(machine: Machine, bodyLength: number): SteadyState {
  const seen = new Map<string, PassStart>();
  for (let cycle = 0; cycle < longestRun.cycles || machine.passes < fewestPasses; cycle++) {
    if (machine.passes >= longestRun.passes) break;
    const before = machine.passes;
    machine.run(cycle);
    if (machine.passes === before) continue;
    const now = { pass: machine.passes, cycle };
    const state = machine.state(cycle);
    const same = seen.get(state);
    if (same !== undefined) return { isExact: true, ...period(machine, same, now, bodyLength) };
    seen.set(state, now);
  }
  return { isExact: false, ...secondHalf(machine, bodyLength) };
}

/** What issues in the second half of a run: instructions count as the part of a pass that they are. */
function secondHalf(machine: Machine, bodyLength: number): Omit<SteadyState, "isExact"> {
  const end = machine.issues.reduce((last, { issued }) => Math.max(last, issued), 0);
  const start = Math.floor(end / 2) + 1;
  const issues = machine.issues.filter(({ issued }) => issued >= start);
  const first = issues.reduce((least, { pass }) => Math.min(least, pass), Number.POSITIVE_INFINITY) + 1;
  const pass = machine.issues.filter((each) => each.pass === first).sort((a, b) => a.index - b.index);
  return { passes: issues.length / bodyLength, cycles: end + 1 - start, start, issues, pass };
}

function period(machine: Machine, from: PassStart, to: PassStart, bodyLength: number): Omit<SteadyState, "isExact"> {
  // The state is that at the end of the cycle: the period is the cycles behind it.
  const issues = machine.issues.filter(({ issued }) => issued > from.cycle && issued <= to.cycle);
  const ofPass = () => machine.issues.filter((each) => each.pass === from.pass - 1);
  for (let cycle = to.cycle + 1; ofPass().length < bodyLength; cycle++) machine.run(cycle);
  return {
    passes: to.pass - from.pass,
    cycles: to.cycle - from.cycle,
    start: from.cycle + 1,
    issues,
    pass: ofPass().sort((a, b) => a.index - b.index),
  };
}
