import { expect, it } from "vitest";
import { conventions } from "../../src/cost/index.ts";
import { costReport } from "../../src/report/index.ts";
import { elaborateZoo } from "../model/elaborate-text.ts";

it("a formula that grows too large is a diagnostic, and there are no numbers beside it", () => {
  const [convention] = conventions;
  // Heights round at every stride and the width multiplier at every layer: the peak is a maximum over all of them.
  const { value, diagnostics } = elaborateZoo("mobilenet_v2", { res: "? in [32, 512] step 7", alpha: "?" });
  expect(diagnostics).toEqual([]);
  if (value === undefined || convention === undefined) throw new Error("no network");
  const result = costReport(value, { convention, dtype: "int8" });
  expect(result.value).toBeUndefined();
  expect(result.diagnostics.map((each) => each.code)).toEqual(["number/formula-too-large"]);
});
