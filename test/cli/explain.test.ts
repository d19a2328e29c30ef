import { describe, expect, it } from "vitest";
import { diagnosticsOf } from "../../src/cli/explain.ts";
import { explainSamples } from "../../src/cli/explain-samples.ts";
import { messages } from "../../src/core/index.ts";
import { textWidth } from "../../src/report/index.ts";
import { ridge } from "./fake-terminal.ts";

const codes = Object.keys(messages);

describe("ridge explain", () => {
  it("has a sample for every message", () => {
    expect(codes.filter((each) => !Object.hasOwn(explainSamples, each))).toEqual([]);
  });

  it.each(Object.entries(explainSamples))("the sample of %s is answered with it", async (code, sample) => {
    expect((await diagnosticsOf(sample)).map((each) => each.code)).toContain(code);
  });

  it("shows the explanation, the sample and what is said of it", async () => {
    const { exit, out, err } = await ridge(["explain", "shape/groups"]);
    expect({ exit, err }).toEqual({ exit: 0, err: "" });
    expect(out.split("\n")[0]).toBe("shape/groups");
    expect(out).toContain(messages["shape/groups"].explanation.split(" ").slice(0, 5).join(" "));
    expect(out).toContain("      conv(64, 3, g=12)");
    expect(out).toMatch(/error\[shape\/groups\]: .*`?12`?/);
    expect(out).toContain("= hint:");
    // as it is copied from a message
    expect((await ridge(["explain", "[shape/groups]"])).out).toBe(out);
  });

  it("lists every code within 80 columns", async () => {
    const { out } = await ridge(["explain"], { columns: 80 });
    const listed = new Set(out.split("\n").map((line) => line.split(" ")[0]));
    expect(codes.filter((each) => !listed.has(each))).toEqual([]);
    expect(Math.max(...out.split("\n").map(textWidth))).toBeLessThanOrEqual(80);
  });

  it.each([
    ["shape/group", "did you mean `shape/groups`?"],
    ["groups", "there is shape/groups"],
    ["nothing", "`ridge explain` lists the codes"],
  ])("%s is unknown", async (code, hint) => {
    const { exit, out, err } = await ridge(["explain", code]);
    expect({ exit, out }).toEqual({ exit: 2, out: "" });
    expect(err).toContain(hint);
  });
});
