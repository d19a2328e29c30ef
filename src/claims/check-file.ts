import { type ClaimDeclaration, type Identifier, type Module, walk } from "../../grammar/index.ts";
import type { Diagnostic } from "../core/diagnostic.ts";
import type { Source } from "../core/source.ts";
import { type MeasuredNets, type ModuleLoader, openWorkbench } from "../model/index.ts";
import type { CheckedFile } from "../report/index.ts";
import { checkClaim } from "./check-claim.ts";

export interface CheckRequest {
  readonly source: Source;
  readonly loader: ModuleLoader;
  /** Only claims with this text in their name, tags or source; letter case does not count. */
  readonly filter?: string | undefined;
  /** Nets measured before, shared by the files of one run. */
  readonly measured?: MeasuredNets | undefined;
}

/**
 * Decides every claim and erratum of a file, in order. Claims with errors get diagnostics, the others their verdicts.
 *
 * @example checkFile({ source: { name: "a.arch", text: 'claim "sum" { 1 + 1 == 2 }' }, loader: { load: loadShipped } }).records[0].verdict  // "proved"
 */
export function checkFile({ source, loader, filter, measured }: CheckRequest): CheckedFile {
  const { value: workbench, diagnostics } = openWorkbench({ source, loader, measured }, namesInClaims);
  if (workbench === undefined) return { name: source.name, claims: 0, records: [], diagnostics };
  const claims = claimsOf(workbench.tree);
  const chosen = claims.filter((each) => filter === undefined || matches(each, filter));
  const checked = chosen.map((each) => checkClaim(workbench, each));
  return {
    name: source.name,
    claims: claims.length,
    records: checked.flatMap((each) => each.records),
    diagnostics: distinct([...diagnostics, ...checked.flatMap((each) => each.diagnostics)]),
  };
}

function claimsOf(tree: Module): readonly ClaimDeclaration[] {
  return tree.declarations.flatMap((each) => (each.kind === "claim" ? [each] : []));
}

/** Names that claims mention: they may be shipped networks. */
function namesInClaims(tree: Module): ReadonlySet<string> {
  const names = new Set<string>();
  for (const claim of claimsOf(tree)) {
    walk<Identifier>(claim, (node) => {
      if (node.kind === "identifier") names.add(node.name);
    });
  }
  return names;
}

function matches({ title, statements }: ClaimDeclaration, filter: string): boolean {
  const notes = statements.flatMap((each) => (each.kind === "note" && each.role !== "reason" ? [each.text.value] : []));
  return [title.value, ...notes].some((each) => each.toLowerCase().includes(filter.toLowerCase()));
}

/** The same fault of a net is met by every claim about it; it is said once. */
function distinct(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics.filter(({ code, message, span, notes }) => {
    const key = JSON.stringify([code, message, span?.source.name, span?.start, notes]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
