import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { carriedOver } from "../../scripts/dsp-fidelity.ts";
import { displayWidth } from "../../src/core/display-width.ts";
import { ratedCases } from "../../src/shipped/index.ts";
import { elementsOf } from "../report/svg/well-formed.ts";
import { ridge, withoutProgress } from "./fake-terminal.ts";

const table = "measurements/hexagon.csv";
const words = ["--fitted-on", "resnet50,squeezenet1_1,mobilenet_v2"];

async function json(file: string, ...more: readonly string[]) {
  const { exit, out, err } = await ridge(["validate", file, "-f", "json", ...more]);
  expect([exit, withoutProgress(err)]).toEqual([0, ""]);
  return JSON.parse(out);
}

let shippedRun: ReturnType<typeof json> | undefined;

/** What the shipped measurements of Hexagon give, worked out once. */
function shipped() {
  shippedRun ??= json(table, ...words);
  return shippedRun;
}

const ofType = (part: { byDtype: readonly { dtype: string; mape: number }[] }, dtype: string) =>
  part.byDtype.find((each) => each.dtype === dtype)?.mape;

// What the documents promise of published latencies; the figures of today are in reports/samples/hexagon.md.
describe("the shipped measurements of Hexagon", () => {
  it("are all predicted, and in the right order", async () => {
    const { summary, inversions } = await shipped();
    expect(summary).toMatchObject({ rows: 60, skipped: 0 });
    expect(inversions).toMatchObject({ pairs: 78, count: 0 });
  });

  it("are predicted within 8 % on average where constants are fitted on them, outside within 13 % in fp16 and 10 % in int8", async () => {
    const { fit } = await shipped();
    expect([fit.fitted.rows, fit.outside.rows, fit.anchored.rows]).toEqual([30, 18, 12]);
    for (const dtype of ["fp16", "int8"]) expect(ofType(fit.fitted, dtype)).toBeLessThanOrEqual(8);
    expect(ofType(fit.outside, "fp16")).toBeLessThanOrEqual(13);
    expect(ofType(fit.outside, "int8")).toBeLessThanOrEqual(10);
  });

  it("are predicted twice as well as by MACs alone outside the fit", async () => {
    const { baselines, byDtype } = (await shipped()).fit.outside;
    const [fp16, int8] = byDtype;
    for (const of of [baselines, fp16.baselines]) {
      expect(of.macsOverPeak.factor).toBeGreaterThan(2);
      expect(of.linear.factor).toBeGreaterThan(2);
    }
    expect(int8.baselines.macsOverPeak.factor).toBeGreaterThan(2);
    // Between two dense networks, which a line goes through, it does as well for a third one.
    expect(int8.mape - int8.baselines.linear.mape).toBeLessThan(2);
  });

  it("of one chip follow from another one's constants and one ratio within 10 % on average", () => {
    const { ratio, all, others } = carriedOver("qcs8550", "snapdragon-8gen3", "resnet50");
    expect(all).toBeLessThanOrEqual(10);
    expect(others).toBeLessThanOrEqual(10);
    expect(ratio).toBeGreaterThan(0.5);
    expect(ratio).toBeLessThan(1);
  });

  it("give error bands of their runtimes", async () => {
    const { rows } = await shipped();
    const rated = ratedCases.filter(({ issue }) => issue === "packets");
    const errors = rows.map((each: { errorPct: number }) => Math.round(100 * each.errorPct) / 100);
    expect(rated.map((each) => each.errorPct)).toEqual(errors);
    const run = async (...more: readonly string[]) =>
      JSON.parse((await ridge(["simulate", "mobilenet_v2", ...more, "-f", "json"])).out).errorBandPct;
    const phone = ["--on", "snapdragon-8gen3", "--runtime", "qnn"];
    const halves = await run(...phone, "--dtype", "fp16");
    // Six rows of qnn in fp16 have depthwise convolutions: nine tenths of them are all.
    const near = rated.filter(
      (each) => each.runtime === "qnn" && each.dtype === "fp16" && each.network === "separable",
    );
    expect(near).toHaveLength(6);
    expect(halves).toBe(Math.max(...near.map((each) => Math.abs(each.errorPct))));
    // Floats are computed in halves there.
    expect(await run(...phone)).toBe(halves);
  });
});

describe("ridge validate --fitted-on", () => {
  const folder = mkdtempSync(join(tmpdir(), "ridge-fitted-on-"));
  const header = "device,core,threads,runtime,dtype,network,args,latency_ms";
  const some = join(folder, "some.csv");
  writeFileSync(
    some,
    `${[
      `${header},fitted_on`,
      "pixel-2,,1,ncnn,fp32,mobilenet_v1,,90,old",
      "pixel-2,,1,ncnn,fp32,mobilenet_v2,,70,old",
      "pixel-2,,1,ncnn,fp32,resnet18,,300,old",
      "pixel-3,,1,ncnn,fp32,resnet18,,250,old",
    ].join("\n")}\n`,
  );

  it("tells the parts of rows in CSV and JSON", async () => {
    const on = ["--fitted-on", "resnet18, mobilenet_v1,resnet18"];
    const { out } = await ridge(["validate", some, ...on, "-f", "csv"]);
    const lines = out.trim().split("\n");
    expect(lines[0]).toBe(`${header},predicted_ms,error_pct,skipped,fitted_on`);
    expect(lines.slice(1).map((each) => each.split(",").at(-1))).toEqual(["fitted", "outside", "fitted", "anchored"]);
    const { rows, fit } = await json(some, ...on);
    expect(rows.map((each: { fittedOn: string }) => each.fittedOn)).toEqual([
      "fitted",
      "outside",
      "fitted",
      "anchored",
    ]);
    expect(rows[0]).not.toHaveProperty("fitted_on");
    expect(fit).toMatchObject({
      networks: ["resnet18", "mobilenet_v1"],
      absentNetworks: [],
      anchoredDevices: ["pixel-3"],
      outside: { rows: 1, byDtype: [{ dtype: "fp32", baselines: { linear: { rows: 1 } } }] },
    });
    const { baselines, mape } = fit.outside;
    expect(baselines.linear.factor).toBeCloseTo(baselines.linear.mape / mape, 9);
  });

  it("is not told of where it is not asked for", async () => {
    const { rows, fit } = await json(some);
    expect(fit).toBeUndefined();
    expect(rows[0]).not.toHaveProperty("fittedOn");
    expect(rows[0].fitted_on).toBe("old");
  });

  it("goes by shipped networks that a table has no row of, too", async () => {
    const { out } = await ridge(["validate", some, "--fitted-on", "squeezenet1_1"]);
    expect(out).toContain("The table has no row of squeezenet1_1.");
    expect(out).not.toContain("simpler models");
    const { fit } = await json(some, "--fitted-on", "squeezenet1_1");
    expect(fit).toMatchObject({ absentNetworks: ["squeezenet1_1"], fitted: null, outside: { rows: 4 } });
    expect(fit.outside.baselines).toMatchObject({ linear: { rows: 0, mape: null, factor: null } });
  });

  it.each([50, 80, 120])("keeps to %d columns", async (columns) => {
    const { out } = await ridge(["validate", table, ...words], { columns });
    expect(Math.max(...out.split("\n").map(displayWidth))).toBeLessThanOrEqual(columns);
    expect(out).toContain("fitted on and outside");
  });

  it("draws networks of the fit hollow", async () => {
    const { out } = await ridge(["validate", table, ...words, "-f", "svg"]);
    expect(elementsOf(out)).toContain("text");
    // Rows of the fit and of anchored chips, and one in the legend.
    expect(out.match(/fill-opacity="0\.35"/g)).toHaveLength(30 + 12 + 1);
  });

  it.each([
    ["a misspelt network", "resnet5", "did you mean `resnet18`?"],
    ["nothing", "", "use one of mobilenet_v1, mobilenet_v2, resnet18"],
    ["nothing between two commas", "resnet18,,mobilenet_v1", "use one of mobilenet_v1"],
    ["another spelling", "ResNet18", "did you mean `resnet18`?"],
  ])("answers %s", async (_what, networks, hint) => {
    const { exit, out, err } = await ridge(["validate", some, "--fitted-on", networks]);
    expect([exit, out]).toEqual([2, ""]);
    expect(err).toContain("error[usage/choice]: `--fitted-on` cannot be");
    expect(err).toContain(hint);
  });
});
