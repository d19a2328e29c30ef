import { describe, expect, it } from "vitest";
import { kernels, single } from "../../src/exec/index.ts";
import { operators } from "../../src/ops/index.ts";
import { distance, executed, indicesOf, type Read, reader, sum } from "./executed.ts";

/** What an output element is: a function of the inputs, of the layer's parameters by name, and of its index. */
type Naive = (inputs: readonly Read[], parameter: (name: string) => Read, at: readonly number[]) => number;

interface Case {
  /** Statements behind `input: ...`; the last one makes the output. */
  readonly body: string;
  readonly input: readonly number[];
  /** Dimensions of parameters that are not vectors. */
  readonly parameters?: Readonly<Record<string, readonly number[]>>;
  /** How the input is read. */
  readonly dims?: readonly number[];
  readonly naive: Naive;
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const clip = (x: number, low: number, high: number) => (x < low ? low : x > high ? high : x);
/** Abramowitz and Stegun 7.1.6: the series of the error function. */
const erf = (x: number) => {
  let [term, total] = [x, x];
  for (let n = 1; n < 200; n++) {
    term *= (-x * x) / n;
    total += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * total;
};

const image = [6, 7, 5];
const elementwise = (body: string, of: (x: number) => number): Case => ({
  body,
  input: image,
  naive: ([x], _p, at) => of(x?.(...at) ?? 0),
});
const binary = (name: string, of: (a: number, b: number) => number): readonly Case[] => [
  {
    body: `let y = input -> gap\n  input -> ${name}(y)`,
    input: image,
    naive: ([x = () => 0], _p, [c = 0, h = 0, w = 0]) =>
      of(x(c, h, w), sum(35, (i) => x(c, Math.floor(i / 5), i % 5)) / 35),
  },
];

const cases: Readonly<Record<string, readonly Case[]>> = {
  conv: [
    {
      body: "conv(4, k=[3, 2], s=[2, 1], d=[1, 2], pad=[1, 0, 2, 1], bias=true)",
      input: image,
      parameters: { weight: [4, 6, 3, 2] },
      naive: ([x = () => 0], p, [k = 0, h = 0, w = 0]) =>
        p("bias")(k) +
        sum(6, (c) => sum(3, (r) => sum(2, (s) => p("weight")(k, c, r, s) * x(c, 2 * h - 1 + r, w - 2 + 2 * s)))),
    },
    {
      body: "conv(12, k=3, s=2, g=6)",
      input: image,
      parameters: { weight: [12, 1, 3, 3] },
      naive: ([x = () => 0], p, [k = 0, h = 0, w = 0]) =>
        sum(3, (r) => sum(3, (s) => p("weight")(k, 0, r, s) * x(Math.floor(k / 2), 2 * h - 1 + r, 2 * w - 1 + s))),
    },
    {
      body: "conv(3, k=3, s=2, pad=tf)",
      input: [2, 6, 5],
      parameters: { weight: [3, 2, 3, 3] },
      // 6 rows lack one cell, at the end; 5 columns lack two.
      naive: ([x = () => 0], p, [k = 0, h = 0, w = 0]) =>
        sum(2, (c) => sum(3, (r) => sum(3, (s) => p("weight")(k, c, r, s) * x(c, 2 * h + r, 2 * w - 1 + s)))),
    },
  ],
  conv_transpose: [
    {
      body: "conv_transpose(4, k=[3, 2], s=2, g=2, d=[2, 1], pad=1, out_pad=1, bias=true)",
      input: [6, 3, 4],
      parameters: { weight: [6, 2, 3, 2] },
      naive: ([x = () => 0], p, [k = 0, row = 0, column = 0]) =>
        p("bias")(k) +
        sum(3, (i) =>
          sum(3, (r) =>
            sum(2, (s) => {
              const c = Math.floor(k / 2) * 3 + i;
              const [h, w] = [(row + 1 - 2 * r) / 2, (column + 1 - s) / 2];
              return Number.isInteger(h) && Number.isInteger(w) ? x(c, h, w) * p("weight")(c, k % 2, r, s) : 0;
            }),
          ),
        ),
    },
  ],
  linear: [
    {
      body: "flatten\n  linear(9)",
      input: [4, 3, 2],
      parameters: { weight: [9, 24] },
      dims: [24],
      naive: ([x = () => 0], p, [k = 0]) => p("bias")(k) + sum(24, (i) => p("weight")(k, i) * x(i)),
    },
    {
      body: "linear(4, bias=false)",
      input: image,
      parameters: { weight: [4, 6] },
      naive: ([x = () => 0], p, [k = 0, h = 0, w = 0]) => sum(6, (c) => p("weight")(k, c) * x(c, h, w)),
    },
    {
      body: "tokens\n  linear(5)",
      input: image,
      parameters: { weight: [5, 6] },
      naive: ([x = () => 0], p, [, l = 0, k = 0]) =>
        p("bias")(k) + sum(6, (c) => p("weight")(k, c) * x(c, Math.floor(l / 5), l % 5)),
    },
  ],
  matmul: [
    {
      body: "let t = input -> tokens\n  input -> tokens -> transpose -> matmul(t)",
      input: image,
      naive: ([x = () => 0], _p, [, i = 0, j = 0]) =>
        sum(35, (l) => x(i, Math.floor(l / 5), l % 5) * x(j, Math.floor(l / 5), l % 5)),
    },
    {
      body: "let t = input -> tokens\n  input -> tokens -> matmul(t, transpose=true)",
      input: image,
      naive: ([x = () => 0], _p, [, i = 0, j = 0]) =>
        sum(6, (c) => x(c, Math.floor(i / 5), i % 5) * x(c, Math.floor(j / 5), j % 5)),
    },
  ],
  bn: [
    {
      body: "bn",
      input: image,
      naive: ([x = () => 0], p, [c = 0, h = 0, w = 0]) =>
        ((x(c, h, w) - p("mean")(c)) / Math.sqrt(p("variance")(c) + 1e-5)) * p("scale")(c) + p("shift")(c),
    },
  ],
  layernorm: [
    {
      body: "layernorm",
      input: image,
      naive: ([x = () => 0], p, [c = 0, h = 0, w = 0]) => {
        const mean = sum(6, (i) => x(i, h, w)) / 6;
        const variance = sum(6, (i) => (x(i, h, w) - mean) ** 2) / 6;
        return ((x(c, h, w) - mean) / Math.sqrt(variance + 1e-5)) * p("scale")(c) + p("shift")(c);
      },
    },
    {
      body: "layernorm(bias=false)",
      input: image,
      naive: ([x = () => 0], p, [c = 0, h = 0, w = 0]) => {
        const mean = sum(6, (i) => x(i, h, w)) / 6;
        const variance = sum(6, (i) => (x(i, h, w) - mean) ** 2) / 6;
        return ((x(c, h, w) - mean) / Math.sqrt(variance + 1e-5)) * p("scale")(c);
      },
    },
  ],
  groupnorm: [
    {
      body: "groupnorm(3)",
      input: image,
      naive: ([x = () => 0], p, [c = 0, h = 0, w = 0]) => {
        const first = 2 * Math.floor(c / 2);
        const all = indicesOf([2, 7, 5]).map(([i = 0, j = 0, k = 0]) => x(first + i, j, k));
        const mean = all.reduce((a, b) => a + b) / 70;
        const variance = all.reduce((a, b) => a + (b - mean) ** 2, 0) / 70;
        return ((x(c, h, w) - mean) / Math.sqrt(variance + 1e-5)) * p("scale")(c) + p("shift")(c);
      },
    },
  ],
  lrn: [
    {
      body: "lrn(3)",
      input: image,
      naive: ([x = () => 0], _p, [c = 0, h = 0, w = 0]) =>
        x(c, h, w) / (1 + (1e-4 / 3) * [c - 1, c, c + 1].reduce((all, i) => all + x(i, h, w) ** 2, 0)) ** 0.75,
    },
  ],
  relu: [elementwise("relu", (x) => (x > 0 ? x : 0))],
  relu6: [elementwise("relu6", (x) => clip(x, 0, 6))],
  hswish: [elementwise("hswish", (x) => (x * clip(x + 3, 0, 6)) / 6)],
  hsigmoid: [elementwise("hsigmoid", (x) => clip(x + 3, 0, 6) / 6)],
  sigmoid: [elementwise("sigmoid", sigmoid)],
  silu: [elementwise("silu", (x) => x * sigmoid(x))],
  tanh: [elementwise("tanh", (x) => (Math.exp(2 * x) - 1) / (Math.exp(2 * x) + 1))],
  gelu: [elementwise("gelu", (x) => 0.5 * x * (1 + erf(x / Math.SQRT2)))],
  mish: [elementwise("mish", (x) => x * Math.tanh(Math.log(1 + Math.exp(x))))],
  softplus: [elementwise("softplus", (x) => Math.log(1 + Math.exp(x)))],
  gelu_tanh: [
    elementwise("gelu_tanh", (x) => (x / 2) * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)))),
  ],
  clip: [elementwise("clip(-1/2, 3/4)", (x) => clip(x, -0.5, 0.75))],
  absolute: [elementwise("absolute", (x) => (x < 0 ? -x : x))],
  exponential: [elementwise("exponential", (x) => Math.E ** x)],
  erf: [elementwise("erf", erf)],
  natural_log: [elementwise("sigmoid\n  natural_log", (x) => -Math.log(1 + Math.exp(-x)))],
  square_root: [elementwise("sigmoid\n  square_root", (x) => sigmoid(x) ** 0.5)],
  power: [
    elementwise("power(3)", (x) => x * x * x),
    elementwise("sigmoid\n  power(-1/2)", (x) => 1 / Math.sqrt(sigmoid(x))),
  ],
  affine: [elementwise("affine(3, -1/4)", (x) => 3 * x - 0.25)],
  leaky_relu: [elementwise("leaky_relu", (x) => (x > 0 ? x : 0.01 * x))],
  elu: [elementwise("elu", (x) => (x > 0 ? x : Math.exp(x) - 1))],
  prelu: [
    {
      body: "prelu(shared=true)",
      input: image,
      naive: ([x = () => 0], p, at) => (x(...at) > 0 ? x(...at) : p("slope")(0) * x(...at)),
    },
    {
      body: "prelu",
      input: image,
      naive: ([x = () => 0], p, [c = 0, h = 0, w = 0]) => (x(c, h, w) > 0 ? x(c, h, w) : p("slope")(c) * x(c, h, w)),
    },
  ],
  log_softmax: [
    {
      body: "log_softmax",
      input: image,
      naive: ([x = () => 0], _p, [c = 0, h = 0, w = 0]) => x(c, h, w) - Math.log(sum(6, (i) => Math.exp(x(i, h, w)))),
    },
  ],
  reduce_min: [
    {
      body: "reduce_min(C)",
      input: image,
      naive: ([x = () => 0], _p, [, h = 0, w = 0]) => Math.min(...[0, 1, 2, 3, 4, 5].map((c) => x(c, h, w))),
    },
  ],
  reduce_sum: [
    {
      body: "reduce_sum(HW)",
      input: image,
      naive: ([x = () => 0], _p, [c = 0]) => sum(35, (i) => x(c, Math.floor(i / 5), i % 5)),
    },
  ],
  reduce_l2: [
    {
      body: "reduce_l2(H)",
      input: image,
      naive: ([x = () => 0], _p, [c = 0, , w = 0]) => Math.sqrt(sum(7, (h) => x(c, h, w) ** 2)),
    },
  ],
  rearrange: [
    {
      body: "rearrange([2, 3, 35], [2, 0, 1], shape=[35, 2, 3])",
      input: image,
      naive: ([x = () => 0], _p, [i = 0, a = 0, b = 0]) => x(3 * a + b, Math.floor(i / 5), i % 5),
    },
  ],
  softmax: [
    {
      body: "softmax",
      input: image,
      naive: ([x = () => 0], _p, [c = 0, h = 0, w = 0]) => Math.exp(x(c, h, w)) / sum(6, (i) => Math.exp(x(i, h, w))),
    },
  ],
  maxpool: [
    {
      body: "maxpool(3, s=2, pad=1, ceil=true)",
      input: image,
      naive: ([x = () => 0], _p, [c = 0, h = 0, w = 0]) =>
        Math.max(
          ...indicesOf([3, 3]).flatMap(([r = 0, s = 0]) => {
            const [row, column] = [2 * h - 1 + r, 2 * w - 1 + s];
            return row < 0 || row > 6 || column < 0 || column > 4 ? [] : [x(c, row, column)];
          }),
        ),
    },
  ],
  avgpool: [
    {
      body: "avgpool(3, s=2, pad=1)",
      input: image,
      naive: ([x = () => 0], _p, [c = 0, h = 0, w = 0]) =>
        sum(9, (i) => x(c, 2 * h - 1 + Math.floor(i / 3), 2 * w - 1 + (i % 3))) / 9,
    },
    {
      body: "avgpool(2, s=2, ceil=true)",
      input: image,
      // The last row and the last column of windows are half outside: only cells of the image count.
      naive: ([x = () => 0], _p, [c = 0, h = 0, w = 0]) =>
        sum(4, (i) => x(c, 2 * h + (i >> 1), 2 * w + (i & 1))) / ((h === 3 ? 1 : 2) * (w === 2 ? 1 : 2)),
    },
    {
      body: "avgpool(3, s=1, pad=1, count_pad=false)",
      input: image,
      naive: ([x = () => 0], _p, [c = 0, h = 0, w = 0]) =>
        sum(9, (i) => x(c, h - 1 + Math.floor(i / 3), w - 1 + (i % 3))) /
        ((h === 0 || h === 6 ? 2 : 3) * (w === 0 || w === 4 ? 2 : 3)),
    },
  ],
  adaptive_avgpool: [
    {
      body: "adaptive_avgpool(3, 2)",
      input: image,
      // Rows 0-2, 2-4, 4-6 and columns 0-2, 2-4: they overlap.
      naive: ([x = () => 0], _p, [c = 0, h = 0, w = 0]) =>
        sum(9, (i) => x(c, 2 * h + Math.floor(i / 3), 2 * w + (i % 3))) / 9,
    },
  ],
  gap: [
    {
      body: "gap",
      input: image,
      naive: ([x = () => 0], _p, [c = 0]) => sum(35, (i) => x(c, Math.floor(i / 5), i % 5)) / 35,
    },
  ],
  reduce_mean: [
    {
      body: "reduce_mean(CW)",
      input: image,
      naive: ([x = () => 0], _p, [, h = 0]) => sum(30, (i) => x(Math.floor(i / 5), h, i % 5)) / 30,
    },
  ],
  reduce_max: [
    {
      body: "reduce_max(C)",
      input: image,
      naive: ([x = () => 0], _p, [, h = 0, w = 0]) => Math.max(...[0, 1, 2, 3, 4, 5].map((c) => x(c, h, w))),
    },
  ],
  add: [
    {
      body: "let y = input -> relu\n  input -> add(y)",
      input: image,
      naive: ([x = () => 0], _p, at) => x(...at) + Math.max(x(...at), 0),
    },
  ],
  mul: binary("mul", (a, b) => a * b),
  sub: binary("sub", (a, b) => a - b),
  div: binary("div", (a, b) => a / b),
  maximum: binary("maximum", Math.max),
  minimum: binary("minimum", Math.min),
  concat: [
    {
      body: "let y = input -> relu\n  [input, y] -> concat",
      input: image,
      naive: ([x = () => 0], _p, [c = 0, h = 0, w = 0]) => (c < 6 ? x(c, h, w) : Math.max(x(c - 6, h, w), 0)),
    },
    {
      body: "let y = input -> relu\n  [input, y] -> concat(axis=H)",
      input: image,
      naive: ([x = () => 0], _p, [c = 0, h = 0, w = 0]) => (h < 7 ? x(c, h, w) : Math.max(x(c, h - 7, w), 0)),
    },
  ],
  split: [
    {
      body: "let parts = input -> split(3)\n  parts[1] -> add(parts[0]) -> add(parts[2])",
      input: image,
      naive: ([x = () => 0], _p, [c = 0, h = 0, w = 0]) => x(2 + c, h, w) + x(c, h, w) + x(4 + c, h, w),
    },
  ],
  slice: [
    {
      body: "slice(W, 1, 4)",
      input: image,
      naive: ([x = () => 0], _p, [c = 0, h = 0, w = 0]) => x(c, h, w + 1),
    },
    {
      body: "slice(H, 1, 7, step=3)",
      input: image,
      naive: ([x = () => 0], _p, [c = 0, h = 0, w = 0]) => x(c, 1 + 3 * h, w),
    },
  ],
  shuffle: [
    {
      body: "shuffle(2)",
      input: image,
      // Channels 0 1 2 | 3 4 5 become 0 3 1 4 2 5.
      naive: ([x = () => 0], _p, [c = 0, h = 0, w = 0]) => x([0, 3, 1, 4, 2, 5][c] ?? 0, h, w),
    },
  ],
  flatten: [
    {
      body: "flatten",
      input: image,
      naive: ([x = () => 0], _p, [i = 0]) => x(Math.floor(i / 35), Math.floor(i / 5) % 7, i % 5),
    },
  ],
  reshape: [
    {
      body: "reshape([7, 30])",
      input: image,
      naive: ([x = () => 0], _p, [, l = 0, d = 0]) => {
        const i = 30 * l + d;
        return x(Math.floor(i / 35), Math.floor(i / 5) % 7, i % 5);
      },
    },
  ],
  transpose: [
    {
      body: "tokens\n  transpose",
      input: image,
      naive: ([x = () => 0], _p, [, c = 0, l = 0]) => x(c, Math.floor(l / 5), l % 5),
    },
  ],
  tokens: [
    {
      body: "tokens",
      input: image,
      naive: ([x = () => 0], _p, [, l = 0, c = 0]) => x(c, Math.floor(l / 5), l % 5),
    },
  ],
  to_image: [
    {
      body: "tokens\n  to_image(5, 7)",
      input: image,
      naive: ([x = () => 0], _p, [c = 0, h = 0, w = 0]) => x(c, Math.floor((7 * h + w) / 5), (7 * h + w) % 5),
    },
  ],
  unfold: [
    {
      body: "unfold(2)",
      input: [3, 4, 6],
      naive: ([x = () => 0], _p, [p = 0, l = 0, d = 0]) =>
        x(d, 2 * Math.floor(l / 3) + (p >> 1), 2 * (l % 3) + (p & 1)),
    },
  ],
  space_to_depth: [
    {
      body: "space_to_depth(2)",
      input: [3, 4, 6],
      naive: ([x = () => 0], _p, [k = 0, h = 0, w = 0]) => x(k >> 2, 2 * h + ((k >> 1) & 1), 2 * w + (k & 1)),
    },
  ],
  depth_to_space: [
    {
      body: "depth_to_space(2)",
      input: [8, 3, 2],
      naive: ([x = () => 0], _p, [c = 0, h = 0, w = 0]) => x(4 * c + 2 * (h & 1) + (w & 1), h >> 1, w >> 1),
    },
  ],
  pad: [
    {
      body: "pad([1, 0, 2, 1])",
      input: image,
      naive: ([x = () => 0], _p, [c = 0, h = 0, w = 0]) => x(c, h - 1, w - 2),
    },
  ],
  upsample: [
    {
      body: "upsample([2, 3])",
      input: image,
      naive: ([x = () => 0], _p, [c = 0, h = 0, w = 0]) => x(c, h >> 1, Math.floor(w / 3)),
    },
  ],
  resize: [
    {
      body: "resize(14, 10)",
      input: image,
      // Doubling puts every output a quarter from one pixel and three quarters from another.
      naive: ([x = () => 0], _p, [c = 0, h = 0, w = 0]) => {
        const near = (i: number, last: number) => [
          [clip(i >> 1, 0, last), 0.75],
          [clip((i >> 1) + (i & 1 ? 1 : -1), 0, last), 0.25],
        ];
        return near(h, 6).reduce(
          (all, [r = 0, a = 0]) => all + near(w, 4).reduce((row, [s = 0, b = 0]) => row + a * b * x(c, r, s), 0),
          0,
        );
      },
    },
    {
      body: "resize(3, 8, mode=nearest)",
      input: image,
      naive: ([x = () => 0], _p, [c = 0, h = 0, w = 0]) => x(c, Math.floor((h * 7) / 3), Math.floor((w * 5) / 8)),
    },
  ],
  dropout: [elementwise("dropout", (x) => x)],
};

/** Written below, with attention's own formulas. */
const elsewhere = ["attention", "window_attention", "sdpa", "fold", "weight", "embedding"];

describe("every operator against its formula, element by element", () => {
  const rows = Object.entries(cases).flatMap(([name, all]) =>
    elsewhere.includes(name) ? [] : all.map((each): [string, Case] => [each.body.replace(/\s*\n\s*/g, " ; "), each]),
  );
  it.each(rows)("%s", (_, { body, input, dims, parameters, naive }) => {
    const { inputs, outputs, layers } = executed(`net A {\n  input: [${input}]\n  ${body}\n}`);
    const [output] = outputs;
    const last = layers.at(-1);
    const x = reader(dims ?? input, inputs[0]?.data ?? []);
    const parameter = (name: string): Read => {
      const data = last?.parameters.get(name) ?? new Float32Array(0);
      return reader(parameters?.[name] ?? [data.length], data);
    };
    const wanted = indicesOf(output?.dims ?? []).map((at) => naive([x], parameter, at));
    expect(wanted.length).toBeGreaterThan(0);
    expect(distance(output?.data ?? [], wanted)).toBeLessThan(2e-6);
  });

  it("covers all operators that make a layer", () => {
    expect([...kernels.keys()].sort()).toEqual([...operators.keys()].filter((each) => each !== "id").sort());
    expect([...new Set([...Object.keys(cases), ...elsewhere])].sort()).toEqual([...kernels.keys()].sort());
  });
});

describe("tokens and learned tensors", () => {
  it("fold undoes unfold, whatever runs on the tokens in between", () => {
    const { outputs } = executed("net A {\n  input: [3, 4, 6]\n  unfold(2)\n  relu\n  fold(2)\n}");
    const { outputs: direct } = executed("net A {\n  input: [3, 4, 6]\n  relu\n}");
    expect(outputs[0]).toEqual({ ...direct[0], grid: undefined });
  });

  it("weight is its parameter", () => {
    const { outputs, layers, inputs } = executed(
      "net A {\n  input: [2, 3, 4]\n  let y = weight([2, 3, 4])\n  add(y)\n}",
    );
    const learned = layers[0]?.parameters.get("weight") ?? [];
    const wanted = Float32Array.from(learned, (each, at) => each + (inputs[0]?.data[at] ?? 0));
    expect(outputs[0]?.data).toEqual(wanted);
  });

  it("embedding looks rows up, and refuses what is no id", () => {
    const text = "net A {\n  input: [6]\n  embedding(11, 4)\n}";
    const { inputs, outputs, layers } = executed(text);
    const ids = [...(inputs[0]?.data ?? [])];
    expect(ids.every((each) => Number.isInteger(each) && each >= 0 && each < 11)).toBe(true);
    const rows = layers[0]?.parameters.get("weight") ?? new Float32Array(0);
    expect([...(outputs[0]?.data ?? [])]).toEqual(ids.flatMap((id) => [...rows.subarray(4 * id, 4 * id + 4)]));
    const bad = { layout: "vector", dims: [6], data: Float32Array.of(0, 1, 2.5, 3, 4, 5) } as const;
    expect(() => executed(text, { inputs: [bad] })).toThrow(
      "value 2 of the ids is `2.5`: expected a whole number from 0 to 10",
    );
  });
});

/** softmax(q k^T / sqrt(d) + bias) v of one head, straight from the formula. */
function attend(
  q: number[][],
  k: number[][],
  v: number[][],
  bias: (i: number, j: number) => number = () => 0,
): number[][] {
  const dot = (a: number[], b: number[]) => a.reduce((all, each, at) => all + each * (b[at] ?? 0), 0);
  return q.map((row, i) => {
    const logits = k.map((each, j) => Math.exp(dot(row, each) / Math.sqrt(row.length) + bias(i, j)));
    const total = logits.reduce((a, b) => a + b);
    return (v[0] ?? []).map((_, d) => v.reduce((all, each, j) => all + ((logits[j] ?? 0) / total) * (each[d] ?? 0), 0));
  });
}

describe("attention", () => {
  const project = (rows: number[][], weight: Float32Array, bias: Float32Array, from: number, count: number) =>
    rows.map((row) =>
      Array.from({ length: count }, (_, n) =>
        row.reduce((all, each, d) => all + each * (weight[(from + n) * row.length + d] ?? 0), bias[from + n] ?? 0),
      ),
    );
  const multiHead = (
    rows: number[][],
    p: ReadonlyMap<string, Float32Array>,
    heads: number,
    bias?: (h: number, i: number, j: number) => number,
  ) => {
    const depth = rows[0]?.length ?? 0;
    const get = (name: string) => p.get(name) ?? new Float32Array(0);
    const [q, k, v] = [0, 1, 2].map((part) => project(rows, get("in_weight"), get("in_bias"), part * depth, depth));
    const size = depth / heads;
    const parts = Array.from({ length: heads }, (_, h) => {
      const cut = (all: number[][] | undefined) => (all ?? []).map((row) => row.slice(h * size, (h + 1) * size));
      return attend(cut(q), cut(k), cut(v), bias === undefined ? undefined : (i, j) => bias(h, i, j));
    });
    const joined = rows.map((_, l) => parts.flatMap((part) => part[l] ?? []));
    return project(joined, get("out_weight"), get("out_bias"), 0, depth);
  };

  it("attention on sets of tokens", () => {
    const { outputs, layers } = executed("net A {\n  input: [6, 4, 4]\n  unfold(2)\n  attention(3)\n}");
    const tokens = layers[0]?.outputs[0];
    const read = reader([4, 4, 6], tokens?.data ?? []);
    const wanted = [0, 1, 2, 3].flatMap((set) => {
      const rows = [0, 1, 2, 3].map((l) => [0, 1, 2, 3, 4, 5].map((d) => read(set, l, d)));
      return multiHead(rows, layers[1]?.parameters ?? new Map(), 3).flat();
    });
    expect(distance(outputs[0]?.data ?? [], wanted)).toBeLessThan(2e-6);
    // 4 sets of 4 tokens: four projections of 6 x 6, and two products of 4 x 4 x 6.
    expect(layers[1]?.multiplications).toBe(4 * (4 * 4 * 36 + 2 * 16 * 6));
  });

  it("sdpa on queries, keys and values of their own lengths", () => {
    const body =
      "let q = input -> linear(4, bias=false) -> tokens\n  let k = input -> linear(4, bias=false) -> maxpool(2) -> tokens\n" +
      "  let v = input -> linear(6, bias=false) -> maxpool(2) -> tokens\n  [q, k, v] -> sdpa(2)";
    const { outputs, layers } = executed(`net A {\n  input: [3, 4, 4]\n  ${body}\n}`);
    const tokensOfLayer = layers.filter((each) => each.layer.operator.name === "tokens").map((each) => each.outputs[0]);
    const rowsOf = (at: number) => {
      const [, length = 0, depth = 0] = tokensOfLayer[at]?.dims ?? [];
      const read = reader([length, depth], tokensOfLayer[at]?.data ?? []);
      return Array.from({ length }, (_, l) => Array.from({ length: depth }, (__, d) => read(l, d)));
    };
    const [q, k, v] = [rowsOf(0), rowsOf(1), rowsOf(2)];
    const halves = [0, 1].map((h) =>
      attend(
        q.map((row) => row.slice(2 * h, 2 * h + 2)),
        k.map((row) => row.slice(2 * h, 2 * h + 2)),
        v.map((row) => row.slice(3 * h, 3 * h + 3)),
      ),
    );
    const wanted = q.flatMap((_, l) => halves.flatMap((each) => each[l] ?? []));
    expect(distance(outputs[0]?.data ?? [], wanted)).toBeLessThan(2e-6);
    expect(layers.at(-1)?.multiplications).toBe(16 * 4 * 4 + 16 * 4 * 6);
  });

  it("window_attention: filled windows, rolled, masked, with relative positions", () => {
    const body = "let t = weight([9, 2])\n  window_attention(2, 2, 1, table=t)";
    const { inputs, outputs, layers } = executed(`net A {\n  input: [4, 3, 5]\n  ${body}\n}`);
    const table = reader([9, 2], layers[0]?.parameters.get("weight") ?? []);
    const x = reader([4, 3, 5], inputs[0]?.data ?? []);
    // The image is filled up to 4 x 6 and rolled by one pixel up and left: window (a, b) starts at row 2 a + 1, column 2 b + 1.
    const wanted = new Float64Array(60);
    for (const [a = 0, b = 0] of indicesOf([2, 3])) {
      const places = indicesOf([2, 2]).map(([i = 0, j = 0]) => [(2 * a + i + 1) % 4, (2 * b + j + 1) % 6] as const);
      const rows = places.map(([h, w]) => [0, 1, 2, 3].map((c) => x(c, h, w)));
      const isApart = (i: number, j: number) => {
        const [first = [0, 0], second = [0, 0]] = [places[i], places[j]];
        // Pixels that were not neighbours before rolling: one wrapped round and the other did not.
        return (
          (a === 1 && (first[0] === 0) !== (second[0] === 0)) || (b === 2 && (first[1] === 0) !== (second[1] === 0))
        );
      };
      const bias = (head: number, i: number, j: number) => {
        const [dy, dx] = [(i >> 1) - (j >> 1) + 1, (i & 1) - (j & 1) + 1];
        return table(3 * dy + dx, head) - (isApart(i, j) ? 100 : 0);
      };
      const out = multiHead(rows, layers[1]?.parameters ?? new Map(), 2, bias);
      for (const [at, [h, w]] of places.entries()) {
        if (h < 3 && w < 5) for (let c = 0; c < 4; c++) wanted[(c * 3 + h) * 5 + w] = out[at]?.[c] ?? 0;
      }
    }
    expect(distance(outputs[0]?.data ?? [], wanted)).toBeLessThan(2e-6);
    expect(layers[1]?.multiplications).toBe(6 * (4 * 4 * 16 + 2 * 16 * 4));
  });
});

describe("fp32 with sums in fp32", () => {
  it("multiplies, then adds, each rounded, in the order of channels, rows and columns, from the bias on", () => {
    const { inputs, outputs, layers } = executed("net A {\n  input: [3, 9, 9]\n  conv(5, k=3, pad=0, bias=true)\n}", {
      precision: single,
    });
    const weight = reader([5, 3, 3, 3], layers[0]?.parameters.get("weight") ?? []);
    const bias = layers[0]?.parameters.get("bias") ?? [];
    const x = reader([3, 9, 9], inputs[0]?.data ?? []);
    const wanted = indicesOf([5, 7, 7]).map(([k = 0, h = 0, w = 0]) =>
      indicesOf([3, 3, 3]).reduce(
        (total, [c = 0, r = 0, s = 0]) => Math.fround(total + Math.fround(weight(k, c, r, s) * x(c, h + r, w + s))),
        bias[k] ?? 0,
      ),
    );
    expect([...(outputs[0]?.data ?? [])]).toEqual(wanted);
    expect(layers[0]?.multiplications).toBe(5 * 27 * 49);
  });
});
