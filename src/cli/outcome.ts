import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { ExpressionTooLarge } from "../symbolic/index.ts";

/** Exit codes of the program. */
export const exitCode = { ok: 0, failed: 1, badInput: 2, undecided: 3, internal: 4, interrupted: 130 } as const;

/** A file of bytes, written beside the result. */
export interface WrittenFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** What a command hands back: nothing is written before it is complete, so that a failed run leaves standard output empty. */
export interface Outcome {
  /** The result; absent when errors left none. */
  readonly text?: string | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** What the result was found to break; it is printed all the same. */
  readonly verdicts?: readonly Diagnostic[];
  /** 2 when there is no text, else 0, unless said. */
  readonly exit?: number;
  /** The text holds although some of the input has errors, claims beside one that has them: a file gets it, standard output does not. */
  readonly isPartial?: boolean;
  /** More for people on standard error, behind the diagnostics; left out where those are JSON. */
  readonly beside?: string;
  /** Further files that the result comes with; none is written where there is no result. */
  readonly files?: readonly WrittenFile[];
  /** A file instead of standard output. */
  readonly output?: string | undefined;
}

/** An outcome that is errors only. */
export function failed(...diagnostics: readonly Diagnostic[]): Outcome {
  return { diagnostics };
}

/** What a command makes of formulas in free parameters, or a diagnostic where one passes the limits. */
export async function withinLimits<T extends { readonly diagnostics: readonly Diagnostic[] }>(
  run: () => T | Promise<T>,
): Promise<T | Outcome> {
  try {
    return await run();
  } catch (fault) {
    if (!(fault instanceof ExpressionTooLarge)) throw fault;
    return failed(diagnostic("number/formula-too-large", {}, undefined));
  }
}
