import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { generatedFiles } from "../../scripts/generated-files.ts";
import { samples } from "./samples.ts";

const root = new URL("../../", import.meta.url);

describe("generated files", () => {
  it.each(
    generatedFiles.map((file) => [file.path, file] as const),
  )("%s is up to date (npm run generate)", async (path, { text }) => {
    expect(readFileSync(new URL(path, root), "utf8")).toBe(await text());
  });

  it("the highlighter's patterns are regular expressions that find something in the samples", async () => {
    const file = generatedFiles.find((each) => each.path.endsWith("tmLanguage.json"));
    const { patterns } = JSON.parse((await file?.text()) ?? "{}") as { patterns: { match?: string; begin?: string }[] };
    const text = samples.map((each) => each.text).join("\n");
    for (const { match, begin } of patterns) {
      const pattern = (match ?? begin ?? "").replace(/\\x\{([0-9a-f]{4})\}/g, "\\u$1");
      expect(text, pattern).toMatch(new RegExp(pattern));
    }
  });
});
