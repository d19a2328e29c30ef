import { describe, expect, it } from "vitest";
import { operators } from "../../src/ops/index.ts";
import { toText } from "../../src/symbolic/index.ts";
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

  it("states its MACs as a loop nest wherever it has one", () => {
    const { layers } = costed(
      elaborateText("net A { input: [8, 9, 9]; conv(12, 3, g=4, s=2); conv(4); gap; flatten; linear(7) }"),
    );
    for (const { layer, inputs, outputs, counts } of layers) {
      const nest = layer.operator.loopNest?.(inputs, outputs, layer.attributes);
      if (nest === undefined) continue;
      const trips = Object.values(nest).map((each) => BigInt(toText(each)));
      expect(trips.reduce((all, each) => all * each, 1n).toString()).toBe(toText(counts.macs));
    }
  });
});
