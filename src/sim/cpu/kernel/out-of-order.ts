import type { Issue, Machine } from "./machine.ts";
import { type PortNeed, Ports, portNeeds } from "./ports.ts";
import type { Program } from "./program.ts";

interface InFlight {
  readonly pass: number;
  readonly index: number;
  readonly dispatched: number;
  /** The producers that had not retired at dispatch, and how long after their issue the value is there. */
  readonly waits: readonly { readonly on: InFlight; readonly delay: number }[];
  issued: number | undefined;
}

/**
 * A core that issues out of order: up to `dispatch` micro-operations per cycle enter a window, in order and each instruction
 * as a whole; from the next cycle on the oldest whose operands and ports are there issue first; the finished leave in order, the cycle after their result.
 * Simplifications: one queue for all ports, no limit on retirement, every branch predicted, every access a level-1 hit.
 */
export class OutOfOrder implements Machine {
  readonly issues: Issue[] = [];
  passes = 0;
  private readonly program: Program;
  private readonly needs: readonly (readonly PortNeed[])[];
  private readonly ports: Ports;
  private readonly flight: InFlight[] = [];
  /** Those in flight that have not issued, the oldest first. */
  private waiting: InFlight[] = [];
  /** The newest instance of each place in the body. */
  private readonly newest: (InFlight | undefined)[];
  private next = 0;
  private room: number;
  /** Dispatch slots of this and later cycles that a wide instruction has used up. */
  private debt = 0;
  private readonly limit: number;

  /** Runs at most `limit` passes. */
  constructor(program: Program, limit = Number.POSITIVE_INFINITY) {
    this.program = program;
    this.limit = limit;
    this.needs = program.steps.map(({ timing }) => portNeeds(timing.uses, program.pipeline.pipes));
    this.ports = new Ports(program.pipeline.pipes.length);
    this.newest = program.steps.map(() => undefined);
    this.room = program.pipeline.window ?? Number.POSITIVE_INFINITY;
  }

  run(cycle: number): void {
    this.retire(cycle);
    this.waiting = this.waiting.filter((each) => !this.issue(each, cycle));
    this.dispatch(cycle);
  }

  private retire(cycle: number): void {
    let count = 0;
    for (const { issued, index } of this.flight) {
      const step = this.program.steps[index];
      if (step === undefined || issued === undefined || issued + step.done >= cycle) break;
      this.room += step.timing.microOps;
      count += 1;
    }
    if (count > 0) this.flight.splice(0, count);
  }

  /** Whether an instruction issues in a cycle. */
  private issue(each: InFlight, cycle: number): boolean {
    let ready = each.dispatched + 1;
    for (const { on, delay } of each.waits) {
      if (on.issued === undefined) return false;
      ready = Math.max(ready, on.issued + delay);
    }
    if (ready > cycle) return false;
    const taken = this.ports.take(this.needs[each.index] ?? [], cycle);
    if (taken === undefined) return false;
    each.issued = cycle;
    const { pass, index, dispatched } = each;
    this.issues.push({ pass, index, dispatched, ready, issued: cycle, taken });
    return true;
  }

  private dispatch(cycle: number): void {
    const { dispatch, window = Number.POSITIVE_INFINITY } = this.program.pipeline;
    let slots = dispatch - this.debt;
    this.debt = 0;
    while (this.next > 0 || this.passes < this.limit) {
      const step = this.program.steps[this.next];
      if (step === undefined || slots <= 0) break;
      const { microOps } = step.timing;
      if (Math.min(microOps, dispatch) > slots) break;
      if (Math.min(microOps, window) > this.room) break;
      slots -= microOps;
      this.room -= microOps;
      this.enter(cycle);
    }
    this.debt = Math.max(-slots, 0);
  }

  private enter(cycle: number): void {
    const index = this.next;
    if (index === 0) this.passes += 1;
    const waits: { readonly on: InFlight; readonly delay: number }[] = [];
    for (const { producer, delay } of this.program.steps[index]?.dependences ?? []) {
      const on = this.newest[producer];
      if (on !== undefined && (on.issued === undefined || on.issued + delay > cycle)) waits.push({ on, delay });
    }
    const entry: InFlight = { pass: this.passes - 1, index, dispatched: cycle, waits, issued: undefined };
    this.newest[index] = entry;
    this.flight.push(entry);
    this.waiting.push(entry);
    this.next = (index + 1) % this.program.steps.length;
  }

  state(cycle: number): string {
    const flight = this.flight.map(({ index, issued, dispatched }) =>
      issued === undefined ? `${index}${dispatched === cycle ? "d" : "w"}` : `${index}:${cycle - issued}`,
    );
    return `${this.next};${this.debt};${this.ports.state(cycle)};${flight.join(" ")}`;
  }
}
