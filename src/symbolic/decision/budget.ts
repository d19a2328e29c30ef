import { ExpressionTooLarge } from "../limits.ts";

/** An attempt used up its steps. */
export class OutOfSteps extends Error {
  constructor() {
    super("out of steps");
    this.name = "OutOfSteps";
  }
}

/** Effort that is left, in steps of about a term operation. Counting instead of timing keeps results the same on every machine. */
export class Budget {
  #left: number;

  constructor(steps: number) {
    this.#left = steps;
  }

  get left(): number {
    return this.#left;
  }

  /** Errors: OutOfSteps when less is left. */
  spend(steps: number): void {
    this.#left -= steps;
    if (this.#left < 0) throw new OutOfSteps();
  }

  /** Runs an attempt with at most a share of what is left. Undefined when it fails, runs out of steps or grows too large. */
  attempt<T>(share: number, run: (budget: Budget) => T | undefined): T | undefined {
    return this.attemptWithin(Math.floor(this.#left * share), run);
  }

  /** The same with at most a number of steps. */
  attemptWithin<T>(most: number, run: (budget: Budget) => T | undefined): T | undefined {
    const steps = Math.max(0, Math.min(most, this.#left));
    const own = new Budget(steps);
    try {
      return run(own);
    } catch (error) {
      if (error instanceof OutOfSteps || error instanceof ExpressionTooLarge || error instanceof RangeError)
        return undefined;
      throw error;
    } finally {
      this.#left -= steps - Math.max(0, own.left);
    }
  }
}
