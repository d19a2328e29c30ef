import { type Diagnostic, diagnostic, type Source } from "../src/core/index.ts";
import { countedErrors, shownErrors } from "./limits.ts";

/** Where a phase reports to. */
export interface Report {
  add(error: Diagnostic): void;
  /** Whether further errors are no longer counted, so that looking for them is idle. */
  readonly full: boolean;
}

/** Collects the errors of one text: shows the first 20 by position, counts the rest. */
export class ErrorList implements Report {
  readonly source: Source;
  #kept: Diagnostic[] = [];

  constructor(source: Source) {
    this.source = source;
  }

  add(error: Diagnostic): void {
    if (!this.full) this.#kept.push(error);
  }

  get full(): boolean {
    return this.#kept.length >= countedErrors;
  }

  /** In the order of the text; one place is complained about once. */
  finish(): Diagnostic[] {
    const sorted = this.#kept.map((error, index) => ({ error, index }));
    sorted.sort((a, b) => (a.error.span?.start ?? 0) - (b.error.span?.start ?? 0) || a.index - b.index);
    const all = sorted
      .map((each) => each.error)
      .filter(
        (error, index, list) =>
          index === 0 || error.span?.start !== list[index - 1]?.span?.start || error.code === "syntax/unclosed",
      );
    const shown = all.slice(0, shownErrors);
    const rest = all.length - shown.length;
    if (rest > 0) {
      shown.push(diagnostic("syntax/too-many-errors", { count: rest, more: this.full }, all[shownErrors]?.span));
    }
    return shown;
  }
}
