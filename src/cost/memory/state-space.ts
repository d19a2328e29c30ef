import type { MemoryProgram, MemoryStep } from "./program.ts";

/** A set of executed steps, and the way to it. */
export interface State {
  /** One bit per step. */
  readonly done: Uint32Array;
  readonly count: number;
  /** Steps that may run next, ascending: they name the set. */
  readonly ready: readonly number[];
  readonly live: bigint;
  /** Largest live set on the way. */
  readonly peak: bigint;
  /** The steps that led here from the set before. */
  readonly steps: readonly number[];
  readonly before: State | undefined;
}

interface Effect {
  /** Live bytes while the step runs. */
  readonly during: bigint;
  readonly after: bigint;
}

/** Moves between sets of executed steps. */
export class StateSpace {
  readonly size: number;
  private readonly steps: readonly MemoryStep[];
  private readonly bytes: readonly bigint[];
  private readonly isOutput: readonly boolean[];
  private readonly readers: readonly number[][];
  private readonly makers: readonly (number | undefined)[];

  constructor({ values, steps }: MemoryProgram) {
    this.steps = steps;
    this.size = steps.length;
    this.bytes = values.map((each) => each.bytes);
    this.isOutput = values.map((each) => each.isOutput);
    const readers: number[][] = values.map(() => []);
    const makers: (number | undefined)[] = values.map(() => undefined);
    for (const [index, step] of steps.entries()) {
      for (const value of step.reads) readers[value]?.push(index);
      for (const value of step.writes) makers[value] = index;
    }
    this.readers = readers;
    this.makers = makers;
  }

  /** What the largest step needs alone, or the inputs before any: no order has a smaller peak. */
  leastPeak(): bigint {
    const needs = this.steps.map(({ reads, writes, overwrites }) => {
      const made = overwrites === undefined ? this.sum(writes) : 0n;
      return this.sum(reads) + made;
    });
    return needs.reduce((most, each) => (each > most ? each : most), this.inputBytes());
  }

  start(least: bigint): State {
    const ready = this.steps.flatMap((step, index) =>
      step.reads.every((each) => this.makers[each] === undefined) ? [index] : [],
    );
    const done = new Uint32Array((this.size + 31) >> 5);
    return this.settled({ done, count: 0, ready, live: this.inputBytes(), peak: least, steps: [], before: undefined });
  }

  /** The sets after one more step, and after those that cost nothing behind it; without those that reach `limit`. */
  successors(state: State, limit: bigint): readonly State[] {
    return state.ready.flatMap((step) => {
      const effect = this.effectOf(state, step);
      if (effect.during >= limit) return [];
      return this.settled(this.executed({ ...state, steps: [], before: state }, step, effect));
    });
  }

  /** Runs every step that fits below the peak so far and frees at least what it writes. */
  private settled(start: State): State {
    let state = start;
    for (;;) {
      const free = this.freeStep(state);
      if (free === undefined) return state;
      state = this.executed(state, free.step, free.effect);
    }
  }

  private freeStep(state: State): { readonly step: number; readonly effect: Effect } | undefined {
    for (const step of state.ready) {
      const effect = this.effectOf(state, step);
      if (effect.during <= state.peak && effect.after <= state.live) return { step, effect };
    }
    return undefined;
  }

  private executed(state: State, step: number, { during, after }: Effect): State {
    const done = state.done.slice();
    done[step >> 5] = (done[step >> 5] ?? 0) | (1 << (step & 31));
    const opened = (this.steps[step]?.writes ?? []).flatMap((value) => this.readers[value] ?? []);
    const isReady = (each: number) => this.steps[each]?.reads.every((value) => this.isMade(done, value)) === true;
    const ready = [...state.ready.filter((each) => each !== step), ...new Set(opened.filter(isReady))];
    const peak = during > state.peak ? during : state.peak;
    return {
      ...state,
      done,
      count: state.count + 1,
      ready: ready.sort((a, b) => a - b),
      live: after,
      peak,
      steps: [...state.steps, step],
    };
  }

  private effectOf({ done, live }: State, index: number): Effect {
    const { reads = [], writes = [], overwrites } = this.steps[index] ?? {};
    const dying = reads.filter((value) => this.isLastUse(done, value, index));
    const made = this.sum(writes);
    const during = overwrites !== undefined && dying.includes(overwrites) ? live : live + made;
    const unread = writes.filter((value) => this.isOutput[value] !== true && this.readers[value]?.length === 0);
    return { during, after: live + made - this.sum(dying) - this.sum(unread) };
  }

  private isLastUse(done: Uint32Array, value: number, step: number): boolean {
    if (this.isOutput[value] === true) return false;
    return this.readers[value]?.every((each) => each === step || hasBit(done, each)) === true;
  }

  private isMade(done: Uint32Array, value: number): boolean {
    const maker = this.makers[value];
    return maker === undefined || hasBit(done, maker);
  }

  private inputBytes(): bigint {
    return this.sum([...this.bytes.keys()].filter((each) => this.makers[each] === undefined));
  }

  private sum(values: readonly number[]): bigint {
    return values.reduce((total, each) => total + (this.bytes[each] ?? 0n), 0n);
  }
}

function hasBit(bits: Uint32Array, at: number): boolean {
  return ((bits[at >> 5] ?? 0) & (1 << (at & 31))) !== 0;
}
