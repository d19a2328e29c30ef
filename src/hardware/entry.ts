import { InternalError } from "../core/internal-error.ts";
import type { Source, Span } from "../core/source.ts";
import type { ProfileKind } from "./field-table.ts";
import type { Origin, Quantity } from "./profile.ts";

/** A checked field of a profile, with its place in the text. */
export type Entry =
  | { readonly kind: "text"; readonly text: string; readonly span: Span }
  /** `place` is that of the value alone. */
  | {
      readonly kind: "word";
      readonly word: string;
      readonly origin: Origin;
      readonly span: Span;
      readonly place: Span;
    }
  | { readonly kind: "quantity"; readonly quantity: Quantity; readonly span: Span }
  | { readonly kind: "group"; readonly fields: Entries; readonly span: Span }
  /** Given, but wrong, and reported: nothing is missing there. */
  | { readonly kind: "faulty"; readonly span: Span };

export type Entries = ReadonlyMap<string, Entry>;

/** Fields together with the texts that they come from. */
export interface Gathered {
  readonly entries: Entries;
  /** Its own text first, then what it extends, its SoC, its cores. */
  readonly sources: readonly Source[];
  /** False when a profile that it refers to cannot be had: then nothing can be said about missing fields. */
  readonly isComplete: boolean;
}

/** A profile with everything that it refers to in its place: every required field is there and sourced. */
export interface ResolvedProfile extends Gathered {
  readonly kind: ProfileKind;
  readonly name: string;
}

/** The fields of `base` with those of `own` over them; groups are joined field by field, in the order of the base. */
export function mergeEntries(base: Entries, own: Entries): Entries {
  const merged = new Map(base);
  for (const [name, entry] of own) {
    const below = merged.get(name);
    const isJoined = entry.kind === "group" && below?.kind === "group";
    merged.set(name, isJoined ? { ...entry, fields: mergeEntries(below.fields, entry.fields) } : entry);
  }
  return merged;
}

/** The text of a field such as `soc`; undefined when there is none. */
export function textEntry(entries: Entries, name: string): { readonly text: string; readonly span: Span } | undefined {
  const entry = entries.get(name);
  return entry?.kind === "text" ? entry : undefined;
}

/** The fields of a group; of a checked profile it is there, as are the entries below. */
export function groupEntry(entries: Entries, name: string): Entries {
  const entry = entries.get(name);
  if (entry?.kind === "group") return entry.fields;
  throw missing(name, entry);
}

/** A quantity that need not be there. */
export function optionalQuantity(entries: Entries, name: string): Quantity | undefined {
  const entry = entries.get(name);
  return entry?.kind === "quantity" ? entry.quantity : undefined;
}

export function quantityEntry(entries: Entries, name: string): Quantity {
  const found = optionalQuantity(entries, name);
  if (found !== undefined) return found;
  throw missing(name, entries.get(name));
}

export function wordEntry(entries: Entries, name: string): Extract<Entry, { kind: "word" }> {
  const entry = entries.get(name);
  if (entry?.kind === "word") return entry;
  throw missing(name, entry);
}

function missing(name: string, entry: Entry | undefined): InternalError {
  return new InternalError("hardware", `\`${name}\` of a checked profile is missing`, entry?.span);
}
