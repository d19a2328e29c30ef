import { execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
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

const claims = ["1 + 1 == 2", "1 + 1 == 3", "2 + 2 == 4"].map((statement, index) => {
  const path = join(outdir, `claim-${index}.arch`);
  return { path, text: `claim "${index}" { params(mobilenet_v1) == 4231976; ${statement} }\n` };
});

it("the built program checks files in threads, with the same output", () => {
  for (const { path, text } of claims) writeFileSync(path, text);
  const run = (jobs: string) =>
    spawnSync(process.execPath, [program, "check", ...claims.map((each) => each.path), "--jobs", jobs, "-f", "json"], {
      encoding: "utf8",
    });
  const [one, three] = [run("1"), run("3")];
  expect({ status: one.status, err: one.stderr }).toEqual({ status: 1, err: "" });
  expect(JSON.parse(one.stdout).claims.map((each: { ok: boolean }) => each.ok)).toEqual([
    true,
    true,
    true,
    false,
    true,
    true,
  ]);
  expect([three.status, three.stdout, three.stderr]).toEqual([1, one.stdout, ""]);
});

it("the built program checks again when a file changes", async () => {
  const path = join(outdir, "watched.arch");
  writeFileSync(path, 'claim "w" { 1 == 1 }\n');
  const child = spawn(process.execPath, [program, "check", path, "--watch"]);
  let out = "";
  const shows = (pattern: RegExp) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (!pattern.test(out)) return;
        child.stdout.off("data", look);
        resolve();
      };
      child.stdout.on("data", look);
      look();
    });
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  const closed = new Promise((resolve) => child.on("close", resolve));
  await shows(/PROVED[\s\S]*watching 1 files/);
  writeFileSync(path, 'claim "w" { 1 == 2 }\n');
  await shows(/REFUTED[\s\S]*watching/);
  child.kill("SIGINT");
  expect(await closed).toBe(130);
});

it("hears Ctrl-C inside of a layer that takes minutes, on either path", async () => {
  const path = join(outdir, "slow.arch");
  writeFileSync(path, "net Slow {\n  input: [512, 300, 300]\n  conv(512, k=7)\n}\n");
  const signals = [[], ["--fast"]].map((options) => {
    const child = spawn(process.execPath, [program, "run", path, ...options]);
    // By then it is in the layer; where a busy machine is not so far, the signal ends it all the same.
    setTimeout(() => child.kill("SIGINT"), 1500);
    return new Promise((resolve) => child.on("close", (_, signal) => resolve(signal)));
  });
  expect(await Promise.all(signals)).toEqual(["SIGINT", "SIGINT"]);
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
