import { describe, expect, it } from "vitest";
import { conventions, costOf } from "../../../src/cost/index.ts";
import { argumentsOf, netsOf, type Report, readReport, renderReport, reportOf } from "../../../src/report/index.ts";
import { elaborateText, elaborateZoo, onePerNet } from "../../model/elaborate-text.ts";

const options = { format: "json", by: "layer", sort: "order", width: 80 } as const;

/** Without receptive fields, which a baseline leaves aside. */
async function written(report: Report): Promise<string> {
  const layers = report.layers.map((each) => ({ ...each, sight: () => undefined }));
  return (await renderReport({ ...report, layers }, options)).value ?? "";
}

function reported(
  found: ReturnType<typeof elaborateZoo>,
  convention = "default",
  dtype: "fp32" | "int4" = "fp32",
): Report {
  const chosen = conventions.find((each) => each.name === convention);
  if (found.value === undefined || chosen === undefined) throw new Error("no network");
  return reportOf(costOf(found.value.graph, { convention: chosen, dtype }), argumentsOf(found.value.parameters));
}

function read(text: string, nets: ReadonlySet<string> = new Set()) {
  return readReport({ name: "old.json", text }, nets);
}

describe("a report that was written is read back", () => {
  it.each(onePerNet)("%s", async (name) => {
    const text = await written(reported(elaborateZoo(name)));
    const { value, diagnostics } = read(text);
    expect(diagnostics).toEqual([]);
    if (value !== undefined) expect(await written(value)).toBe(text);
  });

  it("with another convention and data type", async () => {
    const text = await written(reported(elaborateZoo("mobilenet_v3_small"), "fvcore", "int4"));
    const { value } = read(text);
    expect([value?.convention.name, value?.dtype]).toEqual(["fvcore", "int4"]);
    if (value !== undefined) expect(await written(value)).toBe(text);
  });

  it("with the segments of its paths, nets that are blocks included", () => {
    const report = reported(
      elaborateText(
        "net Inner { input: [3, 8, 8]; repeat 2 { conv(4) } }\nnet Outer { input: [3, 8, 8]; Inner; conv(2) }",
        {},
        {},
        "Outer",
      ),
    );
    const kinds = (each: Report | undefined) =>
      each?.layers.map(({ segments }) =>
        segments.map(({ text, kind }) => [text, kind === "index" || kind === "net" ? kind : "name"]),
      );
    expect(netsOf(report)).toEqual(new Set(["Inner"]));
    return written(report).then((text) => {
      expect(kinds(read(text, netsOf(report)).value)).toEqual(kinds(report));
    });
  });
});

describe("a file that is no such report", () => {
  it.each<[what: string, change: (text: string) => string, code: string, marked: string]>([
    ["another schema", (text) => text.replace("ridge.report/1", "ridge.zoo/1"), "baseline/foreign", '"ridge.zoo/1"'],
    [
      "a later schema",
      (text) => text.replace("ridge.report/1", "ridge.report/2"),
      "baseline/newer",
      '"ridge.report/2"',
    ],
    ["no schema", () => '{ "a": 1 }', "baseline/foreign", "{"],
    ["a number", () => "12", "baseline/foreign", "1"],
    ["half a file", (text) => text.slice(0, 40), "json/syntax", '"'],
    ["a total that is not the sum", (text) => text.replace('"macs": 25,', '"macs": 26,'), "baseline/sum", "26"],
    ["a count below 0", (text) => text.replace('"macs": 25,', '"macs": -25,'), "baseline/field", "-25"],
    ["a fraction", (text) => text.replace('"batch": 1', '"batch": 1.5'), "baseline/field", "1.5"],
    [
      "an unknown convention",
      (text) => text.replace('"name": "default"', '"name": "mine"'),
      "baseline/field",
      '"mine"',
    ],
    ["a free parameter", (text) => text.replace('"n": 5', '"n": "?"'), "baseline/free", '"?"'],
    ["a missing object", (text) => text.replace('"totals"', '"sums"'), "baseline/field", "{"],
    [
      "a list for an object",
      (text) => text.replace(/"convention": \{[^}]*\}/, '"convention": [1]'),
      "baseline/field",
      "[1]",
    ],
    [
      "a name with signs for the terminal",
      (text) => text.replace('"N"', '"N\\u001b[2J"'),
      "baseline/field",
      '"N\\u001b[2J"',
    ],
    ["a number of 901 digits", (text) => text.replace('"macs": 25,', '"macs": 1e900,'), "baseline/field", "1e900"],
    ["a parameter of 301 digits", (text) => text.replace('"n": 5', '"n": 1e300'), "baseline/field", "1e300"],
    ["a parameter without a name", (text) => text.replace('"n": 5', '"a b": 5'), "baseline/field", "5"],
    ["a shape of text", (text) => text.replace('"output": [5]', '"output": "x"'), "baseline/field", '"x"'],
  ])("%s", async (_what, change, code, marked) => {
    const network = elaborateText("net N { param n: int in [1, 9] = 5; input: [5]; linear(n, bias=false) }");
    const text = change(await written(reported(network)));
    const { value, diagnostics } = read(text);
    expect(value).toBeUndefined();
    const places = diagnostics.map(({ code: found, span }) => [found, text.slice(span?.start, span?.end)]);
    expect(places).toEqual([[code, marked]]);
    expect(diagnostics[0]?.message.length).toBeLessThan(500);
  });

  it("names the field that is missing", async () => {
    const text = await written(reported(elaborateText("net N { input: [5]; linear(5) }")));
    const { diagnostics } = read(text.replace('"op": "linear", ', "").replace('"dtype": "fp32",', ""));
    expect(diagnostics.map((each) => each.message)).toEqual([
      "`dtype` must be one of fp32, fp16, int8, int4, found nothing",
      "`layers.0.op` must be a text of one line, at most 1000 characters, found nothing",
    ]);
  });
});
