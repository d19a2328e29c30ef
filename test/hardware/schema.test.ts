import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { shippedProfiles } from "./shipped-profiles.ts";
import { smallLibrary } from "./small-library.ts";

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
type Schema = { readonly [key: string]: Json };

const root = JSON.parse(
  readFileSync(new URL("../../hardware-profiles/schema.json", import.meta.url), "utf8"),
) as Schema;

/** The keywords that the schema uses; one that is not here fails the test instead of being passed over. */
const checks: Readonly<Record<string, (wanted: Json, value: Json, schema: Schema) => boolean>> = {
  $schema: () => true,
  title: () => true,
  description: () => true,
  examples: () => true,
  $defs: () => true,
  type: (wanted, value) => (wanted === "object" ? isObject(value) : typeof value === wanted),
  const: (wanted, value) => wanted === value,
  enum: (wanted, value) => (wanted as readonly Json[]).includes(value),
  pattern: (wanted, value) => typeof value !== "string" || new RegExp(String(wanted), "u").test(value),
  minLength: (wanted, value) => typeof value !== "string" || [...value].length >= Number(wanted),
  maxLength: (wanted, value) => typeof value !== "string" || [...value].length <= Number(wanted),
  minProperties: (wanted, value) => !isObject(value) || Object.keys(value).length >= Number(wanted),
  required: (wanted, value) => !isObject(value) || (wanted as readonly string[]).every((each) => each in value),
  properties: (wanted, value) =>
    !isObject(value) ||
    Object.entries(wanted as Schema).every(([name, each]) => !(name in value) || accepts(each, value[name] ?? null)),
  additionalProperties: (wanted, value, schema) =>
    !isObject(value) ||
    Object.entries(value).every(([name, each]) =>
      isObject(schema.properties ?? null) && name in (schema.properties as Schema)
        ? true
        : wanted !== false && accepts(wanted, each),
    ),
  propertyNames: (wanted, value) => !isObject(value) || Object.keys(value).every((each) => accepts(wanted, each)),
  oneOf: (wanted, value) => (wanted as readonly Json[]).filter((each) => accepts(each, value)).length === 1,
  $ref: (wanted, value) => accepts((root.$defs as Schema)[String(wanted).replace("#/$defs/", "")] ?? false, value),
};

function isObject(value: Json): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function accepts(schema: Json, value: Json): boolean {
  if (!isObject(schema)) return schema === true;
  return Object.entries(schema).every(([keyword, wanted]) => {
    const check = checks[keyword];
    if (check === undefined) throw new Error(`unknown keyword ${keyword}`);
    return check(wanted, value, schema);
  });
}

const good = { ...shippedProfiles, ...smallLibrary };

describe("the schema for editors", () => {
  it.each(Object.entries(good))("accepts %s", (_path, text) => {
    expect(accepts(root, parse(text))).toBe(true);
  });

  const soc = smallLibrary["socs/chip.yaml"] ?? "";
  it.each([
    ["no kind of profile", soc.replace("profile: soc\n", "")],
    ["a wrong kind of profile", soc.replace("profile: soc", "profile: chip")],
    ["a wrong unit", soc.replace("4 GB/s", "4 GB")],
    ["no unit", soc.replace('"1.5 GHz"', "1.5")],
    ["a binary prefix before Hz", soc.replace("1.5 GHz", "1.5 GiHz")],
    ["part of a core", soc.replace("4 cores", "4.5 cores")],
    ["a negative quantity", soc.replace("512 KiB", "-512 KiB")],
    ["an unknown field", `${soc}speed: 3\n`],
    ["an unknown word", soc.replace("value: cluster", "value: everyone")],
    ["an unknown kind", soc.replace("kind: assumed", "kind: guessed")],
    ["an empty source", soc.replace('"a test"', '""')],
    ["a value without a source", soc.replace(' source: "a test",', "")],
    ["a cluster's name with a blank", soc.replace("  cpu:", "  c pu:")],
    ["no clusters", soc.replace(/clusters:[\s\S]*?dram:/, "clusters: {}\ndram:")],
    ["a title on a chip", `${soc}title: Chip\n`],
    ["a device without a title", "profile: device\nname: a\nsoc: chip\n"],
  ])("refuses %s", (_what, text) => {
    expect(text).not.toBe(soc);
    expect(accepts(root, parse(text))).toBe(false);
  });

  it("accepts a core that stands in a cluster", () => {
    const text = soc.replace("core: small", "core: { extends: small }");
    expect(accepts(root, parse(text))).toBe(true);
  });
});
