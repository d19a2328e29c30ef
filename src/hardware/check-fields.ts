import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { compareRational } from "../core/rational.ts";
import type { Span } from "../core/source.ts";
import { nearestNames } from "../core/suggest.ts";
import { checkName, checkSourced, checkText, exampleOf } from "./check-value.ts";
import type { Entries, Entry } from "./entry.ts";
import { type Field, type FieldType, inlineCoreFields } from "./field-table.ts";
import { reportFaultyPorts } from "./pipeline.ts";
import { type MapItem, type Tree, treeWords } from "./read-yaml.ts";

/**
 * The fields that a mapping gives, each checked against the table. Absent ones are no fault here, since `extends` may fill
 * them: `reportMissing` looks at the result.
 */
export function checkFields(
  table: readonly Field[],
  items: ReadonlyMap<string, MapItem>,
  around: string,
  diagnostics: Diagnostic[],
): Entries {
  const entries = new Map<string, Entry>();
  const known = table.map((each) => each.name);
  for (const [name, { key, value }] of items) {
    const field = table.find((each) => each.name === name);
    if (field === undefined) {
      const nearest = nearestNames(name, known);
      diagnostics.push(diagnostic("hardware/unknown-field", { field: name, nearest, known: known.join(", ") }, key));
      continue;
    }
    const entry = checkField(field, `${around}${name}`, key, value, diagnostics);
    entries.set(name, entry ?? { kind: "faulty", span: key });
  }
  return entries;
}

function checkField(field: Field, path: string, key: Span, tree: Tree, diagnostics: Diagnostic[]): Entry | undefined {
  const { type } = field;
  switch (type.kind) {
    case "word":
    case "quantity":
    case "notation":
      return checkSourced(field, path, tree, diagnostics);
    case "text": {
      const text = checkText(tree, path, type.longest, diagnostics);
      if (text === undefined || (field.name === "name" && !checkName(text, path, tree.span, diagnostics)))
        return undefined;
      return { kind: "text", text, span: tree.span };
    }
    case "reference":
      return checkReference(path, tree, diagnostics);
    case "core":
      return tree.kind === "map"
        ? {
            kind: "group",
            fields: checkFields(inlineCoreFields[type.of], tree.items, `${path}.`, diagnostics),
            span: key,
          }
        : checkReference(path, tree, diagnostics);
    case "group":
      return asGroup(path, key, tree, diagnostics, (items) => checkFields(type.fields, items, `${path}.`, diagnostics));
    case "named":
      return asGroup(path, key, tree, diagnostics, (items) => checkNamed(type.fields, items, path, diagnostics));
  }
}

/** Of a name or a path, in characters. */
const longestReference = 256;

function checkReference(path: string, tree: Tree, diagnostics: Diagnostic[]): Entry | undefined {
  const text = checkText(tree, path, longestReference, diagnostics);
  return text === undefined ? undefined : { kind: "text", text, span: tree.span };
}

function asGroup(
  path: string,
  key: Span,
  tree: Tree,
  diagnostics: Diagnostic[],
  read: (items: ReadonlyMap<string, MapItem>) => Entries,
): Entry | undefined {
  if (tree.kind === "map") return { kind: "group", fields: read(tree.items), span: key };
  diagnostics.push(
    diagnostic("hardware/type", { field: path, wanted: "a mapping", found: treeWords(tree) }, tree.span),
  );
  return undefined;
}

function checkNamed(
  fields: readonly Field[],
  items: ReadonlyMap<string, MapItem>,
  path: string,
  diagnostics: Diagnostic[],
): Entries {
  const named = new Map<string, Entry>();
  for (const [name, { key, value }] of items) {
    const inner = `${path}.${name}`;
    if (!checkName(name, "the name of a cluster", key, diagnostics)) continue;
    const group = asGroup(inner, key, value, diagnostics, (each) =>
      checkFields(fields, each, `${inner}.`, diagnostics),
    );
    if (group !== undefined) named.set(name, group);
  }
  return named;
}

/** Reports every required field that a profile has neither itself nor from what it extends. */
export function reportMissing(
  table: readonly Field[],
  entries: Entries,
  around: string,
  site: Span,
  diagnostics: Diagnostic[],
): void {
  for (const { name, type, required, meaning } of table) {
    const entry = entries.get(name);
    const path = `${around}${name}`;
    if (entry === undefined) {
      if (required)
        diagnostics.push(diagnostic("hardware/missing-field", { field: path, wanted: wantedOf(type, meaning) }, site));
      continue;
    }
    if (entry.kind !== "group") continue;
    if (type.kind === "group") reportMissing(type.fields, entry.fields, `${path}.`, entry.span, diagnostics);
    if (name === "pipeline") reportFaultyPorts(entry.fields, diagnostics);
    if (name === "packets") reportManyContexts(entry.fields, path, diagnostics);
    if (type.kind === "core")
      reportMissing(inlineCoreFields[type.of], entry.fields, `${path}.`, entry.span, diagnostics);
    if (type.kind !== "named") continue;
    if (entry.fields.size === 0)
      diagnostics.push(diagnostic("hardware/missing-field", { field: `${path}.NAME`, wanted: meaning }, entry.span));
    for (const [inner, group] of entry.fields) {
      if (group.kind === "group")
        reportMissing(type.fields, group.fields, `${path}.${inner}.`, group.span, diagnostics);
    }
  }
}

/** Threads that hold vector registers are threads of the core. */
function reportManyContexts(fields: Entries, path: string, diagnostics: Diagnostic[]): void {
  const [contexts, threads] = ["vectorContexts", "hardwareThreads"].map((each) => fields.get(each));
  if (contexts?.kind !== "quantity" || threads?.kind !== "quantity") return;
  if (compareRational(contexts.quantity.value, threads.quantity.value) <= 0) return;
  const facts = { path, contexts: contexts.quantity.text, threads: threads.quantity.text };
  diagnostics.push(diagnostic("hardware/contexts", facts, contexts.span));
}

function wantedOf(type: FieldType, meaning: string): string {
  return ["quantity", "word", "notation"].includes(type.kind) ? `${meaning}, ${exampleOf(type)}` : meaning;
}
