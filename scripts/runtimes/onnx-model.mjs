/** Just enough of protobuf and ONNX to hand a plain network to a runtime. Source: onnx.proto3, IR version 8, opset 17. */
function varint(value) {
  const bytes = [];
  let rest = BigInt(value);
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return Buffer.from([...bytes, Number(rest)]);
}

const number = (field, value) => Buffer.concat([varint(field << 3), varint(value)]);
const bytes = (field, data) => Buffer.concat([varint((field << 3) | 2), varint(data.length), data]);
const text = (field, value) => bytes(field, Buffer.from(value));
const message = (field, ...parts) => bytes(field, Buffer.concat(parts));

const float = 1;

function initializer(name, dims, data) {
  const raw = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return message(5, ...dims.map((each) => number(1, each)), number(2, float), text(8, name), bytes(9, raw));
}

function valueInfo(field, name, dims) {
  const shape = message(2, ...dims.map((each) => message(1, number(1, each))));
  return message(field, text(1, name), message(2, message(1, number(1, float), shape)));
}

const integers = (name, values) => message(5, text(1, name), ...values.map((each) => number(8, each)), number(20, 7));
const integer = (name, value) => message(5, text(1, name), number(3, value), number(20, 2));

function node(operator, inputs, output, ...attributes) {
  const names = inputs.map((name) => text(1, name));
  return message(1, ...names, text(2, output), text(4, operator), ...attributes);
}

/** The model file of a plain network with the input `input` and the output `output`. */
export function onnxModel({ layers, input, inputDims, output }) {
  const parts = [];
  const name = (id) => (id === input ? "input" : id === output ? "output" : `t${id}`);
  let usesSix = false;
  for (const layer of layers) {
    const inputs = layer.inputs.map(name);
    const result = layer.activation === undefined ? name(layer.output) : `${name(layer.output)}_sum`;
    const [weight, bias] = [`${name(layer.output)}_weight`, `${name(layer.output)}_bias`];
    if (layer.kind === "conv") {
      const { rows, columns, filters, channels, groups } = layer;
      parts.push(
        initializer(weight, [filters, channels / groups, rows.kernel, columns.kernel], layer.weight),
        initializer(bias, [filters], layer.bias),
        node(
          "Conv",
          [...inputs, weight, bias],
          result,
          integers("kernel_shape", [rows.kernel, columns.kernel]),
          integers("strides", [rows.stride, columns.stride]),
          integers("pads", [rows.before, columns.before, rows.after, columns.after]),
          integer("group", groups),
        ),
      );
    } else if (layer.kind === "linear") {
      const dims = [layer.filters, layer.features];
      parts.push(initializer(weight, dims, layer.weight), initializer(bias, [layer.filters], layer.bias));
      parts.push(node("Gemm", [...inputs, weight, bias], result, integer("transB", 1)));
    } else if (layer.kind === "flatten") parts.push(node("Flatten", inputs, result));
    else parts.push(node(layer.kind === "add" ? "Add" : "GlobalAveragePool", inputs, result));
    if (layer.activation === "relu") parts.push(node("Relu", [result], name(layer.output)));
    if (layer.activation === "relu6") {
      parts.push(node("Clip", [result, "zero", "six"], name(layer.output)));
      usesSix = true;
    }
  }
  if (usesSix) parts.push(initializer("zero", [], Float32Array.of(0)), initializer("six", [], Float32Array.of(6)));
  const graph = [text(2, "bench"), ...parts, valueInfo(11, "input", [1, ...inputDims])];
  const outputs = message(12, text(1, "output"));
  return Buffer.concat([number(1, 8), message(8, text(1, ""), number(2, 17)), message(7, ...graph, outputs)]);
}
