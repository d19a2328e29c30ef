import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");
const outdir = mkdtempSync(join(tmpdir(), "ridge-dist-"));
const program = join(outdir, "ridge.js");

beforeAll(() => {
  execFileSync(process.execPath, [join(root, "scripts/build.mjs"), `--outdir=${outdir}`]);
}, 60_000);

it("the built program reports", () => {
  const out = execFileSync(process.execPath, [program, "report", "mobilenet_v2", "-f", "json"], { encoding: "utf8" });
  expect(JSON.parse(out).totals).toMatchObject({ macs: 300774272, params: 3504872 });
});

it("the built program finds its LaTeX part", () => {
  const out = execFileSync(process.execPath, [program, "report", "mobilenet_v2", "-f", "latex"], { encoding: "utf8" });
  expect(out).toContain("\\end{tabular}");
});

it("the built program finds its parser, its YAML reader and its colours", () => {
  const outputOf = (...words: string[]) => execFileSync(process.execPath, [program, ...words], { encoding: "utf8" });
  expect(outputOf("eval", "1/3 + 1")).toBe("4/3\n");
  expect(outputOf("report", "vgg16", "--on", "pixel-1", "--color", "always")).toContain("\u001b[1mVGG16");
});

it("stays quiet when the reader goes away", async () => {
  const child = spawn(process.execPath, [program, "report", "mobilenet_v2", "alpha=?", "res=?", "--by", "layer"]);
  child.stdout.destroy();
  let err = "";
  child.stderr.on("data", (chunk) => {
    err += chunk;
  });
  const code = await new Promise((resolve) => child.on("close", resolve));
  expect({ code, err }).toEqual({ code: 0, err: "" });
});

it("the library needs no Node", async () => {
  const library = await import(join(outdir, "index.js"));
  const entry = library.zooEntry("mobilenet_v2");
  const loader = { load: library.loadShipped };
  const { value } = library.elaborateNetwork({ ...library.zooRequest(entry), settings: [], loader });
  const cost = library.costOf(value.graph, { convention: library.conventions[0], dtype: "fp32" });
  expect(library.toText(cost.totals.macs)).toBe("300774272");
  expect(library.parse({ name: "t", text: "fn twice(x) { 2 * x }" }).diagnostics).toEqual([]);
});
