import type { Taken } from "./ports.ts";

/** One instruction of one pass as it went through the core. Units: cycles from the start of the run. */
export interface Issue {
  readonly pass: number;
  /** Place in the body. */
  readonly index: number;
  readonly dispatched: number;
  /** When the last operand was there. */
  readonly ready: number;
  readonly issued: number;
  readonly taken: readonly Taken[];
}

/** A core that runs a loop without end, cycle by cycle. */
export interface Machine {
  /** Runs one cycle; cycles are counted from 0 and come in order. */
  run(cycle: number): void;
  /** Everything that has issued so far. */
  readonly issues: readonly Issue[];
  /** Passes whose first instruction has been dispatched. */
  readonly passes: number;
  /** All that the future depends on, seen from the cycle; two equal states are followed by the same cycles. */
  state(cycle: number): string;
}
