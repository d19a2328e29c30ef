import fc from "fast-check";
import { expect, it } from "vitest";
import { edited, edits } from "./edited-text.ts";
import { isHonest, runPipeline, starts } from "./pipeline.ts";

/** More edits: `EDITED_NETWORKS=20000 npx vitest run test/properties`. */
const numRuns = Number(process.env.EDITED_NETWORKS ?? 60);

const settings = fc.constantFrom(
  [],
  [],
  [{ name: "alpha", text: "?" }],
  [{ name: "res", text: "?" }],
  [
    { name: "alpha", text: "?" },
    { name: "res", text: "? in [32, 512] step 32" },
  ],
);

it.each(starts.map((each) => [each.name, each] as const))("%s runs unedited", async (_, start) => {
  const { diagnostics } = await runPipeline(start, start.edits.text, []);
  expect(diagnostics.map((each) => each.code)).toEqual([]);
});

it(
  `no edit of a shipped text makes a phase throw, or gives numbers beside an error`,
  async () => {
    const law = fc.asyncProperty(fc.constantFrom(...starts), fc.noBias(edits), settings, async (start, list, given) => {
      const text = edited(start.edits.text, list);
      const known = given.filter(({ name }) => start.edits.text.includes(`param ${name}`));
      expect(isHonest(await runPipeline(start, text, known))).toBe(true);
    });
    await fc.assert(law, { numRuns });
  },
  numRuns * 1000 + 20_000,
);
