import { describe, expect, it } from "vitest";
import { type OperatorCost, operators } from "../../src/ops/index.ts";
import { toText, zero } from "../../src/symbolic/index.ts";
import { costed, elaborateText } from "../model/elaborate-text.ts";

/** input, statement, output, params, MACs, and how the numbers are known. */
const cases: readonly (readonly [input: string, use: string, output: string, params: string, macs: string])[] = [
  // floor((224 + 2 - 3) / 2) + 1 = 112; 32*3*9 weights; times 112^2
  ["[3, 224, 224]", "conv(32, 3, s=2)", "[32, 112, 112]", "864", "10838016"],
  ["[3, 224, 224]", "conv(32, 3, s=2, pad=0)", "[32, 111, 111]", "864", "10645344"],
  ["[3, 225, 225]", "conv(32, 3, s=2, pad=tf)", "[32, 113, 113]", "864", "11032416"],
  ["[8, 5, 7]", "conv(4, [3, 1], s=[2, 1], pad=[1, 0], bias=true)", "[4, 3, 7]", "100", "2016"],
  ["[8, 9, 9]", "conv(8, 3, d=2, g=8, pad=[0, 1, 2, 3])", "[8, 6, 10]", "72", "4320"],
  ["[8, 4, 4]", "conv(6, 2)", "[6, 4, 4]", "192", "3072"],
  ["[10]", "linear(4)", "[4]", "44", "40"],
  ["[10, 2, 3]", "linear(4, bias=false)", "[4, 2, 3]", "40", "240"],
  ["[10, 2, 3]", "bn", "[10, 2, 3]", "20", "0"],
  ["[10, 2, 3]", "layernorm", "[10, 2, 3]", "20", "0"],
  ["[10, 2, 3]", "layernorm(bias=false)", "[10, 2, 3]", "10", "0"],
  ["[10, 2, 3]", "layernorm(scale=false, bias=false)", "[10, 2, 3]", "0", "0"],
  // PyTorch: floor((55 - 3) / 2) + 1 = 27; ceil mode on 6 wide: ceil((6 - 3) / 2) + 1 = 3, its last window starts at 4 < 6
  ["[4, 55, 55]", "maxpool(3, 2)", "[4, 27, 27]", "0", "0"],
  ["[4, 6, 6]", "maxpool(3, 2, ceil=true)", "[4, 3, 3]", "0", "0"],
  // the window that would start in the trailing padding is dropped: ceil((5 + 2 - 2) / 2) + 1 = 4, starts at 6 >= 5 + 1
  ["[4, 5, 5]", "maxpool(2, 2, pad=1, ceil=true)", "[4, 3, 3]", "0", "0"],
  ["[4, 6, 6]", "avgpool(2)", "[4, 3, 3]", "0", "0"],
  ["[4, 6, 6]", "gap", "[4, 1, 1]", "0", "0"],
  ["[4, 6, 6]", "adaptive_avgpool(7)", "[4, 7, 7]", "0", "0"],
  ["[4, 6, 6]", "flatten", "[144]", "0", "0"],
  ["[4, 6, 6]", "upsample(2)", "[4, 12, 12]", "0", "0"],
  ["[4, 6, 6]", "space_to_depth(2)", "[16, 3, 3]", "0", "0"],
  // PyTorch PixelShuffle: [C r r, H, W] to [C, H r, W r]
  ["[18, 2, 5]", "depth_to_space(3)", "[2, 6, 15]", "0", "0"],
  ["[4, 6, 6]", "space_to_depth(3) -> depth_to_space(3)", "[4, 6, 6]", "0", "0"],
  ["[4, 6, 6]", "unfold(2) -> fold(2)", "[4, 6, 6]", "0", "0"],
  ["[4, 6, 6]", "[it, it] -> concat", "[8, 6, 6]", "0", "0"],
  ["[4, 6, 6]", "[it, it] -> concat(axis=H)", "[4, 12, 6]", "0", "0"],
  ["[4, 6, 6]", "shuffle(2)", "[4, 6, 6]", "0", "0"],
  ["[4, 6, 6]", "mul(input -> gap)", "[4, 6, 6]", "0", "0"],
  ["[4, 6, 6]", "add(weight([4, 6, 6]))", "[4, 6, 6]", "144", "0"],
  // P = 4 sets of L = 9 tokens of depth 8: 4 * (4*9*64 + 2*81*8); 4*64 weights and 4*8 biases
  ["[8, 6, 6]", "unfold(2) -> attention(2) -> fold(2)", "[8, 6, 6]", "288", "14400"],
  // 2x2 windows of 4x4 pixels: 4 * (4*16*64 + 2*256*8)
  ["[8, 7, 7]", "window_attention(2, 4)", "[8, 7, 7]", "288", "32768"],
  ["[8, 7, 7]", "window_attention(2, 4, shift=2, bias=false)", "[8, 7, 7]", "256", "32768"],
  // the table's (2*4 - 1)^2 * 2 = 98 values belong to its weight
  ["[8, 7, 7]", "window_attention(2, 4, table=weight([49, 2]))", "[8, 7, 7]", "386", "32768"],
  ["[8, 6, 6]", "unfold(2) -> attention(2, bias=false) -> fold(2)", "[8, 6, 6]", "256", "14400"],
  // PyTorch ConvTranspose2d: (7 - 1)*2 - 2*1 + 3 - 1 + 1 + 1 = 14; 8*7*7 input elements meet 6*3*3 taps each
  ["[8, 7, 7]", "conv_transpose(6, 3, s=2, pad=1, out_pad=1)", "[6, 14, 14]", "432", "21168"],
  // rows (5 - 1)*2 + 1*(4 - 1) + 1 = 12; columns (6 - 1)*3 - 1 - 2 + 2*(2 - 1) + 1 = 15; 8*5*6 elements, 4/4*4*2 taps, 4 biases
  ["[8, 5, 6]", "conv_transpose(4, [4, 2], [2, 3], 4, [1, 2], true, [0, 0, 1, 2])", "[4, 12, 15]", "68", "1920"],
  ["[8, 5, 5]", "conv_transpose(8, 2, s=2, g=8)", "[8, 10, 10]", "32", "800"],
  // 7 - 1 + 1 columns stay with pad (0, 3): (7 + 6 - 7)/1 + 1
  ["[4, 9, 7]", "conv(8, [1, 7], pad=[0, 3])", "[8, 9, 7]", "224", "14112"],
  ["[4, 9, 7]", "conv(8, [7, 1], pad=[3, 0])", "[8, 9, 7]", "224", "14112"],
  ["[4, 9, 7]", "conv(8, [7, 1])", "[8, 9, 7]", "224", "14112"],
  // P L K M = 1*6*8*5
  ["[8, 2, 3]", "tokens -> matmul(weight([8, 5]))", "[1, 6, 5]", "40", "240"],
  ["[8, 2, 3]", "tokens -> matmul(weight([5, 8]), transpose=true)", "[1, 6, 5]", "40", "240"],
  ["[6, 8]", "matmul(weight([8, 5]))", "[1, 6, 5]", "40", "240"],
  // one set of L = 9 tokens of depth 8: 4*9*64 + 2*81*8; 4*64 weights and 4*8 biases
  ["[9, 8]", "attention(2)", "[1, 9, 8]", "288", "3600"],
  // 4 sets of 9 tokens against one set: 4*9*8*5
  ["[8, 6, 6]", "unfold(2) -> matmul(weight([8, 5]))", "[4, 9, 5]", "40", "1440"],
  // L M D + L M E = 6*4*8 + 6*4*10
  ["[8, 2, 3]", "[it -> tokens, weight([4, 8]), weight([4, 10])] -> sdpa(2)", "[1, 6, 10]", "72", "432"],
  ["[8, 2, 3]", "groupnorm(4)", "[8, 2, 3]", "16", "0"],
  ["[8, 2, 3]", "lrn", "[8, 2, 3]", "0", "0"],
  ["[8, 2, 3]", "prelu", "[8, 2, 3]", "8", "0"],
  ["[8, 2, 3]", "resize(5)", "[8, 5, 5]", "0", "0"],
  ["[8, 2, 3]", "resize(1, 9, nearest)", "[8, 1, 9]", "0", "0"],
  ["[8, 2, 3]", "pad(2)", "[8, 6, 7]", "0", "0"],
  ["[8, 2, 3]", "pad([1, 0])", "[8, 4, 3]", "0", "0"],
  ["[8, 2, 3]", "pad([0, 1, 2, 3])", "[8, 3, 8]", "0", "0"],
  ["[8, 2, 3]", "slice(C, 2, 7)", "[5, 2, 3]", "0", "0"],
  ["[8, 2, 3]", "tokens -> slice(axis=L, from=0, to=1)", "[1, 1, 8]", "0", "0"],
  ["[8, 2, 3]", "reshape([48])", "[48]", "0", "0"],
  ["[8, 2, 3]", "reshape([12, 4])", "[1, 12, 4]", "0", "0"],
  ["[8, 2, 3]", "reshape([2, 6, 4], tokens)", "[2, 6, 4]", "0", "0"],
  ["[8, 2, 3]", "reshape([16, 3, 1])", "[16, 3, 1]", "0", "0"],
  ["[8, 2, 3]", "tokens -> transpose", "[1, 8, 6]", "0", "0"],
  ["[8, 2, 3]", "tokens -> to_image(3, 2)", "[8, 3, 2]", "0", "0"],
  ["[8, 3, 3]", "tokens -> to_image(3)", "[8, 3, 3]", "0", "0"],
  ["[5]", "embedding(100, 16)", "[1, 5, 16]", "1600", "0"],
  ["[8, 2, 3]", "sub(weight([8, 1, 1]))", "[8, 2, 3]", "8", "0"],
  ["[8, 2, 3]", "div(weight([1, 2, 3]))", "[8, 2, 3]", "6", "0"],
  ["[8, 2, 3]", "maximum(weight([1, 1, 1]))", "[8, 2, 3]", "1", "0"],
  ["[8, 2, 3]", "minimum(weight([8]))", "[8, 2, 3]", "8", "0"],
  ["[8, 1, 1]", "mul(weight([1, 2, 3]))", "[8, 2, 3]", "6", "0"],
  ["[8]", "mul(weight([8, 2, 3]))", "[8, 2, 3]", "48", "0"],
  ["[8, 2, 3]", "tokens -> mul(weight([8]))", "[1, 6, 8]", "8", "0"],
  ["[8, 2, 3]", "tokens -> add(weight([6, 8]))", "[1, 6, 8]", "48", "0"],
  ["[8, 2, 3]", "add(weight([8]), broadcast=true)", "[8, 2, 3]", "8", "0"],
  ["[8, 2, 3]", "reduce_mean(HW)", "[8, 1, 1]", "0", "0"],
  ["[8, 2, 3]", "reduce_max(axis=C)", "[1, 2, 3]", "0", "0"],
  ["[8, 2, 3]", "tokens -> reduce_mean(L)", "[1, 1, 8]", "0", "0"],
  ["[8]", "reduce_max(D)", "[1]", "0", "0"],
  ["[8, 2, 3]", "reduce_min(HW)", "[8, 1, 1]", "0", "0"],
  ["[8, 2, 3]", "reduce_sum(W)", "[8, 2, 1]", "0", "0"],
  ["[8, 2, 3]", "reduce_l2(C)", "[1, 2, 3]", "0", "0"],
  // indices 0, 3 and 6 of 8
  ["[8, 2, 3]", "slice(C, 0, 8, step=3)", "[3, 2, 3]", "0", "0"],
  ["[8, 2, 3]", "rearrange([8, 6], [1, 0], shape=[6, 8])", "[1, 6, 8]", "0", "0"],
  ["[8, 2, 3]", "prelu(shared=true)", "[8, 2, 3]", "1", "0"],
  ["[8, 2, 3]", "clip(-1, 1)", "[8, 2, 3]", "0", "0"],
  ["[8, 2, 3]", "affine(2, shift=1/2)", "[8, 2, 3]", "0", "0"],
  ["[8, 2, 3]", "power(p=2)", "[8, 2, 3]", "0", "0"],
  // a table of 5 numbers that 48 elements are taken from; a mask has none
  ["[8, 2, 3]", "add(weight([8, 2, 3], values=5))", "[8, 2, 3]", "5", "0"],
  ["[8, 2, 3]", "add(weight([8, 2, 3], learned=false))", "[8, 2, 3]", "0", "0"],
];

/** input, statement, class, elements of the last layer, and how the number is known. */
const counted: readonly (readonly [input: string, use: string, part: keyof OperatorCost, elements: number])[] = [
  // one for each element that goes in
  ["[8, 2, 3]", "reduce_mean(HW)", "poolingOps", 48],
  ["[8, 2, 3]", "reduce_max(C)", "poolingOps", 48],
  ["[8, 2, 3]", "lrn(3)", "normElements", 48],
  ["[8, 2, 3]", "groupnorm(2)", "normElements", 48],
  ["[8, 2, 3]", "prelu", "activationElements", 48],
  ["[8, 2, 3]", "clip", "activationElements", 48],
  ["[8, 2, 3]", "log_softmax", "activationElements", 48],
  ["[8, 2, 3]", "exponential", "arithmeticElements", 48],
  ["[8, 2, 3]", "power(2)", "arithmeticElements", 48],
  ["[8, 2, 3]", "affine(2)", "arithmeticElements", 48],
  // one for each element that comes out
  ["[8, 1, 1]", "maximum(weight([1, 2, 3]))", "arithmeticElements", 48],
  ["[8, 2, 3]", "resize(4)", "arithmeticElements", 128],
  ["[8, 2, 3]", "resize(4, mode=nearest)", "arithmeticElements", 0],
  ["[8, 2, 3]", "conv_transpose(2, 2, s=2, bias=true)", "biasAdds", 2 * 4 * 6],
  // heads * L * M weights go through the softmax
  ["[8, 2, 3]", "[it -> tokens, weight([4, 8]), weight([4, 10])] -> sdpa(2)", "activationElements", 2 * 6 * 4],
  ["[8, 2, 3]", "tokens -> attention(2)", "biasAdds", 4 * 6 * 8],
  ["[8, 2, 3]", "tokens -> attention(2, bias=false)", "biasAdds", 0],
  // 4 windows, 2 heads, 16 * 16 pairs of pixels: one softmax input and, with a table, one addition each
  ["[8, 7, 7]", "window_attention(2, 4)", "activationElements", 4 * 2 * 256],
  ["[8, 7, 7]", "window_attention(2, 4)", "arithmeticElements", 0],
  ["[8, 7, 7]", "window_attention(2, 4, table=weight([49, 2]))", "arithmeticElements", 4 * 2 * 256],
];

describe("operators", () => {
  it.each(cases)("%s -> %s", (input, use, output, params, macs) => {
    const cost = costed(elaborateText(`net A { input: ${input}; ${use} }`));
    const last = cost.graph.tensors[cost.graph.outputs.at(-1) ?? 0];
    expect(`[${last?.shape.dims.map(toText).join(", ")}]`).toBe(output);
    expect(toText(cost.totals.params)).toBe(params);
    expect(toText(cost.totals.macs)).toBe(macs);
  });

  it("has a documentation line for every operator and attribute", () => {
    for (const operator of operators.values()) {
      expect(operator.doc).not.toBe("");
      for (const attribute of operator.attributes) expect(attribute.doc).not.toBe("");
    }
  });

  it.each(counted)("%s -> %s counts %s %s", (input, use, part, elements) => {
    const { layers } = costed(elaborateText(`net A { input: ${input}; ${use} }`));
    expect(toText(layers.at(-1)?.counts[part] ?? zero)).toBe(String(elements));
  });

  it("takes an axis as a word even where a parameter has its name", () => {
    const cost = costed(elaborateText("net A { param L: int = 2; input: [8, 2, 3]; tokens; slice(L, 0, L) }"));
    expect(toText(cost.totals.outputBytes)).toBe(String(4 * (48 + 2 * 8)));
  });

  it("takes an axis from a block's parameter", () => {
    const text = 'block mean(axis: string) { reduce_mean(axis) }\nnet A { input: [8, 2, 3]; mean("W") }';
    expect(toText(costed(elaborateText(text)).totals.outputBytes)).toBe(String(4 * 8 * 2));
  });
});
