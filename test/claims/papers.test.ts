import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checkText, markedText } from "./check-text.ts";

const text = readFileSync(new URL("../cases/claims/papers.arch", import.meta.url), "utf8");
const { records, diagnostics } = checkText(text);

describe("statements of papers", () => {
  it("are read without a fault, all of them", () => {
    expect(diagnostics.map((each) => each.message)).toEqual([]);
    expect(new Set(records.map((each) => each.name)).size).toBe(text.match(/^(claim|erratum) /gm)?.length);
  });

  it.each(records.map((each) => [each.name, each.statement, each] as const))("%s: %s", (_, __, record) => {
    expect([record.verdict]).toEqual(record.tags);
    expect(record.ok).toBe(true);
  });

  const find = (name: string) => records.find((each) => each.name.includes(name));

  it("the missing rho is found: point, difference, place and correction", () => {
    const found = find("width and resolution");
    expect(found?.counterexample?.left).toBe("1/2");
    expect(found?.counterexample?.right).toBe("3/4");
    expect(Object.fromEntries(found?.counterexample?.at ?? [])).toEqual({
      α: "1",
      ρ: "1/2",
      M: "1",
      N: "1",
      Dk: "1",
      Df: "1",
    });
    expect(found === undefined ? "" : markedText(found)).toBe("α·ρ/N");
    expect(found?.corrected?.text).toBe("α*ρ^2/N + α^2·ρ^2/Dk^2");
    expect(found?.corrected?.replacement).toBe("α*ρ^2/N");
  });

  it("one convention explains 4866M, none explains 1.19 %, and 3.4M takes a cut", () => {
    // 4,867,293,184 with the FC layer's 1,024,000
    expect(find("full convolutions, table 4")?.reason).toBe(
      "is 4,867,293,184 → 4867M; 4866M without the fully connected layers (4,866,269,184)",
    );
    expect(find("share of the first layer")?.reason).toContain("no other way of counting prints 1.19%");
    const truncated = find("parameters of MobileNetV2")?.reason ?? "";
    // 3,504,872 less the 34,112 of batch norm, and less the 1,000 biases
    for (const part of ["3,504,872", "3.4M only if truncated", "3,470,760", "3,469,760"])
      expect(truncated).toContain(part);
  });

  it("the reason of an erratum stays with it", () => {
    expect(find("8 to 9 times less")?.note).toBe("N = 64 gives 7.89");
    expect(find("8 to 9 times less")?.counterexample?.at).toEqual([["N", "64"]]);
  });
});
