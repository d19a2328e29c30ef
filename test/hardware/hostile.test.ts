import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { profileLimits, resolveProfile } from "../../src/hardware/index.ts";
import { smallLibrary } from "./small-library.ts";

function codesOf(text: string): readonly string[] {
  const { value, diagnostics } = resolveProfile({ source: { name: "hostile.yaml", text } }, smallLibrary);
  expect(value).toBeUndefined();
  for (const { span } of diagnostics) expect(span?.end ?? 0).toBeLessThanOrEqual(text.length);
  return diagnostics.map((each) => each.code);
}

const million = 1_000_000;

describe("texts that a YAML reader could choke on", () => {
  it.each<[what: string, text: string, code: string]>([
    ["10^6 open lists", "[".repeat(million), "hardware/too-deep"],
    ["10^6 open mappings", "{".repeat(million), "hardware/too-deep"],
    ["lists in lists, closed", "[".repeat(500_000) + "]".repeat(500_000), "hardware/too-deep"],
    ["mappings in mappings", `${"{a: ".repeat(200_000)}1`, "hardware/too-deep"],
    ["lists on one line", "- ".repeat(500_000), "hardware/too-deep"],
    ["explicit keys on one line", "? ".repeat(500_000), "hardware/too-deep"],
    ["closing brackets inside texts", `${'["]",'.repeat(200_000)}1`, "hardware/too-deep"],
    ["closing brackets that close nothing", "]".repeat(100_000), "hardware/too-large"],
    [
      "ever deeper indentation",
      Array.from({ length: 1300 }, (_, depth) => `${" ".repeat(depth)}a:\n`).join(""),
      "hardware/too-deep",
    ],
    ["a long text", `name: ${"x".repeat(900_000)}\n`, "hardware/missing-field"],
    ["a long quoted text", `name: "${"x".repeat(900_000)}"\n`, "hardware/missing-field"],
    ["a quoted text without end", `name: "${"x ".repeat(400_000)}`, "hardware/yaml"],
    ["a block text", `name: |\n${"  x\n".repeat(200_000)}`, "hardware/missing-field"],
    ["a long number", `profile: device\nname: ${"9".repeat(900_000)}\n`, "hardware/type"],
    [
      "a quantity with a large exponent",
      'profile: soc\nname: a\nl3: { value: "1e999999999 B", source: a, kind: assumed }\n',
      "hardware/quantity",
    ],
    ["many fields", Array.from({ length: 120_000 }, (_, n) => `a${n}:\n`).join(""), "hardware/too-large"],
    ["many equal fields", "a:\n".repeat(10_000), "hardware/duplicate-field"],
    ["many blanks", " ".repeat(million), "hardware/yaml"],
    ["many line ends", "\n".repeat(million), "hardware/too-large"],
    ["more than a mebibyte", "#".repeat(profileLimits.length + 1), "hardware/too-large"],
    ["a NUL", "profile: device\nname: a\u0000b\n", "hardware/text"],
    [
      "an alias bomb",
      `a: &a [1]\n${Array.from({ length: 60 }, (_, n) => `b${n}: &b${n} [*a, *a, *a]\n`).join("")}`,
      "hardware/not-plain",
    ],
    ["a directive", "%YAML 1.1\n---\nprofile: yes\n", "hardware/not-plain"],
    ["a merge key", "profile: device\nname: a\n<<: { title: b }\n", "hardware/unknown-field"],
    ["a key of the prototype", "profile: device\nname: a\n__proto__: 1\n", "hardware/unknown-field"],
    ["a base of the prototype", "profile: device\nname: a\ntitle: A\nextends: __proto__\n", "hardware/unknown"],
    ["half a surrogate pair", "profile: device\nname: a\ntitle: \ud800\n", "hardware/text"],
  ])("%s", (_what, text, code) => {
    expect(codesOf(text)).toContain(code);
  });

  it("repeats no more than the start of a long text", () => {
    const long = "x".repeat(500_000);
    const text = `profile: device\nname: mine\ntitle: Mine\nextends: board\n${"y".repeat(100)}: 1\nl3: { value: "${long}", source: a, kind: ${long} }\n`;
    const { diagnostics } = resolveProfile({ source: { name: "long.yaml", text } }, smallLibrary);
    expect(diagnostics.map((each) => each.code)).toEqual([
      "hardware/unknown-field",
      "hardware/word",
      "hardware/quantity",
    ]);
    for (const { message, hint } of diagnostics) expect((message + (hint ?? "")).length).toBeLessThan(250);
  });

  it("never throws, whatever stands in the text", () => {
    const parts = [
      "[",
      "]",
      "{",
      "}",
      "- ",
      "? ",
      ": ",
      ",",
      "\n",
      "\n  ",
      '"',
      "'",
      "#",
      "|\n",
      "> ",
      "a: ",
      "\t",
      "---\n",
    ];
    const words = ["profile: device\n", "name: a\n", "clusters:\n", "{ value: 1, source: x, kind: assumed }", "\ud800"];
    const text = fc.array(fc.constantFrom(...parts, ...words), { maxLength: 40 }).map((each) => each.join(""));
    fc.assert(
      fc.property(text, (each) => {
        resolveProfile({ source: { name: "random.yaml", text: each } }, smallLibrary);
      }),
      { seed: 11, numRuns: 500 },
    );
  });

  it("shows the first 20 faults and counts the others", () => {
    const unknown = Array.from({ length: 50 }, (_, n) => `field${n}: 1\n`).join("");
    const source = { name: "many.yaml", text: `profile: device\nname: a\ntitle: A\nextends: board\n${unknown}` };
    const { diagnostics } = resolveProfile({ source }, smallLibrary);
    expect(diagnostics).toHaveLength(21);
    expect(diagnostics[20]).toMatchObject({
      code: "hardware/too-many-errors",
      message: "and 30 more faults in this profile",
    });
  });

  it("reports at most a few errors of the YAML reader", () => {
    const codes = codesOf('a: "b" c\n'.repeat(3000));
    expect(codes.length).toBeLessThanOrEqual(5);
  });

  it("accepts what is just inside the bounds", () => {
    const text = `# ${"x".repeat(profileLimits.length - 200)}\nprofile: device\nname: mine\ntitle: Mine\nextends: board\n`;
    expect(resolveProfile({ source: { name: "long.yaml", text } }, smallLibrary).diagnostics).toEqual([]);
  });
});
