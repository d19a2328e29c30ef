import { describe, expect, it } from "vitest";
import { evaluateText } from "../../src/model/index.ts";
import { loaderOf } from "./elaborate-text.ts";

const file = `import MobileNetV1 from "zoo:mobilenet_v1"
block body() {
  stem: conv(4, 3, bias=true)
  repeat 2 as i { conv(4, 3, g=4); relu; conv(4) }
  dw: conv(8, [1, 3], g=2)
  tokens -> attention(2)
  to_image(4)
  flatten -> linear(10)
}
`;

function evaluated(text: string, forall?: string) {
  return evaluateText({
    source: { name: "e", text },
    forall: forall === undefined ? undefined : { name: "f", text: forall },
    file: { name: "file.arch", text: file },
    loader: loaderOf(),
  });
}

describe("where= of a measure", () => {
  // Howard et al. 2017, arXiv 1704.04861, table 2, in percent; its 1.19 for the first layer has two digits exchanged:
  // 864 * 112^2 of 569M are 1.91, and only with it the four shares add up to 100
  it.each([
    ["pointwise", 94.86, 74.59],
    ["depthwise", 3.06, 1.06],
    ["standard", 1.91, 0.02],
    ["linear", 0.18, 24.33],
  ])("%s layers of MobileNetV1 have the share that its paper prints", (word, macs, params) => {
    const share = (measure: string) =>
      evaluated(`round(10000 * ${measure}(MobileNetV1, where=${word}, as=paper) / ${measure}(MobileNetV1, as=paper))`);
    const percent = (measure: string) => Number(share(measure).value?.text) / 100;
    // the printed digits are off by at most two in the last place
    expect(Math.abs(percent("macs") - macs)).toBeLessThan(0.025);
    expect(Math.abs(percent("params") - params)).toBeLessThan(0.025);
  });

  // image [3, 4, 4]: stem 4*9*3*16, two turns of 4*9*16 and 4*4*16, dw 8*2*3*16, attention 4*16*64 + 2*256*8, linear 10*128
  it.each([
    ["standard", 1728 + 768],
    ["depthwise", 2 * 576],
    ["pointwise", 2 * 256],
    ["attention", 4096 + 4096],
    ["linear", 1280],
    ['"body.stem"', 1728],
    ['"*.1.*"', 576 + 256],
    ['"*conv*"', 2 * (576 + 256)],
    ['"*"', 1728 + 1152 + 512 + 768 + 8192 + 1280],
  ])("%s of a block", (where, wanted) => {
    const { value, diagnostics } = evaluated(`macs(tensor([3, 4, 4]) -> body, where=${where})`);
    expect(diagnostics.map((each) => each.message)).toEqual([]);
    expect(value?.text).toBe(String(wanted));
  });

  it.each([
    ["layers", "pointwise", "2"],
    ["params", "linear", String(1280 + 10)],
    ["params", '"body.stem"', String(108 + 4)],
    ["flops", "pointwise", "1024"],
    // two turns of 64 values in, 16 weights and 64 values out at fp32
    ["bytes", "pointwise", `${2 * 4 * (64 + 16 + 64)} B`],
    ["intensity", "pointwise", "4/9"],
  ])("%s where %s", (measure, where, wanted) => {
    const text = evaluated(`${measure}(tensor([3, 4, 4]) -> body, where=${where})`).value?.text;
    expect(text).toBe(wanted);
  });

  it("keeps symbols", () => {
    const flow = "tensor([c, 4, 4]) -> conv(c, 3, g=c) -> conv(8) -> linear(2)";
    const found = ["depthwise", "pointwise", "linear"].map(
      (each) => evaluated(`macs(${flow}, where=${each})`, "c: int in [2, 9]").value?.text,
    );
    expect(found).toEqual(["144*c", "128*c", "256"]);
  });

  it.each([
    ["where=depth", "argument/word"],
    ["where=3", "argument/word"],
    ['where="nowhere.*"', "measure/no-layer"],
    ["where=depthwise, where=linear", "argument/twice"],
    ["were=depthwise", "argument/unknown"],
  ])("refuses %s", (options, code) => {
    const { diagnostics } = evaluated(`macs(tensor([3, 4, 4]) -> body, ${options})`);
    expect(diagnostics.map((each) => each.code)).toEqual([code]);
  });

  it("has no peak of single layers", () => {
    const { diagnostics } = evaluated("peak_memory(tensor([3, 4, 4]) -> body, where=linear)");
    expect(diagnostics.map((each) => each.code)).toEqual(["argument/unknown"]);
  });
});
