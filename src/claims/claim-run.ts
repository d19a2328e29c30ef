import type { ClaimDeclaration, Expression, ForallStatement } from "../../grammar/index.ts";
import { type Diagnostic, hasErrors } from "../core/diagnostic.ts";
import type { Span } from "../core/source.ts";
import type { Bench, Recount, Workbench } from "../model/index.ts";
import { type Assertion, readAssertion } from "./assertion.ts";
import { warnOfSuffixes } from "./suffix-symbols.ts";

/** One asserted statement with what it says; `assertion` is missing after a fault. */
export interface Asserted {
  readonly expression: Expression;
  readonly span: Span;
  readonly assertion: Assertion | undefined;
}

/** A claim that is read statement by statement, each with the names that stand before it. */
export interface ClaimRun {
  readonly bench: Bench;
  readonly foralls: readonly ForallStatement[];
}

/** Reads a claim in order and hands each asserted statement to `visit` while what it assumes is assumed. */
export function runClaim(
  workbench: Workbench,
  claim: ClaimDeclaration,
  recount: Recount | undefined,
  visit: (asserted: Asserted, run: ClaimRun) => void,
): readonly Diagnostic[] {
  const purpose = `${claim.role} "${claim.title.value}"`;
  const bench = workbench.open({ purpose, site: claim.title.span, recount });
  const foralls: ForallStatement[] = [];
  for (const statement of claim.statements) {
    bench.at(purpose, statement.span);
    switch (statement.kind) {
      case "forall":
        bench.forall(statement);
        foralls.push(statement);
        break;
      case "let":
        bench.let(statement);
        break;
      case "expression":
        bench.assuming(() => {
          if (recount === undefined) warnOfSuffixes(bench, statement.expression);
          const assertion = readAssertion(bench, statement.expression);
          visit({ expression: statement.expression, span: statement.span, assertion }, { bench, foralls });
        });
        break;
      case "note":
        break;
    }
  }
  if (!claim.statements.some((each) => each.kind === "expression") && !hasErrors(bench.diagnostics)) {
    bench.report("claim/empty", { title: claim.title.value }, claim.title.span);
  }
  return bench.diagnostics;
}
