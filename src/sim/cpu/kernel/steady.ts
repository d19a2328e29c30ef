import type { Issue, Machine } from "./machine.ts";

/** The part of a run that repeats without end. */
export interface SteadyState {
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

/** A run that has not come to the same state again after so many cycles or passes has no steady state that can be told. */
const longestRun = { cycles: 20_000, passes: 2000 } as const;

interface PassStart {
  readonly pass: number;
  readonly cycle: number;
}

/**
 * Runs a machine until it is in a state that it has been in before, at the end of a cycle in which a pass started. From then on
 * it repeats itself: cycles over passes between both is its exact speed, without start-up. Undefined when that takes too long: no
 * speed is better than one that start-up is part of.
 */
export function steadyState(machine: Machine, bodyLength: number): SteadyState | undefined {
  const seen = new Map<string, PassStart>();
  for (let cycle = 0; cycle < longestRun.cycles && machine.passes < longestRun.passes; cycle++) {
    const before = machine.passes;
    machine.run(cycle);
    if (machine.passes === before) continue;
    const now = { pass: machine.passes, cycle };
    const state = machine.state(cycle);
    const same = seen.get(state);
    if (same !== undefined) return period(machine, same, now, bodyLength);
    seen.set(state, now);
  }
  return undefined;
}

function period(machine: Machine, from: PassStart, to: PassStart, bodyLength: number): SteadyState {
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
