import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AxisSight, sightOf } from "../../src/cost/index.ts";
import type { Layer } from "../../src/graph/index.ts";
import { toText } from "../../src/symbolic/index.ts";
import { elaborateText, elaborateZoo } from "../model/elaborate-text.ts";

type Elaborated = ReturnType<typeof elaborateZoo>;

function sightsOf({ value, diagnostics }: Elaborated) {
  if (value === undefined) throw new Error(diagnostics.map((each) => each.message).join("\n"));
  return [...sightOf(value.graph)];
}

const text = (value: AxisSight["extent"]) => (value === undefined || value === "all" ? (value ?? "-") : toText(value));
const axisText = ({ extent, jump, start }: AxisSight) => [text(extent), text(jump), text(start)].join(" ");

/** `extent jump start` of the rows of the last layer that `wanted` names, or of the last one that does not see everything. */
function rowsOf(elaborated: Elaborated, wanted?: (layer: Layer) => boolean): string {
  const found = sightsOf(elaborated).filter(([layer, sight]) => wanted?.(layer) ?? sight.rows.extent !== "all");
  const last = found.at(-1);
  return last === undefined ? "none" : axisText(last[1].rows);
}

/**
 * Receptive field, effective stride and effective padding of the last map before global pooling.
 * Source: Araujo, Norris, Sim 2019, Distill, doi 10.23915/distill.00021, and github.com/google-research/receptive_field, README
 * (TF-Slim models): alexnet_v2 195 32 64; vgg_16 212 32 90; inception_v3 1311 32 618; mobilenet_v1 315 32 126;
 * resnet_v1_50 483 32 239; resnet_v1_101 1027 32 511; resnet_v1_152 1507 32 751.
 */
describe("published receptive fields", () => {
  it.each([
    // torchvision pads the first convolution by 2 more than TF-Slim
    ["alexnet", "195 32 -66"],
    ["vgg16", "212 32 -90"],
    ["inception_v3", "1311 32 -618"],
    // the paddings of PyTorch are even: (315 - 1) / 2
    ["mobilenet_v1", "315 32 -157"],
    // stride in the 3x3 convolution of a stage's first unit: each unit adds 2 jumps after the stride, the first 2 before;
    // 11 + 2(4+4+4) + 2(4+8+8+8) + 2(8+5*16) + 2(16+2*32) = 427
    ["resnet50", "427 32 -213"],
  ])("%s: %s", (name, wanted) => {
    expect(rowsOf(elaborateZoo(name))).toBe(wanted);
  });

  /** ResNet as in TF-Slim: the stride is in the last unit of a stage, in its 3x3 convolution; all stages but the last halve. */
  const slim = (units: readonly number[]) => `
block unit(n: int, s: int = 1) {
  let skip = if s > 1 { input -> maxpool(1, s) } else { input }
  input -> conv(n, 1) -> conv(n, 3, s, pad=1) -> conv(4*n, 1) -> add(skip)
}
net ResNet {
  input: [3, 224, 224]
  conv(64, 7, 2, pad=3) -> maxpool(3, 2, pad=tf)
  ${units
    .map((count, stage) => {
      const [n, stride] = [64 * 2 ** stage, stage === units.length - 1 ? 1 : 2];
      return `conv(${4 * n}, 1) -> unit(${n}) ${`-> unit(${n}) `.repeat(count - 2)}-> unit(${n}, ${stride})`;
    })
    .join("\n  ")}
}`;

  it.each([
    ["resnet_v1_50", [3, 4, 6, 3], "483 32 -239"],
    ["resnet_v1_101", [3, 4, 23, 3], "1027 32 -511"],
    ["resnet_v1_152", [3, 8, 36, 3], "1507 32 -751"],
  ])("%s: %s", (_, units, wanted) => {
    expect(rowsOf(elaborateText(slim(units)))).toBe(wanted);
  });

  it("mobilenet_v1 with the paddings of TensorFlow: 315 32 126", () => {
    const pairs = [1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1].map((s) => `conv(8, 3, ${s}, g=8, pad=tf) -> conv(8)`);
    const body = `input: [3, 224, 224]; conv(8, 3, 2, pad=tf) -> ${pairs.join(" -> ")}`;
    expect(rowsOf(elaborateText(`net A { ${body} }`))).toBe("315 32 -126");
  });
});

/** Extent, jump and start of the last layer's rows and columns, by hand. */
const cases: readonly (readonly [body: string, rows: string, columns: string])[] = [
  ["conv(4, [3, 5], s=[1, 2])", "3 1 -1", "5 2 -2"],
  ["conv(4, 3, d=[2, 3], pad=[2, 3])", "5 1 -2", "7 1 -3"],
  ["conv(4, 3, 2, pad=[0, 1, 1, 0]) -> relu -> conv(4, 3, pad=0)", "7 2 0", "7 2 -1"],
  ["maxpool(3, 2, 1) -> bn", "3 2 -1", "3 2 -1"],
  ["space_to_depth(4)", "4 4 0", "4 4 0"],
  // both halves of a pixel read it
  ["depth_to_space(2)", "1 1/2 0", "1 1/2 0"],
  // pixels -1..1 belong to -1 and 0 of the small image, each of which reads three
  ["conv(4, 3) -> depth_to_space(2) -> conv(4, 3, 2)", "4 1 -2", "4 1 -2"],
  ["pad([1, 0, 2, 0]) -> slice(H, 3, 8)", "1 1 2", "1 1 -2"],
  ["conv(4, 3, 2) -> upsample(2)", "3 1 -1", "3 1 -1"],
  // two of every three outputs read two inputs, one its own: half pixels at 1/3, 1, 5/3
  ["upsample(3, mode=bilinear)", "2 1/3 -1", "2 1/3 -1"],
  ["upsample(2, mode=bilinear) -> conv(4, 3, 2)", "3 1 -1", "3 1 -1"],
  // taps of 2 at stride 2 meet one input each; 4 taps meet two
  ["conv_transpose(4, 2, s=2)", "1 1/2 0", "1 1/2 0"],
  ["conv_transpose(4, 4, s=2, pad=1)", "2 1/2 -1", "2 1/2 -1"],
  ["conv_transpose(4, [1, 3], d=[1, 2], pad=[0, 2])", "1 1 0", "5 1 -2"],
  ["resize(24, 8)", "2 2/3 -1", "2 2 0"],
  ["adaptive_avgpool(4, 16)", "4 4 0", "1 1 0"],
  ["adaptive_avgpool(1)", "all - -", "all - -"],
  ["gap", "all - -", "all - -"],
  ["reduce_mean(H)", "all - -", "1 1 0"],
  ["flatten -> linear(4)", "all - -", "all - -"],
  ["groupnorm(2)", "all - -", "all - -"],
  ["tokens -> linear(8) -> layernorm -> to_image(16)", "1 1 0", "1 1 0"],
  ["conv(4, 4, 4, pad=0) -> tokens -> gelu -> attention(2)", "all - -", "all - -"],
  ["tokens -> to_image(8, 32)", "- - -", "- - -"],
  ["window_attention(2, 4)", "4 1 0", "4 1 0"],
  // index 0 lies in the stretch that begins at 2 - 4
  ["window_attention(2, 4, shift=2)", "4 1 -2", "4 1 -2"],
  ["window_attention(2, 4) -> conv(4, 3)", "8 1 -4", "8 1 -4"],
  ["unfold(2) -> fold(2) -> conv(4, 3)", "3 1 -1", "3 1 -1"],
  // branches: the hull of -1..1 and -2..2
  ["[it -> conv(4, 3), it -> conv(4, 5)] -> concat", "5 1 -2", "5 1 -2"],
  ["[it -> conv(4, [1, 7]), it -> conv(4, [7, 1])] -> concat", "7 1 -3", "7 1 -3"],
  // pixel 2m reads 2(m - 1) and 2m of the small one, pixel 2m + 1 reads 2m and 2(m + 1)
  ["let small = it -> conv(4, 1, 2) -> resize(16, 16); conv(4, 1) -> add(small)", "3 1 -2", "3 1 -2"],
  // a step of 2 and one of 1 have no common pattern
  ["let other = it -> slice(H, 0, 8) -> slice(W, 0, 8); conv(4, 1, 2) -> add(other)", "- - -", "- - -"],
  ["let gate = it -> gap -> conv(4, 1) -> sigmoid; conv(4, 1, 2) -> mul(gate)", "all 2 -", "all 2 -"],
  ["[it, it] -> concat(H)", "- - -", "1 1 0"],
  ["add(weight([4, 16, 16])) -> conv(4, 3)", "3 1 -1", "3 1 -1"],
];

describe("receptive fields by hand", () => {
  it.each(cases)("%s", (body, rows, columns) => {
    const sights = sightsOf(elaborateText(`net A { input: [4, 16, 16]; ${body} }`));
    const last = sights.at(-1)?.[1];
    expect(last === undefined ? [] : [axisText(last.rows), axisText(last.columns)]).toEqual([rows, columns]);
  });

  it("is a formula in what it depends on, and a number elsewhere", () => {
    const net =
      "net A { param k: int in [1, 3] = 1; param c: int in [1, 9] = 1; input: [3, 64, 64]; conv(c, 2*k+1, 2) -> conv(c, 3) }";
    expect(rowsOf(elaborateText(net, { k: "?", c: "?" }))).toBe("2*k + 5 2 -k - 2");
    expect(rowsOf(elaborateText(net, { c: "?" }))).toBe("7 2 -3");
  });

  it("of a condition on a free symbol is that of the branch; of a free repeat it is unknown", () => {
    const net = (body: string) => `net A { param n: int in [1, 9] = 1; input: [3, 64, 64]; ${body} }`;
    const conditional = net("if n > 4 { conv(3, 5) } else { conv(3, 3) }; conv(3)");
    expect(rowsOf(elaborateText(conditional, { n: "?" }))).toBe("5 - 2*[n <= 4] 1 [n <= 4] - 2");
    expect(rowsOf(elaborateText(net("repeat n { conv(3, 3) }; conv(3)"), { n: "?" }))).toBe("- - -");
    expect(rowsOf(elaborateText(net("repeat n { conv(3, 3) }; conv(3)"), { n: "4" }))).toBe("9 1 -4");
  });
});

/** One operator along one axis, with what its output index reads, from its definition. */
interface Step {
  readonly use: string;
  readonly reads: (index: number) => readonly number[];
}

const taps = (kernel: number) => Array.from({ length: kernel }, (_, tap) => tap);
const small = (max: number, min = 1) => fc.integer({ min, max });

const sliding = fc.record({ k: small(5), s: small(3), d: small(3), p: small(3, 0) }).map(
  ({ k, s, d, p }): Step => ({
    use: `conv(2, ${k}, ${s}, d=${d}, pad=${p})`,
    reads: (index) => taps(k).map((tap) => index * s - p + d * tap),
  }),
);
const transposed = fc.record({ k: small(5), s: small(3), d: small(2), p: small(2, 0) }).map(
  ({ k, s, d, p }): Step => ({
    use: `conv_transpose(2, ${k}, s=${s}, d=${d}, pad=${p}, out_pad=${s - 1})`,
    // Input index i writes i s + d t - p: which i write this index?
    reads: (index) =>
      taps(k).flatMap((tap) => {
        const scaled = index + p - d * tap;
        return scaled % s === 0 ? [scaled / s] : [];
      }),
  }),
);
const enlarged = fc.record({ f: small(3, 2), isSmooth: fc.boolean() }).map(
  ({ f, isSmooth }): Step => ({
    use: `upsample(${f}, mode=${isSmooth ? "bilinear" : "nearest"})`,
    reads: (index) => {
      if (!isSmooth) return [Math.floor(index / f)];
      // In units of 1 / 2f the place of the output's centre, counted from the centre of input 0; weight where nearer than one input.
      const place = 2 * index + 1 - f;
      const near = Math.floor(place / (2 * f));
      return [near - 1, near, near + 1].filter((each) => Math.abs(place - 2 * f * each) < 2 * f);
    },
  }),
);
/** Branches that keep the extent, joined. */
const branched = fc
  .array(fc.record({ half: small(2, 0), d: small(2) }), { minLength: 2, maxLength: 3 })
  .map((branches): Step => {
    const uses = branches.map(({ half, d }) => `it -> conv(2, ${2 * half + 1}, d=${d})`);
    return {
      use: `[${uses.join(", ")}] -> concat`,
      reads: (index) => branches.flatMap(({ half, d }) => taps(2 * half + 1).map((tap) => index + d * (tap - half))),
    };
  });

describe("receptive fields from the definition", () => {
  it("of random chains of windows, transposed windows, enlargements and branches", () => {
    const step = fc.oneof(
      { weight: 4, arbitrary: sliding },
      { weight: 2, arbitrary: branched },
      { weight: 1, arbitrary: transposed },
      { weight: 1, arbitrary: enlarged },
    );
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 5 }), (steps) => {
        const net = `net A { input: [2, 9000, 9000]; ${steps.map(({ use }) => use).join("; ")} }`;
        const elaborated = elaborateText(net);
        const sight = sightsOf(elaborated).at(-1)?.[1].rows;
        const seen = (index: number): ReadonlySet<number> => {
          let indices: ReadonlySet<number> = new Set([index]);
          for (const { reads } of steps.toReversed()) indices = new Set(Array.from(indices, reads).flat());
          return indices;
        };
        const hullOf = (index: number) => {
          const indices = [...seen(index)];
          return indices.length === 0 ? undefined : { low: Math.min(...indices), high: Math.max(...indices) };
        };
        // Five strides and factors of 2 and 3: a pattern has at most 3^5 positions, and all patterns repeat after 6^5.
        const hulls = taps(3 ** 5).map(hullOf);
        const widths = hulls.map((hull) => (hull === undefined ? 0 : hull.high - hull.low + 1));
        expect(text(sight?.extent)).toBe(String(Math.max(...widths)));
        expect(text(sight?.start)).toBe(hulls[0] === undefined ? "-" : String(hulls[0].low));
        const [numerator = 0, denominator = 1] = text(sight?.jump).split("/").map(Number);
        const [first, other] = [hulls[0], hullOf(6 ** 5)];
        if (first !== undefined && other !== undefined)
          expect((other.low - first.low) * denominator).toBe(6 ** 5 * numerator);
      }),
      { numRuns: 150 },
    );
  }, 60_000);
});
