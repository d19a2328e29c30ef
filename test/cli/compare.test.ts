import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { ridge } from "./fake-terminal.ts";

const folder = mkdtempSync(join(tmpdir(), "ridge-compare-"));
const at = (name: string) => join(folder, name);

function file(name: string, text: string): string {
  writeFileSync(at(name), text);
  return at(name);
}

const compared = async (...words: string[]) => JSON.parse((await ridge(["compare", ...words, "-f", "json"])).out);

// PyTorch: test/oracles/mobilenet_v1_w*.json and mobilenet_v2_w*.json
const v1 = { macs: 568740352, params: 4231976 };
const v1Half = { macs: 149497088, params: 1331592 };
const v2 = { macs: 300774272, params: 3504872 };

describe("which networks", () => {
  it.each<[words: readonly string[], networks: readonly string[]]>([
    [
      ["mobilenet_v1", "mobilenet_v2"],
      ["MobileNetV1 1", "MobileNetV2 1"],
    ],
    [
      ["mobilenet_v1", "alpha=0.5", "res=128", "mobilenet_v2"],
      ["MobileNetV1 0.5", "MobileNetV2 1"],
    ],
    [
      ["mobilenet_v1", "alpha=0.25,0.5,1"],
      ["MobileNetV1 0.25", "MobileNetV1 0.5", "MobileNetV1 1"],
    ],
    [
      ["mobilenet_v1", "alpha=0.5,1", "res=128,160"],
      ["MobileNetV1 0.5", "MobileNetV1 0.5", "MobileNetV1 1", "MobileNetV1 1"],
    ],
    [
      ["mobilenet_v1", "--as", "default,fvcore"],
      ["MobileNetV1 1", "MobileNetV1 1"],
    ],
    [
      ["mobilenet_v1", "--as", "default", "--as", "keras"],
      ["MobileNetV1 1", "MobileNetV1 1"],
    ],
    [
      ["mobilenet_v1", "--dtype", "fp32,int8"],
      ["MobileNetV1 1", "MobileNetV1 1"],
    ],
    [
      ["mobilenet_v1", "mobilenet_v1", "alpha=? in (0, 1]"],
      ["MobileNetV1 1", "MobileNetV1 ?"],
    ],
  ])("%j", async (words, networks) => {
    const found: readonly { network: string; arguments: { alpha: unknown } }[] = (await compared(...words)).networks;
    expect(found.map((each) => `${each.network} ${each.arguments.alpha}`)).toEqual(networks);
  });

  it("standard input may be named twice", async () => {
    const input = "net N { param n: int in [1, 9] = 2; input: [5]; linear(n, bias=false) }";
    const { exit, out } = await ridge(["compare", "-", "n=2,4", "-f", "csv"], { input });
    expect([exit, out.split("\n")[1]]).toEqual([0, "linear,linear,10,20,10,10,20,10,20,40,20,40,80,40,68,116,48"]);
  });

  it.each<[what: string, words: readonly string[], code: string, hint: RegExp]>([
    ["no network", [], "usage/command-line", /ridge help compare/],
    ["one network alone", ["mobilenet_v1"], "usage/command-line", /ridge compare mobilenet_v1 .*--baseline/],
    [
      "a setting in front",
      ["alpha=1", "mobilenet_v1"],
      "usage/command-line",
      /ridge compare mobilenet_v1 mobilenet_v1 alpha=1/,
    ],
    ["a setting twice", ["mobilenet_v1", "alpha=1", "alpha=0.5"], "usage/command-line", /alpha=1,0\.5 makes/],
    ["too many", ["mobilenet_v1", "alpha=1,2,3", "res=32,64,96", "classes=1,2,3"], "usage/command-line", /fewer/],
    ["a value that is left out", ["mobilenet_v1", "alpha=1,"], "usage/setting", /alpha/],
    ["an unknown parameter", ["mobilenet_v1", "alhpa=1,2"], "parameter/unknown", /did you mean `alpha`/],
    ["a misspelt network", ["mobilenet_v1", "mobilenet_v22"], "usage/unknown-network", /mobilenet_v2/],
    ["an unknown convention", ["mobilenet_v1", "--as", "default,fvcor"], "usage/choice", /did you mean `fvcore`/],
    ["an unknown grouping", ["mobilenet_v1", "mobilenet_v2", "--by", "stagee"], "usage/choice", /did you mean `stage`/],
    ["an unknown measure", ["mobilenet_v1", "mobilenet_v2", "--columns", "mac"], "usage/choice", /did you mean `macs`/],
    ["a report as a network", ["mobilenet_v1", "old.json"], "usage/command-line", /--baseline old\.json/],
    [
      "an unknown device",
      ["mobilenet_v1", "--on", "pixel-1,pixle-2"],
      "usage/unknown-device",
      /did you mean `pixel-2`/,
    ],
    ["a core without a device", ["mobilenet_v1", "alpha=1,0.5", "--core", "kryo"], "usage/needs-device", /--on/],
    [
      "times of a baseline",
      ["mobilenet_v1", "--baseline", "x.json", "--on", "pixel-1"],
      "usage/no-effect",
      /leave out --on/,
    ],
    [
      "times with a free parameter",
      ["mobilenet_v1", "alpha=?", "--on", "pixel-1,pixel-2"],
      "hardware/free-symbols",
      /alpha/,
    ],
    [
      "columns of data that has all",
      ["mobilenet_v1", "mobilenet_v2", "-f", "json", "--columns", "macs"],
      "usage/no-effect",
      /`--columns` has no effect on json output/,
    ],
    [
      "columns of no rows",
      ["mobilenet_v1", "mobilenet_v2", "--by", "total", "--columns", "macs"],
      "usage/no-effect",
      /with `--by total`/,
    ],
    [
      "a width of data",
      ["mobilenet_v1", "mobilenet_v2", "-f", "csv", "--width", "80"],
      "usage/no-effect",
      /on csv output/,
    ],
    ["an option of a parameter's name", ["mobilenet_v1", "--alpha", "1"], "usage/command-line", /`alpha=1`/],
    [
      "a parameter with two domains",
      ["mobilenet_v1", "alpha=? in (0, 1]", "mobilenet_v1", "alpha=? in (0, 2]"],
      "compare/domain",
      /the same domain in both/,
    ],
  ])("%s is a mistake", async (_what, words, code, hint) => {
    const { exit, out, err } = await ridge(["compare", ...words]);
    expect([exit, out]).toEqual([2, ""]);
    expect(err).toContain(`error[${code}]`);
    expect(err).toMatch(hint);
    expect(err).not.toMatch(/\n\s+at /);
  });
});

describe("the numbers", () => {
  it("in JSON: values, changes and shares of every row", async () => {
    const { schema, networks, deltas, rows } = await compared("mobilenet_v1", "alpha=1,0.5", "--by", "stage");
    expect(schema).toBe("ridge.compare/1");
    expect(networks).toMatchObject([
      { label: "A", totals: v1 },
      { label: "B", totals: v1Half },
    ]);
    const change = { macs: v1Half.macs - v1.macs, params: v1Half.params - v1.params };
    expect(deltas).toMatchObject([change]);
    expect(deltas[0].ratio.macs).toBeCloseTo(change.macs / v1.macs, 12);
    // 3 x 3 x 3 kernels to 32, or 16, channels of 112 x 112 pixels
    const stem = { macs: 27 * 16 * 112 * 112 - 27 * 32 * 112 * 112, params: (27 + 2) * (16 - 32) };
    expect(rows[0]).toMatchObject({ names: ["stem", "stem"], deltas: [stem] });
    expect(rows[0].deltas[0].share.macs).toBeCloseTo(stem.macs / change.macs, 12);
  });

  it("a row that one network alone has", async () => {
    const { rows } = await compared("mobilenet_v1", "mobilenet_v2");
    const last = rows.find((each: { names: readonly unknown[] }) => each.names[1] === "last");
    // 1 x 1 kernels from 320 to 1280 channels of 7 x 7 pixels
    expect(last).toMatchObject({
      names: [null, "last"],
      values: [null, { macs: 320 * 1280 * 49 }],
      deltas: [{ macs: 320 * 1280 * 49 }],
    });
    const { out } = await ridge(["compare", "mobilenet_v1", "mobilenet_v2", "--width", "80"]);
    expect(out).toMatch(/│ last +│ +│ +20\.07 M │ +\+20\.07 M │ +new │/);
  });

  it("CSV columns add up to the totals", async () => {
    const { out } = await ridge(["compare", "mobilenet_v1", "mobilenet_v2", "--by", "layer", "-f", "csv"]);
    const [head = [], ...lines] = out
      .trimEnd()
      .split("\n")
      .map((line) => line.split(","));
    const total = (column: string) => lines.reduce((sum, line) => sum + Number(line[head.indexOf(column)]), 0);
    expect([total("macs_A"), total("params_A")]).toEqual([v1.macs, v1.params]);
    expect([total("macs_B"), total("params_B")]).toEqual([v2.macs, v2.params]);
    expect(total("macs_B-A")).toBe(v2.macs - v1.macs);
  });

  it("formulas", async () => {
    const { deltas, rows } = await compared("mobilenet_v1", "mobilenet_v1", "alpha=?");
    expect(deltas[0].macs).toBe(`539492352*alpha^2 + 29248000*alpha - ${v1.macs}`);
    expect(rows[0].deltas[0].macs).toBe("10838016*alpha - 10838016");
    const { out } = await ridge(["compare", "mobilenet_v1", "mobilenet_v1", "alpha=?", "--by", "total"]);
    expect(out).toContain("MACs B / A = ");
    expect(out).toContain("32*alpha is an integer");
  });

  it("in a table of every width: no line is longer, and signs say what colour says", async () => {
    for (const width of [20, 40, 60, 80, 100, 160]) {
      for (const words of [
        ["mobilenet_v1", "mobilenet_v2"],
        ["mobilenet_v2", "alpha=0.5,0.75,1"],
      ]) {
        const { out } = await ridge(["compare", ...words, "--width", String(width)]);
        const lines = out.split("\n").filter((line) => /^[│┌├└]/.test(line));
        if (width >= 40) expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(width);
      }
    }
    const coloured = await ridge(["compare", "mobilenet_v1", "mobilenet_v2"], { env: { FORCE_COLOR: "1" } });
    const plain = await ridge(["compare", "mobilenet_v1", "mobilenet_v2"]);
    expect(stripVTControlCharacters(coloured.out)).toBe(plain.out);
    expect(coloured.out).toContain("\u001b[32m-19.27 M");
  });

  it("times on devices are those of the reports, and rows add up to them", async () => {
    const words = ["mobilenet_v2", "alpha=0.5,1", "--on", "pixel-1,pixel-2"];
    const { networks, deltas, rows } = await compared(...words);
    const reports: { timing: { device: string; latencyMs: number } }[] = [];
    for (const alpha of ["0.5", "1"]) {
      for (const device of ["pixel-1", "pixel-2"]) {
        const { out } = await ridge(["report", "mobilenet_v2", `alpha=${alpha}`, "--on", device, "-f", "json"]);
        reports.push(JSON.parse(out));
      }
    }
    expect(networks).toMatchObject(reports.map(({ timing }) => ({ timing })));
    const added = (part: (row: { deltas: { latencyMs: number }[] }) => number) =>
      rows.reduce((sum: number, row: { deltas: { latencyMs: number }[] }) => sum + part(row), 0);
    for (const [at, delta] of deltas.entries()) {
      expect(delta.latencyMs).toBeCloseTo(
        (reports[at + 1]?.timing.latencyMs ?? 0) - (reports[0]?.timing.latencyMs ?? 0),
        9,
      );
      expect(added((row) => row.deltas[at]?.latencyMs ?? 0)).toBeCloseTo(delta.latencyMs, 9);
    }
    const { out } = await ridge([
      "compare",
      "mobilenet_v2",
      "--on",
      "pixel-1,pixel-2",
      "--by",
      "total",
      "--width",
      "80",
    ]);
    const [slow = 0, fast = 0] = reports.slice(2).map(({ timing }) => timing.latencyMs);
    expect(out).toContain(`│ ms      │       ${slow.toFixed(3)} │       ${fast.toFixed(3)} │`);
    const csv = (await ridge(["compare", ...words, "-f", "csv"])).out.split("\n").map((line) => line.split(","));
    expect(new Set(csv.slice(0, -1).map((cells) => cells.length))).toEqual(new Set([4 + 6 * 7 + 2 * 4]));
  });

  it("--by path is --by layer", async () => {
    const words = ["compare", "mobilenet_v1", "mobilenet_v2", "-f", "csv", "--by"];
    expect(await ridge([...words, "path"])).toEqual(await ridge([...words, "layer"]));
  });
});

describe("a baseline", () => {
  beforeAll(async () => {
    expect(await ridge(["report", "mobilenet_v1", "-o", at("old.json")])).toMatchObject({ exit: 0 });
    expect(await ridge(["report", "mobilenet_v1", "alpha=?", "-o", at("free.json")])).toMatchObject({ exit: 0 });
  });

  const run = (...words: string[]) => ridge(["compare", ...words, "--baseline", at("old.json")]);

  it("is the first network", async () => {
    const { networks, deltas } = await compared("mobilenet_v1", "alpha=0.5", "--baseline", at("old.json"));
    expect(networks).toMatchObject([{ baseline: true, totals: v1 }, { totals: v1Half }]);
    expect(deltas[0].macs).toBe(v1Half.macs - v1.macs);
    expect(JSON.stringify(networks)).not.toContain(folder);
  });

  it.each<[what: string, words: readonly string[], exit: number]>([
    ["no rule", ["mobilenet_v1"], 0],
    ["nothing changed", ["mobilenet_v1", "--fail-on", "macs>+0 params>+0,peak>+0"], 0],
    // 1024 more classes: 1024 x 1024 weights more, 0.18 % of 568,740,352 MACs
    ["a change within the part", ["mobilenet_v1", "classes=2024", "--fail-on", "macs>+1%"], 0],
    ["a change beyond the part", ["mobilenet_v1", "classes=2024", "--fail-on", "macs>+0.1%"], 1],
    ["a change of the size itself", ["mobilenet_v1", "classes=1001", "--fail-on", "params>+1025"], 0],
    ["one more", ["mobilenet_v1", "classes=1001", "--fail-on", "params>+1024"], 1],
    ["an absolute limit", ["mobilenet_v1", "--fail-on", "macs>568740351"], 1],
    ["the second option", ["mobilenet_v1", "--fail-on", "macs>+0", "--fail-on", "params>4M"], 1],
    ["less is no more", ["mobilenet_v1", "alpha=0.5", "--fail-on", "macs>+0 params>+0 peak>+0"], 0],
    ["a change on purpose", ["mobilenet_v1", "alpha=0.5", "--fail-on", "macs!=+0"], 1],
  ])("%s", async (_what, words, exit) => {
    const found = await run(...words);
    expect([found.exit, found.out === ""]).toEqual([exit, false]);
    expect(found.err === "").toBe(exit === 0);
  });

  it("says what fails and by how much, on standard error and in JSON", async () => {
    const { out, err } = await run("mobilenet_v1", "classes=1001", "--fail-on", "params>+0 macs>600M", "-f", "json");
    expect(err).toContain(
      "error[compare/failed]: params of B (MobileNetV1): 4,233,001, 1,025 (0.02 %) over the baseline's 4,231,976",
    );
    expect(err).toContain("--fail-on:1:1");
    expect(JSON.parse(out).failures).toEqual([
      {
        network: "B",
        rule: "params>+0",
        measure: "params",
        operator: ">",
        limit: 4231976,
        value: 4233001,
        baseline: 4231976,
        ok: false,
      },
    ]);
  });

  it("of another network is compared with a warning", async () => {
    const { exit, out, err } = await run("mobilenet_v2", "--fail-on", "macs>+0");
    expect([exit, out === ""]).toEqual([0, false]);
    expect(err).toContain(
      "warning[compare/network]: the baseline is a report of `MobileNetV1`, and this run one of `MobileNetV2`",
    );
  });

  it("without one, changes are told from the first network", async () => {
    const { exit, err } = await ridge(["compare", "mobilenet_v2", "mobilenet_v1", "--fail-on", "macs>+1%"]);
    expect([exit, err.split("\n")[0]]).toEqual([
      1,
      "error[compare/failed]: MACs of B (MobileNetV1): 568,740,352, 267,966,080 (89.09 %) over A's 300,774,272",
    ]);
  });

  it.each<[what: string, words: () => readonly string[], code: string]>([
    ["a file that is not there", () => ["--baseline", at("none.json")], "file/unreadable"],
    ["a broken file", () => ["--baseline", file("broken.json", '{ "schema": "ridge.report/1", ')], "json/syntax"],
    ["another file", () => ["--baseline", file("zoo.json", '{ "schema": "ridge.zoo/1" }')], "baseline/foreign"],
    ["a newer file", () => ["--baseline", file("new.json", '{ "schema": "ridge.report/9" }')], "baseline/newer"],
    ["an empty report", () => ["--baseline", file("empty.json", '{ "schema": "ridge.report/1" }')], "baseline/field"],
    ["formulas", () => ["--baseline", at("free.json")], "baseline/free"],
    [
      "a changed total",
      () => [
        "--baseline",
        file("sum.json", readFileSync(at("old.json"), "utf8").replace('"macs": 568740352', '"macs": 5')),
      ],
      "baseline/sum",
    ],
    ["another convention", () => ["--baseline", at("old.json"), "--as", "fvcore"], "compare/run"],
    ["another data type", () => ["--baseline", at("old.json"), "--dtype", "int8"], "compare/run"],
    ["another batch", () => ["--baseline", at("old.json"), "--batch", "2"], "compare/run"],
    ["a rule without a unit", () => ["--baseline", at("old.json"), "--fail-on", "peak>+64"], "budget/unit"],
    ["an unknown measure", () => ["--baseline", at("old.json"), "--fail-on", "pek>+64KiB"], "budget/measure"],
    ["no rule", () => ["--baseline", at("old.json"), "--fail-on", "macs"], "budget/rule"],
  ])("%s is a mistake", async (_what, words, code) => {
    const { exit, out, err } = await ridge(["compare", "mobilenet_v1", ...words()]);
    expect([exit, out]).toEqual([2, ""]);
    expect(err).toContain(`error[${code}]`);
    expect(err).not.toMatch(/\n\s+at /);
  });
});

describe("a budget", () => {
  it("that is kept says nothing", async () => {
    const plain = await ridge(["report", "mobilenet_v2"]);
    expect(await ridge(["report", "mobilenet_v2", "--budget", "macs<=301M params<=4M"])).toEqual(plain);
  });

  it("that is broken: exit 1, the report all the same, the verdict on standard error", async () => {
    const plain = await ridge(["report", "mobilenet_v2"]);
    const { exit, out, err } = await ridge(["report", "mobilenet_v2", "--budget", "macs<=300M peak<=4MiB params<=4M"]);
    expect([exit, out]).toEqual([1, plain.out]);
    expect(err.split("\n").filter((line) => /^error|^ {2}= /.test(line))).toEqual([
      "error[budget/exceeded]: MACs of MobileNetV2: 300,774,272, 774,272 (0.26 %) over the limit of 300,000,000",
      // expand 16 -> 96 at 112 x 112, 3 x 3 and project 96 -> 24 at 56 x 56: 29.2 of 300.8 million
      "  = the largest block is stages.2.1: 29.20 M, 9.71 % of the total",
      "error[budget/exceeded]: peak of MobileNetV2: 6,021,120 B, 1,826,816 B (43.55 %) over the limit of 4,194,304 B",
      // its input, 96 x 112 x 112, and its output, 96 x 56 x 56, at 4 bytes
      "  = the most is alive at stages.2.1.dw.conv",
    ]);
  });

  it("in JSON", async () => {
    const { exit, out } = await ridge(["report", "mobilenet_v2", "--budget", "macs<=300M params<=4M", "-f", "json"]);
    expect(exit).toBe(1);
    expect(JSON.parse(out).budget).toEqual([
      { rule: "macs<=300M", measure: "macs", operator: "<=", limit: 300000000, value: 300774272, ok: false },
      { rule: "params<=4M", measure: "params", operator: "<=", limit: 4000000, value: 3504872, ok: true },
    ]);
  });

  it("says its verdicts as JSON too", async () => {
    const { err } = await ridge(["report", "mobilenet_v2", "--budget", "macs<=300M", "--diagnostics", "json"]);
    expect(JSON.parse(err)).toMatchObject([{ code: "budget/exceeded" }]);
  });

  it("of every compared network", async () => {
    const { exit, out } = await ridge([
      "compare",
      "mobilenet_v1",
      "mobilenet_v2",
      "--budget",
      "macs<=400M",
      "-f",
      "json",
    ]);
    expect(exit).toBe(1);
    expect(JSON.parse(out).budget).toMatchObject([
      { network: "A", value: v1.macs, ok: false },
      { network: "B", value: v2.macs, ok: true },
    ]);
  });

  it("follows the convention of the report", async () => {
    // test/oracles/peer_counts.json: fvcore's count
    const words = ["report", "mobilenet_v2", "--as", "fvcore", "--budget"];
    expect((await ridge([...words, "macs==314193216"])).exit).toBe(0);
    expect((await ridge([...words, "macs<314193216"])).exit).toBe(1);
  });

  it("goes with a file: the report is written, the exit code is 1", async () => {
    const found = await ridge(["report", "mobilenet_v2", "--budget", "macs<=300M", "-o", at("report.md")]);
    expect([found.exit, found.out]).toEqual([1, ""]);
    expect(readFileSync(at("report.md"), "utf8")).toContain("300,774,272 MACs");
  });

  it.each<[budget: readonly string[], code: string]>([
    [["macs<=4MiB"], "budget/unit"],
    [["mac<=4M"], "budget/measure"],
    [["macs<=+1%"], "budget/no-baseline"],
    [[""], "budget/rule"],
    [["macs<=300M", "--explain", "thop"], "usage/no-effect"],
  ])("%j is a mistake", async (budget, code) => {
    const { exit, out, err } = await ridge(["report", "mobilenet_v2", "--budget", ...budget]);
    expect([exit, out]).toEqual([2, ""]);
    expect(err).toContain(`error[${code}]`);
  });

  it("that a free parameter decides names the parameter", async () => {
    const { exit, out, err } = await ridge(["report", "mobilenet_v1", "alpha=? in (0, 1]", "--budget", "macs<=300M"]);
    expect([exit, out]).toEqual([2, ""]);
    expect(err).toContain("error[budget/undecided]: whether `macs` keeps the limit depends on `alpha`");
  });
});

describe("times of several machines", () => {
  const words = ["mobilenet_v1", "mobilenet_v2", "--on", "pixel-2", "--on", "snapdragon-8gen3"];

  it("have a table by kind of layer and sentences that fit, in every width from 40 on", async () => {
    for (const width of [40, 60, 80, 100, 160]) {
      const { out } = await ridge(["compare", ...words, "--width", String(width)]);
      const [, section = ""] = out.split("MACs and time by kind of layer\n");
      const lines = section.trimEnd().split("\n");
      expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(width);
      expect(lines.filter((line) => line.startsWith("│")).length).toBe(1 + 4 * 5);
      expect(section).toMatch(/^· D takes/m);
      for (const [title, from] of [
        ["main cause", 60],
        ["util", 60],
        ["inner loop", 80],
      ] as const) {
        if (width >= from) expect(lines[1]).toContain(title);
      }
    }
  });

  it("are on the table and in Markdown alone where there are any", async () => {
    const md = (await ridge(["compare", ...words, "-f", "md"])).out;
    expect(md).toContain("MACs and time by kind of layer:\n\n|  | kind | MACs | time |");
    expect(md).toContain("\n- D takes");
    expect((await ridge(["compare", "mobilenet_v1", "mobilenet_v2"])).out).not.toContain("by kind");
  });

  it("tell of networks whose MACs predict their time nothing", async () => {
    const { out } = await ridge(["compare", "mobilenet_v1", "mobilenet_v2", "--on", "pixel-2", "--by", "total"]);
    expect(out).toContain("by kind of layer");
    expect(out).not.toContain("times as long");
    expect((await compared("mobilenet_v1", "mobilenet_v2", "--on", "pixel-2")).beyondMacs).toEqual([]);
  });

  it("say in which type a network is timed", async () => {
    const { out, err } = await ridge(["compare", ...words, "--by", "total", "--width", "160"]);
    expect(out).toMatch(/^A .* · fp32 · on pixel-2/m);
    expect(out).toMatch(/^B .* · fp32, timed in fp16 · on snapdragon-8gen3/m);
    expect(err).toContain("warning[hardware/half]");
    const half = (
      await ridge(["compare", "mobilenet_v1", "alpha=0.5,1", "--on", "snapdragon-8gen3", "--dtype", "fp16"])
    ).out;
    expect(half).toContain("fp16");
    expect(half).not.toContain("timed in");
    const { networks } = await compared(...words);
    expect(networks.map((each: { timing: { dtype: string } }) => each.timing.dtype)).toEqual([
      "fp32",
      "fp16",
      "fp32",
      "fp16",
    ]);
    const single = await ridge(["report", "mobilenet_v1", "--on", "snapdragon-8gen3", "--width", "160"]);
    expect(single.out).toContain("batch 1 · fp32, timed in fp16 · on snapdragon-8gen3");
  });

  it("in JSON: the cause of each row, shares of kinds that add up, pairs, and what is beyond the MACs", async () => {
    const { networks, rows, beyondMacs } = await compared(...words, "--by", "layer");
    // The depthwise layers compute; the float input is converted, and the inference handed over, before the first layer.
    const row = (name: string) => rows.find((each: { names: readonly unknown[] }) => each.names[1] === name);
    expect(row("stages.1.1.dw.conv").values[1]).toMatchObject({ bound: "compute", kernel: "hvx_f16_dwconv3x3_s1" });
    expect(row("stem.conv").values[1]).toMatchObject({ bound: "overhead" });
    expect(row("stem.bn").values[1]).toMatchObject({ latencyMs: 0, bound: null, kernel: "in stem.conv" });
    for (const { kinds, totals, timing, separable } of networks) {
      const total = (field: string) =>
        kinds.reduce((sum: number, each: Record<string, number>) => sum + (each[field] ?? 0), 0);
      expect(total("macs")).toBe(totals.macs);
      expect(total("macsShare")).toBeCloseTo(1, 9);
      expect(total("timeShare")).toBeCloseTo(1, 9);
      expect(total("latencyMs")).toBeCloseTo(timing.latencyMs, 9);
      expect(separable.pairs).toBe(separable.depthwiseLayers);
    }
    expect(beyondMacs).toMatchObject([
      { network: "D", other: "B", macsRatio: v2.macs / v1.macs, parts: [{ kind: "depthwise" }, {}, {}, {}, {}, {}] },
    ]);
    const [told] = beyondMacs;
    expect(told.timeRatio).toBeCloseTo(networks[3].timing.latencyMs / networks[1].timing.latencyMs, 9);
    const plain = await compared("mobilenet_v1", "mobilenet_v2");
    expect([plain.beyondMacs, plain.networks[0].kinds, plain.rows[0].values[0].bound]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("in CSV: bound and kernel of each network behind the times", async () => {
    const { out } = await ridge(["compare", ...words, "--by", "layer", "-f", "csv"]);
    const [head = [], first = []] = out.split("\n").map((line) => line.split(","));
    const columns = ["bound", "kernel"].flatMap((field) => ["A", "B", "C", "D"].map((label) => `${field}_${label}`));
    expect(head.slice(-8)).toEqual(columns);
    expect(first.slice(-8, -4)).toEqual(["compute", "overhead", "compute", "overhead"]);
  });

  it("with --by layer: what limits each layer beside its time, the last network's going first", async () => {
    const layers = async (width: number, by = "layer") =>
      (
        await ridge([
          "compare",
          "mobilenet_v1",
          "--on",
          "pixel-2,snapdragon-8gen3",
          "--by",
          by,
          "--width",
          String(width),
        ])
      ).out
        .split("\n")
        .find((line) => line.startsWith("│ layer"))
        ?.split("│")
        .map((each) => each.trim())
        .filter((each) => /^(ms|bound|Δ)/.test(each));
    expect(await layers(200)).toEqual(["Δ MACs", "Δ params", "ms A", "bound A", "ms B", "bound B"]);
    expect(await layers(90)).toEqual(["ms A", "bound A", "ms B", "bound B"]);
    expect(await layers(80)).toEqual(["ms A", "bound A", "ms B"]);
    expect(await layers(66)).toEqual(["ms A", "ms B"]);
    expect(await layers(200, "stage")).toEqual(["Δ MACs", "Δ params", "ms A", "ms B"]);
    const many = (await ridge(["compare", ...words, "--by", "layer", "--width", "200"])).out;
    expect(many).toMatch(/ms A │ bound A +│ +ms B │ bound B +│ +ms C │ bound C +│ +ms D │ bound D/);
    expect(many).toMatch(/│ stem\.bn .*│ +0\.000 │ +│ +0\.000 │/);
  });
});
