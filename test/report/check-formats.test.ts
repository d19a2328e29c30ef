import { readFileSync } from "node:fs";
import { Ajv2020 as Ajv } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { diagnostic } from "../../src/core/diagnostic.ts";
import {
  type CheckedFile,
  type CheckFormat,
  type ClaimRecord,
  renderCheck,
  renderStepSummary,
  textWidth,
} from "../../src/report/index.ts";
import { checkText } from "../claims/check-text.ts";

const text = `claim "right" { source "p. 1"; forall n: int; (n^2 - 1)/(n + 1) == n - 1 }
claim "printed <&> \\"quoted\\", 50%" { params(mobilenet_v1) ~= 4.2M; params(mobilenet_v1) ~= 4.3M }
claim "wrong: α|β" { forall α, β: real in (0, 1]; α + β == α*β + β }
erratum "seen" { reason "a typo"; 1 == 2 }
erratum "holds" { 1 == 1 }
claim "open" { forall a, b, c, d, e: real; (a + b + c + d + e + 1)^40 == 1 }
claim "mistaken" { nothing == 1 }
`;
const file = checkText(text);
const tableOf = (quiet: boolean) => renderCheck([file], { format: "table", width: 80, version: "1.2.3", quiet });
const render = (format: CheckFormat, files: readonly CheckedFile[] = [file], width = 100) =>
  renderCheck(files, { format, width, version: "1.2.3" });

/** The same record many times. */
function many(record: ClaimRecord | undefined, count: number): CheckedFile {
  if (record === undefined) throw new Error("no record");
  return { name: "many.arch", claims: count, diagnostics: [], records: Array.from({ length: count }, () => record) };
}

describe("JSON", async () => {
  const document = JSON.parse(await render("json"));

  it("has a record per statement with the fields of the contract", () => {
    expect(document.schema).toBe("ridge.check/1");
    expect(
      document.claims.map((each: { name: string; verdict: string; ok: boolean; kind: string }) => [
        each.name,
        each.kind,
        each.verdict,
        each.ok,
      ]),
    ).toEqual([
      ["right", "claim", "proved", true],
      ['printed <&> "quoted", 50%', "claim", "as-printed", true],
      ['printed <&> "quoted", 50%', "claim", "refuted", false],
      ["wrong: α|β", "claim", "refuted", false],
      ["seen", "erratum", "refuted", true],
      ["holds", "erratum", "proved", false],
      ["open", "claim", "undecided", false],
    ]);
    expect(document.summary).toEqual({
      claims: 7,
      proved: 2,
      asPrinted: 1,
      refuted: 3,
      undecided: 1,
      errataConfirmed: 1,
      failed: 3,
    });
  });

  it("says all that is known of a statement", () => {
    expect(document.claims[0]).toMatchObject({
      file: "test.arch",
      line: 1,
      column: 47,
      source: "p. 1",
      statement: "(n^2 - 1)/(n + 1) == n - 1",
      left: "n - 1",
      right: "n - 1",
      assumptions: ["n != -1"],
    });
    expect(document.claims[3]).toMatchObject({
      left: "α + β",
      right: "α*β + β",
      corrected: "α + β",
      domains: ["α, β: real in (0, 1]"],
    });
    const { counterexample, leftAt, rightAt } = document.claims[3];
    const value = (each: string) => each.split("/").reduce((a, b, i) => (i === 0 ? Number(b) : a / Number(b)), 0);
    const [a, b] = [value(counterexample.α), value(counterexample.β)];
    expect([value(leftAt), value(rightAt)]).toEqual([a + b, a * b + b]);
    expect(document.claims[4].reason).toBe("a typo");
    expect(document.claims[6].reason).toContain("too large");
    expect(document.diagnostics.map((each: { code: string }) => each.code)).toEqual(["name/unknown"]);
  });
});

/** The elements of a well-formed XML text in order, with their attributes; throws where it is not well formed. */
function readXml(
  xml: string,
): readonly { readonly name: string; readonly attributes: Readonly<Record<string, string>> }[] {
  const open: string[] = [];
  const elements: { name: string; attributes: Record<string, string> }[] = [];
  let at = xml.indexOf("?>") + 2;
  while (at < xml.length) {
    const [whole = "", close, name = "", inside = "", empty] =
      /^<(\/)?([\w:]+)((?:\s+[\w:]+="[^"<]*")*)\s*(\/)?>/.exec(xml.slice(at)) ?? [];
    if (whole !== "") {
      if (close !== undefined) {
        if (open.pop() !== name) throw new Error(`closes ${name}`);
      } else {
        const found = [...inside.matchAll(/([\w:]+)="([^"]*)"/g)].map(([, key = "", value = ""]) => [
          key,
          unescaped(value),
        ]);
        elements.push({ name, attributes: Object.fromEntries(found) });
        if (empty === undefined) open.push(name);
      }
      at += whole.length;
    } else if (/^[^<>]/.test(xml.slice(at, at + 1))) at += 1;
    else throw new Error(`at ${xml.slice(at, at + 40)}`);
  }
  if (open.length > 0) throw new Error(`unclosed ${open}`);
  return elements;
}

function unescaped(value: string): string {
  if (/&(?!(lt|gt|amp|quot|#\d+);)/.test(value)) throw new Error(`a bare & in ${value}`);
  return value
    .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, "&");
}

/** Elements with their attributes, required ones first and marked. Source: jenkinsci/xunit-plugin, junit-10.xsd. */
const junitAttributes: Readonly<Record<string, readonly string[]>> = {
  testsuites: ["name", "time", "tests", "failures", "errors"],
  testsuite: [
    ...["name!", "tests!", "failures!", "errors!", "group", "time", "skipped", "timestamp", "hostname", "id"],
    ...["package", "file", "log", "url"],
  ],
  testcase: ["name!", "time", "classname", "group"],
  failure: ["type", "message"],
  error: ["type", "message"],
  skipped: ["type", "message"],
};

function junitFaults(elements: ReturnType<typeof readXml>): readonly string[] {
  return elements.flatMap(({ name, attributes }) => {
    const known = junitAttributes[name];
    if (known === undefined) return [`element ${name}`];
    const names = known.map((each) => each.replace("!", ""));
    const missing = known.filter((each) => each.endsWith("!") && attributes[each.slice(0, -1)] === undefined);
    return [...missing, ...Object.keys(attributes).filter((each) => !names.includes(each))].map(
      (each) => `${name} ${each}`,
    );
  });
}

describe("JUnit", () => {
  it("is well formed and carries the same verdicts", async () => {
    const text = await render("junit");
    const elements = readXml(text);
    expect(junitFaults(elements)).toEqual([]);
    expect(elements[0]).toEqual({ name: "testsuites", attributes: { tests: "8", failures: "3", errors: "1" } });
    expect(elements[1]?.attributes).toMatchObject({ file: "test.arch", tests: "8", skipped: "1" });
    expect(text).toContain(">test.arch:3:60&#10;REFUTED α + β == α*β + β&#10;");
    const cases = elements.filter((each) => each.name === "testcase");
    expect(cases.map((each) => each.attributes.name)).toEqual([
      "right",
      'printed <&> "quoted", 50%',
      'printed <&> "quoted", 50% (2)',
      "wrong: α|β",
      "seen",
      "holds",
      "open",
      "name/unknown at test.arch:7:20",
    ]);
    expect(elements.filter((each) => each.name === "failure").map((each) => each.attributes.type)).toEqual([
      "claim/refuted",
      "claim/refuted",
      "erratum/holds",
    ]);
    expect(elements.filter((each) => ["skipped", "error"].includes(each.name)).length).toBe(2);
  });

  it("drops what XML cannot hold", async () => {
    const [record] = file.records;
    const odd = many(record === undefined ? undefined : { ...record, name: "a\u0000b\u001b\ud800c\n]]>" }, 1);
    const [, , testcase] = readXml(await render("junit", [odd]));
    expect(testcase?.attributes.name).toBe("abc\n]]>");
  });
});

interface SarifLog {
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly locations: readonly {
        readonly physicalLocation: {
          readonly artifactLocation: { readonly uri: string };
          readonly region: {
            readonly startLine: number;
            readonly startColumn?: number;
            readonly endLine?: number;
            readonly endColumn?: number;
          };
        };
      }[];
    }[];
  }[];
}

const sarifSchema = readFileSync(new URL("../oracles/sarif-schema-2.1.0.json", import.meta.url), "utf8");
// Forms of texts (uri, date-time) are left to the checks below.
const isSarif = new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(JSON.parse(sarifSchema));

/** What the schema of SARIF 2.1.0 finds, and what its specification asks for beyond it; the numbers are its sections. */
function sarifFaults(log: SarifLog): readonly string[] {
  const faults: string[] = isSarif(log)
    ? []
    : (isSarif.errors ?? []).map((each) => `${each.instancePath} ${each.message ?? ""}`);
  const want = (holds: boolean, what: string) => {
    if (!holds) faults.push(what);
  };
  for (const run of log.runs) {
    const ids = run.tool.driver.rules.map((each) => each.id);
    want(new Set(ids).size === ids.length, "3.19.23 rules are unique");
    for (const result of run.results) {
      want(ids[result.ruleIndex] === result.ruleId, "3.27.6 ruleIndex");
      want(result.locations.length === 1, "a location");
      for (const { physicalLocation } of result.locations) {
        const { artifactLocation, region } = physicalLocation;
        want(/^(?![/]|[A-Za-z]+:)(?:[^\s%#?\\]|%[0-9A-F]{2})+$/.test(artifactLocation.uri), "3.4.3 a relative uri");
        const { startLine, startColumn = 1, endLine = startLine, endColumn = Number.POSITIVE_INFINITY } = region;
        want(endLine > startLine || (endLine === startLine && endColumn >= startColumn), "3.30.7 end of a region");
      }
    }
  }
  return faults;
}

describe("SARIF 2.1.0", () => {
  it("is what the specification asks for, with a location for every result", async () => {
    const log = JSON.parse(await render("sarif"));
    expect(sarifFaults(log)).toEqual([]);
    expect(log.runs[0].results.map((each: { ruleId: string; level: string }) => [each.ruleId, each.level])).toEqual([
      ["claim/not-as-printed", "error"],
      ["claim/refuted", "error"],
      ["erratum/holds", "error"],
      ["claim/undecided", "warning"],
      ["name/unknown", "error"],
    ]);
  });

  it("is checked: what the schema forbids is found", async () => {
    const log = JSON.parse(await render("sarif"));
    log.runs[0].results[0].level = "fatal";
    log.runs[0].tool.driver.rules[0].severity = 3;
    expect(sarifFaults(log).length).toBeGreaterThanOrEqual(2);
  });

  it("marks the wrong part in UTF-16 columns", async () => {
    const log = JSON.parse(await render("sarif"));
    const { region } = log.runs[0].results[1].locations[0].physicalLocation;
    const line = text.split("\n")[region.startLine - 1] ?? "";
    expect(line.slice(region.startColumn - 1, region.endColumn - 1)).toBe("α*β");
  });

  it("names a file without a place for what has none, and escapes its name", async () => {
    const unreadable = diagnostic(
      "file/unreadable",
      { file: "a b#c.arch", reason: "there is no such file" },
      undefined,
    );
    const log = JSON.parse(
      await render("sarif", [{ name: "a b#c.arch", claims: 0, records: [], diagnostics: [unreadable] }]),
    );
    expect(sarifFaults(log)).toEqual([]);
    expect(log.runs[0].results[0].locations).toEqual([
      { physicalLocation: { artifactLocation: { uri: "a%20b%23c.arch" }, region: { startLine: 1 } } },
    ]);
  });
});

describe("GitHub", () => {
  it("marks failures as errors and open ones as warnings, everything escaped", async () => {
    const lines = (await render("github")).trimEnd().split("\n");
    expect(lines.map((each) => each.split(" ")[0])).toEqual(["::error", "::error", "::error", "::error", "::warning"]);
    for (const line of lines)
      expect(line).toMatch(
        /^::(error|warning) file=test\.arch,line=\d+,endLine=\d+,col=\d+,endColumn=\d+,title=[^,:]*::[^\r]*$/,
      );
    expect(lines[1]).toContain('title=NOT AS PRINTED%3A printed <&> "quoted"%2C 50%25::');
    expect(lines.join("")).toContain("%0A");
  });

  it("keeps to ten of a kind, the most severe first, and says how many are missing", async () => {
    const [, , wrong] = file.records;
    const open = file.records.at(-1);
    const lines = (await render("github", [many(open, 30), many(wrong, 25)])).trimEnd().split("\n");
    expect(lines.filter((each) => each.startsWith("::error")).length).toBe(10);
    expect(lines.filter((each) => each.startsWith("::warning")).length).toBe(10);
    expect(lines[0]).toMatch(/^::error/);
    expect(lines[9]).toContain("and 15 more");
    expect(lines[19]).toContain("and 20 more");
  });

  it("the step summary stays under 1 MiB and counts what is left out", async () => {
    const all = many(file.records[2], 9000);
    const summary = await renderStepSummary([all]);
    const bytes = new TextEncoder().encode(summary).length;
    expect(bytes).toBeLessThan(1024 * 1024);
    expect(bytes).toBeGreaterThan(900 * 1024);
    const rows = summary.match(/^\| ✗/gm)?.length ?? 0;
    expect(summary).toContain(`${9000 - rows} more rows do not fit here.`);
  });
});

describe("Markdown", () => {
  it("has a row of five cells for each statement, the wrong ones first", async () => {
    const rows = (await render("md")).split("\n").filter((each) => each.startsWith("| "));
    expect(rows.length).toBe(7 + 2);
    for (const row of rows) expect(row.replace(/\\\|/g, "").split("|").length).toBe(7);
    expect(rows.slice(2).map((each) => each.split("|")[1]?.trim())).toEqual(["✗", "✗", "✗", "?", "✓", "≈", "✓"]);
  });
});

describe("LaTeX", () => {
  it("escapes what TeX would read", async () => {
    const out = await render("latex");
    expect(out).toContain("50\\%");
    expect(out).toContain("\\ensuremath{\\alpha}");
    const rows = out.split("\n").filter((each) => each.endsWith("\\\\"));
    expect(rows.length).toBe(8);
    for (const row of rows) expect(row.replace(/\\&/g, "").split("&").length).toBe(3);
  });
});

describe("the table", () => {
  it("shows only what fails or is open when quiet, and counts all", async () => {
    const heads = (text: string) => text.split("\n").filter((each) => /^ [✓≈✗?] /.test(each));
    const [all, quiet] = [await tableOf(false), await tableOf(true)];
    expect(heads(all).length).toBe(7);
    expect(heads(quiet)).toEqual(heads(all).filter((each) => /^ [✗?]/.test(each)));
    expect(quiet.trimEnd().split("\n").at(-1)).toBe(all.trimEnd().split("\n").at(-1));
  });

  it.each([40, 80])("an erratum is called one at %i columns, whatever its name and source", async (width) => {
    const [, , , , seen] = file.records;
    if (seen === undefined) throw new Error("no erratum");
    const long = { ...seen, name: "a name of many words ".repeat(9), source: "a source of many words ".repeat(9) };
    const lines = (await render("table", [many(long, 1)], width)).split("\n");
    expect(lines[0]).toMatch(/^ ✓ REFUTED {5}erratum: a name .*…$/);
    expect(lines.filter((each) => textWidth(each) > width)).toEqual([]);
  });

  it.each([40, 60, 80, 120])("fits %i columns", async (width) => {
    const lines = (await render("table", [file], width)).split("\n");
    expect(lines.filter((each) => textWidth(each) > width)).toEqual([]);
  });

  it("shows verdict, place, failing point, difference and correction", async () => {
    const out = await render("table", [file], 100);
    expect(out).toMatch(/^ ✓ PROVED {6}right/m);
    expect(out).toMatch(/^ ≈ AS PRINTED {2}params/m);
    expect(out).toMatch(/^ ✗ NOT AS PRINTED {2}params\(mobilenet_v1\) ~= 4\.3M/m);
    expect(out).toMatch(/^ ✗ HOLDS {7}erratum: holds/m);
    expect(out).toMatch(/^ ✓ REFUTED {5}erratum: seen$/m);
    expect(out).toMatch(/^ \? UNDECIDED {3}open/m);
    expect(out).toContain("   test.arch:3:60\n   3 │");
    expect(out).toMatch(/│ +─┬─$/m);
    expect(out).toMatch(/^ {3}counterexample {3}.*left .* {3}right/m);
    expect(out).toMatch(/^ {3}corrected {8}α \+ β {3}PROVED$/m);
    expect(out).toMatch(/^ {3}assuming {9}n != -1$/m);
    expect(out.trimEnd().split("\n").at(-1)).toBe(
      "7 statements: 2 proved, 1 as printed, 3 refuted (1 erratum confirmed), 1 undecided; 3 fail; 1 error",
    );
  });
});
