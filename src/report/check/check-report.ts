import type { Diagnostic } from "../../core/diagnostic.ts";
import type { Span } from "../../core/source.ts";

export type VerdictWord = "proved" | "as-printed" | "refuted" | "undecided";

/** A legal point at which a statement fails. */
export interface FailingPoint {
  /** Values by symbol, as they are typed; empty where the statement has no symbols. */
  readonly at: readonly (readonly [name: string, value: string])[];
  readonly left: string;
  readonly right: string;
}

/** A text that makes a refuted statement true, proved. */
export interface Correction {
  /** The corrected side. */
  readonly text: string;
  /** What to put in place of what. */
  readonly span: Span;
  readonly replacement: string;
}

/** What is known of one asserted statement. Plain data, so that it travels between threads. */
export interface ClaimRecord {
  /** The claim's string. */
  readonly name: string;
  readonly role: "claim" | "erratum";
  readonly source?: string;
  /** The claim's own `reason`. */
  readonly note?: string;
  readonly tags: readonly string[];
  /** The statement as it is written, on one line. */
  readonly statement: string;
  readonly span: Span;
  /** The symbols with their domains: `M, N: int in [1, inf)`. */
  readonly domains: readonly string[];
  readonly verdict: VerdictWord;
  /** Whether the verdict is what the text expects: an erratum must be refuted. */
  readonly ok: boolean;
  /** Both sides in normal form; absent where the statement compares nothing. */
  readonly left?: string;
  readonly right?: string;
  /** Of a number that is as printed, its value and what is printed: `4,231,976 → 4.2M`. */
  readonly printed?: string;
  /** Whether the statement was about a printed number. */
  readonly isPrinted: boolean;
  /** How it was decided. */
  readonly method?: string;
  /** Why it is not decided, or what another way of counting says about it. */
  readonly reason?: string;
  readonly tried: readonly string[];
  readonly assumptions: readonly string[];
  readonly counterexample?: FailingPoint;
  /** left - right, factored. */
  readonly difference?: string;
  /** The smallest part of the statement that is wrong. */
  readonly wrong?: Span;
  readonly corrected?: Correction;
}

/** What was found in one file. */
export interface CheckedFile {
  /** As the user named it. */
  readonly name: string;
  /** How many claims and errata it states, whatever a filter leaves of them. */
  readonly claims: number;
  readonly records: readonly ClaimRecord[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface CheckSummary {
  readonly claims: number;
  readonly proved: number;
  readonly asPrinted: number;
  readonly refuted: number;
  readonly undecided: number;
  readonly errataConfirmed: number;
  /** Claims that are refuted, and errata that hold. */
  readonly failed: number;
}

/**
 * Counts verdicts; an undecided statement is no failure of its own.
 *
 * @example summaryOf([]).failed  // 0
 */
export function summaryOf(files: readonly CheckedFile[]): CheckSummary {
  const records = files.flatMap((each) => each.records);
  const count = (holds: (record: ClaimRecord) => boolean) => records.filter(holds).length;
  return {
    claims: records.length,
    proved: count((each) => each.verdict === "proved"),
    asPrinted: count((each) => each.verdict === "as-printed"),
    refuted: count((each) => each.verdict === "refuted"),
    undecided: count((each) => each.verdict === "undecided"),
    errataConfirmed: count((each) => each.role === "erratum" && each.ok),
    failed: count(isFailure),
  };
}

/** How many of the diagnostics are errors. */
export function errorCount(files: readonly CheckedFile[]): number {
  return files.flatMap((each) => each.diagnostics).filter((each) => each.severity === "error").length;
}

/** Whether a record fails the check: refuted, or an erratum that holds. */
export function isFailure({ ok, verdict }: ClaimRecord): boolean {
  return !ok && verdict !== "undecided";
}

/** The verdict in capitals, as people read it. */
export function verdictTitle({ verdict, role, ok, isPrinted }: ClaimRecord): string {
  if (role === "erratum" && !ok && verdict !== "undecided") return "HOLDS";
  switch (verdict) {
    case "proved":
      return "PROVED";
    case "as-printed":
      return "AS PRINTED";
    case "refuted":
      return isPrinted ? "NOT AS PRINTED" : "REFUTED";
    case "undecided":
      return "UNDECIDED";
  }
}

/** `α = 1, ρ = 1/2, M = N = 1`: symbols of one value together. */
export function pointText(at: FailingPoint["at"]): string {
  const byValue = new Map<string, string[]>();
  for (const [name, value] of at) byValue.set(value, [...(byValue.get(value) ?? []), name]);
  return [...byValue].map(([value, names]) => `${names.join(" = ")} = ${value}`).join(", ");
}

/** One sentence on what a record that is not right is about. */
export function findingText(record: ClaimRecord): string {
  const parts: string[] = [];
  if (record.role === "erratum" && isFailure(record)) parts.push("an erratum must fail, and this one holds");
  const { counterexample, corrected, reason } = record;
  if (counterexample !== undefined) {
    const place = counterexample.at.length === 0 ? "" : `at ${pointText(counterexample.at)}: `;
    parts.push(`${place}left ${counterexample.left}, right ${counterexample.right}`);
  }
  if (reason !== undefined) parts.push(reason);
  if (corrected !== undefined) parts.push(`corrected: ${corrected.text}`);
  return parts.join("; ");
}
