import { describe, expect, it } from "vitest";
import { asInteger, type Expr } from "../../src/symbolic/index.ts";
import { costed, elaborateZoo } from "../model/elaborate-text.ts";

const integer = (value: Expr | undefined): bigint | undefined => (value === undefined ? undefined : asInteger(value));
const totals = (name: string, settings: Readonly<Record<string, string>> = {}) => {
  const { macs, params } = costed(elaborateZoo(name, settings)).totals;
  return [integer(macs), integer(params)];
};

// Table 1 of the paper: layers, hidden size D, MLP size 4 D. Per layer 4 D^2 + 4 D for attention, 8 D^2 + 5 D for the two linear
// layers, 2*2 D for the norms. With n = N + 1 tokens: 12 D^2 MACs a token, and n^2 D for q k^T and for the weighted sum each.
describe("ViT by its closed formulas", () => {
  it.each([
    ["vit_b_16", 16n, 12n, 768n],
    ["vit_b_32", 32n, 12n, 768n],
    ["vit_l_16", 16n, 24n, 1024n],
    ["vit_l_32", 32n, 24n, 1024n],
    ["vit_h_14", 14n, 32n, 1280n],
  ] as const)("%s", (name, p, depth, d) => {
    for (const side of [1n, 7n, 16n, 37n]) {
      for (const classes of [1000n, 7n]) {
        const n = side * side + 1n;
        const params =
          d * (3n * p * p + 1n) + d + n * d + depth * (12n * d * d + 13n * d) + 2n * d + (d + 1n) * classes;
        const macs = 3n * p * p * d * side * side + depth * (12n * d * d * n + 2n * n * n * d) + d * classes;
        const settings = { res: String(side * p), classes: String(classes) };
        expect([settings, ...totals(name, settings)]).toEqual([settings, macs, params]);
      }
    }
  });
});

// Sides of the maps and windows along a side, by hand. torchvision pads to whole windows of 7 and projects the padding too; the linear
// layers behind see the map alone. Before merging, an odd side gets one more row and column.
//   192: 48, 24, 12, 6    windows 7, 4, 2, 1
//   224: 56, 28, 14, 7    8, 4, 2, 1: no padding
//   256: 64, 32, 16, 8    10, 5, 3, 2
//   264: 66, 33, 17, 9    10, 5, 3, 2: 33 is merged as 34, 17 as 18
//   288: 72, 36, 18, 9    11, 6, 3, 2
describe("Swin by hand", () => {
  const maps = [
    [192n, [48n, 24n, 12n, 6n], [7n, 4n, 2n, 1n]],
    [224n, [56n, 28n, 14n, 7n], [8n, 4n, 2n, 1n]],
    [256n, [64n, 32n, 16n, 8n], [10n, 5n, 3n, 2n]],
    [264n, [66n, 33n, 17n, 9n], [10n, 5n, 3n, 2n]],
    [288n, [72n, 36n, 18n, 9n], [11n, 6n, 3n, 2n]],
  ] as const;
  describe.each([
    ["swin_t", [2n, 2n, 6n, 2n], 96n, 3n],
    ["swin_s", [2n, 2n, 18n, 2n], 96n, 3n],
    ["swin_b", [2n, 2n, 18n, 2n], 128n, 4n],
  ] as const)("%s", (name, depths, width, heads) => {
    it.each(maps)("at %i", (res, sides, windows) => {
      let macs = sides[0] ** 2n * 48n * width + 8n * width * 1000n;
      let params = 48n * width + width + 2n * width + 2n * 8n * width + 8n * width * 1000n + 1000n;
      for (const [stage, depth] of depths.entries()) {
        const c = width << BigInt(stage);
        const side = sides[stage] ?? 0n;
        const tiles = (windows[stage] ?? 0n) ** 2n;
        const attention = tiles * (4n * 49n * c * c + 2n * 49n * 49n * c);
        macs += depth * (attention + 8n * c * c * side * side);
        params += depth * (12n * c * c + 13n * c + 169n * (heads << BigInt(stage)));
        if (stage === 0) continue;
        macs += side * side * (2n * c) * c; // 4 (c/2) to c
        params += 2n * c * c + 2n * (2n * c);
      }
      expect(totals(name, { res: String(res) })).toEqual([macs, params]);
    });
  });

  const layersOf = (res: string) => elaborateZoo("swin_t", { res }).value?.graph.layers ?? [];
  const shifts = (res: string) =>
    layersOf(res).flatMap(({ operator, attributes }) =>
      operator.name === "window_attention" ? [integer(attributes.get("shift") as Expr)] : [],
    );

  it("shifts every second window by half, unless one window covers the map", () => {
    const shifted = [0n, 3n];
    const still = [0n, 0n];
    const six = [...shifted, ...shifted, ...shifted];
    expect(shifts("224")).toEqual([...shifted, ...shifted, ...six, ...still]);
    expect(shifts("256")).toEqual([...shifted, ...shifted, ...six, ...shifted]);
    // maps of 28, 14, 7, 4
    expect(shifts("112")).toEqual([...shifted, ...shifted, ...six.map(() => 0n), ...still]);
  });

  it("pads before merging where a side is odd", () => {
    const padded = (res: string) => layersOf(res).flatMap((each) => (each.operator.name === "pad" ? [each.name] : []));
    expect(padded("224")).toEqual([]);
    expect(padded("264")).toEqual(["stages.3.merge.pad", "stages.4.merge.pad"]);
    expect(padded("227")).toEqual([]); // the stem drops 3 rows
  });
});

// Table 4 of the paper and its section 3.1: an inverted residual from i to o channels has e = t i in its middle.
describe("MobileViT by its closed formulas", () => {
  const bottleneck = (i: bigint, o: bigint, t: bigint) => t * i * (i + 2n + 9n + 2n + o) + 2n * o;
  const block = (c: bigint, d: bigint, depth: bigint) =>
    9n * c * c + 2n * c + c * d + depth * (8n * d * d + 11n * d) + 2n * d + c * d + 2n * c + 18n * c * c + 2n * c;
  // At a side of s pixels and with 2 x 2 patches: s^2 pixels in four sets of s^2/4 tokens.
  const blockMacs = (c: bigint, d: bigint, depth: bigint, s: bigint) => {
    const even = s + (s % 2n);
    const tokens = even * even;
    return (
      s * s * (27n * c * c + c * d) + s * s * c * d + depth * (8n * d * d * tokens + (2n * tokens * tokens * d) / 4n)
    );
  };

  describe.each([
    ["mobilevit_xxs", 2n, [16n, 24n, 48n, 64n, 80n], [64n, 80n, 96n]],
    ["mobilevit_xs", 4n, [32n, 48n, 64n, 80n, 96n], [96n, 120n, 144n]],
    ["mobilevit_s", 4n, [32n, 64n, 96n, 128n, 160n], [144n, 192n, 240n]],
  ] as const)("%s", (name, t, c, d) => {
    const last = c[4];
    const depths = [2n, 4n, 3n] as const;
    it.each([256n, 224n, 192n, 320n])("at %i", (res) => {
      const side = (stride: bigint) => res / stride;
      let params =
        27n * 16n + 32n + bottleneck(16n, c[0], t) + bottleneck(c[0], c[1], t) + 2n * bottleneck(c[1], c[1], t);
      params += 4n * last * last + 8n * last + 4n * last * 1000n + 1000n;
      const residual = (i: bigint, o: bigint, before: bigint, after: bigint) =>
        t * i * (i * before * before + (9n + o) * after * after);
      let macs = 27n * 16n * side(2n) ** 2n + residual(16n, c[0], side(2n), side(2n));
      macs += residual(c[0], c[1], side(2n), side(4n)) + 2n * residual(c[1], c[1], side(4n), side(4n));
      for (const [at, depth] of depths.entries()) {
        const stride = 8n << BigInt(at);
        const [from = 0n, to = 0n] = [c[at + 1], c[at + 2]];
        params += bottleneck(from, to, t) + block(to, d[at] ?? 0n, depth);
        macs += residual(from, to, side(stride / 2n), side(stride)) + blockMacs(to, d[at] ?? 0n, depth, side(stride));
      }
      macs += 4n * last * last * side(32n) ** 2n + 4n * last * 1000n;
      expect(totals(name, { res: String(res) })).toEqual([macs, params]);
    });

    it("resizes maps that are no whole patches, and only these", () => {
      const resized = (res: string) =>
        (elaborateZoo(name, { res }).value?.graph.layers ?? []).flatMap(({ operator, name: path }) =>
          operator.name === "resize" ? [path] : [],
        );
      expect(resized("256")).toEqual([]);
      // 224: maps of 28, 14, 7
      expect(resized("224")).toEqual(["stages.5.mobilevit.resize", "stages.5.mobilevit.resize_2"]);
      expect(resized("200").length).toBe(6); // 25, 13, 7: there and back each
    });
  });
});
