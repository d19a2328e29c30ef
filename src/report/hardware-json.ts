import type { Listing, ListingRow } from "../hardware/index.ts";
import { jsonNumber, jsonText } from "./json-text.ts";

/** A profile as `ridge.hw/1`: each value as written and in its base unit, with its origin, under the text that gives it. */
export function hardwareJson(listing: Listing): string {
  const { kind, name, title, sections, counts } = listing;
  const values = Object.fromEntries(counts);
  const parts = sections.map((each) => ({ kind: each.kind, name: each.name, fields: each.rows.map(fieldJson) }));
  return `${jsonText({ schema: "ridge.hw/1", kind, name, title, counts: values, sections: parts }, 5)}\n`;
}

function fieldJson({ field, text, quantity, origin }: ListingRow) {
  return {
    field,
    text,
    value: quantity === undefined ? text : jsonNumber(quantity.value),
    unit: quantity?.unit,
    kind: origin?.kind,
    source: origin?.source,
  };
}
