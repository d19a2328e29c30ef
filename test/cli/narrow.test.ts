import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { textWidth } from "../../src/report/index.ts";
import { ridge } from "./fake-terminal.ts";

const folder = mkdtempSync(join(tmpdir(), "ridge-narrow-"));
const long = join(folder, "long.arch");
writeFileSync(
  long,
  "net Long {\n  param base: int in [1, 64] = 8\n  param res: int in [8, 512] step 8 = 32\n  input: [3, res, res]\n" +
    "  a: conv(base*base + base + 1, 3, 2)\n  b: conv(base, 1)\n  gap -> flatten -> linear(10)\n}\n",
);

function widest(text: string): number {
  return Math.max(...text.split("\n").map(textWidth));
}

describe("texts fit the terminal", () => {
  it.each([40, 60, 80, 120])("of %i columns", async (columns) => {
    const tables = ["--by layer", "--by stage", "alpha=? res=? --by stage", "--on pixel-2 --by block"];
    for (const words of tables) {
      const { out } = await ridge(["report", "mobilenet_v2", ...words.split(" ")], { columns });
      const table = out.split("\n").filter((line) => /^[┌│├└]/.test(line));
      expect([words, widest(table.join("\n")) <= columns]).toEqual([words, true]);
    }
    if (columns < 60) return;
    for (const words of [
      ["report", "mobilenet_v2", "--as", "fvcore"],
      ["report", "mobilenet_v2", "--memory"],
      ["compare", "mobilenet_v1", "mobilenet_v2"],
      ["compare", "mobilenet_v3_large", "--as", "default,fvcore,thop", "--by", "op"],
      ["help", "report"],
      ["help", "compare"],
      ["help", "simulate"],
      ["help", "eval"],
      ["hw", "--help"],
      ["--help"],
    ]) {
      const { out } = await ridge(words, { columns });
      expect([words, widest(out) <= columns]).toEqual([words, true]);
    }
  });

  it.each([60, 80, 120])("of %i columns: the list of networks", async (columns) => {
    expect(widest((await ridge(["zoo"], { columns })).out)).toBeLessThanOrEqual(columns);
  });

  it("of no columns as of 80", async () => {
    const words = ["report", "mobilenet_v2"];
    expect((await ridge(words, { columns: 0 })).out).toBe((await ridge(words, { columns: 80 })).out);
  });

  it("and a pipe as COLUMNS says", async () => {
    const words = ["report", "mobilenet_v2"];
    expect((await ridge(words, { env: { COLUMNS: "60" } })).out).toBe((await ridge(words, { columns: 60 })).out);
    expect((await ridge(words, { env: { COLUMNS: "0" } })).out).toBe((await ridge(words)).out);
  });
});

describe("formulas in a table", () => {
  it("stand in the cells where there is room, and then not below", async () => {
    const { out } = await ridge(["report", "mobilenet_v2", "res=?", "--by", "stage"], { columns: 120 });
    expect(out).toContain("│ 47751/8*res^2 + 1280000 │");
    expect(out).not.toContain("(formula)");
    expect(out.split("47751/8").length).toBe(2);
  });

  it("stand below where there is none, with every column that was asked for and the shapes", async () => {
    const { out } = await ridge(
      ["report", long, "base=?", "res=?", "--columns", "layer,output,macs,params,intensity,weights"],
      { columns: 80 },
    );
    expect(out).toContain("(formula)");
    const below = out.slice(out.indexOf("\na\n"));
    for (const name of ["output", "MACs", "MAC/byte"]) expect(below).toContain(`  ${name} =`);
    expect(below).toContain("output = (base^2 + base + 1)×(res/2)²");
    expect(below).toContain("peak activation bytes =");
    expect(below).toContain("FLOPs =");
  });

  it("leave out MAC/byte unless asked for", async () => {
    expect((await ridge(["report", "mobilenet_v2", "res=?"])).out).not.toContain("MAC/byte");
  });
});

describe("columns", () => {
  it("always name the row, and print 1 for one group", async () => {
    const { out } = await ridge(["report", long, "--by", "layer", "--columns", "kernel,groups"]);
    expect(out).toMatch(/│ a +│ +3 │ +1 │/);
  });

  it("are explained in the help", async () => {
    const { out } = await ridge(["help", "report"]);
    expect(out).toMatch(/count +layers of a block or operator, blocks of a stage/);
    expect(out).toMatch(/4 % of the\s+time\s+is\s+limited\s+by dram/);
    expect(out).toContain("--color <when>");
    expect(out).toContain("--diagnostics <form>");
  });
});

describe("LaTeX", () => {
  it("keeps assumptions, peak memory and formulas, and typesets shapes", async () => {
    const { out } = await ridge(["report", long, "base=?", "-f", "latex", "--columns", "layer,output,intensity"]);
    expect(out).toContain("$\\left( \\mathrm{base}^{2}+\\mathrm{base}+1 \\right)\\times 16^{2}$");
    expect(out).not.toContain("(formula)");
    expect(out).toContain("\\text{peak activation bytes} = ");
    const half = join(folder, "half.arch");
    writeFileSync(half, "net Half {\n  param w: real in (0, 2] = 1\n  input: [3, 8, 8]\n  conv(32*w, 3)\n}\n");
    const assuming = (await ridge(["report", half, "w=?", "-f", "latex"])).out;
    expect(assuming).toContain("Assuming $w \\in (0, 2]$; $32\\cdot w$ is an integer.");
    expect(assuming).toContain("$32\\cdot w\\times 8^{2}$");
    const window = join(folder, "window.arch");
    writeFileSync(window, "net W {\n  param r: int in [1, inf) = 9\n  input: [3, r, r]\n  conv(8, 5, pad=0)\n}\n");
    expect((await ridge(["report", window, "r=?", "-f", "latex"])).out).toContain(
      "Assuming $r \\in [1, \\infty)$; $r\\geq5$.",
    );
    expect((await ridge(["report", half, "-f", "latex"])).out).toMatch(
      /Peak activations [\d.]+ kB \(fp32, batch 1\)\./,
    );
  });

  it("writes a power without a blank", async () => {
    expect((await ridge(["eval", "w^2", "--forall", "w: real", "-f", "latex"])).out).toBe("w^{2}\n");
  });
});

describe("fmt", () => {
  const path = join(folder, "ends.arch");
  it("keeps line ends and a byte order mark", async () => {
    writeFileSync(path, "\ufeffnet  N {\r\ninput: [3,8,8]\r\nconv( 4 )\r\n}\r\n");
    expect(await ridge(["fmt", path])).toEqual({ exit: 0, out: `formatted ${path}\n`, err: "" });
    expect(readFileSync(path, "utf8")).toBe("\ufeffnet N {\r\n  input: [3, 8, 8]\r\n  conv(4)\r\n}\r\n");
    expect((await ridge(["fmt", "--check", path])).exit).toBe(0);
  });
});
