import { attentionNodes, linearNodes, selfAttentionNodes, windowAttentionNodes } from "./export-attention.ts";
import { type LayerWriter, type NamedTensor, onnxDims } from "./layer-writer.ts";
import type { WrittenAttribute } from "./write-proto.ts";

/** Writes the nodes that stand for one layer. */
type Form = (writer: LayerWriter, inputs: readonly NamedTensor[], outputs: readonly NamedTensor[]) => void;

const ints = (values: readonly number[]): WrittenAttribute => ({ ints: values });
const names = (tensors: readonly NamedTensor[]) => tensors.map((each) => each.name);
const nothing: NamedTensor = { name: "", layout: "vector", dims: [] };

/** One node with the layer's tensors. */
const plain =
  (opType: string, attributes: Readonly<Record<string, WrittenAttribute>> = {}): Form =>
  (writer, inputs, outputs) => {
    writer.node(opType, names(inputs), attributes, names(outputs));
  };

const epsilonOf = (w: LayerWriter): WrittenAttribute => ({ float: w.constantOf("epsilon", 1e-5) });

/** The form of each operator of the language in opset 17. */
export const forms: Readonly<Record<string, Form>> = {
  conv(w, [input = nothing], outputs) {
    const [n, g] = [w.number("n"), w.number("g")];
    const [channels = 1] = input.dims;
    const kernel = w.pair("k");
    const weight = w.learned("weight", [n, channels / g, ...kernel]);
    const bias = w.has("bias") ? [w.learned("bias", [n])] : [];
    w.node(
      "Conv",
      [input.name, weight, ...bias],
      { ...windowOf(w, input), group: { int: g }, dilations: ints(w.pair("d")) },
      names(outputs),
    );
  },
  conv_transpose(w, [input = nothing], outputs) {
    const [n, g] = [w.number("n"), w.number("g")];
    const [channels = 1] = input.dims;
    const weight = w.learned("weight", [channels, n / g, ...w.pair("k")]);
    const bias = w.has("bias") ? [w.learned("bias", [n])] : [];
    const attributes = {
      ...windowOf(w, input),
      group: { int: g },
      dilations: ints(w.pair("d")),
      output_padding: ints(w.pair("out_pad")),
    };
    w.node("ConvTranspose", [input.name, weight, ...bias], attributes, names(outputs));
  },
  linear(w, [input = nothing], outputs) {
    const n = w.number("n");
    const depth = featuresOf(input);
    if (input.layout === "image") {
      const bias = w.has("bias") ? [w.learned("bias", [n])] : [];
      w.node("Conv", [input.name, w.learned("weight", [n, depth, 1, 1]), ...bias], {}, names(outputs));
      return;
    }
    linearNodes(w, input.name, { n, depth, role: "", isVector: input.layout === "vector" }, names(outputs));
  },
  matmul(w, [first = nothing, second = nothing], outputs) {
    const other = w.flag("transpose") ? w.node("Transpose", [second.name], { perm: ints([0, 2, 1]) }) : second.name;
    w.node("MatMul", [first.name, other], {}, names(outputs));
  },
  sdpa(w, [q = nothing, k = nothing, v = nothing], outputs) {
    attentionNodes(w, [q, k, v], { heads: w.number("heads") }, names(outputs));
  },
  window_attention: windowAttentionNodes,
  attention(w, [input = nothing], outputs) {
    const [, , depth = 1] = input.dims;
    selfAttentionNodes(w, { ...input, dims: [input.dims[0] ?? 1, input.dims[1] ?? 1, depth] }, [], names(outputs));
  },
  bn(w, [input = nothing], outputs) {
    const learned = ["scale", "shift", "mean", "variance"].map((role) => w.learned(role, [featuresOf(input)]));
    w.node("BatchNormalization", [input.name, ...learned], { epsilon: epsilonOf(w) }, names(outputs));
  },
  layernorm(w, [input = nothing], outputs) {
    const features = featuresOf(input);
    // ONNX knows no norm without a scale; one without a shift leaves it out.
    const scale = w.flag("scale") ? w.learned("scale", [features]) : w.floats(Array<number>(features).fill(1));
    const learned = w.flag("bias") ? [scale, w.learned("shift", [features])] : [scale];
    const norm = (from: string, to?: readonly string[]) =>
      w.node("LayerNormalization", [from, ...learned], { axis: { int: -1 }, epsilon: epsilonOf(w) }, to);
    if (input.layout !== "image") {
      norm(input.name, names(outputs));
      return;
    }
    const last = w.node("Transpose", [input.name], { perm: ints([0, 2, 3, 1]) });
    w.node("Transpose", [norm(last)], { perm: ints([0, 3, 1, 2]) }, names(outputs));
  },
  groupnorm(w, [input = nothing], outputs) {
    const g = w.number("g");
    const dims = onnxDims(input.layout, input.dims);
    const spread = dims.slice(1).map((size, axis) => (axis === 0 ? size : 1));
    const rows = w.node("Reshape", [input.name, w.integers([1, g, -1])]);
    const [ones, zeros] = [w.floats(Array<number>(g).fill(1)), w.floats(Array<number>(g).fill(0))];
    const normal = w.node("InstanceNormalization", [rows, ones, zeros], { epsilon: epsilonOf(w) });
    const again = w.node("Reshape", [normal, w.integers(dims)]);
    const scaled = w.node("Mul", [again, w.learned("scale", spread)]);
    w.node("Add", [scaled, w.learned("shift", spread)], {}, names(outputs));
  },
  lrn: (w, inputs, outputs) =>
    plain("LRN", {
      size: { int: w.number("size") },
      alpha: { float: w.constantOf("alpha", 1e-4) },
      beta: { float: w.constantOf("beta", 0.75) },
      bias: { float: w.constantOf("k", 1) },
    })(w, inputs, outputs),
  relu: plain("Relu"),
  relu6: (w, [input = nothing], outputs) => clipNode(w, input.name, 0, 6, names(outputs)),
  clip: (w, [input = nothing], outputs) => clipNode(w, input.name, w.number("low"), w.number("high"), names(outputs)),
  hswish: plain("HardSwish"),
  hsigmoid: plain("HardSigmoid", { alpha: { float: 1 / 6 }, beta: { float: 0.5 } }),
  sigmoid: plain("Sigmoid"),
  silu(w, [input = nothing], outputs) {
    w.node("Mul", [input.name, w.node("Sigmoid", [input.name])], {}, names(outputs));
  },
  gelu(w, [input = nothing], outputs) {
    const erf = w.node("Erf", [w.node("Div", [input.name, w.floats([Math.SQRT2], [])])]);
    const part = w.node("Mul", [input.name, w.node("Add", [erf, w.floats([1], [])])]);
    w.node("Mul", [part, w.floats([0.5], [])], {}, names(outputs));
  },
  tanh: plain("Tanh"),
  leaky_relu: (w, inputs, outputs) =>
    plain("LeakyRelu", { alpha: { float: w.constantOf("slope", 0.01) } })(w, inputs, outputs),
  elu: (w, inputs, outputs) => plain("Elu", { alpha: { float: w.constantOf("alpha", 1) } })(w, inputs, outputs),
  softplus: plain("Softplus"),
  gelu_tanh(w, [input = nothing], outputs) {
    const cube = w.node("Mul", [w.node("Mul", [input.name, input.name]), input.name]);
    const inner = w.node("Add", [input.name, w.node("Mul", [cube, w.floats([0.044715], [])])]);
    const tanh = w.node("Tanh", [w.node("Mul", [inner, w.floats([Math.sqrt(2 / Math.PI)], [])])]);
    const part = w.node("Mul", [input.name, w.node("Add", [tanh, w.floats([1], [])])]);
    w.node("Mul", [part, w.floats([0.5], [])], {}, names(outputs));
  },
  absolute: plain("Abs"),
  exponential: plain("Exp"),
  natural_log: plain("Log"),
  square_root: plain("Sqrt"),
  erf: plain("Erf"),
  power(w, [input = nothing], outputs) {
    w.node("Pow", [input.name, w.floats([w.number("p")], [])], {}, names(outputs));
  },
  mish(w, [input = nothing], outputs) {
    w.node("Mul", [input.name, w.node("Tanh", [w.node("Softplus", [input.name])])], {}, names(outputs));
  },
  softmax: alongFeatures("Softmax"),
  log_softmax: alongFeatures("LogSoftmax"),
  prelu(w, [input = nothing], outputs) {
    const count = w.flag("shared") ? 1 : featuresOf(input);
    const dims = input.layout === "image" ? [count, 1, 1] : [count];
    w.node("PRelu", [input.name, w.learned("slope", dims)], {}, names(outputs));
  },
  affine(w, [input = nothing], outputs) {
    const scaled = w.node("Mul", [input.name, w.floats([w.number("scale")], [])]);
    w.node("Add", [scaled, w.floats([w.number("shift")], [])], {}, names(outputs));
  },
  maxpool: (w, [input = nothing], outputs) => poolNode(w, "MaxPool", input, names(outputs), {}),
  avgpool: (w, [input = nothing], outputs) =>
    poolNode(w, "AveragePool", input, names(outputs), { count_include_pad: { int: w.flag("count_pad") ? 1 : 0 } }),
  gap: plain("GlobalAveragePool"),
  adaptive_avgpool: adaptivePoolNodes,
  reduce_mean: reduction("ReduceMean"),
  reduce_max: reduction("ReduceMax"),
  reduce_min: reduction("ReduceMin"),
  reduce_l2: reduction("ReduceL2"),
  reduce_sum(w, [input = nothing], outputs) {
    const axes = w.integers(axesOf(w.word("axis"), input));
    w.node("ReduceSum", [input.name, axes], { keepdims: { int: 1 } }, names(outputs));
  },
  add: binary("Add"),
  mul: binary("Mul"),
  sub: binary("Sub"),
  div: binary("Div"),
  maximum: binary("Max"),
  minimum: binary("Min"),
  concat(w, inputs, outputs) {
    const [first = nothing] = inputs;
    const axis = w.word("axis") === "" ? featureAxis(first) : (axesOf(w.word("axis"), first)[0] ?? 1);
    w.node("Concat", names(inputs), { axis: { int: axis } }, names(outputs));
  },
  split(w, [input = nothing], outputs) {
    w.node("Split", [input.name], { axis: { int: featureAxis(input) } }, names(outputs));
  },
  slice(w, [input = nothing], outputs) {
    const axes = axesOf(w.word("axis"), input);
    const parts = [[w.number("from")], [w.number("to")], axes, [w.number("step")]].map((each) => w.integers(each));
    w.node("Slice", [input.name, ...parts], {}, names(outputs));
  },
  shuffle(w, [input = nothing], outputs) {
    const dims = onnxDims(input.layout, input.dims);
    const axis = featureAxis(input);
    const g = w.number("g");
    const cut = dims.flatMap((size, index) => (index === axis ? [g, size / g] : [size]));
    const order = cut.map((_, index) => (index === axis ? axis + 1 : index === axis + 1 ? axis : index));
    reorder(w, input.name, cut, order, dims, names(outputs));
  },
  flatten: reshapeNode,
  reshape: reshapeNode,
  rearrange(w, [input = nothing], [output = nothing]) {
    const to = onnxDims(output.layout, output.dims);
    reorder(w, input.name, w.list("from"), w.list("order"), to, [output.name]);
  },
  transpose: plain("Transpose", { perm: ints([0, 2, 1]) }),
  tokens(w, [input = nothing], [output = nothing]) {
    const last = w.node("Transpose", [input.name], { perm: ints([0, 2, 3, 1]) });
    w.node("Reshape", [last, w.integers(output.dims)], {}, [output.name]);
  },
  to_image(w, [input = nothing], [output = nothing]) {
    const [channels = 1, height = 1, width = 1] = output.dims;
    const cut = w.node("Reshape", [input.name, w.integers([1, height, width, channels])]);
    w.node("Transpose", [cut], { perm: ints([0, 3, 1, 2]) }, [output.name]);
  },
  unfold(w, [input = nothing], [output = nothing]) {
    const [channels = 1, height = 1, width = 1] = input.dims;
    const p = w.number("p");
    const cut = [channels, height / p, p, width / p, p];
    reorder(w, input.name, cut, [2, 4, 1, 3, 0], output.dims, [output.name]);
  },
  fold(w, [input = nothing], [output = nothing]) {
    const [channels = 1, height = 1, width = 1] = output.dims;
    const p = w.number("p");
    reorder(
      w,
      input.name,
      [p, p, height / p, width / p, channels],
      [4, 2, 0, 3, 1],
      [1, ...output.dims],
      [output.name],
    );
  },
  space_to_depth(w, [input = nothing], [output = nothing]) {
    const [channels = 1, height = 1, width = 1] = input.dims;
    const b = w.number("b");
    const cut = [channels, height / b, b, width / b, b];
    reorder(w, input.name, cut, [0, 2, 4, 1, 3], [1, ...output.dims], [output.name]);
  },
  depth_to_space: (w, inputs, outputs) =>
    plain("DepthToSpace", { blocksize: { int: w.number("b") }, mode: { text: "CRD" } })(w, inputs, outputs),
  pad(w, [input = nothing], outputs) {
    const [top, bottom, left, right] = marginsOf(w, "p");
    w.node("Pad", [input.name, w.integers([0, 0, top, left, 0, 0, bottom, right])], {}, names(outputs));
  },
  upsample: resizeNode,
  resize: resizeNode,
  embedding(w, [input = nothing], [output = nothing]) {
    const table = w.learned("weight", [w.number("n"), w.number("d")]);
    const found = w.node("Gather", [table, input.name], { axis: { int: 0 } });
    w.node("Reshape", [found, w.integers(output.dims)], {}, [output.name]);
  },
  dropout: plain("Identity"),
  id: plain("Identity"),
  weight(w, _inputs, [output = nothing]) {
    w.learned("weight", onnxDims(output.layout, output.dims), output.name);
  },
};

function alongFeatures(opType: string): Form {
  return (w, inputs, outputs) => {
    plain(opType, { axis: { int: inputs[0]?.layout === "image" ? 1 : -1 } })(w, inputs, outputs);
  };
}

function reduction(opType: string): Form {
  return (w, [input = nothing], outputs) => {
    const axes = ints(axesOf(w.word("axis"), input));
    w.node(opType, [input.name], { axes, keepdims: { int: 1 } }, names(outputs));
  };
}

/** One pooling where the blocks are equal; else the mean of each block of rows, then of each block of columns. */
function adaptivePoolNodes(
  w: LayerWriter,
  [input = nothing]: readonly NamedTensor[],
  [output = nothing]: readonly NamedTensor[],
): void {
  const [, height = 1, width = 1] = input.dims;
  const [, h = 1, v = 1] = output.dims;
  if (height % h === 0 && width % v === 0) {
    const block = ints([height / h, width / v]);
    w.node("AveragePool", [input.name], { kernel_shape: block, strides: block }, [output.name]);
    return;
  }
  const along = (from: string, axis: number, extent: number, parts: number, to?: readonly string[]) => {
    const means = Array.from({ length: parts }, (_, index) => {
      const [first, end] = [Math.floor((index * extent) / parts), Math.ceil(((index + 1) * extent) / parts)];
      const block = w.node("Slice", [from, w.integers([first]), w.integers([end]), w.integers([axis])]);
      return w.node("ReduceMean", [block], { axes: ints([axis]), keepdims: { int: 1 } });
    });
    return w.node("Concat", means, { axis: { int: axis } }, to);
  };
  along(along(input.name, 2, height, h), 3, width, v, [output.name]);
}

function clipNode(w: LayerWriter, input: string, low: number, high: number, outputs: readonly string[]): void {
  w.node("Clip", [input, w.floats([low], []), w.floats([high], [])], {}, outputs);
}

function poolNode(
  w: LayerWriter,
  opType: string,
  input: NamedTensor,
  outputs: readonly string[],
  more: Readonly<Record<string, WrittenAttribute>>,
): void {
  w.node(opType, [input.name], { ...windowOf(w, input), ceil_mode: { int: w.flag("ceil") ? 1 : 0 }, ...more }, outputs);
}

/** kernel_shape, strides and pads of a sliding window. */
function windowOf(
  w: LayerWriter,
  { dims: [, height = 1, width = 1] }: NamedTensor,
): Readonly<Record<string, WrittenAttribute>> {
  const [k, s] = [w.pair("k"), w.pair("s")];
  const d = w.layer.attributes.has("d") ? w.pair("d") : ([1, 1] as const);
  const extents = [height, width] as const;
  const word = w.word("pad");
  const sides = ([0, 1] as const).map((axis): readonly [number, number] => {
    const span = d[axis] * (k[axis] - 1);
    if (word === "same") return [Math.floor(span / 2), span - Math.floor(span / 2)];
    const total = Math.max((Math.ceil(extents[axis] / s[axis]) - 1) * s[axis] + span + 1 - extents[axis], 0);
    return [Math.floor(total / 2), total - Math.floor(total / 2)];
  });
  const [rows = [0, 0], columns = [0, 0]] = sides;
  const [top, bottom, left, right] = word === "" ? marginsOf(w, "pad") : [...rows, ...columns];
  return { kernel_shape: ints(k), strides: ints(s), pads: ints([top ?? 0, left ?? 0, bottom ?? 0, right ?? 0]) };
}

function marginsOf(w: LayerWriter, name: string): readonly [number, number, number, number] {
  const [a = 0, b = 0, c, d] = w.list(name);
  if (w.list(name).length === 0) return [w.number(name), w.number(name), w.number(name), w.number(name)];
  return c === undefined || d === undefined ? [a, a, b, b] : [a, b, c, d];
}

/** Element-wise; a vector that meets an image meets its channels. */
function binary(opType: string): Form {
  return (w, [first = nothing, second = nothing], outputs) => {
    const aligned = (each: NamedTensor, other: NamedTensor) => {
      if (each.layout !== "vector" || other.layout !== "image") return each.name;
      return w.node("Reshape", [each.name, w.integers([1, each.dims[0] ?? 1, 1, 1])]);
    };
    w.node(opType, [aligned(first, second), aligned(second, first)], {}, names(outputs));
  };
}

function reorder(
  w: LayerWriter,
  input: string,
  from: readonly number[],
  order: readonly number[],
  to: readonly number[],
  outputs: readonly string[],
): void {
  const cut = w.node("Reshape", [input, w.integers(from)]);
  const turned = w.node("Transpose", [cut], { perm: ints(order) });
  w.node("Reshape", [turned, w.integers(to)], {}, outputs);
}

function reshapeNode(
  w: LayerWriter,
  [input = nothing]: readonly NamedTensor[],
  [output = nothing]: readonly NamedTensor[],
): void {
  w.node("Reshape", [input.name, w.integers(onnxDims(output.layout, output.dims))], {}, [output.name]);
}

function resizeNode(
  w: LayerWriter,
  [input = nothing]: readonly NamedTensor[],
  [output = nothing]: readonly NamedTensor[],
): void {
  const isNearest = w.word("mode") === "nearest";
  const attributes: Readonly<Record<string, WrittenAttribute>> = {
    mode: { text: isNearest ? "nearest" : "linear" },
    coordinate_transformation_mode: { text: isNearest ? "asymmetric" : "half_pixel" },
    ...(isNearest ? { nearest_mode: { text: "floor" } } : {}),
  };
  w.node("Resize", [input.name, "", "", w.integers(onnxDims(output.layout, output.dims))], attributes, [output.name]);
}

function featureAxis({ layout }: NamedTensor): number {
  return layout === "tokens" ? 2 : 1;
}

function featuresOf({ layout, dims }: NamedTensor): number {
  return (layout === "image" ? dims[0] : dims.at(-1)) ?? 1;
}

/** Named axes as those of the ONNX tensor. */
function axesOf(word: string, { layout }: NamedTensor): readonly number[] {
  const letters = layout === "image" ? "CHW" : layout === "vector" ? "D" : "PLD";
  const first = layout === "tokens" ? 0 : 1;
  return [...word].map((each) => letters.indexOf(each) + first);
}
