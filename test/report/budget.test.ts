import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rationalToText } from "../../src/core/rational.ts";
import { argumentsOf, changeFault, decideRules, type Report, readRules, reportOf } from "../../src/report/index.ts";
import { asConstant, toText } from "../../src/symbolic/index.ts";
import { costed, elaborateText, elaborateZoo } from "../model/elaborate-text.ts";

function reported(found: ReturnType<typeof elaborateZoo>): Report {
  return reportOf(costed(found), argumentsOf(found.value?.parameters ?? []));
}

function rules(text: string) {
  return readRules({ name: "--budget", text });
}

/** Verdicts as `measure ok limit`, or codes with the marked text. */
function decide(text: string, report: Report, baseline?: Report): readonly string[] {
  const read = rules(text);
  const decided = read.value === undefined ? read : decideRules(read.value, report, baseline?.totals);
  const verdicts = decided.value?.flatMap((each) =>
    "ok" in each ? [`${each.rule.measure.name} ${each.ok} ${toText(each.limit)}`] : [],
  );
  return verdicts ?? decided.diagnostics.map(({ code, span }) => `${code} ${text.slice(span?.start, span?.end)}`);
}

const v2 = reported(elaborateZoo("mobilenet_v2"));
const slim = reported(elaborateZoo("mobilenet_v2", { alpha: "0.5" }));

describe("budgets of MobileNetV2: 300,774,272 MACs, 3,504,872 params (PyTorch), 6,021,120 B peak (4 x 1,505,280 elements)", () => {
  it.each<[text: string, verdicts: readonly string[]]>([
    ["macs<=300774272", ["macs true 300774272"]],
    ["macs<300774272", ["macs false 300774272"]],
    ["macs <= 300M", ["macs false 300000000"]],
    ["macs<=0.301G params<=3.5M", ["macs true 301000000", "params false 3500000"]],
    ["macs<=301M,params<4M; peak<=6MB", ["macs true 301000000", "params true 4000000", "peak false 6000000"]],
    ["peak<=5.75MiB", ["peak true 6029312"]],
    ["macs ≥ 300M params≠4M layers==153", ["macs true 300000000", "params true 4000000", "layers true 153"]],
    ["macs<=86*params", ["macs true 301418992"]],
    ["flops<=2*macs+10M", ["flops true 611548544"]],
    ["weights<=4*params*1KB/1000", ["weights true 14019488"]],
    ["peak>0", ["peak true 0"]],
    ["peak<=6021120B", ["peak true 6021120"]],
    ["macs<=max(1, 301M)", ["macs true 301000000"]],
  ])("%s", (text, verdicts) => {
    expect(decide(text, v2)).toEqual(verdicts);
  });

  it.each<[text: string, faults: readonly string[]]>([
    ["", ["budget/rule "]],
    ["macs", ["budget/rule macs"]],
    ["300M>=macs", ["budget/rule 300M>=macs"]],
    ["macs/params<=3 layers<4", ["budget/rule macs/params<=3"]],
    ["macs<= params<=4M", ["budget/rule macs<="]],
    ["mac<=300M parms<=4M", ["budget/measure mac", "budget/measure parms"]],
    ["params<=4M macs<=4MiB", ["budget/unit 4MiB"]],
    ["macs<=3ms", ["budget/unit 3ms"]],
    ["peak<=4000000", ["budget/unit 4000000"]],
    ["macs<=conv", ["budget/unit conv"]],
    ["macs<=1%", ["budget/unit 1%"]],
    ["macs<=+1%", ["budget/no-baseline +1%"]],
    ["params<=-5", ["budget/no-baseline -5"]],
    ["macs<=300M*foo", ["name/unknown foo"]],
    ["params<=4M macs<=300M)", ["syntax/unopened )"]],
    ["macs<=1/0", ["number/division-by-zero 0"]],
    ["macs<=300,000,000 params<=4M", ["budget/rule macs<=300,000,000"]],
    ["params<=4M macs<=+", ["budget/rule macs<=+"]],
    ["params<=4M macs<=-", ["budget/rule macs<=-"]],
  ])("%s is a fault", (text, faults) => {
    expect(decide(text, v2)).toEqual(faults);
  });

  it("says what to type for grouped digits", () => {
    expect(rules("macs<=300,000,000").diagnostics[0]?.hint).toBe("write the digits without separators");
  });

  it("suggests the measure that was meant", () => {
    expect(rules("mac<=3").diagnostics[0]?.hint).toBe("did you mean `macs`?");
    expect(rules("latency<=3").diagnostics[0]?.hint).toBe(
      "the measures are macs, params, flops, weights, bytes, peak, layers",
    );
  });
});

describe("rules for a change, from alpha 1/2 (97,131,840 MACs, 1,968,680 params: PyTorch) to alpha 1", () => {
  it.each<[text: string, verdicts: readonly string[]]>([
    ["macs>+1%", ["macs false 490515792/5"]],
    ["macs>+209%", ["macs false 1500686928/5"]],
    ["macs>+210%", ["macs true 301108704"]],
    ["params>+1536192", ["params true 3504872"]],
    ["params>+1536191", ["params false 3504871"]],
    ["params!=+0", ["params false 1968680"]],
    ["macs<-1%", ["macs true 480802608/5"]],
    ["macs>301M", ["macs true 301000000"]],
    ["peak>+2940KiB", ["peak true 6021120"]],
    ["peak>+0", ["peak false 3010560"]],
    // 97,131,840 x (1 + 1/300) = 97,455,612.8, and x 1.005 = 97,617,499.2; 1,968,680 x 1.01 = 1,988,366.8
    ["macs>+1/3%", ["macs false 487278064/5"]],
    ["macs > + 1/2 %", ["macs false 488087496/5"]],
    ["macs>+1% params>+1%", ["macs false 490515792/5", "params false 9941834/5"]],
  ])("%s", (text, verdicts) => {
    expect(decide(text, v2, slim)).toEqual(verdicts);
  });

  it.each([
    "macs>+1%%",
    "macs>+(1%)",
    "macs>+1%*params",
    "macs>+1% and",
    "macs>+%",
    "macs>-%",
  ])("%s is a fault", (text) => {
    expect(decide(text, v2, slim)).toEqual([`budget/rule ${text}`]);
  });

  it("a percentage is exact: any part of any count, to the unit", () => {
    const net = (width: number) => reported(elaborateText(`net N { input: [1]; linear(${width}, bias=false) }`));
    const width = fc.integer({ min: 1, max: 100_000 });
    fc.assert(
      fc.property(width, width, fc.integer({ min: 0, max: 100_000 }), (old, now, thousandths) => {
        const [verdict] = decide(`macs>+${thousandths / 1000}%`, net(now), net(old));
        const isMore = BigInt(now) * 100_000n > BigInt(old) * (100_000n + BigInt(thousandths));
        expect(verdict?.split(" ")[1]).toBe(String(!isMore));
      }),
      { numRuns: 60 },
    );
  });

  it("says by how much", () => {
    const [rule] = rules("macs>+1%").value ?? [];
    const [verdict] = decideRules(rule === undefined ? [] : [rule], v2, slim.totals).value ?? [];
    if (verdict === undefined) throw new Error("no verdict");
    // (300,774,272 - 97,131,840) / 97,131,840 = 2.0966; 97,131,840 x 1.01 = 98,103,158.4
    expect(changeFault(verdict, "B", "A's ")).toMatchObject({
      message: "MACs of B: 300,774,272, 203,642,432 (209.66 %) over A's 97,131,840",
      notes: ["the rule fails for macs > 98,103,158.40"],
    });
    const limit = asConstant(verdict.limit);
    expect(limit === undefined ? "" : rationalToText(limit)).toBe("490515792/5");
  });
});

describe("free parameters", () => {
  const free = (domain: string) => reported(elaborateZoo("mobilenet_v1", { alpha: `? in ${domain}` }));

  // macs(alpha) = 539,492,352 alpha^2 + 29,248,000 alpha: 149,497,088 at 1/2 and 568,740,352 at 1 (PyTorch), rising in between
  it("are decided for all their values", () => {
    expect(decide("macs<=568740352", free("(0, 1]"))).toEqual(["macs true 568740352"]);
    expect(decide("macs<149497088", free("[0.5, 1]"))).toEqual(["macs false 149497088"]);
    expect(decide("params<=4231976*alpha", free("(1, 2]"))).toEqual(["params false 4231976*alpha"]);
  });

  it("leave a rule undecided that holds for some of them", () => {
    const report = free("(0, 1]");
    const read = rules("macs<=300M");
    const { value, diagnostics } = decideRules(read.value ?? [], report, undefined);
    expect(value).toBeUndefined();
    expect(diagnostics).toMatchObject([
      { code: "budget/undecided", message: "whether `macs` keeps the limit depends on `alpha`" },
    ]);
  });

  it("are named with values on both sides", () => {
    const notesOf = (settings: Readonly<Record<string, string>>) => {
      const [rule] = rules("macs<=300M").value ?? [];
      const report = reported(elaborateZoo("mobilenet_v1", settings));
      return decideRules(rule === undefined ? [] : [rule], report, undefined).diagnostics[0]?.notes.at(-1);
    };
    // 539,492,352 alpha^2 + 29,248,000 alpha = 300 million at alpha = 0.7191, between 92/128 and 93/128
    expect(notesOf({ alpha: "? in (0, 1]" })).toBe("true for alpha=0.71875, false for alpha=0.7265625");
    // 290,675,200 MACs at 160 (PyTorch), 418,121,728 at 192
    expect(notesOf({ res: "?" })).toBe("true for res=160, false for res=192");
    expect(notesOf({ res: "? in {128, 160, 224}" })).toBe("true for res=160, false for res=224");
  });

  it("do not matter to a measure that does not depend on them", () => {
    const report = reported(elaborateZoo("mobilenet_v1", { res: "?" }));
    expect(decide("params<=4231976", report)).toEqual(["params true 4231976"]);
  });
});
