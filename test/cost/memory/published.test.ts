import { describe, expect, it } from "vitest";
import { type MemoryPlan, planMemory, type Reuse } from "../../../src/cost/index.ts";
import { elaborateText, elaborateZoo } from "../../model/elaborate-text.ts";

function planOf(result: ReturnType<typeof elaborateZoo>, dtype: "fp32" | "int8", reuse: Reuse = "fused"): MemoryPlan {
  if (result.value === undefined) throw new Error(result.diagnostics.map((each) => each.message).join("\n"));
  const planned = planMemory(result.value.graph, { reuse, schedule: "written", dtype, batch: 1n, align: 1n });
  if (planned.kind !== "plan") throw new Error(planned.kind);
  return planned.plan;
}

/**
 * Memory of the activations of int8 TensorFlow Lite models, in bytes, and how it comes about: input and output of the largest step,
 * both at 112x112 (150x150) unless said.
 * Source: petewarden/ml_memory_analyser, README, table "RAM required".
 */
const required: readonly (readonly [network: string, bytes: number, how: number])[] = [
  ["mobilenet_v1", 1_204_224, 112 * 112 * (32 + 64)],
  ["mobilenet_v2", 1_505_280, 112 * 112 * 96 + 56 * 56 * 96],
  ["mobilenet_v3_large", 1_003_520, 112 * 112 * (16 + 64)],
  ["efficientnet_lite0", 1_505_280, 112 * 112 * 96 + 56 * 56 * 96],
  ["efficientnet_lite4", 4_050_000, 150 * 150 * 144 + 75 * 75 * 144],
];

describe("published memory of activations", () => {
  it.each(required)("%s at int8: %i bytes", (name, bytes, how) => {
    expect(how).toBe(bytes);
    const { peakBytes, arena } = planOf(elaborateZoo(name), "int8");
    expect([Number(peakBytes), Number(arena.bytes)]).toEqual([bytes, bytes]);
  });

  it("MobileNetV2 with its softmax has 65 intermediate tensors of 26 MB side by side", () => {
    // Source: blog.tensorflow.org/2020/10/optimizing-tensorflow-lite-runtime.html, figure 1. The input is no intermediate tensor.
    const net = elaborateText(
      'import mobilenet_v2 from "zoo:mobilenet_v2"; net A { input: [3, 224, 224]; mobilenet_v2; softmax }',
    );
    const { arena, apartBytes } = planOf(net, "fp32");
    const between = arena.buffers.filter((each) => !each.isInput);
    expect(between.length).toBe(65);
    expect(Math.floor(Number(apartBytes - BigInt(4 * 3 * 224 * 224)) / 2 ** 20)).toBe(26);
  });
});

describe("what runtimes store", () => {
  const storage = (text: string) => planOf(elaborateText(`net A { ${text} }`), "int8", "none").storage;

  it("batch norm leaves its shift as a bias, which takes 4 bytes at int8 and int4", () => {
    const [fp32, fp16, int8, int4] = storage("input: [4, 2, 2]; conv(8, 1) -> bn");
    // 32 weights; unfolded 8 scales and 8 shifts more, folded 8 biases
    expect([fp32, fp16, int8, int4].map((each) => Number(each?.weightBytes))).toEqual([192, 96, 48, 24]);
    expect([fp32, fp16, int8, int4].map((each) => Number(each?.storedBytes))).toEqual([160, 80, 64, 48]);
    expect(fp32?.totalBytes).toBe((fp32?.storedBytes ?? 0n) + (fp32?.arenaBytes ?? 0n));
  });

  it.each([
    ["a bias takes up the shift", "conv(8, 1, bias=true) -> bn", 32 + 8 * 4],
    ["a norm behind anything else stays", "relu -> bn -> conv(8, 1)", 32 + 8 * 4],
    ["a norm stays where something else reads the convolution", "conv(8, 1); let raw = it; bn; add(raw)", 32 + 16 * 4],
    ["layer norm stays", "conv(8, 1) -> layernorm", 32 + 16 * 4],
    ["a type of its own is kept", "conv(8, 1, w=fp16)", 64],
    ["an odd tensor of int4", "conv(1, 3, w=int4)", 18],
    ["linear layers have biases", "flatten -> linear(10)", 160 + 40],
  ])("%s", (_, body, bytes) => {
    const stored = storage(`input: [4, 2, 2]; ${body}`).find((each) => each.dtype === "int8")?.storedBytes;
    expect(Number(stored)).toBe(bytes);
  });
});
