import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { rational } from "../../src/core/rational.ts";
import type { NetworkCost } from "../../src/cost/index.ts";
import { asConstant, asInteger, type Expr, evaluate } from "../../src/symbolic/index.ts";
import { costed, elaborateText, elaborateZoo, zoo } from "../model/elaborate-text.ts";
import { generator } from "./seeded.ts";
import * as heads from "./torch-heads.ts";
import type { TorchTrace } from "./torch-trace.ts";
import { v3Large } from "./v3-rows.ts";

const number = (value: Expr): number => Number(asInteger(value));
const totals = ({ totals: { macs, params } }: NetworkCost) => [number(macs), number(params)];
const walked = ({ macs, params }: TorchTrace) => [macs, params];

const d50 = [3, 4, 6, 3];
const d101 = [3, 4, 23, 3];
const coco = [3, 6, 6, 6, 6, 6];
const torchvision = [6, 6, 6, 6, 6, 6];
const rates = [12, 24, 36];
const dilatedV3 = heads.v3Features(v3Large, true, false);

const zooNames = new Set(Object.keys(zoo));

type Walk = (alpha: number, res: number) => TorchTrace;
type Settings = Readonly<Record<string, string>>;

/** `step`: widths are tried in multiples of 1/step, which floating point holds exactly; 0 where there is no width multiplier. */
const networks: readonly (readonly [name: string, more: Settings, step: number, walk: Walk])[] = [
  ["ssdlite_mobilenet_v1", {}, 32, heads.ssd(heads.v1Features(false), true, 91, coco)],
  ["ssdlite_mobilenet_v2", {}, 64, heads.ssd(heads.v2Features(false), true, 91, coco)],
  ["ssdlite_mobilenet_v2", { classes: "21" }, 64, heads.ssd(heads.v2Features(false), true, 21, coco)],
  ["ssd_mobilenet_v2", {}, 64, heads.ssd(heads.v2Features(false), false, 91, coco)],
  ["ssdlite_mobilenet_v3_large", {}, 64, heads.ssd(heads.v3Features(v3Large, false, true), true, 91, torchvision)],
  [
    "ssdlite_mobilenet_v3_large",
    { reduced_tail: "false" },
    64,
    heads.ssd(heads.v3Features(v3Large, false, false), true, 91, torchvision),
  ],
  ["deeplabv3_mobilenet_v1", {}, 32, heads.deeplab(heads.v1Features(true), [6, 12, 18], false)],
  ["deeplabv3_mobilenet_v2", {}, 64, heads.deeplab(heads.v2Features(true), [], false)],
  ["deeplabv3_mobilenet_v2", { pyramid: "true" }, 64, heads.deeplab(heads.v2Features(true), [6, 12, 18], false)],
  ["deeplabv3_mobilenet_v2", { reduced_tail: "true" }, 64, heads.deeplab(heads.v2Features(true, true), [], false)],
  ["deeplabv3_mobilenet_v3_large", {}, 64, heads.deeplab(dilatedV3, rates, true)],
  ["deeplabv3_mobilenet_v3_large", { aux: "true" }, 64, heads.deeplab(dilatedV3, rates, true, true)],
  ["raspp_mobilenet_v3_large", { classes: "21" }, 64, heads.deeplab(dilatedV3, [], false)],
  ["lraspp_mobilenet_v3_large", {}, 64, heads.lraspp(dilatedV3)],
  ["deeplabv3_resnet50", {}, 0, heads.deeplab(heads.resnetFeatures(d50), rates, true)],
  ["deeplabv3_resnet101", { aux: "true" }, 0, heads.deeplab(heads.resnetFeatures(d101), rates, true, true)],
  ["fcn_resnet50", {}, 0, heads.fcn(heads.resnetFeatures(d50))],
  ["fcn_resnet101", { aux: "true" }, 0, heads.fcn(heads.resnetFeatures(d101), true)],
  ["alexnet_caffe", {}, 0, (_, res) => heads.alexnetTwoTowers(res)],
  ["yolo_v3_tiny", {}, 0, (_, res) => heads.yoloTiny(res)],
  ["mobilenet_v1_os16", {}, 32, heads.classified(heads.v1Features(true))],
  ["mobilenet_v2_os16", {}, 64, heads.classified(heads.v2Features(true), 1280)],
  ["mobilenet_v2_os16", { reduced_tail: "true" }, 64, heads.classified(heads.v2Features(true, true), 1280)],
  ["resnet50_os8", {}, 0, heads.classified(heads.resnetFeatures(d50))],
  ["resnet101_os8", {}, 0, heads.classified(heads.resnetFeatures(d101))],
  ["mobilenet_v1_conv", {}, 32, heads.mobilenetV1(true)],
  ["mobilenet_v1_shallow", {}, 32, heads.mobilenetV1(false, 1)],
];

describe("independent walks agree at other widths and odd resolutions", () => {
  it.each(networks)("%s %o", (name, more, step, walk) => {
    const draw = generator(name.length * 9001 + 1);
    const grid = name === "yolo_v3_tiny" ? 32 : 1;
    for (let count = 0; count < 5; count++) {
      const part = step / 4 + draw(step);
      const res = grid * Math.ceil((67 + draw(500)) / grid);
      const width: Settings = step === 0 ? {} : { alpha: `${part}/${step}` };
      const found = totals(costed(elaborateZoo(name, { ...more, ...width, res: String(res) })));
      expect([width, res, ...found]).toEqual([width, res, ...walked(walk(step === 0 ? 1 : part / step, res))]);
    }
  });

  it("MobileNetV1 at widths of one's own, concrete and free", () => {
    const names = ["c0", "c1", "c2", "c3", "c4", "c5"];
    const free = costed(
      elaborateZoo("mobilenet_v1_widths", Object.fromEntries(names.map((each) => [each, "?"]))),
    ).totals;
    const draw = generator(6007);
    for (let count = 0; count < 5; count++) {
      const widths = names.map(() => 1 + draw(700));
      const settings = Object.fromEntries(names.map((each, at) => [each, String(widths[at])]));
      const walk = walked(heads.mobilenetV1(false, 6, widths)(1, 224));
      expect([widths, totals(costed(elaborateZoo("mobilenet_v1_widths", settings)))]).toEqual([widths, walk]);
      const point = new Map(names.map((each, at) => [each, rational(BigInt(widths[at] ?? 0))]));
      expect([free.macs, free.params].map((each) => Number(evaluate(each, point)?.num))).toEqual(walk);
    }
  });
});

it("what docs/zoo.md calls walked is walked here", () => {
  const { walked: claimed }: { readonly walked: readonly string[] } = JSON.parse(
    readFileSync(new URL("../oracles/published.json", import.meta.url), "utf8"),
  );
  const here = [...networks.map(([name]) => name), "mobilenet_v1_widths"];
  expect(claimed.filter((name) => !here.includes(name))).toEqual([]);
});

it("docs/zoo.md says of each network what it is compared with", () => {
  const page = readFileSync(new URL("../../docs/zoo.md", import.meta.url), "utf8");
  const rows = page.split("\n").filter((line) => zooNames.has(line.split("|")[1]?.trim() ?? ""));
  expect(rows.length).toBe(zooNames.size);
  expect(rows.filter((line) => line.split("|").at(-2)?.trim() === "")).toEqual([]);
});

describe("the heads alone, as the papers count them", () => {
  const head = (lite: boolean, classes: number) =>
    costed(
      elaborateText(`import ssd_head from "std/detection"
block front { conv(576, s=16, pad=0) }
net Head {
  input: [1280, 10, 10]
  ssd_head(weight([576, 20, 20]), ${classes}, lite=${lite})
}`),
    );

  it.each([
    // arXiv:1801.04381, Table 5: 14.8M and 1.25B, 2.1M and 0.35B; the second column counts 2 operations a MAC for SSDLite only.
    ["ssd", false, 1_259_068_672, 14_773_824],
    ["ssdlite", true, 177_617_344, 2_110_336],
  ])("%s at 320 with 80 classes and background", (_, lite, macs, paramsWithoutBiases) => {
    const cost = head(lite, 81);
    const learned = 576 * 20 * 20; // the tensor that stands for the backbone's finer features
    const biases = (3 + 5 * 6) * (4 + 81);
    expect(totals(cost)).toEqual([macs, paramsWithoutBiases + biases + learned]);
  });

  // arXiv:1905.02244, Table 6: 0.51B and 3.22M, without the reduced tail 0.62B and 4.97M; 90 classes and background, biases apart.
  it.each([
    ["true", 506_563_904, 3_245_120],
    ["false", 613_143_104, 5_003_600],
  ])("SSDLite on V3 with the boxes of the TensorFlow API, reduced tail %s", (reduced, macs, paramsWithoutBiases) => {
    const cost = costed(
      elaborateText(`import ssd_head from "std/detection"
import MobileNetV3 from "zoo:mobilenet_v3_large"
net Paper {
  input: [3, 320, 320]
  let backbone = input -> MobileNetV3(res=320, reduced_tail=${reduced})
  backbone.at("last") -> ssd_head(backbone.at("rows.13.expand"), 91)
}`),
    );
    expect(totals(cost)).toEqual([macs, paramsWithoutBiases + (3 + 5 * 6) * (4 + 91)]);
  });
});

// github.com/openvinotoolkit/open_model_zoo, models/public/ssdlite_mobilenet_v2: 4.475 million parameters at 90 classes and background,
// batch norm folded: a bias for each channel in place of scale and shift.
it("ssdlite_mobilenet_v2 with batch norm folded has OpenVINO's 4.475 million parameters", () => {
  const { layers, totals: all } = costed(elaborateZoo("ssdlite_mobilenet_v2"));
  const norms = layers
    .filter((each) => each.layer.operator.name === "bn")
    .reduce((sum, each) => sum + number(each.params), 0);
  expect(((number(all.params) - norms / 2) / 1e6).toFixed(3)).toBe("4.475");
});

// What darknet prints for cfg/yolov3-tiny.cfg at 416, in 10^9 operations, two for each MAC; and yolov3-tiny.weights: 35,434,956 bytes, of
// which 20 are a header, hold 4-byte floats with mean and variance of every normalised channel besides the parameters.
it("yolo_v3_tiny, layer by layer as darknet prints it", () => {
  const { layers, totals: all } = costed(elaborateZoo("yolo_v3_tiny"));
  const convolutions = layers.filter((each) => each.layer.operator.name === "conv");
  const printed = "0.150 0.399 0.399 0.399 0.399 0.399 1.595 0.089 0.399 0.044 0.011 1.196 0.088".split(" ");
  expect(convolutions.map((each) => ((2 * number(each.macs)) / 1e9).toFixed(3))).toEqual(printed);
  const statistics = layers.filter((each) => each.layer.operator.name === "bn").map((each) => number(each.params));
  expect(number(all.params) + statistics.reduce((sum, each) => sum + each, 0)).toBe((35_434_956 - 20) / 4);
});

it("googlenet_caffe normalises responses twice, alexnet_caffe twice, googlenet never", () => {
  const norms = (name: string) =>
    costed(elaborateZoo(name)).layers.filter((each) => each.layer.operator.name === "lrn").length;
  expect(["googlenet_caffe", "alexnet_caffe", "googlenet"].map(norms)).toEqual([2, 2, 0]);
});

it("a free number of classes is in the formulas of a detector", () => {
  const free = costed(elaborateZoo("ssdlite_mobilenet_v2", { classes: "?" })).totals.params;
  const at = (classes: bigint) => evaluate(free, new Map([["classes", rational(classes)]]));
  const concrete = asConstant(costed(elaborateZoo("ssdlite_mobilenet_v2", { classes: "7" })).totals.params);
  expect(at(7n)?.num).toBe(concrete?.num);
  // A class more: a filter of each map's channels and a bias for each of its boxes.
  const perClass = (576 + 1) * 3 + (1280 + 512 + 256 + 256 + 128 + 5) * 6;
  expect(Number(at(92n)?.num) - Number(at(91n)?.num)).toBe(perClass);
});
