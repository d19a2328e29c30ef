import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  beyondMacs,
  kindSentences,
  kindShares,
  kindTable,
  type LayerKind,
  type Report,
  reportOf,
  separableOf,
} from "../../../src/report/index.ts";
import { type NetworkTiming, wholeCycles } from "../../../src/sim/index.ts";
import { asInteger, sum } from "../../../src/symbolic/index.ts";
import { costed, elaborateText, elaborateZoo } from "../../model/elaborate-text.ts";
import { anyCycles, type Cycles, syntheticTiming } from "../../sim/synthetic-timing.ts";

const idle: Cycles = { compute: 0, l2: 0, l3: 0, vtcm: 0, dram: 0, overhead: 0, overlap: 0 };

type TimedReport = Report & { readonly timing: NetworkTiming };

/** A network with the cycles of its layers given in turn. */
function timedReport(
  found: ReturnType<typeof elaborateText>,
  cycles: readonly Partial<Cycles>[],
  place: Partial<NetworkTiming> = {},
): TimedReport {
  const cost = costed(found);
  const given = cycles.map((each) => ({ ...idle, ...each }));
  const timing = { ...wholeCycles(syntheticTiming(cost, given)), ...place };
  return { ...reportOf(cost, [], timing), timing };
}

const net = (body: string, name = "N") => elaborateText(`net ${name} { ${body} }`);

const sharesOf = (report: TimedReport) => kindShares(report, report.timing);

describe("shares of kinds", () => {
  it("MobileNetV1's MACs are those of its table of layers", () => {
    const macs = new Map(
      sharesOf(timedReport(elaborateZoo("mobilenet_v1"), [{ compute: 1 }])).map((each) => [
        each.kind,
        asInteger(each.macs),
      ]),
    );
    // Howard et al. 2017, table 1: input channels, output channels, output height of the 13 separable layers.
    const layers = [
      [32, 64, 112],
      [64, 128, 56],
      [128, 128, 56],
      [128, 256, 28],
      [256, 256, 28],
      [256, 512, 14],
      ...Array.from({ length: 5 }, () => [512, 512, 14]),
      [512, 1024, 7],
      [1024, 1024, 7],
    ];
    const total = (count: (m: number, n: number, f: number) => number) =>
      BigInt(layers.reduce((all, [m = 0, n = 0, f = 0]) => all + count(m, n, f), 0));
    expect(macs).toEqual(
      new Map<LayerKind, bigint>([
        ["pointwise", total((m, n, f) => m * n * f * f)],
        ["depthwise", total((m, _, f) => 9 * m * f * f)],
        ["standard", BigInt(27 * 32 * 112 * 112)],
        ["linear", BigInt(1024 * 1000)],
        ["other", 0n],
      ]),
    );
  });

  it("add up to 1, and their causes to their cycles", () => {
    const networks = ["mobilenet_v2", "mobilenet_v3_small", "vit_b_16"];
    fc.assert(
      fc.property(fc.constantFrom(...networks), fc.array(anyCycles, { minLength: 1, maxLength: 7 }), (name, cycles) => {
        const report = timedReport(elaborateZoo(name), cycles);
        const shares = sharesOf(report);
        const total = (read: (share: (typeof shares)[number]) => number) =>
          shares.reduce((all, each) => all + read(each), 0);
        const isTimed = report.timing.cycles > 0;
        expect(asInteger(sum(shares.map((each) => each.macs)))).toBe(asInteger(report.totals.macs));
        expect(total((each) => each.macsShare)).toBeCloseTo(1, 9);
        expect(total((each) => each.timeShare)).toBeCloseTo(isTimed ? 1 : 0, 9);
        const cyclesOf = ({ byCause }: (typeof shares)[number]) =>
          [...byCause.values()].reduce((all, each) => all + each, 0);
        expect(total(cyclesOf) / Math.max(report.timing.cycles, 1)).toBeCloseTo(isTimed ? 1 : 0, 9);
        for (const each of shares) {
          expect(each.cause === undefined).toBe(cyclesOf(each) === 0);
          expect(each.causeShare).toBeLessThanOrEqual(1 + 1e-9);
        }
      }),
      { numRuns: 30 },
    );
  });

  it("kinds with neither MACs nor time have no row", () => {
    const found = net("input: [8, 4, 4]; conv(16, k=1) -> relu");
    expect(sharesOf(timedReport(found, [{ compute: 5 }, {}])).map((each) => each.kind)).toEqual(["pointwise"]);
    expect(sharesOf(timedReport(found, [{}, { dram: 5 }])).map((each) => each.kind)).toEqual(["pointwise", "other"]);
  });

  it("say what takes most of the time, and the inner loop with most of that", () => {
    // The first layer of three runs the GEMM, see `syntheticTiming`.
    const found = net("input: [8, 4, 4]; conv(8, k=1) -> conv(8, k=1) -> conv(8, k=1)");
    const [share] = sharesOf(timedReport(found, [{ compute: 10, dram: 30 }, { dram: 20 }, { dram: 40 }]));
    expect(share).toMatchObject({ cause: "dram", causeShare: 0.9, kernel: "f32_dwconv_9p4c", utilization: 0.08 });
  });

  it("overhead is of no inner loop", () => {
    const [share] = sharesOf(timedReport(net("input: [8, 4, 4]; conv(8, k=1)"), [{ compute: 1, overhead: 9 }]));
    expect(share).toMatchObject({ cause: "overhead", causeShare: 0.9, kernel: undefined });
  });

  it("the table names causes, and has no column of loops that nothing fills", () => {
    const report = timedReport(net("input: [8, 4, 4]; conv(8, k=1)"), [{ vtcm: 9, compute: 1 }]);
    expect(kindTable([report]).rows).toEqual([
      ["A", "pointwise", "100 %", "100 %", "8 %", "90 % VTCM", "f32_gemm_6x8_ld128"],
    ]);
    const layers = report.timing.layers.map((each) => ({ ...each, kernel: "" }));
    const { columns, rows } = kindTable([{ ...report, timing: { ...report.timing, layers } }]);
    expect([columns.at(-1)?.title, rows[0]?.at(5)]).toEqual(["main cause", "90 % VTCM"]);
  });
});

describe("beyond MACs", () => {
  // 8 x 8 x 16 = 1024 and 2 x 1024 MACs.
  const one = net("input: [8, 4, 4]; conv(8, k=1)", "One");
  const two = net("input: [8, 4, 4]; conv(8, k=1) -> conv(8, k=1)", "Two");
  const at = (cycles: number) => [{ compute: cycles }];

  it("twice the MACs in twice the time is what MACs predict, up to 1.25 times", () => {
    expect(beyondMacs([timedReport(one, at(100)), timedReport(two, at(100))])).toEqual([]);
    expect(beyondMacs([timedReport(one, at(100)), timedReport(two, at(125))])).toEqual([]);
    expect(beyondMacs([timedReport(one, at(100)), timedReport(two, at(126))])).toMatchObject([
      { network: 1, other: 0 },
    ]);
    // 1 / 1.25 of the time per MAC is as far apart.
    expect(beyondMacs([timedReport(one, at(100)), timedReport(two, at(80))])).toEqual([]);
    expect(beyondMacs([timedReport(one, at(100)), timedReport(two, at(79))])).toMatchObject([{ network: 0, other: 1 }]);
  });

  it.each<[what: string, place: Partial<NetworkTiming>]>([
    ["device", { device: "pixel-1" }],
    ["core", { core: "kryo" }],
    ["runtime", { runtime: "ncnn" }],
    ["model", { model: "roofline", runtime: undefined }],
    ["threads", { threads: 4 }],
    ["clock", { clockGhz: 1 }],
  ])("another %s is not held against it", (_what, place) => {
    const [first, second] = [timedReport(one, at(100)), timedReport(two, at(1000))];
    expect(beyondMacs([first, second])).toHaveLength(1);
    expect(beyondMacs([first, timedReport(two, at(1000), place)])).toEqual([]);
    expect(beyondMacs([first, { ...second, dtype: "int8" }])).toEqual([]);
    expect(beyondMacs([first, { ...second, timing: undefined }])).toEqual([]);
  });

  it("networks without MACs or time are not told of", () => {
    const none = net("input: [8, 4, 4]; relu", "None");
    expect(beyondMacs([timedReport(one, at(100)), timedReport(none, at(100))])).toEqual([]);
    expect(beyondMacs([timedReport(one, at(0)), timedReport(two, at(100))])).toEqual([]);
  });

  it("parts add up to what is beyond", () => {
    const networks = ["mobilenet_v1", "mobilenet_v2", "resnet18"];
    const cycles = fc.array(anyCycles, { minLength: 1, maxLength: 7 });
    fc.assert(
      fc.property(fc.constantFrom(...networks), fc.constantFrom(...networks), cycles, cycles, (a, b, first, second) => {
        for (const found of beyondMacs([timedReport(elaborateZoo(a), first), timedReport(elaborateZoo(b), second)])) {
          expect(found.timeRatio / found.macsRatio).toBeGreaterThan(1.25);
          expect(found.milliseconds).toBeGreaterThan(0);
          const added = found.parts.reduce((all, each) => all + each.milliseconds, 0);
          expect(added / found.milliseconds).toBeCloseTo(1, 6);
          expect(found.parts[0]?.milliseconds).toBeGreaterThan(0);
        }
      }),
      { numRuns: 30 },
    );
  });

  it("in words: what adds to the time, overhead apart", () => {
    // 1024 MACs in 2,000,000 cycles at 2 GHz: 1 ms. The other network: 64 channels of 3 x 3 on 16 pixels, 9216 MACs, as many in 1 x 1.
    const light = timedReport(one, [{ compute: 2e6 }]);
    const heavy = timedReport(net("input: [64, 4, 4]; conv(64, k=3, pad=1, g=64) -> conv(64, k=1)", "Heavy"), [
      { compute: 200e6, overhead: 30e6 },
      { compute: 20e6 },
    ]);
    // 9216 + 65536 MACs are 73 times 1024; 125 ms are 52 ms more than 73 ms.
    expect(beyondMacs([light, heavy])).toMatchObject([
      {
        timeRatio: 125,
        macsRatio: 73,
        milliseconds: 52,
        parts: [
          { kind: "depthwise", milliseconds: 100 },
          { kind: "overhead", milliseconds: 15 },
          { kind: "pointwise", milliseconds: 10 - 73 },
        ],
      },
    ]);
    expect(kindSentences([light, heavy])[0]).toBe(
      "B takes 125.00 times as long as A with 73.00 times the MACs: 52.00 ms more than at A's time per MAC; " +
        "depthwise convolutions (12 % of its MACs, 92 % of its time) add 100.00 ms, overhead adds 15.00 ms",
    );
  });
});

describe("depthwise separable pairs", () => {
  const pairsOf = (body: string) => separableOf(timedReport(net(body), [{ compute: 1 }]).timing);

  it("take 1/N + 1/Dk^2 of the MACs", () => {
    const found = pairsOf("input: [8, 9, 9]; conv(8, k=3, s=2, pad=1, g=8, bias=false) -> bn -> relu -> conv(24, k=1)");
    // 5 x 5 outputs: 9 x 8 x 25 and 8 x 24 x 25; a standard one 9 x 8 x 24 x 25.
    expect(
      [found?.depthwiseMacs, found?.pointwiseMacs, found?.standardMacs].map((each) => each && asInteger(each)),
    ).toEqual([1800n, 4800n, 43200n]);
    expect(6600 / 43200).toBeCloseTo(1 / 24 + 1 / 9, 12);
  });

  it.each<[what: string, body: string, pairs: number | undefined]>([
    ["kernels of other sizes", "input: [8, 9, 9]; conv(8, k=5, pad=2, g=8) -> conv(4, k=1)", 1],
    ["outputs of several channels per input", "input: [8, 9, 9]; conv(16, k=3, g=8) -> conv(4, k=1)", undefined],
    ["kernels that are not square", "input: [8, 9, 9]; conv(8, k=[3, 1], g=8) -> conv(4, k=1)", undefined],
    ["a pointwise one that strides", "input: [8, 9, 9]; conv(8, k=3, g=8) -> conv(4, k=1, s=2)", undefined],
    ["a pointwise one in groups", "input: [8, 9, 9]; conv(8, k=3, g=8) -> conv(4, k=1, g=4)", undefined],
    ["a standard one behind", "input: [8, 9, 9]; conv(8, k=3, g=8) -> conv(4, k=3)", undefined],
    ["pooling between", "input: [8, 9, 9]; conv(8, k=3, g=8) -> maxpool(k=2) -> conv(4, k=1)", undefined],
    ["a second reader", "input: [8, 9, 9]; let x = input -> conv(8, k=3, g=8); x -> conv(8, k=1) -> add(x)", undefined],
    ["a transposed one", "input: [8, 9, 9]; conv_transpose(8, k=3, s=2, g=8) -> conv(4, k=1)", undefined],
    ["nothing behind", "input: [8, 9, 9]; conv(8, k=3, g=8)", undefined],
  ])("%s", (_what, body, pairs) => {
    expect(pairsOf(body)?.pairs).toBe(pairs);
  });

  it.each<[network: string, pairs: string, how: string]>([
    ["mobilenet_v1", "13 of 13", "Howard et al. 2017, table 1"],
    ["mobilenet_v2", "17 of 17", "Sandler et al. 2018, table 2: one in each of 17 bottlenecks"],
    ["mobilenet_v3_large", "7 of 15", "Howard et al. 2019, table 1: 8 of 15 bottlenecks have squeeze-and-excitation"],
  ])("%s has %s", (network, pairs) => {
    const found = separableOf(timedReport(elaborateZoo(network), [{ compute: 1 }]).timing);
    expect(`${found?.pairs} of ${found?.depthwiseLayers}`).toBe(pairs);
  });

  it("are told once for a network on several machines", () => {
    const body = "input: [8, 4, 4]; conv(8, k=3, pad=1, g=8) -> conv(24, k=1)";
    const on = (depthwise: number, device: string) =>
      timedReport(net(body), [{ compute: depthwise }, { compute: 10 }], { device });
    // 9 x 8 and 8 x 24 MACs per pixel: 72 of 264; 30 of 40 and 10 of 20 cycles.
    expect(kindSentences([on(30, "pixel-1"), on(10, "pixel-2")])).toEqual([
      "A and B: 1 depthwise convolution with the pointwise one behind it takes 0.153 of the MACs of standard convolutions of the same " +
        "shapes (1/N + 1/Dk²); the depthwise part (1/N) is 27 % of these MACs, and of these convolutions' time 75 % on A and 50 % on B",
    ]);
  });
});
