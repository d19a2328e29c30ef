import { describe, expect, it } from "vitest";
import { conventions, costOf, type DataType, peakActivation } from "../../src/cost/index.ts";
import { asConstant, type Expr, toText } from "../../src/symbolic/index.ts";
import { elaborateText } from "../model/elaborate-text.ts";

function costs(body: string, dtype: DataType = "fp32") {
  const graph = elaborateText(`net A { ${body} }`).value?.graph;
  const [convention] = conventions;
  if (graph === undefined || convention === undefined) throw new Error("no network");
  return costOf(graph, { convention, dtype });
}

const numbers = (list: readonly Expr[]) => list.map(toText).join(" ");
const bytesOf = ({ layers }: ReturnType<typeof costs>) =>
  layers.map((each) => numbers([each.inputBytes, each.weightBytes, each.outputBytes]));

describe("a learned tensor is no activation", () => {
  // 8x9x9 fp32 is 2592 bytes
  it("counts once, as the weights of its own layer", () => {
    const cost = costs("input: [8, 9, 9]; add(weight([8, 9, 9]))");
    expect(bytesOf(cost)).toEqual(["0 2592 0", "2592 0 2592"]);
    expect(numbers([cost.totals.peakActivationBytes, cost.totals.peakActivationBytesUnfused])).toBe("5184 5184");
  });

  it("through a view as well", () => {
    const cost = costs("input: [2, 3, 3]; add(weight([18]) -> reshape([2, 3, 3]))");
    expect(bytesOf(cost)).toEqual(["0 72 0", "0 0 0", "72 0 72"]);
    expect(toText(cost.totals.peakActivationBytes)).toBe("144");
  });

  // relu cannot write over the weights: its result is a tensor of its own beside the input, 72 + 72, and with the sum 72 more
  it("until something is computed from it", () => {
    const cost = costs("input: [2, 3, 3]; add(weight([2, 3, 3]) -> relu)");
    expect(bytesOf(cost)).toEqual(["0 72 0", "0 0 72", "144 0 72"]);
    expect(toText(cost.totals.peakActivationBytes)).toBe("216");
  });

  it("also where it is what a network gives", () => {
    const graph = elaborateText("net A { input: [2, 3, 3]; weight([5]) }").value?.graph;
    expect(graph && asConstant(peakActivation(graph, "fused"))).toMatchObject({ num: 0n });
  });
});

describe("int4", () => {
  // 3 x 3 x 5 = 45 values are 23 bytes, 5 x 3 = 15 weights are 8, 5 x 9 = 45 outputs are 23
  it("ends every tensor with a whole byte", () => {
    const cost = costs("input: [5, 3, 3]; conv(3); conv(5)", "int4");
    expect(bytesOf(cost)).toEqual(["23 8 14", "14 8 23"]);
    expect(numbers([cost.totals.weightBytes, cost.totals.peakActivationBytes])).toBe("16 37");
  });

  // 15 weights at 4 bits, 3 biases at 32
  it("of the weights leaves the biases at the type of the run", () => {
    const cost = costs("input: [5, 3, 3]; conv(3, bias=true, w=int4)");
    expect(bytesOf(cost)).toEqual(["180 20 108"]);
  });
});
