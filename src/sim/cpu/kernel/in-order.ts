import type { Issue, Machine } from "./machine.ts";
import { type PortNeed, Ports, portNeeds } from "./ports.ts";
import type { Program } from "./program.ts";

/**
 * A core that issues in program order: up to `dispatch` micro-operations per cycle, until one has to wait for an operand or a
 * port. Which instructions pair is said by the ports they share: a load that takes the vector port keeps a multiply-add out.
 * Simplifications: results are forwarded as soon as they are there, every branch is predicted, every access a level-1 hit.
 */
export class InOrder implements Machine {
  readonly issues: Issue[] = [];
  passes = 0;
  private readonly program: Program;
  private readonly needs: readonly (readonly PortNeed[])[];
  private readonly ports: Ports;
  /** When the newest instance of each place in the body issued. */
  private readonly issuedAt: (number | undefined)[];
  private next = 0;
  /** First cycle in which the next instruction is looked at. */
  private reached = 0;
  private readonly limit: number;

  /** Runs at most `limit` passes. */
  constructor(program: Program, limit = Number.POSITIVE_INFINITY) {
    this.program = program;
    this.limit = limit;
    this.needs = program.steps.map(({ timing }) => portNeeds(timing.uses, program.pipeline.pipes));
    this.ports = new Ports(program.pipeline.pipes.length);
    this.issuedAt = program.steps.map(() => undefined);
  }

  run(cycle: number): void {
    let slots = this.program.pipeline.dispatch;
    while (this.next > 0 || this.passes < this.limit) {
      const step = this.program.steps[this.next];
      if (step === undefined || slots <= 0 || Math.min(step.timing.microOps, this.program.pipeline.dispatch) > slots)
        return;
      const ready = this.readyAt();
      if (ready > cycle) return;
      const taken = this.ports.take(this.needs[this.next] ?? [], cycle);
      if (taken === undefined) return;
      slots -= step.timing.microOps;
      this.enter(cycle, ready, taken);
    }
  }

  private readyAt(): number {
    const { dependences = [] } = this.program.steps[this.next] ?? {};
    return dependences.reduce(
      (latest, { producer, delay }) => Math.max(latest, (this.issuedAt[producer] ?? Number.NEGATIVE_INFINITY) + delay),
      this.reached,
    );
  }

  private enter(cycle: number, ready: number, taken: Issue["taken"]): void {
    const index = this.next;
    if (index === 0) this.passes += 1;
    this.issues.push({ pass: this.passes - 1, index, dispatched: this.reached, ready, issued: cycle, taken });
    this.issuedAt[index] = cycle;
    this.next = (index + 1) % this.program.steps.length;
    this.reached = cycle;
  }

  state(cycle: number): string {
    const longest = Math.max(...this.program.steps.map((each) => each.done));
    const ages = this.issuedAt.map((each) => (each === undefined ? "-" : Math.min(cycle - each, longest)));
    return `${this.next};${this.ports.state(cycle)};${ages.join(" ")}`;
  }
}
