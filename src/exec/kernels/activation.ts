import { flagOf, numberOf } from "../attributes.ts";
import { constantOf, constantSpec, inputOf, type Kernel, outputsOnly, parameterOf } from "../kernel.ts";
import { alongFeatures, likeTensor, type Tensor } from "../tensor.ts";
import { normalDistribution } from "./error-function.ts";

/** Applies a function to each element: evaluated in double, rounded once where it is stored. */
export function mapElements(input: Tensor, apply: (x: number) => number): Tensor {
  const data = new Float32Array(input.data.length);
  for (let at = 0; at < data.length; at++) data[at] = apply(input.data[at] ?? 0);
  return likeTensor(input, data);
}

const relu6 = (x: number) => Math.min(Math.max(x, 0), 6);
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** log(1 + exp(x)) without overflow. */
const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

/** The activations without parameters as functions of a real. */
export const scalarActivations: Readonly<Record<string, (x: number) => number>> = {
  relu: (x) => Math.max(x, 0),
  relu6,
  hsigmoid: (x) => relu6(x + 3) / 6,
  hswish: (x) => (x * relu6(x + 3)) / 6,
  sigmoid,
  silu: (x) => x * sigmoid(x),
  tanh: Math.tanh,
  gelu: (x) => x * normalDistribution(x),
  mish: (x) => x * Math.tanh(softplus(x)),
  softplus,
  gelu_tanh: (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
};

/** Each of them as a kernel. */
export const activations: Readonly<Record<string, Kernel>> = Object.fromEntries(
  Object.entries(scalarActivations).map(([name, apply]): [string, Kernel] => [
    name,
    { run: (task) => outputsOnly(mapElements(inputOf(task), apply)) },
  ]),
);

/** x where positive, slope * x elsewhere; the slope is PyTorch's default. */
export const leakyRelu: Kernel = {
  parameters: () => [constantSpec("slope", 0.01)],
  run(task) {
    const slope = constantOf(task, "slope");
    return outputsOnly(mapElements(inputOf(task), (x) => (x > 0 ? x : slope * x)));
  },
};

/** x where positive, alpha * (exp(x) - 1) elsewhere; alpha is PyTorch's default. */
export const elu: Kernel = {
  parameters: () => [constantSpec("alpha", 1)],
  run(task) {
    const alpha = constantOf(task, "alpha");
    return outputsOnly(mapElements(inputOf(task), (x) => (x > 0 ? x : alpha * Math.expm1(x))));
  },
};

/** x where positive, a learned slope of its feature times x elsewhere. Source: He et al. 2015, arXiv 1502.01852. */
export const prelu: Kernel = {
  parameters: (inputs, attributes) => {
    const extent = flagOf(attributes, "shared") ? 1 : alongFeatures(inputOf({ inputs })).extent;
    return [{ name: "slope", dims: [extent], start: { kind: "around", value: 0.25, spread: 0.05 } }];
  },
  run(task) {
    const input = inputOf(task);
    const slopes = parameterOf(task, "slope");
    const { extent, inner } = alongFeatures(input);
    const isShared = flagOf(task.attributes, "shared");
    const data = new Float32Array(input.data.length);
    for (let at = 0; at < data.length; at++) {
      const x = input.data[at] ?? 0;
      data[at] = x > 0 ? x : x * (slopes[isShared ? 0 : Math.floor(at / inner) % extent] ?? 0);
    }
    return outputsOnly(likeTensor(input, data));
  },
};

/** min(max(x, low), high). */
export const clip: Kernel = {
  run({ attributes, ...task }) {
    const [low, high] = [numberOf(attributes, "low"), numberOf(attributes, "high")];
    return outputsOnly(mapElements(inputOf(task), (x) => Math.min(Math.max(x, low), high)));
  },
};
