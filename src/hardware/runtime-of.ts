import { InternalError } from "../core/internal-error.ts";
import type { Span } from "../core/source.ts";
import { type Entries, groupEntry, quantityEntry, textEntry, wordEntry } from "./entry.ts";
import { parseChoice, placesOf } from "./loop-choice.ts";
import type { LoopChoice, RuntimeProfile } from "./runtime.ts";
import {
  blockCaches,
  directRules,
  gemmOperands,
  type LoopRole,
  layouts,
  loopRoles,
  winogradRules,
} from "./runtime-fields.ts";

/** The runtime that checked fields describe. Every required field is there: checking has seen to that. */
export function runtimeOf(name: string, entries: Entries): RuntimeProfile {
  const serial = [...names(entries, "serial").keys()].filter(isRole);
  const loops = [...groupEntry(entries, "loops")].map(
    ([table, entry]) => [table, entry.kind === "group" ? choices(entry.fields) : new Map()] as const,
  );
  return {
    name,
    title: textEntry(entries, "title")?.text ?? name,
    vintage: wordEntry(entries, "vintage").word,
    layout: oneOf(entries, "layout", layouts),
    gemm: oneOf(entries, "gemm", gemmOperands),
    winograd: oneOf(entries, "winograd", winogradRules),
    direct: oneOf(entries, "direct", directRules),
    fuses: names(entries, "fuses"),
    int8: names(entries, "int8"),
    lacks: names(entries, "lacks"),
    storesSums: wordEntry(entries, "storesSums").word === "yes",
    serial: new Set(serial),
    blockCache: oneOf(entries, "blockCache", blockCaches),
    loops: new Map(loops),
    dispatch: quantityEntry(entries, "dispatch"),
    fork: quantityEntry(entries, "fork"),
  };
}

function choices(fields: Entries): ReadonlyMap<LoopRole, LoopChoice> {
  const found = new Map<LoopRole, LoopChoice>();
  for (const [role, entry] of fields)
    if (entry.kind === "word" && isRole(role)) found.set(role, parseChoice(entry.word, entry.origin, entry.place));
  return found;
}

function isRole(name: string): name is LoopRole {
  return Object.hasOwn(loopRoles, name);
}

/** Names with a blank between them, each with its place; none for `none`. */
function names(entries: Entries, field: string): ReadonlyMap<string, Span> {
  const { word, place } = wordEntry(entries, field);
  if (word === "none") return new Map();
  return new Map(word.split(" ").map((name) => [name, placesOf(name, place)[0] ?? place]));
}

function oneOf<W extends string>(entries: Entries, field: string, words: readonly W[]): W {
  const { word, span } = wordEntry(entries, field);
  const found = words.find((each) => each === word);
  if (found === undefined)
    throw new InternalError("hardware", `\`${field}\` of a checked profile is \`${word}\``, span);
  return found;
}
