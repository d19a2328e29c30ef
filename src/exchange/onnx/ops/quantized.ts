import { intOf } from "../attributes.ts";
import { type Constant, computed, float32, stridesOf, transposed, withDims } from "../constant.ts";
import type { OnnxNode } from "../model.ts";
import type { Rule, Rules } from "../rule.ts";
import { type Translation, Unsupported } from "../translation.ts";
import { dimsOf } from "../view.ts";
import { softmax } from "./activation.ts";
import { combine } from "./arithmetic.ts";
import { convolve } from "./convolution.ts";
import { joinAlong } from "./layout.ts";
import { linear, product } from "./linear.ts";
import { globalPool, pool } from "./pooling.ts";

/**
 * Integer forms. The activations between them are read as numbers again, so that a quantised network has the layers of the network that
 * it was made of; weights keep the width that the file stores.
 */
export const quantizedRules: Rules = {
  QuantizeLinear: (node, t) => {
    t.markQuantized();
    t.set(node.outputs[0], t.flow(node, 0));
  },
  DequantizeLinear: (node, t) => t.set(node.outputs[0], t.flow(node, 0)),
  DynamicQuantizeLinear: (node, t) => {
    t.markQuantized();
    t.set(node.outputs[0], t.flow(node, 0));
    // Scale and zero point depend on the input; the products that they scale are read as numbers already.
    for (const [index, value] of [1, 0].entries()) {
      t.set(
        node.outputs[index + 1],
        computed([], float32, (into) => into.fill(value), t.budget, t.place),
      );
    }
  },
  QLinearConv: (node, t) => {
    t.markQuantized();
    convolve(node, t, { weight: dequantized(node, t, 3), bias: dequantizedBias(node, t, 8, [1, 4]) });
  },
  ConvInteger: (node, t) => {
    t.markQuantized();
    convolve(node, t, { weight: asWeight(node, t, 1), bias: undefined });
  },
  QLinearMatMul: (node, t) => integerProduct(node, t, 0, 3),
  MatMulInteger: (node, t) => integerProduct(node, t, 0, 1),
  "com.microsoft:QGemm": (node, t) => {
    t.markQuantized();
    const stored = dequantized(node, t, 3);
    const weight = intOf(node, "transB", 0) === 1 ? stored : transposed(stored, [1, 0], t.budget, node.name);
    const bias = dequantizedBias(node, t, 6, [1, 4]);
    const flow = t.flow(node, 0);
    const flat = bias === undefined ? undefined : withDims(bias, [bias.count]);
    t.set(node.outputs[0], linear(t, flow, flow.axes.length - 1, weight, flat));
  },
  "com.microsoft:QLinearAdd": binary("add"),
  "com.microsoft:QLinearMul": binary("mul"),
  "com.microsoft:QLinearSigmoid": unary("sigmoid"),
  "com.microsoft:QLinearLeakyRelu": unary("leaky_relu"),
  "com.microsoft:QLinearGlobalAveragePool": (node, t) => {
    t.markQuantized();
    if (intOf(node, "channels_last", 0) === 1) throw new Unsupported("channels last");
    t.set(node.outputs[0], globalPool(t, t.flow(node, 0), "gap"));
  },
  "com.microsoft:QLinearAveragePool": (node, t) => {
    t.markQuantized();
    if (intOf(node, "channels_last", 0) === 1) throw new Unsupported("channels last");
    pool(node, t, "avgpool");
  },
  "com.microsoft:QLinearSoftmax": (node, t) => {
    const flow = t.flow(node, 0);
    t.set(node.outputs[0], softmax(t, flow, t.axis(intOf(node, "axis", -1), flow.axes.length)));
  },
  "com.microsoft:QLinearConcat": (node, t) => {
    const flows = node.inputs.flatMap((_, index) => (index >= 2 && index % 3 === 2 ? [t.flow(node, index)] : []));
    t.set(node.outputs[0], joinAlong(t, flows, intOf(node, "axis", 1)));
  },
};

function unary(operator: string): Rule {
  return (node, t) => t.set(node.outputs[0], t.same(t.flow(node, 0), operator));
}

function binary(operator: "add" | "mul"): Rule {
  return (node, t) => {
    const second = t.input(node, 3);
    const known = second?.kind === "constant" ? dequantized(node, t, 3) : t.flow(node, 3);
    t.set(node.outputs[0], combine(t, t.flow(node, 0), known, operator));
  };
}

function integerProduct(node: OnnxNode, t: Translation, first: number, second: number): void {
  t.markQuantized();
  const flow = t.flow(node, first);
  const other = t.input(node, second);
  if (other?.kind === "constant" && other.dims.length === 2) {
    const weight = second === 3 ? dequantized(node, t, second) : asWeight(node, t, second);
    const turned = transposed(weight, [1, 0], t.budget, node.name);
    t.set(node.outputs[0], linear(t, flow, dimsOf(flow).length - 1, turned, undefined));
    return;
  }
  t.set(node.outputs[0], product(t, flow, t.flow(node, second)));
}

/** Weights as integers, their scales applied elsewhere. */
function asWeight(node: OnnxNode, t: Translation, index: number): Constant {
  const stored = t.constant(node, index, "weights");
  return stored === undefined
    ? t.mismatch("it has no weights")
    : { ...stored, quantized: widthOf(stored), isLearned: true };
}

/** Weights with the scale and zero point that follow them among the inputs. */
function dequantized(node: OnnxNode, t: Translation, index: number): Constant {
  const stored = t.constant(node, index, "weights");
  const scale = t.constant(node, index + 1, "a scale");
  if (stored === undefined || scale === undefined) return t.mismatch("it has no weights or no scale");
  return dequantize(stored, scale, t.constant(node, index + 2, "a zero point"), 0, t.budget);
}

/** A bias is stored in units of the input's scale times the weights'. */
function dequantizedBias(
  node: OnnxNode,
  t: Translation,
  index: number,
  scalesAt: readonly [number, number],
): Constant | undefined {
  const stored = t.constant(node, index, "a bias");
  const [input, weights] = scalesAt.map((at) => t.constant(node, at, "a scale"));
  if (stored === undefined || stored.type.kind === "float") return stored;
  if (input === undefined || weights === undefined) return t.mismatch("it has no scales");
  const compute = (into: Float32Array | Float64Array) => {
    const [values, [unit = 1], scales] = [stored.values(), input.values(), weights.values()];
    for (let at = 0; at < into.length; at++) {
      into[at] = (values[at] ?? 0) * unit * (scales[scales.length === 1 ? 0 : at] ?? 1);
    }
  };
  const from = { source: stored.source, isLearned: true };
  return computed(stored.dims, float32, compute, t.budget, node.name, from);
}

/** (q - zero point) * scale, per tensor or along an axis. */
export function dequantize(
  stored: Constant,
  scale: Constant,
  zero: Constant | undefined,
  axis: number,
  budget: Translation["budget"],
): Constant {
  const stride = stridesOf(stored.dims)[axis] ?? 1;
  const size = stored.dims[axis] ?? 1;
  const compute = (into: Float32Array | Float64Array) => {
    const [values, scales, zeros] = [stored.values(), scale.values(), zero?.values()];
    for (let at = 0; at < into.length; at++) {
      const place = scales.length === 1 ? 0 : Math.floor(at / stride) % size;
      into[at] = ((values[at] ?? 0) - (zeros?.[zeros.length === 1 ? 0 : place] ?? 0)) * (scales[place] ?? 1);
    }
  };
  const isLearned = stored.source !== undefined;
  const from = { source: stored.source, isLearned, quantized: widthOf(stored) };
  return computed(stored.dims, float32, compute, budget, stored.source ?? "", from);
}

/** What the language calls the width of stored weights; wider ones are biases and have no name. */
export function widthOf({ type }: Pick<Constant, "type">): "int8" | "int4" | undefined {
  if (type.kind !== "signed" && type.kind !== "unsigned") return undefined;
  return type.bytes === 1 ? "int8" : type.bytes < 1 ? "int4" : undefined;
}
