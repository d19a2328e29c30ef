import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { nearestNetworks, zooCall, zooEntries } from "../../src/shipped/index.ts";
import { ridge } from "../cli/fake-terminal.ts";

const csv = readFileSync(new URL("../oracles/torchvision_metadata.csv", import.meta.url), "utf8");
const published = csv
  .trim()
  .split("\n")
  .slice(1)
  .map((line) => line.split(","));

describe("names of networks", () => {
  it("of torchvision are all understood", () => {
    const unknown = published.filter(([model = ""]) => zooCall(model) === undefined).map(([model]) => model);
    expect(unknown).toEqual([]);
  });

  // A name that the zoo has as its own is compared in test/zoo/published.test.ts.
  const renamed = published.filter(([model = ""]) => !zooEntries().has(model));
  it.each(renamed)("%s has torchvision's %i params", async (model = "", params) => {
    const { out } = await ridge(["report", model, "-f", "json"]);
    expect(JSON.parse(out).totals.params).toBe(Number(params));
  });

  it("of elsewhere name one network each, and none of the zoo's own", () => {
    const own = [...zooEntries().keys()];
    const other = [...zooEntries().values()].flatMap((each) => Object.keys(each.also));
    expect(new Set([...own, ...other]).size).toBe(own.length + other.length);
  });

  it("give way to a setting that is typed", async () => {
    const [named, typed] = await Promise.all([
      ridge(["report", "mnasnet0_5", "alpha=1.3", "-f", "json"]),
      ridge(["report", "mnasnet_b1", "alpha=1.3", "-f", "json"]),
    ]);
    expect(JSON.parse(named.out)).toEqual(JSON.parse(typed.out));
  });
});

describe("nearest networks", () => {
  it.each([
    ["EfficientNet-B0", "differs in case and separators only", ["efficientnet_b0"]],
    ["yolov3_tiny", "differs in separators only", ["yolo_v3_tiny"]],
    ["mnasnet_1.0", "a name from elsewhere, in other separators", ["mnasnet1_0"]],
    ["vit", "begins several: the shortest", ["vit_b_16", "vit_b_32", "vit_l_16"]],
    ["resnext50", "begins one, and is a misspelt other one", ["resnext50_32x4d", "resnet50"]],
    ["mobilenet_v22", "misspelt", ["mobilenet_v2", "mobilenet_v1"]],
    ["tf_efficientnet_lite0", "holds one", ["efficientnet_lite0"]],
    ["mobilenet_v1_1.0_224", "holds one", ["mobilenet_v1"]],
    ["宽", "holds no letter of any", []],
    ["-", "has neither letter nor digit", []],
  ])("of %s, which %s", (name, _why, wanted) => {
    expect(nearestNetworks(name)).toEqual(wanted);
  });
});
