import { describe, expect, it } from "vitest";
import { asInteger, type Expr } from "../../src/symbolic/index.ts";
import { costed, elaborateZoo } from "../model/elaborate-text.ts";
import { generator } from "./seeded.ts";
import * as classic from "./torch-classic.ts";
import * as mobile from "./torch-mobile.ts";
import type { TorchTrace } from "./torch-trace.ts";
import * as vision from "./torch-vision.ts";
import { v3Large, v3Small } from "./v3-rows.ts";

const number = (value: Expr): number => Number(asInteger(value));

function expectSame(name: string, settings: Readonly<Record<string, string>>, trace: TorchTrace): void {
  const { totals } = costed(elaborateZoo(name, settings));
  expect([settings, number(totals.macs), number(totals.params)]).toEqual([settings, trace.macs, trace.params]);
}

const d50 = [3, 4, 6, 3];
const d101 = [3, 4, 23, 3];
const withoutWidth: Readonly<Record<string, (res: number) => TorchTrace>> = {
  resnet18: classic.resnet([2, 2, 2, 2], false),
  resnet34: classic.resnet(d50, false),
  resnet101: classic.resnet(d101, true),
  resnext50_32x4d: classic.resnet(d50, true, 32, 4),
  resnext101_64x4d: classic.resnet(d101, true, 64, 4),
  wide_resnet50_2: classic.resnet(d50, true, 1, 128),
  regnet_x_1_6gf: classic.regnet(18, 80, 34.01, 2.25, 24, false),
  regnet_x_3_2gf: classic.regnet(25, 88, 26.31, 2.25, 48, false),
  regnet_y_400mf: classic.regnet(16, 48, 27.89, 2.09, 8, true),
  regnet_y_32gf: classic.regnet(20, 232, 115.89, 2.53, 232, true),
  densenet121: classic.densenet([6, 12, 24, 16], 32, 64),
  densenet161: classic.densenet([6, 12, 36, 24], 48, 96),
  convnext_tiny: classic.convnext([3, 3, 9, 3], 96),
  inception_v3: classic.inceptionV3,
  squeezenet1_0: classic.squeezenet(
    [96, 7],
    ["pool", [16, 64], [16, 64], [32, 128], "pool", [32, 128], [48, 192], [48, 192], [64, 256], "pool", [64, 256]],
  ),
  squeezenet1_1_ncnn: classic.squeezenet(
    [64, 3],
    ["pool", [16, 64], [16, 64], "pool", [32, 128], [32, 128], "pool", [48, 192], [48, 192], [64, 256], [64, 256]],
    1,
  ),
  alexnet: classic.alexnet,
  vgg13_bn: classic.vgg([2, 2, 2, 2, 2], true),
  vgg19: classic.vgg([2, 2, 4, 4, 4], false),
  swin_t: vision.swin([2, 2, 6, 2], 96, 3),
  swin_s: vision.swin([2, 2, 18, 2], 96, 3),
  swin_b: vision.swin([2, 2, 18, 2], 128, 4),
  mobilevit_xxs: vision.mobilevit(2, 16, 24, [
    [48, 64, 2],
    [64, 80, 4],
    [80, 96, 3],
  ]),
  mobilevit_xs: vision.mobilevit(4, 32, 48, [
    [64, 96, 2],
    [80, 120, 4],
    [96, 144, 3],
  ]),
  mobilevit_s: vision.mobilevit(4, 32, 64, [
    [96, 144, 2],
    [128, 192, 4],
    [160, 240, 3],
  ]),
};

/** Whole patches only. */
const patched: readonly (readonly [name: string, patch: number, walk: (res: number) => TorchTrace])[] = [
  ["vit_b_16", 16, vision.vit(16, 12, 768, 12)],
  ["vit_b_32", 32, vision.vit(32, 12, 768, 12)],
  ["vit_l_16", 16, vision.vit(16, 24, 1024, 16)],
  ["vit_l_32", 32, vision.vit(32, 24, 1024, 16)],
  ["vit_h_14", 14, vision.vit(14, 32, 1280, 16)],
];

type Wide = readonly [name: string, more: Readonly<Record<string, string>>, walk: (a: number, r: number) => TorchTrace];
const withWidth: readonly Wide[] = [
  ["efficientnet_b0", {}, mobile.efficientnet(1, 1)],
  ["efficientnet_b2", {}, mobile.efficientnet(1.1, 1.2)],
  ["efficientnet_b5", {}, mobile.efficientnet(1.6, 2.2)],
  ["efficientnet_b7", {}, mobile.efficientnet(2, 3.1)],
  ["efficientnet_lite0", {}, mobile.efficientnet(1, 1, true)],
  ["efficientnet_lite3", {}, mobile.efficientnet(1.2, 1.4, true)],
  [
    "efficientnet_v2_s",
    {},
    mobile.efficientnetV2(24, [
      [true, 1, 24, 2, 1],
      [true, 4, 48, 4, 2],
      [true, 4, 64, 4, 2],
      [false, 4, 128, 6, 2],
      [false, 6, 160, 9, 1],
      [false, 6, 256, 15, 2],
    ]),
  ],
  [
    "mnasnet_a1",
    {},
    mobile.mnasnet([
      [6, 24, 2, 2, 3, false],
      [3, 40, 3, 2, 5, true],
      [6, 80, 4, 2, 3, false],
      [6, 112, 2, 1, 3, true],
      [6, 160, 3, 2, 5, true],
      [6, 320, 1, 1, 3, false],
    ]),
  ],
  [
    "mnasnet_b1",
    {},
    mobile.mnasnet([
      [3, 24, 3, 2, 3, false],
      [3, 40, 3, 2, 5, false],
      [6, 80, 3, 2, 5, false],
      [6, 96, 2, 1, 3, false],
      [6, 192, 4, 2, 5, false],
      [6, 320, 1, 1, 3, false],
    ]),
  ],
  ["mobilenet_v3_large", { dilated: "true" }, mobile.mobilenetV3Dilated(v3Large, 1280, false)],
  ["mobilenet_v3_large", { dilated: "true", reduced_tail: "true" }, mobile.mobilenetV3Dilated(v3Large, 1280, true)],
  ["mobilenet_v3_small", { dilated: "true" }, mobile.mobilenetV3Dilated(v3Small, 1024, false)],
];

describe("independent walks agree at odd resolutions", () => {
  it.each(Object.entries(withoutWidth))("%s", (name, walk) => {
    const draw = generator(name.length * 6007 + 1);
    for (const res of [75 + draw(100), 181, 224, 225 + draw(200)]) expectSame(name, { res: String(res) }, walk(res));
  });
  it.each(patched)("%s in patches of %i", (name, patch, walk) => {
    const draw = generator(name.length * 8009 + patch);
    for (const patches of [1, 2 + draw(20), 2 + draw(20), 2 + draw(20)])
      expectSame(name, { res: String(patch * patches) }, walk(patch * patches));
  });
  it.each(withWidth)("%s %o", (name, more, walk) => {
    const draw = generator(name.length * 7001 + 1);
    for (let count = 0; count < 5; count++) {
      const hundredths = 10 + draw(190);
      const res = 33 + draw(400);
      expectSame(name, { ...more, alpha: `${hundredths}/100`, res: String(res) }, walk(hundredths / 100, res));
    }
  });
});

/** Channels of the authors' code for 3 groups, and for 8 groups as its paper's table scales them. */
const shuffleWidths: readonly (readonly [groups: number, alpha: string, channels: readonly number[]])[] = [
  [3, "0.5", [12, 120, 240, 480]],
  [3, "1", [24, 240, 480, 960]],
  [3, "1.5", [24, 360, 720, 1440]],
  [3, "2", [48, 480, 960, 1920]],
  [8, "0.5", [16, 192, 384, 768]],
  [8, "1", [24, 384, 768, 1536]],
  [8, "1.5", [24, 576, 1152, 2304]],
  [8, "2", [48, 768, 1536, 3072]],
  [1, "1", [24, 144, 288, 576]],
  [2, "1", [24, 200, 400, 800]],
  [4, "1", [24, 272, 544, 1088]],
];

it.each(shuffleWidths)("shufflenet_v1 with %s groups at width %s", (groups, alpha, channels) => {
  const walk = mobile.shufflenetV1(groups, channels);
  for (const res of [129, 160, 224, 301])
    expectSame("shufflenet_v1", { groups: String(groups), alpha, res: String(res) }, walk(res));
});

it.each([4, 8, 12])("swin_t with windows of %i", (window) => {
  const walk = vision.swin([2, 2, 6, 2], 96, 3, window);
  for (const res of [64, 189, 256, 287]) expectSame("swin_t", { window: String(window), res: String(res) }, walk(res));
});

it.each([1, 3, 4, 8])("mobilevit_xxs with patches of %i", (patch) => {
  const stages = [
    [48, 64, 2],
    [64, 80, 4],
    [80, 96, 3],
  ] as const;
  const walk = vision.mobilevit(2, 16, 24, stages, patch);
  for (const res of [64, 189, 256, 287])
    expectSame("mobilevit_xxs", { patch: String(patch), res: String(res) }, walk(res));
});
