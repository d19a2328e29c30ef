import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ridge } from "./fake-terminal.ts";

const folder = mkdtempSync(join(tmpdir(), "ridge-words-"));

describe("hints lead to the next command to type", () => {
  it.each<[words: string, problem: string, hint: string]>([
    ["help nosuch", "unknown command `nosuch`", "ridge --help"],
    ["help repot", "unknown command `repot`", "did you mean `report`?"],
    ["hw", "no command given", "ridge help hw"],
    ["hw lst", "unknown command `lst`", "did you mean `list`?"],
    ["report", "missing required argument `network`", "ridge help report"],
    ["report mobilenet_v2 --byy op", "unknown option `--byy`", "did you mean `--by`?"],
    ["report .", "cannot read `.`: it is a folder", ""],
    ["report mobilenet_v2 -f xml", "`--format` cannot be `xml`", "use one of table, md, csv, json, jsonl, latex"],
  ])("ridge %s", async (words, problem, hint) => {
    const { exit, out, err } = await ridge(words.split(" "));
    expect([exit, out]).toEqual([2, ""]);
    expect(err).toContain(problem);
    expect(err).toContain(hint);
  });
});

describe("an output file", () => {
  it.each([".html", ".out", ".JSN"])("whose extension is %s stands for no format", async (extension) => {
    const { exit, err } = await ridge(["report", "mobilenet_v2", "-o", join(folder, `x${extension}`)]);
    expect([exit, err]).toEqual([2, expect.stringContaining("error[usage/extension]")]);
  });

  it("without an extension, or with a named format, is written all the same", async () => {
    expect(await ridge(["report", "mobilenet_v2", "-o", join(folder, "plain")])).toEqual({ exit: 0, out: "", err: "" });
    const named = ["report", "mobilenet_v2", "-f", "csv", "-o", join(folder, "x.dat")];
    expect(await ridge(named)).toEqual({ exit: 0, out: "", err: "" });
    expect(readFileSync(join(folder, "x.dat"), "utf8")).toMatch(/^name,/);
  });

  it("in a folder that is not there is an error", async () => {
    const { exit, err } = await ridge(["report", "mobilenet_v2", "-o", join(folder, "none", "x.md")]);
    expect([exit, err]).toEqual([2, expect.stringContaining("there is no such folder")]);
  });
});

describe("eval", () => {
  it("takes an expression that starts with a sign", async () => {
    expect(await ridge(["eval", "-3 + 1"])).toEqual({ exit: 0, out: "-2\n", err: "" });
    expect(await ridge(["eval", "-(1/3)", "-f", "text"])).toEqual({ exit: 0, out: "-1/3\n", err: "" });
  });

  it.each([
    ["1/N + 1/Dk^2", "\\frac{1}{N}+\\frac{1}{\\mathrm{Dk}^{2}}"],
    ["m*s^2*alpha*ρ", "\\alpha\\cdot m\\cdot s^{2}\\cdot\\rho"],
    ["floor(N/2)", "\\left\\lfloor \\frac{N}{2} \\right\\rfloor"],
  ])("prints %s in LaTeX", async (expression, tex) => {
    const { out } = await ridge([
      "eval",
      expression,
      "--forall",
      "N, Dk, m, s, alpha, ρ: int in [1, inf)",
      "-f",
      "latex",
    ]);
    expect(out).toBe(`${tex}\n`);
  });
});

describe("formulas below a table", () => {
  it.each([80, 120])("stay within %i columns", async (columns) => {
    const { out } = await ridge(["report", "mobilenet_v2", "alpha=?", "--by", "stage"], { columns });
    expect(out.split("\n").filter((line) => line.length > columns)).toEqual([]);
  });

  it("lose nothing where they are broken", async () => {
    const words = ["report", "mobilenet_v2", "alpha=?", "--by", "stage"];
    const joined = (text: string) => text.replace(/\s+/g, "");
    const { symbolic } = JSON.parse((await ridge([...words, "-f", "json"])).out);
    const { out } = await ridge(words, { columns: 60 });
    const total = joined(out.slice(out.lastIndexOf("\ntotal\n")));
    for (const formula of [symbolic.macs, symbolic.params, symbolic.peakActivationBytes]) {
      expect(total).toContain(joined(formula));
    }
  });
});
