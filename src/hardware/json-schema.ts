import { prefixesOf } from "../core/units.ts";
import {
  type Field,
  type FieldType,
  inlineCoreFields,
  longestSource,
  namePattern,
  type ProfileKind,
  profileFields,
  profileKinds,
} from "./field-table.ts";
import { quantityKinds } from "./profile.ts";
import { loopFields } from "./runtime-fields.ts";

/** JSON Schema values. */
type Json = string | number | boolean | readonly Json[] | { readonly [key: string]: Json };

const nameText = namePattern.source;
/** A name of the library, or the path of a file. */
const referenceText = `${nameText}|\\.ya?ml$`;

/**
 * The JSON Schema (draft 2020-12) of a profile, so that editors complete and check it, from the table of fields. It says less
 * than `ridge hw check`: what `extends` fills in may be left out, and names of other profiles are not looked up.
 */
export function profileSchema(): string {
  const schema: Json = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Ridge hardware profile",
    description: "A core, a DSP, a SoC, a device or a runtime. Every value has a unit, a source and a kind.",
    type: "object",
    properties: { profile: { enum: profileKinds } },
    required: ["profile"],
    oneOf: profileKinds.map((kind) => ({ $ref: `#/$defs/${kind}` })),
    $defs: {
      kind: { description: "where a value comes from", enum: quantityKinds },
      source: {
        description: "document and page, command and date, derivation, or why it is assumed",
        type: "string",
        minLength: 1,
        maxLength: longestSource,
      },
      ...Object.fromEntries(profileKinds.map((kind) => [kind, profileOf(kind)])),
      inlineCore: mapping(inlineCoreFields.core),
      inlineDsp: mapping(inlineCoreFields.dsp),
      loops: mapping(loopFields),
    },
  };
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}

function profileOf(kind: ProfileKind): Json {
  const object = mapping(profileFields[kind]);
  return { ...object, properties: { ...object.properties, profile: { const: kind } }, required: ownRequired(kind) };
}

/** What no base can give. */
function ownRequired(kind: ProfileKind): readonly string[] {
  return profileFields[kind].flatMap((each) => (each.own === true && each.required ? [each.name] : []));
}

function mapping(
  fields: readonly Field[],
): { readonly [key: string]: Json } & { readonly properties: { readonly [key: string]: Json } } {
  return {
    type: "object",
    additionalProperties: false,
    properties: Object.fromEntries(
      fields.map(({ name, type, meaning }) => [name, { description: meaning, ...typeOf(type, name) }]),
    ),
  };
}

function typeOf(type: FieldType, name: string): { readonly [key: string]: Json } {
  switch (type.kind) {
    case "text":
      return {
        type: "string",
        minLength: 1,
        maxLength: type.longest,
        ...(name === "name" ? { pattern: nameText } : {}),
      };
    case "reference":
      return { type: "string", pattern: referenceText };
    case "core":
      return {
        oneOf: [
          { type: "string", pattern: referenceText },
          { $ref: type.of === "core" ? "#/$defs/inlineCore" : "#/$defs/inlineDsp" },
        ],
      };
    case "word":
      return sourced({ enum: type.words });
    case "quantity":
      return sourced({ type: "string", pattern: quantityPattern(type), examples: type.usual });
    case "notation":
      return sourced({ type: "string", pattern: type.pattern, examples: [type.example] });
    case "group":
      return type.fields === loopFields ? { $ref: "#/$defs/loops" } : mapping(type.fields);
    case "named":
      return {
        type: "object",
        propertyNames: { pattern: nameText },
        minProperties: 1,
        additionalProperties: mapping(type.fields),
      };
  }
}

function sourced(value: Json): { readonly [key: string]: Json } {
  return {
    type: "object",
    additionalProperties: false,
    properties: { value, source: { $ref: "#/$defs/source" }, kind: { $ref: "#/$defs/kind" } },
    required: ["value", "source", "kind"],
  };
}

/** Decimal number, one blank, unit with its prefix; whether it is above zero and plausible is left to `ridge hw check`. */
function quantityPattern({ unit, whole }: Extract<FieldType, { kind: "quantity" }>): string {
  const number = whole === true ? "[0-9]+" : "(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:e[0-9]+)?";
  const prefixes = prefixesOf(unit);
  const prefix = prefixes.length === 0 ? "" : `(?:${prefixes.join("|")})?`;
  return `^${number} ${prefix}${unit}$`;
}
