import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ridge, withoutProgress } from "./fake-terminal.ts";

const reports = join(import.meta.dirname, "../../reports");
const samples: Readonly<Record<string, string>> = JSON.parse(readFileSync(join(reports, "samples.json"), "utf8"));

/** Samples that are printed with a warning, by its code. */
const warned: Readonly<Record<string, string>> = { "compare-cpu-dsp-100.txt": "hardware/half" };

// `npm run reports` rewrites the samples; the difference is read before it is kept.
it.each(Object.entries(samples))("%s is what `ridge %s` prints", async (name, command) => {
  const { exit, out, err } = await ridge(command.split(" "));
  const said = withoutProgress(err);
  const codes = [...said.matchAll(/^(?:error|warning)\[([^\]]+)\]/gm)].map((each) => each[1]);
  expect({ exit, codes }).toEqual({ exit: 0, codes: name in warned ? [warned[name]] : [] });
  if (codes.length === 0) expect(said).toBe("");
  expect(out).toBe(readFileSync(join(reports, "samples", name), "utf8"));
});

it("holds no sample that nothing prints", () => {
  // test/zoo/claims.test.ts compares the page of the papers.
  expect(readdirSync(join(reports, "samples")).sort()).toEqual([...Object.keys(samples), "papers.md"].sort());
});
