import type { ClaimDeclaration, ForallStatement } from "../../grammar/index.ts";
import { type Diagnostic, hasErrors } from "../core/diagnostic.ts";
import { rationalAsTyped, rationalToText } from "../core/rational.ts";
import { spanText } from "../core/source.ts";
import { type NumberValue, quantityText, type Workbench } from "../model/index.ts";
import type { ClaimRecord, VerdictWord } from "../report/index.ts";
import { asConstant, constant, type Expr, toText } from "../symbolic/index.ts";
import type { Assertion } from "./assertion.ts";
import { type Asserted, type ClaimRun, runClaim } from "./claim-run.ts";
import { findingOf } from "./correction.ts";
import { diagnosisOf, exactDiagnosisOf, grouped } from "./diagnosis.ts";
import { wholePoint } from "./failing-point.ts";
import { judge } from "./judge.ts";
import type { Judgement } from "./judgement.ts";
import { printedLiteral, valueToPrint } from "./printed-literal.ts";
import { recountsOf } from "./recount.ts";

export interface CheckedClaim {
  readonly records: readonly ClaimRecord[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Decides every statement of a claim. A claim with an error in it gets no verdict at all. */
export function checkClaim(workbench: Workbench, claim: ClaimDeclaration): CheckedClaim {
  const records: ClaimRecord[] = [];
  const recounts = recountsOf(workbench, claim);
  const found = runClaim(workbench, claim, undefined, (asserted, run) => {
    const { assertion } = asserted;
    if (assertion === undefined || hasErrors(run.bench.diagnostics)) return;
    const index = records.length;
    const made = run.bench.assuming(() => {
      const { bench } = run;
      const judgement = judge(assertion, {
        conditions: bench.conditions(),
        isLegal: (point) => bench.isLegal(point),
      });
      return recordOf(claim, asserted, assertion, judgement, run, () => recounts(index));
    });
    const assumptions = [...new Set([...made.assumptions, ...made.value.assumptions])];
    records.push({ ...made.value, assumptions });
  });
  const diagnostics = found.filter(isFirstOfName).map((each) => withHintOfName(each, workbench));
  return { records: hasErrors(diagnostics) ? [] : records, diagnostics };
}

/** A name that nothing binds is reported where it stands first. */
function isFirstOfName(each: Diagnostic, index: number, all: readonly Diagnostic[]): boolean {
  if (each.code !== "name/unknown") return true;
  return all.findIndex(({ code, message }) => code === each.code && message === each.message) === index;
}

/** A name that nothing binds is, in a claim, a shipped network that is misspelt, or most often a symbol without a `forall`. */
function withHintOfName(each: Diagnostic, workbench: Workbench): Diagnostic {
  const [, name] = each.code === "name/unknown" ? (/`(.+)`/.exec(each.message) ?? []) : [];
  if (name === undefined || each.hint?.includes("import")) return each;
  const [, symbol, exponent] = /^(.*\D)(\d)$/.exec(name) ?? [];
  if (symbol !== undefined && each.hint?.includes(`\`${symbol}\``))
    return { ...each, hint: `type \`${symbol}^${exponent}\` for a power` };
  const networks = workbench.networksNear(name);
  if (networks.length > 0)
    return { ...each, hint: `did you mean ${networks.map((near) => `\`${near}\``).join(" or ")}?` };
  const declare = `\`forall ${name}: int in [1, inf)\``;
  return { ...each, hint: each.hint === undefined ? declare : `${each.hint} or declare a symbol: ${declare}` };
}

function recordOf(
  claim: ClaimDeclaration,
  { expression, span }: Asserted,
  assertion: Assertion,
  judgement: Judgement,
  run: ClaimRun,
  recounted: () => ReturnType<ReturnType<typeof recountsOf>>,
): ClaimRecord {
  const { role, title } = claim;
  const verdict: VerdictWord = judgement.kind;
  const isHeld = verdict === "proved" || verdict === "as-printed";
  return {
    name: title.value,
    role,
    ...notesOf(claim),
    statement: spanText(expression.span).replace(/\s+/g, " "),
    span,
    domains: run.foralls.map(domainText),
    verdict,
    ok: role === "erratum" ? verdict === "refuted" : isHeld,
    ...sidesText(assertion),
    ...(verdict === "as-printed" ? printedText(assertion) : {}),
    isPrinted: assertion.kind === "printed" || assertion.kind === "within",
    ...findingsOf(judgement, run, recounted),
  };
}

function notesOf({ statements }: ClaimDeclaration): Pick<ClaimRecord, "source" | "note" | "tags"> {
  const of = (role: string) =>
    statements.flatMap((each) => (each.kind === "note" && each.role === role ? [each.text.value] : []));
  const [source, note] = [of("source").join("; "), of("reason").join("; ")];
  return { ...(source === "" ? {} : { source }), ...(note === "" ? {} : { note }), tags: of("tag") };
}

function domainText({ names, type }: ForallStatement): string {
  return `${names.map((each) => each.name).join(", ")}: ${spanText(type.span).replace(/\s+/g, " ")}`;
}

/** Longer normal forms are cut. */
const longestSide = 2000;

/** Both sides in the order in which they are written. */
function sidesText(assertion: Assertion): { readonly left?: string; readonly right?: string } {
  switch (assertion.kind) {
    case "comparison":
    case "within": {
      const [a, b] = [sideText(assertion.derived), sideText(assertion.claimed)];
      return isSwapped(assertion) ? { left: b, right: a } : { left: a, right: b };
    }
    case "printed": {
      const { derived, claimed } = assertion;
      const { dimension } = derived;
      const known = rationalAsTyped(claimed.value);
      const right = dimension === "none" ? known : quantityText(constant(claimed.value), dimension);
      const left = sideText(derived);
      return isSwapped(assertion) ? { left: right, right: left } : { left, right };
    }
    default:
      return {};
  }
}

/** `4,231,976 → 4.2M`: what is printed, and how; nothing where the digits alone would not tell. */
function printedText(assertion: Assertion): Pick<ClaimRecord, "printed"> {
  if (assertion.kind === "printed") {
    const value = valueToPrint(assertion.derived.expr, assertion.claimed);
    return value === undefined ? {} : { printed: `${grouped(value)} → ${assertion.claimed.text}` };
  }
  const value = assertion.kind === "within" ? asConstant(assertion.derived.expr) : undefined;
  if (assertion.kind !== "within" || value === undefined) return {};
  return { printed: `${grouped(value)} ≈ ${spanText(assertion.claimedNode.span)}` };
}

function sideText({ expr, dimension }: NumberValue): string {
  const text = dimension === "none" ? numberText(expr) : quantityText(expr, dimension);
  return text.length <= longestSide ? text : `${text.slice(0, longestSide)}…`;
}

function numberText(e: Expr): string {
  const value = asConstant(e);
  return value === undefined ? toText(e) : rationalToText(value);
}

type Findings = Pick<
  ClaimRecord,
  "method" | "reason" | "tried" | "assumptions" | "counterexample" | "difference" | "wrong" | "corrected"
>;

function findingsOf(
  judgement: Judgement,
  run: ClaimRun,
  recounted: () => ReturnType<ReturnType<typeof recountsOf>>,
): Findings {
  if (judgement.kind === "undecided") {
    return { reason: judgement.reason, tried: judgement.tried, assumptions: [] };
  }
  const { method, assumptions } = judgement;
  if (judgement.kind !== "refuted") return { method, tried: [], assumptions };
  const finding = findingOf(run.bench, judgement);
  const reason = reasonOf(judgement, recounted);
  const point = failingPoint(judgement, run);
  const { difference } = judgement;
  const isOpen = judgement.at.size > 0 && !isSwapped(judgement.part);
  return {
    method,
    ...(reason === undefined ? {} : { reason }),
    tried: [],
    assumptions,
    ...(point === undefined ? {} : { counterexample: point }),
    ...(difference === undefined || !isOpen ? {} : { difference }),
    wrong: finding.wrong,
    ...(finding.corrected === undefined ? {} : { corrected: finding.corrected }),
  };
}

function failingPoint(
  { part, at, left, right }: Judgement & { readonly kind: "refuted" },
  run: ClaimRun,
): ClaimRecord["counterexample"] {
  if (left === undefined || right === undefined) return undefined;
  const [a, b] = isSwapped(part) ? [right, left] : [left, right];
  return { at: wholePoint(at, run), left: numberText(a), right: numberText(b) };
}

/** Whether the claimed side is written before the derived one. */
function isSwapped(part: Assertion): boolean {
  switch (part.kind) {
    case "comparison":
      return part.claimedNode.span.start < part.derivedNode.span.start;
    case "printed":
      return part.claimed.span.start < part.derivedNode.span.start;
    default:
      return false;
  }
}

/** What another way of counting says of a number that is wrong. */
function reasonOf(
  { part, at }: Judgement & { readonly kind: "refuted" },
  recounted: () => ReturnType<ReturnType<typeof recountsOf>>,
): string | undefined {
  if (part.kind === "printed") {
    const value = valueToPrint(part.derived.expr, part.claimed);
    return value === undefined ? undefined : diagnosisOf(value, part.claimed, recounted());
  }
  if (part.kind === "within" && at.size === 0) {
    const value = asConstant(part.derived.expr);
    return value === undefined ? undefined : `is ${grouped(value)}`;
  }
  if (part.kind !== "comparison" || part.operator !== "==" || at.size > 0) return undefined;
  const literal = printedLiteral(part.claimedNode);
  return literal === undefined ? undefined : exactDiagnosisOf(literal.value, recounted());
}
