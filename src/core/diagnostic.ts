import { type MessageArguments, type MessageCode, messages } from "./messages/index.ts";
import type { Span } from "./source.ts";

export type Severity = "error" | "warning";

/** A second place that explains the first: `conv1` has shape [1, 32, 112, 112]. */
export interface RelatedSpan {
  readonly span: Span;
  readonly label: string;
}

/** What a phase says about its input. Plain data: rendering is in `render-diagnostic.ts`. */
export interface Diagnostic {
  readonly severity: Severity;
  readonly code: MessageCode;
  /** One statement of fact with the actual values in backticks; no final full stop. */
  readonly message: string;
  /** Absent when the fault lies outside every source text (a command-line argument, a missing file). */
  readonly span?: Span;
  /** Stands behind the caret line: what was found there. */
  readonly label?: string;
  readonly related: readonly RelatedSpan[];
  /** Lines that follow the picture, for instance the chain of uses. */
  readonly notes: readonly string[];
  /** Something that can be typed or done. */
  readonly hint?: string;
}

/** What a call site adds to the catalogue's text. */
export interface DiagnosticDetails {
  readonly label?: string | undefined;
  readonly related?: readonly RelatedSpan[] | undefined;
  readonly notes?: readonly string[] | undefined;
  readonly hint?: string | undefined;
}

/**
 * Builds a diagnostic from the catalogue: the text comes from `messages`, the call site gives code, typed
 * arguments and span. Details given here win over those of the catalogue.
 */
export function diagnostic<C extends MessageCode>(
  code: C,
  args: MessageArguments<C>,
  span: Span | undefined,
  details: DiagnosticDetails = {},
): Diagnostic {
  const entry = messages[code] as unknown as MessageEntryOf<C>;
  const text = entry.text(args);
  const label = details.label ?? entry.label?.(args);
  const hint = details.hint ?? entry.hint?.(args);
  return {
    severity: entry.severity ?? "error",
    code,
    message: text,
    ...(span === undefined ? {} : { span }),
    ...(label === undefined ? {} : { label }),
    related: details.related ?? [],
    notes: details.notes ?? [],
    ...(hint === undefined ? {} : { hint }),
  };
}

interface MessageEntryOf<C extends MessageCode> {
  readonly severity?: Severity;
  text(args: MessageArguments<C>): string;
  label?(args: MessageArguments<C>): string | undefined;
  hint?(args: MessageArguments<C>): string | undefined;
}

/**
 * Whether any of the diagnostics is an error: then the phase's value must not be used for numbers.
 *
 * @example hasErrors(parse({ name: "a.arch", text: "net A {}" }).diagnostics)  // false
 */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((each) => each.severity === "error");
}

/** What every phase returns. `value` is absent when errors left nothing to go on with. */
export interface PhaseResult<T> {
  readonly value: T | undefined;
  readonly diagnostics: readonly Diagnostic[];
}
