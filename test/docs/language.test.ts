import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "../../grammar/index.ts";
import { checkFile } from "../../src/claims/index.ts";
import { evaluateText } from "../../src/model/index.ts";
import { operators } from "../../src/ops/index.ts";
import { renderCheck } from "../../src/report/index.ts";
import { toText } from "../../src/symbolic/index.ts";
import { costed, elaborateText, loaderOf } from "../model/elaborate-text.ts";

const page = readFileSync(new URL("../../grammar/language.md", import.meta.url), "utf8");
const blocks = [...page.matchAll(/^```(\w+)([^\n]*)\n([\s\S]*?)^```/gm)].map(
  ([, language = "", facts = "", text = ""]) => ({
    language,
    facts: new Map([...facts.matchAll(/(\w+)=(\S+)/g)].map(([, key = "", value = ""]) => [key, value])),
    text,
  }),
);

describe("grammar/language.md", () => {
  it.each(
    blocks.filter((each) => each.language === "arch").map((each) => [each.text.split("\n")[0] ?? "", each] as const),
  )("example %s", (_, { text, facts }) => {
    expect(parse({ name: "example.arch", text }).diagnostics).toEqual([]);
    const verdicts = facts.get("verdicts");
    if (verdicts !== undefined) {
      const { records, diagnostics } = checkFile({ source: { name: "example.arch", text }, loader: loaderOf() });
      expect(diagnostics).toEqual([]);
      expect(records.map((each) => each.verdict).join(",")).toBe(verdicts);
      expect(records.filter((each) => !each.ok)).toEqual([]);
      return;
    }
    if (!/^net /m.test(text)) return;
    const result = elaborateText(text);
    const error = facts.get("error");
    if (error !== undefined) {
      expect(result.diagnostics.map((each) => each.code)).toEqual([error]);
      return;
    }
    const { totals } = costed(result);
    expect(toText(totals.macs)).toBe(facts.get("macs"));
    expect(toText(totals.params)).toBe(facts.get("params"));
  });

  it("names every operator in its table", () => {
    const table = page
      .split("\n")
      .filter((line) => line.startsWith("| `"))
      .join("\n");
    const named = new Set(table.match(/\w+/g));
    expect([...operators.keys()].filter((name) => !named.has(name))).toEqual([]);
  });

  const lines = blocks.filter((each) => each.language === "eval").flatMap((each) => each.text.trim().split("\n"));
  it.each(lines)("%s", (line) => {
    const at = line.lastIndexOf(" = ");
    const { value, diagnostics } = evaluateText({
      source: { name: "expression", text: line.slice(0, at) },
      loader: loaderOf(),
    });
    expect(diagnostics).toEqual([]);
    expect(value?.text).toBe(line.slice(at + 3));
  });
});

describe("docs/ci.md", () => {
  it("shows the JSON that comes out", async () => {
    const ci = readFileSync(new URL("../../docs/ci.md", import.meta.url), "utf8");
    const [, shown = ""] = /^\$ npx ridge check claims\.arch -f json\n([\s\S]*?)^```/m.exec(ci) ?? [];
    const source = { name: "claims.arch", text: 'claim "sum" { 1 + 1 == 3 }\n' };
    const checked = checkFile({ source, loader: loaderOf() });
    expect(await renderCheck([checked], { format: "json", width: 80, version: "" })).toBe(shown);
  });
});
