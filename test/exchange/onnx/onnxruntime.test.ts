import { describe, expect, it } from "vitest";
import { importOnnx } from "../../../src/exchange/index.ts";
import { operators } from "../../../src/ops/index.ts";
import { elaborateText, elaborateZoo, zoo } from "../../model/elaborate-text.ts";
import { totals } from "./costs.ts";
import { crossCheck } from "./onnxruntime.ts";

/** `npm run verify` runs every network; here those that take little time do. */
const isComplete = process.env.RIDGE_EXECUTE === "all";
const quick = ["shufflenet_v2", "squeezenet1_1", "mobilevit_xxs", "mobilenet_v3_small"];

/** Their weights do not fit into one file. */
const tooLarge = ["regnet_y_128gf", "vit_h_14"];

const resolutions = [32, 64, 75, 96, 128, 160, 192, 224, 256, 299, 300, 320];

function smallest(name: string) {
  for (const res of resolutions) {
    const { value } = elaborateZoo(name, { res: String(res) });
    if (value !== undefined) return value.graph;
  }
  const { value, diagnostics } = elaborateZoo(name);
  if (value === undefined) throw new Error(diagnostics.map((each) => each.message).join("\n"));
  return value.graph;
}

const tolerance = 1e-4;

describe("shipped networks in onnxruntime", () => {
  it.each(isComplete ? Object.keys(zoo) : quick)("%s", async (name) => {
    const graph = smallest(name);
    if (tooLarge.includes(name)) {
      await expect(crossCheck(graph)).rejects.toThrow("the weights take more than 2130706432 bytes");
      return;
    }
    const { distances, largest } = await crossCheck(graph, name.startsWith("efficientnet_v2"));
    expect(Math.max(...distances)).toBeLessThanOrEqual(tolerance);
    expect(Math.min(...largest)).toBeGreaterThan(1e-3);
  }, 600_000);
});

/** Bodies behind `input: [6, 8, 8]`, each operator of the language at least once. */
const bodies: readonly string[] = [
  "conv(4, k=[3, 2], s=[2, 1], d=[1, 2], pad=[1, 0, 2, 1], bias=true) -> bn -> relu",
  "conv(12, k=3, s=2, g=6) -> relu6 -> conv(3, k=4, pad=same) -> hswish",
  "conv(5, k=3, s=2, pad=tf) -> clip(-1/2, 1/4)",
  "conv_transpose(4, k=[3, 2], s=2, g=2, d=[2, 1], pad=1, out_pad=1, bias=true) -> hsigmoid",
  "linear(4, bias=false) -> silu -> flatten -> linear(7) -> tanh",
  "tokens -> linear(5) -> layernorm -> gelu",
  "let t = input -> tokens\n  input -> tokens -> transpose -> matmul(t)",
  "let t = input -> tokens\n  input -> tokens -> matmul(t, transpose=true) -> softmax",
  "[it -> tokens, weight([4, 6]), weight([4, 10])] -> sdpa(2)",
  "tokens -> attention(3)",
  "window_attention(2, 4)",
  "window_attention(3, 3, shift=1, table=weight([25, 3]))",
  "layernorm -> groupnorm(3) -> lrn(3)",
  "gelu_tanh -> mish -> softplus -> elu -> leaky_relu -> sigmoid",
  "prelu -> prelu(shared=true) -> log_softmax",
  "sigmoid -> natural_log -> absolute -> square_root -> power(3/2) -> affine(-2, 1/2) -> exponential -> erf",
  "maxpool(3, s=2, pad=1, ceil=true) -> avgpool(2, s=1, pad=1, count_pad=false) -> avgpool([2, 1], s=1)",
  "adaptive_avgpool(4) -> adaptive_avgpool(3, 1)",
  "gap -> mul(input)",
  "reduce_mean(HW) -> add(weight([6]), broadcast=true)",
  "let m = input -> reduce_max(C)\n  let n = input -> reduce_min(HW)\n  input -> sub(m) -> div(n)",
  "tokens -> reduce_sum(L)",
  "reduce_l2(C) -> maximum(weight([6, 8, 8])) -> minimum(weight([6, 1, 1]))",
  "let parts = input -> split(3)\n  let sum = parts[0] -> add(parts[2])\n  [parts[1], sum] -> concat -> shuffle(2)",
  "[it, it -> relu] -> concat(axis=H) -> slice(H, 1, 14, step=3)",
  "reshape([12, 32]) -> rearrange([4, 3, 32], [2, 0, 1], shape=[6, 8, 8])",
  "tokens -> to_image(4, 16)",
  "unfold(2) -> linear(6) -> fold(2)",
  "space_to_depth(2) -> depth_to_space(2)",
  "pad([1, 0, 2, 1]) -> dropout -> upsample([2, 3]) -> resize(9, 7) -> resize(5, 6, mode=nearest)",
];

describe("every operator in onnxruntime", () => {
  it.each(bodies)("%s", async (body) => {
    const graph = graphOf(`net A {\n  input: [6, 8, 8]\n  ${body}\n}`);
    const { distances, largest, bytes } = await crossCheck(graph);
    expect(Math.max(...distances)).toBeLessThanOrEqual(1e-5);
    expect(Math.min(...largest)).toBeGreaterThan(1e-3);
    expect(importOnnx({ bytes, name: "a.onnx" }).diagnostics.filter((each) => each.severity === "error")).toEqual([]);
  });

  it("looks up ids", async () => {
    const { distances, bytes } = await crossCheck(graphOf("net A {\n  input: [5]\n  embedding(100, 16) -> relu\n}"));
    expect(distances).toEqual([0]);
    expect(importOnnx({ bytes, name: "a.onnx" }).diagnostics.map((each) => each.message)).toEqual([]);
  });

  it("leaves none out", () => {
    const used = new Set(
      [
        ...bodies.map((body) => `net A {\n  input: [6, 8, 8]\n  ${body}\n}`),
        "net A {\n  input: [5]\n  embedding(9, 2)\n}",
      ].flatMap((text) => graphOf(text).layers.map((each) => each.operator.name)),
    );
    expect([...operators.keys()].filter((each) => !used.has(each) && each !== "id")).toEqual([]);
  });
});

function graphOf(text: string) {
  const { value, diagnostics } = elaborateText(text);
  if (value === undefined) throw new Error(`${text}\n${diagnostics.map((each) => each.message).join("\n")}`);
  return value.graph;
}

it("an exported network comes back with the same counts", async () => {
  for (const name of ["mobilenet_v2", "shufflenet_v2", "mobilenet_v3_small"]) {
    const graph = smallest(name);
    const { bytes } = await crossCheck(graph);
    const { value } = importOnnx({ bytes, name: "net.onnx" });
    if (value === undefined) throw new Error(name);
    expect(totals(value.graph)).toEqual(totals(graph));
  }
}, 60_000);
