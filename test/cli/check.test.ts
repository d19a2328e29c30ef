import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { checkFormats, textWidth } from "../../src/report/index.ts";
import { ridge } from "./fake-terminal.ts";

const folder = mkdtempSync(join(tmpdir(), "ridge-check-"));

function file(name: string, text: string | Uint8Array): string {
  const path = join(folder, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, text);
  return path;
}

const right = file("right.arch", 'claim "right" { source "paper A"; 1 + 1 == 2 }\n');
const wrong = file("wrong.arch", 'claim "wrong" { 1 + 1 == 3 }\n');
const holds = file("holds.arch", 'erratum "holds" { 1 + 1 == 2 }\n');
const seen = file("seen.arch", 'erratum "seen" { 1 + 1 == 3 }\n');
const open = file("open.arch", 'claim "open" { forall a, b, c, d, e: real; (a + b + c + d + e + 1)^40 == 1 }\n');
const mistaken = file("mistaken.arch", 'claim "mistaken" { x == 1 }\n');
const mixed = file("mixed.arch", 'claim "mistaken" { x == 1 }\nclaim "right" { 1 == 1 }\n');
const none = file("none.arch", "net A {\n  input: [3, 8, 8]\n  relu\n}\n");

describe("exit codes of ridge check", () => {
  it.each([
    [0, [right]],
    [0, [seen, right]],
    [1, [wrong]],
    [1, [holds]],
    [3, [open]],
    [3, [open, right]],
    [2, [mistaken]],
    [1, [open, wrong]],
    [2, [wrong, mistaken, open]],
    [2, [right, join(folder, "missing.arch")]],
  ])("%i", async (exit, files) => {
    expect((await ridge(["check", ...files])).exit).toBe(exit);
  });

  it.each(checkFormats)("%s: standard output is empty beside an error", async (format) => {
    for (const words of [[mistaken], [mixed], [right, join(folder, "missing.arch")]]) {
      const { exit, out, err } = await ridge(["check", ...words, "-f", format]);
      expect({ exit, out }).toEqual({ exit: 2, out: "" });
      expect(err).toMatch(/^error\[(name\/unknown|file\/unreadable)\]/);
    }
  });

  it("beside an error the other claims are counted, and a file gets them", async () => {
    const { err } = await ridge(["check", mixed, wrong]);
    expect(err).toContain("\nbeside the errors 2 statements: 1 proved, 1 refuted; 1 fails\n");
    expect((await ridge(["check", mistaken])).err).not.toContain("beside");
    const path = join(folder, "mixed.json");
    const { exit, out } = await ridge(["check", mixed, "-o", path]);
    expect({ exit, out }).toEqual({ exit: 2, out: "" });
    const written = JSON.parse(readFileSync(path, "utf8"));
    expect(written.claims.map((each: { name: string }) => each.name)).toEqual(["right"]);
    expect(written.diagnostics.map((each: { code: string }) => each.code)).toEqual(["name/unknown"]);
  });

  it("JSON diagnostics stay alone on standard error", async () => {
    const { err } = await ridge(["check", mixed, wrong, "--diagnostics", "json"]);
    expect(JSON.stringify(JSON.parse(err))).toContain("name/unknown");
  });

  it("annotations beside an error go to standard error, where GitHub reads them too", async () => {
    const { out, err } = await ridge(["check", mixed, wrong, "-f", "github"]);
    expect(out).toBe("");
    expect(err.split("\n").filter((each) => each.startsWith("::error")).length).toBe(2);
  });

  it("without any verdict standard output is empty", async () => {
    const alone = await ridge(["check", mistaken]);
    expect({ exit: alone.exit, out: alone.out }).toEqual({ exit: 2, out: "" });
    expect(alone.err).toContain("error[name/unknown]: unknown name `x`");
    expect(alone.err).toContain("= hint: `forall x: int in [1, inf)`");
  });
});

describe("files and folders", () => {
  const tree = join(folder, "tree");
  const elsewhere = join(folder, "elsewhere");
  file("elsewhere/secret.arch", 'claim "secret" { 1 == 2 }\n');
  file("tree/b.arch", 'claim "b" { 1 == 1 }\n');
  file("tree/a/c.arch", 'import f from "../f.arch"\nclaim "c" { f(1) == 2 }\n');
  file("tree/f.arch", "fn f(x: int): int { x + 1 }\n");
  file("tree/node_modules/d.arch", 'claim "d" { 1 == 2 }\n');
  file("tree/.hidden/e.arch", 'claim "e" { 1 == 2 }\n');
  file("tree/notes.txt", "no claims");
  symlinkSync(elsewhere, join(tree, "link"));
  symlinkSync(join(elsewhere, "secret.arch"), join(tree, "secret.arch"));

  it("a folder is every .arch below it in order, without what links lead to; its imports may reach all of it", async () => {
    const { exit, out } = await ridge(["check", tree, "-f", "json"]);
    expect(exit).toBe(0);
    const claims = JSON.parse(out).claims.map((each: { name: string; file: string }) => [each.name, each.file]);
    expect(claims).toEqual([
      ["c", relative("", join(tree, "a/c.arch"))],
      ["b", relative("", join(tree, "b.arch"))],
    ]);
  });

  it("a file that is named twice is checked once", async () => {
    const { out } = await ridge(["check", right, right, "-f", "json"]);
    expect(JSON.parse(out).claims.length).toBe(1);
  });

  it("standard input", async () => {
    const { exit, out } = await ridge(["check", "-"], { input: 'claim "piped" { 2 == 2 }' });
    expect(exit).toBe(0);
    expect(out).toContain("✓ PROVED      piped");
  });

  it("--jobs gives the same bytes", async () => {
    const one = await ridge(["check", tree, wrong, open, "-f", "json"]);
    const two = await ridge(["check", tree, wrong, open, "-f", "json", "--jobs", "2"]);
    expect(two).toEqual(one);
  });

  it("a file without claims is said to have none", async () => {
    const { exit, err } = await ridge(["check", none]);
    expect(exit).toBe(0);
    expect(err).toContain("warning[claim/none]");
    expect((await ridge(["check", tree])).err).toBe("");
  });
});

describe("--filter", () => {
  it("chooses by name, tag and source", async () => {
    const { out } = await ridge(["check", right, wrong, "--filter", "PAPER a", "-f", "json"]);
    expect(JSON.parse(out).claims.map((each: { name: string }) => each.name)).toEqual(["right"]);
  });

  it("that chooses nothing is an error", async () => {
    const { exit, out, err } = await ridge(["check", right, "--filter", "Table 9"]);
    expect({ exit, out }).toEqual({ exit: 2, out: "" });
    expect(err).toContain("error[usage/no-claim]: no claim has `Table 9` in its name, tag or source");
  });
});

describe("--fix", () => {
  const before =
    '# "3.4M" stays here\r\nclaim "α" {\r\n  forall a, b: real in [1, 2]\r\n\ta*b   + 2*a == a*b^2   + 2*a  # 宽度\r\n' +
    "  params(mobilenet_v2) ~= 3.4M ; macs(mobilenet_v2) == 1\r\n  6 <= 5\r\n}\r\n" +
    'erratum "e" { params(mobilenet_v2) ~= 3.4M }\r\n';
  const after = before
    .replace("a*b^2", "a*b")
    .replace("~= 3.4M ;", "~= 3.5M ;")
    .replace("== 1", "== 300774272")
    .replace("6 <= 5", "6 <= 6");

  it("puts proved corrections into the file, touches nothing else, shows the diff, and checks again", async () => {
    const path = file("fix.arch", `\ufeff${before}`);
    const { exit, out, err } = await ridge(["check", path, "--fix"]);
    expect(readFileSync(path, "utf8")).toBe(`\ufeff${after}`);
    expect({ exit, err }).toEqual({ exit: 0, err: "" });
    expect(out.split("\n").slice(0, 9)).toEqual([
      `--- ${relative("", path)}`,
      `+++ ${relative("", path)}`,
      "@@ -4,1 +4,1 @@",
      "-\ta*b   + 2*a == a*b^2   + 2*a  # 宽度",
      "+\ta*b   + 2*a == a*b   + 2*a  # 宽度",
      "@@ -5,1 +5,1 @@",
      "-  params(mobilenet_v2) ~= 3.4M ; macs(mobilenet_v2) == 1",
      "+  params(mobilenet_v2) ~= 3.5M ; macs(mobilenet_v2) == 300774272",
      "@@ -6,1 +6,1 @@",
    ]);
    // errata stay
    expect(out).toContain("5 statements: 3 proved, 1 as printed, 1 refuted (1 erratum confirmed)");
    const again = await ridge(["check", path, "--fix"]);
    expect(again.out).not.toContain("---");
    expect(readFileSync(path, "utf8")).toBe(`\ufeff${after}`);
  });

  it("corrects each part of a conjunction, and a second run changes nothing", async () => {
    const path = file("all.arch", 'claim "c" { forall n: int; 3*n == 2*n and n == 2*n and 1 == 2 }\n');
    expect((await ridge(["check", path, "--fix"])).exit).toBe(0);
    const fixed = 'claim "c" { forall n: int; 3*n == 3*n and n == n and 1 == 1 }\n';
    expect(readFileSync(path, "utf8")).toBe(fixed);
    await ridge(["check", path, "--fix"]);
    expect(readFileSync(path, "utf8")).toBe(fixed);
  });

  it("beside an error corrects the other claims, and shows the diff on standard error", async () => {
    const path = file("fix-mixed.arch", 'claim "a" { x == 1 }\nclaim "b" { 2 == 3 }\n');
    const { exit, out, err } = await ridge(["check", path, "--fix"]);
    expect({ exit, out }).toEqual({ exit: 2, out: "" });
    expect(err).toContain('+claim "b" { 2 == 2 }');
    expect(readFileSync(path, "utf8")).toContain("2 == 2");
  });

  it("leaves alone what has no proved correction", async () => {
    const text = 'claim "c" { forall n: int in [1, 9]; n^2 > n; relu == relu6 }\n';
    const path = file("unfixable.arch", text);
    expect((await ridge(["check", path, "--fix"])).exit).toBe(1);
    expect(readFileSync(path, "utf8")).toBe(text);
  });

  it("of other formats goes to standard error", async () => {
    const path = file("fix-json.arch", 'claim "c" { 2 == 3 }\n');
    const { out, err } = await ridge(["check", path, "--fix", "-f", "json"]);
    expect(JSON.parse(out).summary.proved).toBe(1);
    expect(err).toContain('+claim "c" { 2 == 2 }');
  });
});

describe("outputs", () => {
  it.each([
    ["out.sarif", '"version": "2.1.0"'],
    ["out.xml", "<testsuites"],
    ["out.json", "ridge.check/1"],
    ["out.md", "| --- |"],
    ["out.tex", "\\begin{longtable}"],
    ["out.txt", "✗ REFUTED"],
  ])("%s has its format", async (name, wanted) => {
    const path = join(folder, name);
    const { exit, out } = await ridge(["check", wrong, "-o", path]);
    expect({ exit, out }).toEqual({ exit: 1, out: "" });
    expect(readFileSync(path, "utf8")).toContain(wanted);
  });

  it("GitHub annotations append the step summary", async () => {
    const summary = join(folder, "summary.md");
    writeFileSync(summary, "before\n");
    const { out } = await ridge(["check", wrong, "-f", "github"], { env: { GITHUB_STEP_SUMMARY: summary } });
    expect(out).toMatch(/^::error file=.*wrong\.arch,line=1,/);
    const text = readFileSync(summary, "utf8");
    expect(text).toMatch(/^before\n\*\*1 statement: 1 refuted; 1 fails\*\*\n/);
    const unwritable = await ridge(["check", wrong, "-f", "github"], { env: { GITHUB_STEP_SUMMARY: folder } });
    expect(unwritable.err).toContain("file/unwritable");
  });

  it.each([60, 80, 100])("the table fits a terminal of %i columns", async (columns) => {
    const { out } = await ridge(["check", wrong, right, open], { columns });
    expect(Math.max(...out.split("\n").map(textWidth))).toBeLessThanOrEqual(columns);
  });

  it("colour is never alone", async () => {
    const plain = await ridge(["check", wrong], { columns: 80 });
    const coloured = await ridge(["check", wrong, "--color", "always"], { columns: 80, env: {} });
    expect(coloured.out).toContain("\u001b[");
    expect(stripVTControlCharacters(coloured.out)).toBe(plain.out);
  });
});

describe("mistakes", () => {
  it.each([
    [["check"], "usage/command-line"],
    [["check", join(folder, "missing")], "file/unreadable"],
    [["check", right, "-f", "jsn"], "usage/choice"],
    [["check", right, "-f", "csv"], "usage/choice"],
    [["check", right, "-o", "x.csv"], "usage/extension"],
    [["check", right, "--jobs", "0"], "usage/number"],
    [["check", right, "--jobs", "many"], "usage/number"],
    [["check", right, "--width", "60", "-f", "json"], "usage/no-effect"],
    [["check", right, "--quiet", "-f", "json"], "usage/no-effect"],
    [["check", right, "--watch", "-f", "json"], "usage/command-line"],
    [["check", "-", "--fix"], "usage/command-line"],
    [["check", right, "--root", join(folder, "missing")], "file/unreadable"],
    [["check", right, "--filtr", "x"], "usage/command-line"],
  ])("%j", async (words, code) => {
    const { exit, out, err } = await ridge(words);
    expect({ exit, out }).toEqual({ exit: 2, out: "" });
    expect(err).toContain(`error[${code}]`);
  });

  it("a folder without .arch files", async () => {
    mkdirSync(join(folder, "empty"), { recursive: true });
    const { exit, err } = await ridge(["check", join(folder, "empty")]);
    expect(exit).toBe(2);
    expect(err).toContain("error[usage/no-files]");
  });
});
