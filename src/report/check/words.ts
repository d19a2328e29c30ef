import { type CheckSummary, type ClaimRecord, isFailure } from "./check-report.ts";

/** ✓ as expected, ≈ as printed, ✗ fails, ? undecided. */
export function symbolOf(record: ClaimRecord): string {
  if (record.verdict === "undecided") return "?";
  if (isFailure(record)) return "✗";
  return record.verdict === "as-printed" ? "≈" : "✓";
}

/** `5 statements: 3 proved, 1 as printed, 1 refuted (1 erratum confirmed)`. */
export function summaryText(summary: CheckSummary, errors: number): string {
  const { claims, proved, asPrinted, refuted, undecided, errataConfirmed, failed } = summary;
  const confirmed =
    errataConfirmed === 0 ? "" : ` (${errataConfirmed} ${errataConfirmed === 1 ? "erratum" : "errata"} confirmed)`;
  const parts = [
    proved === 0 ? "" : `${proved} proved`,
    asPrinted === 0 ? "" : `${asPrinted} as printed`,
    refuted === 0 ? "" : `${refuted} refuted${confirmed}`,
    undecided === 0 ? "" : `${undecided} undecided`,
  ].filter((each) => each !== "");
  const verdicts = parts.length === 0 ? "" : `: ${parts.join(", ")}`;
  const fails = failed === 0 ? "" : `; ${failed} ${failed === 1 ? "fails" : "fail"}`;
  const mistakes = errors === 0 ? "" : `; ${errors} ${errors === 1 ? "error" : "errors"}`;
  return `${claims} ${claims === 1 ? "statement" : "statements"}${verdicts}${fails}${mistakes}`;
}

/** `∀ M,N ∈ ℤ≥1; α ∈ (0, 1]`: the symbols with their values, briefly. */
export function domainsText(domains: readonly string[]): string {
  const texts = domains.map((each) => {
    const [, names = "", kind = "", values = ""] = /^(.*): (int|real)(?: in (.*))?$/.exec(each) ?? [];
    const symbols = names.replaceAll(", ", ",");
    const [, low] = /^\[(-?\d+), inf\)$/.exec(values) ?? [];
    if (kind === "int")
      return `${symbols} ∈ ${low === undefined ? (values === "" ? "ℤ" : `ℤ ∩ ${values}`) : `ℤ≥${low}`}`;
    return `${symbols} ∈ ${values === "" ? "ℝ" : values}`;
  });
  return texts.length === 0 ? "" : `∀ ${texts.join("; ")}`;
}
