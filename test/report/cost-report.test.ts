import { expect, it } from "vitest";
import { conventions } from "../../src/cost/index.ts";
import { costReport } from "../../src/report/index.ts";
import { elaborateText } from "../model/elaborate-text.ts";

it("a formula that grows too large is a diagnostic, and there are no numbers beside it", () => {
  const [convention] = conventions;
  // Each channel count has 792 terms; their product, the parameters of the second layer, has too many.
  const names = [..."abcdefgh"];
  const wide = `(${names.join(" + ")})^5`;
  const text = `net A { ${names.map((each) => `param ${each}: int in [1, 3] = 1`).join("; ")}; input: [3, 8, 8]; conv(${wide}) -> conv(${wide}) }`;
  const { value, diagnostics } = elaborateText(text, Object.fromEntries(names.map((each) => [each, "?"])));
  expect(diagnostics).toEqual([]);
  if (value === undefined || convention === undefined) throw new Error("no network");
  const result = costReport(value, { convention, dtype: "int8" });
  expect(result.value).toBeUndefined();
  expect(result.diagnostics.map((each) => each.code)).toEqual(["number/formula-too-large"]);
});
