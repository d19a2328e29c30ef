import { describe, expect, it } from "vitest";
import type { Replacement } from "../../../src/hardware/index.ts";
import { pixelDepthwise, planeDepthwise } from "../../../src/sim/cpu/lowering/depthwise.ts";
import { directConvolution } from "../../../src/sim/cpu/lowering/direct.ts";
import { indirectGemm } from "../../../src/sim/cpu/lowering/indirect-gemm.ts";
import { packedGemm } from "../../../src/sim/cpu/lowering/packed-gemm.ts";
import { winograd } from "../../../src/sim/cpu/lowering/winograd.ts";
import { interleaved, type Nest } from "../../../src/sim/cpu/nest.ts";
import type { Job } from "../../../src/sim/cpu/pass.ts";
import { trafficInto } from "../../../src/sim/cpu/traffic.ts";
import type { CacheBuild } from "./line-cache.ts";
import { type Replayed, replay, replayWalk, type Walk } from "./replay.ts";
import { smallLowering, workOfLayer } from "./small-lowering.ts";

const kibi = 1024;

function build(capacity: number, ways: number, replacement: Replacement): CacheBuild {
  return { capacity: capacity * kibi, ways, line: 64, replacement };
}

const byAge = [
  build(16, 4, "lru"),
  build(32, 2, "lru"),
  build(32, 4, "lru"),
  build(32, 8, "lru"),
  build(64, 16, "lru"),
  build(128, 8, "lru"),
  build(512, 16, "lru"),
];
const builds = byAge.flatMap((each) => [each, { ...each, replacement: "random" as const }]);

const fp32 = (gemm: string, blockCache = 0) => smallLowering(gemm, 4, blockCache);
const rows4 = fp32("f32_gemm_4x8_ld128_sp");
const rows6 = fp32("f32_gemm_6x8_ld128_sp");
const packed = (blockCache: number) => fp32("f32_gemm_8x12", blockCache * kibi);

/** Maps are 12, 24 or 48 wide, no power of two, and whole tiles; see the end for what happens where they are not. */
const jobs: readonly (readonly [name: string, job: () => Job])[] = [
  ["V1 pointwise 32 to 64, in place", () => indirectGemm(workOfLayer("mobilenet_v1", 48, "stages.1.1.pw.conv"), rows4)],
  [
    "V1 pointwise 128 to 128, in place",
    () => indirectGemm(workOfLayer("mobilenet_v1", 48, "stages.2.2.pw.conv"), rows4),
  ],
  [
    "V1 pointwise 256 to 256, in place",
    () => indirectGemm(workOfLayer("mobilenet_v1", 64, "stages.3.2.pw.conv"), rows4),
  ],
  ["V1 stem, in place", () => indirectGemm(workOfLayer("mobilenet_v1", 96, "stem.conv"), rows4)],
  ["V1 stem, on the image", () => directConvolution(workOfLayer("mobilenet_v1", 96, "stem.conv"), packed(0))],
  [
    "V2 expansion 96 to 576, in place",
    () => indirectGemm(workOfLayer("mobilenet_v2", 96, "stages.5.2.expand.conv"), rows6),
  ],
  [
    "V2 projection 576 to 96, in place",
    () => indirectGemm(workOfLayer("mobilenet_v2", 64, "stages.5.2.project.conv"), rows4),
  ],
  [
    "V3 projection 120 to 40, in place, a byte per element",
    () =>
      indirectGemm(
        workOfLayer("mobilenet_v3_large", 96, "rows.5.project.conv"),
        smallLowering("s8_mlal_lane_4x16", 1, 0),
      ),
  ],
  ["ResNet-18 3x3 of 64, in place", () => indirectGemm(workOfLayer("resnet18", 32, "stages.1.1.conv_bn.conv"), rows4)],
  [
    "V1 pointwise 128 to 128, packed",
    () => packedGemm(workOfLayer("mobilenet_v1", 48, "stages.2.2.pw.conv"), packed(64)),
  ],
  [
    "V2 expansion 16 to 96, packed",
    () => packedGemm(workOfLayer("mobilenet_v2", 48, "stages.2.1.expand.conv"), packed(64)),
  ],
  [
    "ResNet-18 3x3 of 64, packed",
    () => packedGemm(workOfLayer("resnet18", 48, "stages.1.1.conv_bn.conv"), packed(128)),
  ],
  [
    "ResNet-18 3x3 of 64, F(2,3)",
    () => winograd(workOfLayer("resnet18", 48, "stages.1.1.conv_bn.conv"), 2, packed(64)),
  ],
  [
    "V1 depthwise 3x3 of 128, by pixels",
    () => pixelDepthwise(workOfLayer("mobilenet_v1", 96, "stages.2.2.dw.conv"), "depthwise3", rows6),
  ],
  [
    "V2 depthwise 3x3 of 96, stride 2, by pixels",
    () => pixelDepthwise(workOfLayer("mobilenet_v2", 96, "stages.2.1.dw.conv"), "depthwise3", rows6),
  ],
  [
    "V1 depthwise 3x3 of 128, by planes",
    () => planeDepthwise(workOfLayer("mobilenet_v1", 96, "stages.2.2.dw.conv"), "depthwise3", 1, rows6),
  ],
  [
    "V2 depthwise 3x3 of 96, stride 2, in packs",
    () => planeDepthwise(workOfLayer("mobilenet_v2", 96, "stages.2.1.dw.conv"), "depthwise3", 4, rows6),
  ],
];

interface Compared {
  readonly name: string;
  readonly build: CacheBuild;
  /** Model over trace, less one: of all bytes, and the worst of the arrays that make a tenth of them. */
  readonly all: number;
  readonly worst: number;
}

function total(values: readonly number[]): number {
  return values.reduce((sum, each) => sum + each, 0);
}

function compare(name: string, nest: Nest, on: readonly CacheBuild[]): readonly Compared[] {
  return difference(name, replay(nest, on), nest);
}

function difference(name: string, replayed: readonly Replayed[], nest: Nest | undefined): readonly Compared[] {
  if (nest === undefined) throw new RangeError(`no nest of ${name}`);
  return replayed.map(({ build: of, bytes }) => {
    const model = trafficInto(nest, of);
    const sum = total(bytes);
    const offs = bytes.flatMap((each, at) => (each > sum / 10 ? [(model[at] ?? 0) / each - 1] : []));
    const worst = offs.reduce((most, each) => (Math.abs(each) > Math.abs(most) ? each : most), 0);
    const title = `${name}, ${of.capacity / kibi} KiB, ${of.ways} ways, ${of.replacement}`;
    return { name: title, build: of, all: total(model) / sum - 1, worst };
  });
}

function far(compared: readonly Compared[], limit: number, of: "all" | "worst") {
  return compared
    .filter((each) => Math.abs(each[of]) > limit)
    .map((each) => `${each.name}: ${(100 * each[of]).toFixed(1)} %`);
}

describe("bytes into a cache that the nest is replayed on", () => {
  const compared: Compared[] = [];
  it.each(jobs)("%s", (name, job) => {
    const found = job().passes.flatMap(({ nest }, at) => compare(`${name}, pass ${at + 1}`, nest, builds));
    expect(far(found, 0.18, "all")).toEqual([]);
    expect(far(found, 0.4, "worst")).toEqual([]);
    compared.push(...found);
  });

  it.each([
    ["lru", 0.97],
    ["random", 0.92],
  ] as const)("%s: within 5 percent on 4 to 16 ways, for a part of %d", (replacement, share) => {
    const those = compared.filter(({ build: of }) => of.replacement === replacement && of.ways > 2);
    expect(those.length).toBeGreaterThan(100);
    expect(far(those, 0.05, "all").length).toBeLessThanOrEqual((1 - share) * those.length);
    expect(far(those, 0.125, "all").length).toBeLessThanOrEqual(1);
    // Half of them agree to a percent: where data fits, and where it is far from fitting, nothing is left to chance.
    expect(far(those, 0.01, "all").length).toBeLessThanOrEqual(those.length / 2);
  });
});

describe("tiles that do not divide the map", () => {
  const work = workOfLayer("mobilenet_v2", 112, "stages.4.2.project.conv");
  const [pixels, { channels, filters }] = [work.output[0] * work.output[1], work];
  const some = builds.filter(({ capacity, ways }) => ways > 2 && capacity >= 32 * kibi);

  it("rows of pixels run on over the ends of map rows", () => {
    // 49 pixels in 9 tiles of 6, 384 channels, 64 filters in tiles of 8; the map's rows are no boundary for tiles.
    expect([pixels, channels, filters]).toEqual([49, 384, 64]);
    const [weights, output] = [
      (pixels * channels * 4) / 64 + 500,
      (pixels * channels * 4 + filters * channels * 4) / 64 + 900,
    ];
    const walk: Walk = (visit) => {
      for (let tile = 0; tile < pixels; tile += 6)
        for (let column = 0; column < filters; column += 8)
          for (let depth = 0; depth < channels; depth++)
            for (let pixel = tile; pixel < Math.min(pixels, tile + 6); pixel++)
              visit([
                Math.floor((pixel * channels + depth) / 16),
                Math.floor(weights + (column * channels + depth * 8) / 16),
                Math.floor(output + (pixel * filters + column) / 16),
              ]);
    };
    const model = indirectGemm(work, rows6).passes[0]?.nest;
    expect(far(difference("partial rows", replayWalk(walk, 3, some), model), 0.05, "all")).toEqual([]);
  });

  it("the last block of panels is a short one", () => {
    // 49 pixels in panels of 12: five, in blocks of as many as 32 KiB hold beside 8 x 384 weights: (8192 - 3072) / 392 = 13, so one each.
    const [left, output] = [
      (filters * channels * 4) / 64 + 500,
      (filters * channels * 4 + 60 * channels * 4) / 64 + 900,
    ];
    const walk: Walk = (visit) => {
      for (let panel = 0; panel < pixels; panel += 12)
        for (let row = 0; row < filters; row += 8)
          for (let depth = 0; depth < channels; depth++)
            for (let filter = row; filter < row + 8; filter++)
              for (let pixel = panel; pixel < Math.min(pixels, panel + 12); pixel += 4)
                visit([
                  Math.floor((row * channels + depth * 8) / 16),
                  Math.floor(left + (panel * channels + depth * 12 + pixel - panel) / 16),
                  Math.floor(output + (filter * pixels + pixel) / 16),
                ]);
    };
    const model = packedGemm(work, packed(32)).passes[1]?.nest;
    // 96 KiB of weights, and two panels of 18 while one gives way to the next, are about 128 KiB.
    expect(far(difference("short block", replayWalk(walk, 3, some), model), 0.11, "all")).toEqual([]);
  });
});

describe("several threads in one cache", () => {
  it.each([2, 4])("%i threads, side by side", (threads) => {
    const pass = indirectGemm(workOfLayer("mobilenet_v1", 64, "stages.3.2.pw.conv"), rows4).passes[0];
    if (pass === undefined) throw new RangeError("no pass");
    const shared = interleaved(pass.nest, pass.split, threads);
    const found = compare(`${threads} threads`, shared, [
      build(128, 8, "lru"),
      build(128, 16, "random"),
      build(1024, 16, "random"),
    ]);
    expect(far(found, 0.05, "all")).toEqual([]);
  });
});

describe("what is not modelled", () => {
  it("taps whose distance is a power of two fall on the same sets", () => {
    // 512 channels of 4 bytes: pixels 2 KiB apart, so that the nine taps of a channel meet in 2 of 64 sets of 4.
    const [pass] = pixelDepthwise(workOfLayer("mobilenet_v1", 96, "stages.4.2.dw.conv"), "depthwise3", rows6).passes;
    if (pass === undefined) throw new RangeError("no pass");
    const [few, many] = compare("512 channels", pass.nest, [build(16, 4, "lru"), { ...build(16, 256, "lru") }]);
    expect(few?.all).toBeLessThan(-0.5);
    expect(Math.abs(many?.all ?? 1)).toBeLessThan(0.05);
  });
});
