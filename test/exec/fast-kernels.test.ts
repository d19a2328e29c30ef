import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { executableGraph, seededInputs, seededWeights, type Tensor, type WeightSource } from "../../src/exec/index.ts";
import { elaborateText } from "../model/elaborate-text.ts";
import { differing, openFast, referenceOutputs } from "./fast.ts";

/** Values whose bits are easily lost: both zeros, numbers below the smallest normal one, what overflows, what is no number. */
const special = [0, -0, 1e-40, -1e-45, 6, -3, 3e38, -3e38, Number.POSITIVE_INFINITY, Number.NaN];

/** A special value in one of `every` places. */
function sprinkled(data: Float32Array, every: number): Float32Array {
  return data.map((value, at) => ((at * 7919) % every === 3 ? (special[(at * 31) % special.length] ?? value) : value));
}

const plainWeights = seededWeights(1);
const specialWeights: WeightSource = (layer, specs) =>
  new Map([...plainWeights(layer, specs)].map(([name, data]) => [name, sprinkled(data, 41)]));

interface Case {
  readonly input: readonly number[];
  readonly body: string;
}

/** A network on both paths; nothing where the case is no network. */
async function compare({ input, body }: Case, isSpecial: boolean) {
  const { value } = elaborateText(`net N {\n  input: [${input.join(", ")}]\n  ${body}\n}`);
  if (value === undefined) return undefined;
  const { value: executable } = executableGraph(value.graph);
  if (executable === undefined) return undefined;
  const weights = isSpecial ? specialWeights : plainWeights;
  const seeded = seededInputs(executable, 2);
  const inputs: readonly Tensor[] = isSpecial
    ? seeded.map((each) => ({ ...each, data: sprinkled(each.data, 23) }))
    : seeded;
  const fast = await openFast(executable, { weights });
  const found = fast.run(inputs);
  const again = fast.run(inputs);
  const wanted = referenceOutputs(executable, weights, inputs);
  return { hostLayers: fast.hostLayers, bits: differing(found, wanted) + differing(again, wanted) };
}

const size = (from: number, to: number) => fc.integer({ min: from, max: to });
const image = fc.tuple(size(1, 11), size(1, 12), size(1, 12));
const pair = (from: number, to: number) => fc.tuple(size(from, to), size(from, to)).map(([a, b]) => `[${a}, ${b}]`);
const margins = fc.array(size(0, 3), { minLength: 4, maxLength: 4 }).map((each) => `[${each.join(", ")}]`);
const followers = fc
  .array(fc.constantFrom("bn", "relu", "relu6", "hswish", "hsigmoid", "dropout"), { maxLength: 4 })
  .map((names) => names.map((name) => ` -> ${name}`).join(""));

const window = fc.record({ k: pair(1, 4), s: pair(1, 3), d: pair(1, 2), pad: margins });
const windowText = ({ k, s, d, pad }: { k: string; s: string; d: string; pad: string }) =>
  `k=${k}, s=${s}, d=${d}, pad=${pad}`;

const conv = fc
  .record({ groups: size(1, 4), depth: size(1, 7), each: size(1, 13), extent: pair(1, 12), window, bias: fc.boolean() })
  .chain(({ groups, depth, each, extent, window: over, bias }) =>
    followers.map((after) => ({
      input: [groups * depth, ...(JSON.parse(extent) as number[])],
      body: `input -> conv(${groups * each}, ${windowText(over)}, g=${groups}, bias=${bias})${after}`,
    })),
  );
const pointwise = fc
  .record({ shape: image, out: size(1, 40), s: size(1, 2), bias: fc.boolean(), after: followers })
  .map(({ shape, out, s, bias, after }) => ({
    input: shape,
    body: `input -> conv(${out}, k=1, s=${s}, pad=0, bias=${bias})${after}`,
  }));
const depthwise = fc
  .record({ shape: fc.tuple(size(2, 11), size(1, 16), size(1, 16)), window, bias: fc.boolean(), after: followers })
  .map(({ shape, window: over, bias, after }) => ({
    input: shape,
    body: `input -> conv(${shape[0]}, ${windowText(over)}, g=${shape[0]}, bias=${bias})${after}`,
  }));
const linear = fc
  .record({ shape: image, to: fc.constantFrom("flatten -> ", "tokens -> ", ""), out: size(1, 70), after: followers })
  .map(({ shape, to, out, after }) => ({
    input: shape,
    body: `input -> ${to}linear(${out}, bias=${out % 2 === 0})${after}`,
  }));
const pool = fc
  .record({
    shape: image,
    name: fc.constantFrom("maxpool", "avgpool"),
    k: size(1, 4),
    s: size(1, 3),
    ceil: fc.boolean(),
  })
  .chain(({ shape, name, k, s, ceil }) =>
    fc.record({ pad: size(0, Math.floor(k / 2)), counts: fc.boolean() }).map(({ pad, counts }) => ({
      input: shape,
      body: `input -> ${name}(${k}, s=${s}, pad=${pad}, ceil=${ceil}${name === "avgpool" ? `, count_pad=${counts}` : ""})`,
    })),
  );
const meanPool = fc
  .record({ shape: image, rows: size(1, 5), columns: size(1, 5), isGlobal: fc.boolean() })
  .map(({ shape, rows, columns, isGlobal }) => ({
    input: shape,
    body: isGlobal ? "input -> gap" : `input -> adaptive_avgpool(${rows}, ${columns})`,
  }));
const stage = fc
  .record({ shape: image, first: fc.constantFrom("bn", "relu", "relu6", "hswish", "hsigmoid"), after: followers })
  .map(({ shape, first, after }) => ({ input: shape, body: `input -> maxpool(1, s=1) -> ${first}${after}` }));
const beside = fc
  .record({
    shape: image,
    name: fc.constantFrom("add", "sub", "mul", "div", "maximum", "minimum"),
    other: fc.constantFrom("relu", "gap"),
    isSecond: fc.boolean(),
    isConv: fc.boolean(),
    after: followers,
  })
  .map(({ shape, name, other, isSecond, isConv, after }) => {
    const flowing = isConv ? `conv(${shape[0]}, k=3)` : "maxpool(1, s=1)";
    const [first, second] = isSecond ? [flowing, other] : [other, flowing];
    return { input: shape, body: `let y = input -> ${first}\n  input -> ${second} -> ${name}(y)${after}` };
  });
const concat = fc.record({ shape: image, out: size(1, 9) }).map(({ shape, out }) => ({
  input: shape,
  body: `let a = input -> conv(${out}, k=1)\n  let b = input -> bn\n  [a, b, input] -> concat -> hswish`,
}));

/** What one step in WebAssembly can be. */
const kinds = { conv, pointwise, depthwise, linear, pool, meanPool, stage, beside, concat };

describe("a layer on the fast path has the bits of the reference", () => {
  it.each(Object.entries(kinds))("%s", async (_, cases: fc.Arbitrary<Case>) => {
    let compared = 0;
    const law = fc.asyncProperty(cases, fc.boolean(), async (each, isSpecial) => {
      const result = await compare(each, isSpecial);
      fc.pre(result !== undefined);
      compared += 1;
      // A set of pixels becomes a vector by turning it, which the host does.
      const others = result?.hostLayers.filter((name) => name !== "flatten");
      expect([result?.bits, others]).toEqual([0, []]);
    });
    await fc.assert(law, { numRuns: Number(process.env.RIDGE_FAST_LAYERS ?? 25) });
    expect(compared).toBeGreaterThan(15);
  });
});

describe("layers without a kernel in WebAssembly run as the reference does, between those that have one", () => {
  it.each([
    ["silu", "silu between convolutions", [5, 6, 7], "conv(7, k=3) -> silu -> conv(3, k=1) -> sigmoid"],
    ["shuffle", "whole tensors", [6, 5, 5], "conv(6, k=1) -> shuffle(2) -> bn -> relu"],
    ["softmax", "tokens", [5, 3, 4], "tokens -> linear(6) -> softmax -> linear(2)"],
    ["fold", "the grid of tokens", [5, 4, 6], "unfold(2) -> linear(6) -> relu -> fold(2) -> conv(3, k=1)"],
  ])("%s: %s", async (_, _what, input, body) => {
    const result = await compare({ input, body: `input -> ${body}` }, false);
    expect(result?.hostLayers.length).toBeGreaterThan(0);
    expect(result?.bits).toBe(0);
  });
});

describe("shapes that code is not written out for", () => {
  it.each([
    ["a depthwise window of 40 columns", [3, 5, 50], "conv(3, k=[1, 40], g=3)"],
    ["depthwise margins of 33 columns", [3, 4, 5], "conv(3, k=3, pad=[0, 0, 33, 33], g=3)"],
    ["more activations than one kernel takes", [3, 4, 5], `conv(3, k=3)${" -> hswish".repeat(30)}`],
    ["one pixel", [70, 1, 1], "conv(33, k=3) -> relu6"],
    ["rows that no tile divides", [2, 1, 131], "conv(9, k=1) -> bn"],
  ])("%s", async (_, input, body) => {
    expect((await compare({ input, body: `input -> ${body}` }, false))?.bits).toBe(0);
  });
});
