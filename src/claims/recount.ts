import type { ClaimDeclaration } from "../../grammar/index.ts";
import { hasErrors } from "../core/diagnostic.ts";
import type { Workbench } from "../model/index.ts";
import { asConstant } from "../symbolic/index.ts";
import { runClaim } from "./claim-run.ts";
import type { Recounted } from "./diagnosis.ts";
import { variations } from "./variations.ts";

/**
 * The numbers that a claim's statements are about, counted in every other way; by the statement's place in the claim. The claim is read
 * again for each way, once, and only when a number is asked for.
 */
export function recountsOf(workbench: Workbench, claim: ClaimDeclaration): (index: number) => readonly Recounted[] {
  let known: readonly (readonly Recounted[])[] | undefined;
  return (index) => {
    known ??= allRecounts(workbench, claim);
    return known[index] ?? [];
  };
}

function allRecounts(workbench: Workbench, claim: ClaimDeclaration): readonly (readonly Recounted[])[] {
  const byStatement: Recounted[][] = [];
  for (const variation of variations) {
    let index = 0;
    runClaim(workbench, claim, variation.recount, ({ assertion }, { bench }) => {
      const list = byStatement[index] ?? [];
      byStatement[index] = list;
      index += 1;
      if (assertion?.kind !== "printed" && assertion?.kind !== "comparison") return;
      const value = asConstant(assertion.derived.expr);
      if (value !== undefined && !hasErrors(bench.diagnostics)) list.push({ variation, value });
    });
  }
  return byStatement;
}
