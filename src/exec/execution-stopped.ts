import type { Diagnostic } from "../core/diagnostic.ts";

/** Ends an execution whose values cannot be used: what is wrong with them. */
export class ExecutionStopped extends Error {
  readonly diagnostic: Diagnostic;

  constructor(diagnostic: Diagnostic) {
    super(diagnostic.message);
    this.name = "ExecutionStopped";
    this.diagnostic = diagnostic;
  }
}
