import type { Span } from "./source.ts";

/** A broken invariant of Ridge itself; never the user's fault. */
export class InternalError extends Error {
  readonly phase: string;
  readonly span: Span | undefined;

  constructor(phase: string, detail: string, span?: Span) {
    super(`${phase}: ${detail}`);
    this.name = "InternalError";
    this.phase = phase;
    this.span = span;
  }
}

/** Ends a `switch` over a closed union: the compiler proves that it is not reached. */
export function assertNever(value: never): never {
  throw new InternalError("switch", `unexpected value ${JSON.stringify(value)}`);
}
