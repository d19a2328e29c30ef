import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { bandOf } from "../../src/cli/error-band.ts";
import { displayWidth } from "../../src/core/display-width.ts";
import { resolveDevice } from "../../src/hardware/index.ts";
import { ratedCases } from "../../src/shipped/index.ts";
import { roofline } from "../../src/sim/index.ts";
import { shippedProfiles } from "../hardware/shipped-profiles.ts";
import { costed, elaborateZoo } from "../model/elaborate-text.ts";
import { elementsOf } from "../report/svg/well-formed.ts";
import { ridge, withoutProgress } from "./fake-terminal.ts";

const folder = mkdtempSync(join(tmpdir(), "ridge-validate-"));
const header = "device,core,threads,runtime,dtype,network,args,latency_ms";

function table(name: string, ...lines: readonly string[]): string {
  const path = join(folder, `${name}.csv`);
  writeFileSync(path, `${lines.join("\n")}\n`);
  return path;
}

async function json(file: string, ...more: readonly string[]) {
  const { exit, out, err } = await ridge(["validate", file, "-f", "json", ...more]);
  expect([exit, withoutProgress(err)]).toEqual([0, ""]);
  return JSON.parse(out);
}

let shippedRun: Promise<Awaited<ReturnType<typeof json>>> | undefined;

/** What the shipped measurements give, worked out once. */
function shipped() {
  shippedRun ??= json("measurements/cpu.csv");
  return shippedRun;
}

const simulated = async (...words: readonly string[]) =>
  JSON.parse((await ridge(["simulate", ...words, "-f", "json"])).out).latencyMs;

interface Row {
  readonly runtime: string;
  readonly dtype: string;
  readonly errorPct: number;
}

/** Absolute errors of the rows of some runtimes at a data type, smallest first. */
function errorsOf(rows: readonly Row[], runtimes: RegExp, dtype: string): readonly number[] {
  const chosen = rows.filter((each) => runtimes.test(each.runtime) && (dtype === "" || each.dtype === dtype));
  return chosen.map((each) => Math.abs(each.errorPct)).sort((a, b) => a - b);
}

const meanOf = (values: readonly number[]) => values.reduce((sum, each) => sum + each, 0) / values.length;

// What the documents promise of published latencies; the figures of today are in reports/samples/fidelity.md.
describe("the shipped measurements", () => {
  const mature = /^(xnnpack-|paddle-lite)/;

  it("are predicted within 9 % in the median and 12 % on average in fp32, 14 % on average in int8", async () => {
    const { rows } = await shipped();
    const fp32 = errorsOf(rows, mature, "fp32");
    expect(fp32).toHaveLength(22);
    expect(((fp32[10] ?? 0) + (fp32[11] ?? 0)) / 2).toBeLessThanOrEqual(9);
    expect(meanOf(fp32)).toBeLessThanOrEqual(12);
    const int8 = errorsOf(rows, mature, "int8");
    expect(int8).toHaveLength(12);
    expect(meanOf(int8)).toBeLessThanOrEqual(14);
  });

  it("are predicted within 16 % on average under ncnn", async () => {
    const ncnn = errorsOf((await shipped()).rows, /^ncnn$/, "");
    expect(ncnn).toHaveLength(31);
    expect(meanOf(ncnn)).toBeLessThanOrEqual(16);
  });

  it("are all predicted, in the right order, and twice as well as by MACs and a constant", async () => {
    const { summary, inversions, baseline } = await shipped();
    expect(summary).toMatchObject({ rows: 81, skipped: 0 });
    expect(inversions).toMatchObject({ pairs: 70, count: 0 });
    expect(baseline.macsPerDevice.mape).toBeGreaterThan(2 * baseline.macsPerDevice.ridge.mape);
  });
});

describe("ridge validate", () => {
  const small = table(
    "small",
    `${header},clock_ghz,note`,
    "pixel-2,,1,ncnn,fp32,mobilenet_v1,alpha=0.5 res=160,20,,first",
    'pixel-2,cortex-a53,4,ncnn,fp32,mobilenet_v2,,30,1.5,"second, quoted"',
    "nokia-3310,,1,ncnn,fp32,mobilenet_v1,,9000,,third",
  );

  it("predicts what `ridge simulate` does, in the order of the file", async () => {
    const { rows, summary } = await json(small);
    const ncnn = ["--runtime", "ncnn"];
    expect(rows.map((each: { predictedMs: number }) => each.predictedMs)).toEqual([
      await simulated("mobilenet_v1", "alpha=0.5", "res=160", "--on", "pixel-2", ...ncnn),
      await simulated(
        "mobilenet_v2",
        "--on",
        "pixel-2",
        "--core",
        "cortex-a53",
        "--threads",
        "4",
        "--clock",
        "1.5",
        ...ncnn,
      ),
      null,
    ]);
    expect(rows[0].errorPct).toBeCloseTo(100 * (rows[0].predictedMs / 20 - 1), 9);
    expect(rows[2]).toMatchObject({ errorPct: null, skipped: "there is no hardware profile `nokia-3310`" });
    expect(rows[0]).toMatchObject({ device: "pixel-2", core: "cortex-a73", measuredMs: 20, skipped: null });
    expect(summary).toMatchObject({ rows: 3, skipped: 1 });
    expect(summary.mape).toBeCloseTo((Math.abs(rows[0].errorPct) + Math.abs(rows[1].errorPct)) / 2, 9);
  });

  it("carries further columns through", async () => {
    const { rows } = await json(small);
    expect(rows.map((each: { note: string }) => each.note)).toEqual(["first", "second, quoted", "third"]);
    const { out } = await ridge(["validate", small, "-f", "csv"]);
    const [head, first, second] = out.split("\n");
    expect(head).toBe(`${header},clock_ghz,note,predicted_ms,error_pct,skipped`);
    expect(first).toMatch(/^pixel-2,,1,ncnn,fp32,mobilenet_v1,alpha=0\.5 res=160,20,,first,\d+\.\d+,-?\d+\.\d+,$/);
    expect(second).toContain('"second, quoted"');
  });

  it("reads its own CSV again with the same result", async () => {
    const once = (await ridge(["validate", small, "-f", "csv"])).out;
    expect(await ridge(["validate", "-", "-f", "csv"], { input: once })).toEqual({ exit: 0, out: once, err: "" });
  });

  it.each([
    ["the data type", "pixel-2,,1,ncnn,bf16,mobilenet_v1,,5", "there is no data type `bf16`"],
    ["the network", "pixel-2,,1,ncnn,fp32,mobilnet_v1,,5", "there is no shipped network `mobilnet_v1`"],
    ["a setting", "pixel-2,,1,ncnn,fp32,mobilenet_v1,alpah=1,5", "`MobileNetV1` has no parameter `alpah`"],
    ["a word", "pixel-2,,1,ncnn,fp32,mobilenet_v1,fast,5", "`fast` is no parameter: expected NAME=VALUE"],
    ["a free parameter", "pixel-2,,1,ncnn,fp32,mobilenet_v1,alpha=?,5", "a network with alpha free has no timing"],
    ["the core", "pixel-2,cortex-a9,1,ncnn,fp32,mobilenet_v1,,5", "pixel-2 has no core `cortex-a9`"],
    ["too many threads", "pixel-2,,9,ncnn,fp32,mobilenet_v1,,5", "9 threads do not fit on 4 cores"],
    ["the runtime", "pixel-2,,1,xnnpack,fp32,mobilenet_v1,,5", "no runtime `xnnpack`"],
    ["a core for a device", "kryo,,1,ncnn,fp32,mobilenet_v1,,5", "`kryo` is a core, where a device is wanted"],
    ["standard input", "pixel-2,,1,ncnn,fp32,-,,5", "standard input is no network of a table"],
    [
      "a file that is not there",
      "pixel-2,,1,ncnn,fp32,./none.arch,,5",
      "cannot read `./none.arch`: there is no such file",
    ],
    [
      "arithmetic that a core has not",
      "pixel-2,,1,ncnn,fp16,mobilenet_v1,,5",
      "`cortex-a73` has no rate for fp16 arithmetic",
    ],
  ])("skips a row for %s, and says why", async (what, line, reason) => {
    const { rows, summary } = await json(table(`skip ${what}`, header, line));
    expect(rows[0].skipped).toContain(reason);
    expect([rows[0].predictedMs, summary.skipped, summary.mape]).toEqual([null, 1, null]);
  });

  it("skips a row for an instruction set that is none", async () => {
    const { rows } = await json(table("isa", `${header},isa`, "pixel-2,,1,ncnn,fp32,mobilenet_v1,,5,x86"));
    expect(rows[0].skipped).toBe("there is no instruction set `x86`");
  });

  it("times a network of one's own on a board of one's own", async () => {
    const net = join(folder, "own.arch");
    writeFileSync(net, "net Own {\n  input: [3, 8, 8]\n  conv(4)\n}\n");
    const board = join(folder, "board.yaml");
    writeFileSync(board, "profile: device\nname: board\ntitle: Board\nextends: pixel-2\n");
    const { rows } = await json(table("own", header, `${board},,1,ncnn,fp32,${net},,5`));
    expect(rows[0].predictedMs).toBe(await simulated(net, "--on", "pixel-2", "--runtime", "ncnn"));
  });

  it("sums up by one key when asked", async () => {
    const { groups } = await json(small, "--by", "dtype");
    expect(groups).toMatchObject([
      { by: "dtype", key: "fp32", rows: 3, skipped: 1, baseline: { roofline: { rows: 2 } } },
    ]);
    const { out } = await ridge(["validate", small, "--by", "dtype"], { columns: 80 });
    expect(out).toContain("by dtype");
    expect(out).not.toContain("by runtime");
  });

  it("holds predictions to a limit", async () => {
    const { mape } = (await json(small)).summary;
    const over = await ridge(["validate", small, "--max-mape", String(Math.floor(mape))]);
    expect(over.exit).toBe(1);
    expect(over.err).toContain(`error[validate/error]: the mean absolute error is ${mape.toFixed(2)} %`);
    expect(over.out).toContain("3 rows: 2 predicted, 1 skipped");
    expect((await ridge(["validate", small, "--max-mape", `${Math.ceil(mape)}%`])).exit).toBe(0);
    const nothing = table("nothing", header, "nokia-3310,,1,ncnn,fp32,mobilenet_v1,,5");
    const none = await ridge(["validate", nothing, "--max-mape", "10"]);
    expect([none.exit, none.err.split(":")[0]]).toEqual([1, "error[validate/nothing-predicted]"]);
    expect((await ridge(["validate", nothing])).exit).toBe(0);
  });

  it.each([50, 80, 120, 200])("keeps to %d columns", async (columns) => {
    const lines = readFileSync("measurements/cpu.csv", "utf8").trim().split("\n");
    const some = table("some", ...lines.filter((_, at) => at % 10 === 0));
    const { out } = await ridge(["validate", some], { columns });
    expect(Math.max(...out.split("\n").map(displayWidth))).toBeLessThanOrEqual(columns);
    const [rows = ""] = out.split("\n\n");
    // Title, top, head, rule and bottom, around a line per row.
    expect(rows.split("\n").length).toBe(5 + 8);
  });

  it("draws every predicted row of the shipped measurements", async () => {
    const { out } = await ridge(["validate", "measurements/cpu.csv", "-f", "svg"]);
    const { summary, rows } = await shipped();
    const runtimes = new Set(rows.map((each: { runtime: string }) => each.runtime)).size;
    const bands = 2;
    const markers = elementsOf(out).filter((each) => each === "circle" || each === "polygon").length;
    expect(markers).toBe(summary.rows - summary.skipped + runtimes + bands);
  });

  it("draws a picture of nothing, too", async () => {
    const { out } = await ridge(["validate", table("none", header, "x,,1,ncnn,fp32,mobilenet_v1,,5"), "-f", "svg"]);
    expect(elementsOf(out)).toContain("text");
    expect(out).toContain("0 of 1 rows shown");
  });

  it("writes the picture to a file of that name", async () => {
    const output = join(folder, "plot.svg");
    expect(await ridge(["validate", small, "-o", output])).toEqual({ exit: 0, out: "", err: "" });
    expect(readFileSync(output, "utf8")).toMatch(/^<svg /);
  });

  it.each<[what: string, words: readonly string[], code: string, hint: string]>([
    ["a missing file", ["none.csv"], "file/unreadable", "no such file"],
    ["a device file", ["/dev/zero"], "file/unreadable", "no regular file"],
    ["no file", [], "usage/command-line", "ridge help validate"],
    ["an unknown key", [small, "--by", "devise"], "usage/choice", "did you mean `device`"],
    ["a limit of words", [small, "--max-mape", "ten"], "usage/number", "a percentage"],
    ["a negative limit", [small, "--max-mape=-1"], "usage/number", "a percentage"],
    ["groups for CSV", [small, "--by", "device", "-f", "csv"], "usage/no-effect", "--by"],
    ["a width for JSON", [small, "--width", "80", "-f", "json"], "usage/no-effect", "--width"],
    ["an unknown format", [small, "-f", "png"], "usage/choice", "svg"],
    [
      "a wrong cell",
      [table("wrong", header, "pixel-2,,1,ncnn,fp32,mobilenet_v1,,-5")],
      "measurement/value",
      "wrong.csv:2:36",
    ],
    ["an empty file", [table("empty")], "csv/empty", "a header line"],
  ])("answers %s", async (_what, words, code, hint) => {
    const { exit, out, err } = await ridge(["validate", ...words]);
    expect([exit, out]).toEqual([2, ""]);
    expect(err).toContain(`error[${code}`);
    expect(err).toContain(hint);
    expect(err).not.toMatch(/\n\s+at /);
  });
});

describe("error bands", () => {
  it("rest on every shipped measurement that is predicted", async () => {
    const { rows } = await shipped();
    const errors = rows.flatMap((each: { errorPct: number | null }) => (each.errorPct === null ? [] : [each.errorPct]));
    // Those of DSPs stand behind.
    const ofCpus = ratedCases.filter(({ issue }) => issue !== "packets");
    expect(ratedCases.slice(0, ofCpus.length)).toEqual(ofCpus);
    expect(ofCpus.map((each) => each.errorPct)).toEqual(errors.map((each: number) => Math.round(100 * each) / 100));
  });

  it("hold for a runtime, and not for the plain roofline", () => {
    const device = resolveDevice("pixel-2", shippedProfiles).value;
    const cost = costed(elaborateZoo("mobilenet_v2"));
    const timing = device && roofline.time(cost, device, undefined, {}).value;
    if (device === undefined || timing === undefined) throw new Error("no timing");
    expect(bandOf(timing, cost, device)).toBeUndefined();
    // The runtime's own rows of that kind: nine tenths of them, counted here by hand from the table.
    const near = ratedCases.filter(
      (each) =>
        each.runtime === "paddle-lite" &&
        each.dtype === "fp32" &&
        each.issue === "out-of-order" &&
        each.network === "separable",
    );
    const sizes = near.map((each) => Math.abs(each.errorPct)).sort((a, b) => a - b);
    expect(near.length).toBe(5);
    expect(bandOf({ ...timing, runtime: "paddle-lite" }, cost, device)).toEqual({ kind: "near", percent: sizes[4] });
  });
});
