import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { nearestNames } from "../core/suggest.ts";
import type { Entries, Entry } from "./entry.ts";
import { namedCores, placesOf } from "./loop-choice.ts";
import { loopRoles } from "./runtime-fields.ts";

/** Reports what the form of a runtime's values does not show: roles and cores that are none, and cores named twice for a role. */
export function reportFaultyRuntime(entries: Entries, cores: readonly string[], diagnostics: Diagnostic[]): void {
  const serial = entries.get("serial");
  if (serial?.kind === "word") reportUnknownRoles(serial, diagnostics);
  const loops = entries.get("loops");
  if (loops?.kind !== "group") return;
  for (const table of loops.fields.values()) {
    if (table.kind !== "group") continue;
    for (const choice of table.fields.values())
      if (choice.kind === "word") reportFaultyCores(choice, cores, diagnostics);
  }
}

type Word = Extract<Entry, { kind: "word" }>;

function reportUnknownRoles({ word, place }: Word, diagnostics: Diagnostic[]): void {
  if (word === "none") return;
  const known = Object.keys(loopRoles);
  for (const found of new Set(word.split(" "))) {
    if (known.includes(found)) continue;
    const facts = { field: "serial", found, nearest: nearestNames(found, known), known: known.join(", ") };
    diagnostics.push(diagnostic("hardware/word", facts, placesOf(found, place)[0]));
  }
}

function reportFaultyCores({ word, place }: Word, known: readonly string[], diagnostics: Diagnostic[]): void {
  const named = namedCores(word).map(([core]) => core);
  for (const name of new Set(named)) {
    const [first = place, second = first] = placesOf(name, place);
    if (!known.includes(name)) {
      const facts = { kind: "core", name, nearest: nearestNames(name, known), known: known.join(", ") };
      diagnostics.push(diagnostic("hardware/unknown", facts, first));
    } else if (named.indexOf(name) !== named.lastIndexOf(name)) {
      const related = [{ span: first, label: "first given here" }];
      diagnostics.push(diagnostic("hardware/duplicate-field", { field: name }, second, { related }));
    }
  }
}
