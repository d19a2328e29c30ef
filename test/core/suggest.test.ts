import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "../../grammar/index.ts";
import { standardNames } from "../../src/core/messages/model.ts";
import { nearestNames } from "../../src/core/suggest.ts";
import { operators } from "../../src/ops/index.ts";
import { elaborateText } from "../model/elaborate-text.ts";

describe("nearest names", () => {
  // As PyTorch, Keras and ONNX call them.
  it.each([
    ["Conv2d", "conv"],
    ["BatchNorm2d", "bn"],
    ["batch_norm", "bn"],
    ["Dense", "linear"],
    ["swish", "silu"],
    ["HardSwish", "hswish"],
    ["GlobalAveragePooling2D", "gap"],
    ["AdaptiveAvgPool2d", "adaptive_avgpool"],
    ["ConvTranspose2d", "conv_transpose"],
    ["DepthwiseConv2D", "conv"],
    ["PixelShuffle", "depth_to_space"],
    ["InstanceNorm2d", "groupnorm"],
    ["GlobalMaxPooling2D", "reduce_max"],
    ["scaled_dot_product_attention", "sdpa"],
  ])("%s of another framework is %s", (name, wanted) => {
    expect(operators.has(wanted)).toBe(true);
    expect(nearestNames(name, operators.keys())).toEqual([wanted]);
  });

  it.each([
    ["kernel_size", "k"],
    ["stride", "s"],
    ["out_channels", "n"],
    ["dilation_rate", "d"],
  ])("the parameter %s of another framework is %s", (name, wanted) => {
    const parameters = operators.get("conv")?.attributes.map((each) => each.name) ?? [];
    expect(nearestNames(name, parameters)).toEqual([wanted]);
  });

  it.each([
    ["MaxPool", ["maxpool", "max_pool", "avgpool"], ["maxpool", "max_pool"]],
    ["efficientnet-b0", ["efficientnet_b0", "efficientnet_b1"], ["efficientnet_b0"]],
    ["__", ["_", "a"], ["_"]],
  ])("%s differs in case and separators from those alone", (name, known, wanted) => {
    expect(nearestNames(name, known)).toEqual(wanted);
  });

  it("do not offer a foreign name's equal where it is not known", () => {
    expect(nearestNames("Conv2d", ["relu", "bn"])).toEqual([]);
  });

  it("hint at the import of a standard block", () => {
    const { diagnostics } = elaborateText("net A { input: [3, 8, 8]; conv(make_divisible(9)) }");
    expect(diagnostics[0]?.hint).toBe('type `import make_divisible from "std/mobile"` at the top');
    const folder = new URL("../../grammar/std/", import.meta.url);
    const declared = readdirSync(folder)
      .sort()
      .map((name) => {
        const { value } = parse({ name, text: readFileSync(new URL(name, folder), "utf8") });
        const names = value?.declarations.flatMap((each) =>
          each.kind === "fn" || each.kind === "block" ? [each.name.name] : [],
        );
        return [`std/${name.replace(/\.arch$/, "")}`, names];
      });
    expect(declared).toEqual(Object.entries(standardNames));
  });
});
