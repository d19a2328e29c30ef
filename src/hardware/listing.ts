import type { Rational } from "../core/rational.ts";
import type { Source } from "../core/source.ts";
import type { Unit } from "../core/units.ts";
import type { Entries, Entry, ResolvedProfile } from "./entry.ts";
import { type Field, type FieldType, inlineCoreFields, type ProfileKind, profileFields } from "./field-table.ts";
import { type Origin, type QuantityKind, quantityKinds } from "./profile.ts";
import { profileAt } from "./reader.ts";

/** One value of a profile as listings show it. */
export interface ListingRow {
  /** Path below the section: `clusters.gold.clock`. */
  readonly field: string;
  /** As written. */
  readonly text: string;
  /** In the base unit, exact; words and names have neither. */
  readonly quantity: { readonly value: Rational; readonly unit: Unit } | undefined;
  /** Names that refer to other profiles have none. */
  readonly origin: Origin | undefined;
}

/** The values that one profile text gives. */
export interface ListingSection {
  readonly kind: ProfileKind;
  readonly name: string;
  readonly rows: readonly ListingRow[];
}

/** A profile's values, device before SoC before cores, each under the text that gives it. */
export interface Listing {
  readonly kind: ProfileKind;
  readonly name: string;
  readonly title: string | undefined;
  readonly sections: readonly ListingSection[];
  /** How many values there are of each kind. */
  readonly counts: ReadonlyMap<QuantityKind, number>;
}

interface Found extends ListingRow {
  readonly source: Source;
  /** The path inside the core that the value belongs to. */
  readonly inCore: string | undefined;
}

/**
 * Lists a resolved profile. A core that several clusters have is listed once; its pipeline, a line per class of instructions,
 * only where the core itself is asked for.
 */
export function listingOf(profile: ResolvedProfile): Listing {
  const found = rowsOf(profileFields[profile.kind], profile.entries, "", undefined);
  const sections = profile.sources.flatMap((source): ListingSection[] => {
    const place = profileAt(source.name);
    const isOwn = source === profile.sources[0];
    const kind = isOwn ? profile.kind : (place?.kind ?? "device");
    const rows = new Map<string, ListingRow>();
    for (const { source: from, inCore, field, text, quantity, origin } of found) {
      const path = (kind === "core" || kind === "dsp") && inCore !== undefined ? inCore : field;
      const isDetail = profile.kind !== "core" && kind === "core" && path.startsWith("pipeline.");
      if (from === source && !isDetail) rows.set(path, { field: path, text, quantity, origin });
    }
    return rows.size === 0
      ? []
      : [{ kind, name: isOwn ? profile.name : (place?.name ?? source.name), rows: [...rows.values()] }];
  });
  const kinds = sections.flatMap((each) =>
    each.rows.flatMap(({ origin }) => (origin === undefined ? [] : [origin.kind])),
  );
  const title = profile.entries.get("title");
  return {
    kind: profile.kind,
    name: profile.name,
    title: title?.kind === "text" ? title.text : undefined,
    sections,
    counts: new Map(quantityKinds.map((kind) => [kind, kinds.filter((each) => each === kind).length])),
  };
}

/** Rows in the order of the table; what heads the listing anyway is left out. */
function rowsOf(table: readonly Field[], entries: Entries, around: string, core: string | undefined): Found[] {
  return table.flatMap(({ name, type, own }) => {
    const entry = entries.get(name);
    if (entry === undefined || own === true) return [];
    return rowsOfEntry(type, entry, `${around}${name}`, core === undefined ? undefined : `${core}${name}`);
  });
}

function rowsOfEntry(type: FieldType, entry: Entry, field: string, inCore: string | undefined): Found[] {
  const at = { field, inCore, source: entry.span.source };
  switch (entry.kind) {
    case "text":
      return [{ ...at, text: entry.text, quantity: undefined, origin: undefined }];
    case "word":
      return [{ ...at, text: entry.word, quantity: undefined, origin: entry.origin }];
    case "quantity": {
      const { value, unit, text, source, kind } = entry.quantity;
      return [{ ...at, text, quantity: { value, unit }, origin: { source, kind } }];
    }
    case "faulty":
      return [];
    case "group":
      return rowsOfGroup(type, entry.fields, at, inCore);
  }
}

function rowsOfGroup(
  type: FieldType,
  fields: Entries,
  at: Pick<Found, "field" | "source">,
  inCore: string | undefined,
) {
  const { field, source } = at;
  switch (type.kind) {
    case "group":
      return rowsOf(type.fields, fields, `${field}.`, inCore === undefined ? undefined : `${inCore}.`);
    case "named":
      return [...fields].flatMap(([name, entry]) =>
        entry.kind === "group" ? rowsOf(type.fields, entry.fields, `${field}.${name}.`, undefined) : [],
      );
    case "core": {
      const name = fields.get("name");
      const reference = name?.kind === "text" ? name.text : "given here";
      const row: Found = { field, source, inCore: undefined, text: reference, quantity: undefined, origin: undefined };
      return [row, ...rowsOf(inlineCoreFields[type.of], fields, `${field}.`, "")];
    }
    default:
      return [];
  }
}
