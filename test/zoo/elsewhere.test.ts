import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { rational } from "../../src/core/rational.ts";
import { asInteger, evaluate } from "../../src/symbolic/index.ts";
import { costed, elaborateText } from "../model/elaborate-text.ts";

const folder = new URL("../cases/elsewhere/", import.meta.url);
const textOf = (name: string) => readFileSync(new URL(`${name}.arch`, folder), "utf8");

/** One tower of RetinaNet's heads: four convolutions of 256 filters, then 9 boxes with 91 scores or 4 coordinates. */
const tower = (values: number) => 4 * (256 * 256 * 9 + 256) + (256 * 9 + 1) * 9 * values;

/** Networks that the zoo does not have, written in the language alone. `gmacs` as printed; `more`: what the text cannot say otherwise. */
const networks: readonly (readonly [name: string, params: number, gmacs: string | undefined, more: number])[] = [
  // torchvision's metadata of MaxVit_T_Weights.IMAGENET1K_V1
  ["maxvit_t", 30_919_624, "5.558", 0],
  // torchvision's metadata of Swin_V2_T_Weights.IMAGENET1K_V1; 12 blocks with 15*15 pairs of coordinates instead of a scale for each head
  ["swin_v2_t", 28_351_570, "5.94", 12 * 15 * 15 * 2 - 2 * (3 + 6 + 3 * 12 + 24)],
  // torchvision's metadata of RetinaNet_ResNet50_FPN_Weights.COCO_V1; the heads of four more maps, and norms that are frozen there
  ["retinanet", 34_014_999, "151.54", 4 * (tower(91) + tower(4)) + 2 * 26_560],
  // the trainable parameters that Keras prints of keras.applications.Xception
  ["xception", 22_855_952, undefined, 0],
  // num_parameters() of bert-base-uncased and gpt2 in huggingface/transformers
  ["bert_base", 109_482_240, undefined, 0],
  ["gpt2", 124_439_808, undefined, 0],
  // the summary that ultralytics/yolov5 prints of models/yolov5n.yaml
  ["yolov5n", 1_872_157, undefined, 0],
  // the trainable parameters that Keras and torchsummary print of it with three input channels, batch norm and one class
  ["unet", 31_037_633, undefined, 0],
];

it.each(networks)("%s has its published parameters and multiply-adds", (name, params, gmacs, more) => {
  const { totals } = costed(elaborateText(textOf(name)));
  expect(Number(asInteger(totals.params)) - more).toBe(params);
  const digits = gmacs?.split(".")[1]?.length;
  if (gmacs !== undefined) expect((Number(asInteger(totals.macs)) / 1e9).toFixed(digits)).toBe(gmacs);
});

it("every network in the folder is compared", () => {
  expect(readdirSync(folder).sort()).toEqual(networks.map(([name]) => `${name}.arch`).sort());
});

it.each([
  ["maxvit_t", "res", 224],
  ["retinanet", "res", 96],
  ["xception", "res", 299],
  ["bert_base", "length", 77],
  ["gpt2", "length", 511],
  ["yolov5n", "res", 416],
])("%s with a free %s costs at %i what it costs there", (name, parameter, at) => {
  const free = costed(elaborateText(textOf(name), { [parameter]: `? in {${at}, ${2 * at}}` })).totals;
  const concrete = costed(elaborateText(textOf(name), { [parameter]: String(at) })).totals;
  const point = new Map([[parameter, rational(BigInt(at))]]);
  for (const key of ["macs", "params", "flops"] as const)
    expect([key, evaluate(free[key], point)?.num]).toEqual([key, asInteger(concrete[key])]);
});
