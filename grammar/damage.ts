import { type Diagnostic, lineEnd, lineStart } from "../src/core/index.ts";
import type { Report } from "./error-list.ts";

/**
 * Lines on which the lexer had to leave something out. What the parser says about them is a follow-up and would mislead;
 * where a brace was lost that holds for the whole text.
 */
export class Damage {
  readonly #lines = new Set<number>();
  #lastEnd = -1;
  #braces = false;

  /** Notes what was left out from `start` to `end`; calls come in the order of the text. */
  add(text: string, start: number, end: number): void {
    if (/[{}]/.test(text.slice(start, end))) this.#braces = true;
    if (start < this.#lastEnd) return;
    this.#lines.add(lineStart(text, start));
    this.#lastEnd = lineEnd(text, end);
  }

  /** A report that passes on only what is no follow-up. */
  filter(report: Report): Report {
    if (this.#lines.size === 0) return report;
    const hides = (error: Diagnostic) => this.#hides(error);
    return {
      add: (error) => (hides(error) ? undefined : report.add(error)),
      get full() {
        return report.full;
      },
    };
  }

  #hides({ span, related }: Diagnostic): boolean {
    if (this.#braces || span === undefined) return this.#braces;
    return [span, ...related.map((each) => each.span)].some((each) =>
      this.#lines.has(lineStart(each.source.text, each.start)),
    );
  }
}
