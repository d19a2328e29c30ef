import {
  constantOf,
  constantSpec,
  inputOf,
  type Kernel,
  outputsOnly,
  type ParameterSpec,
  type Parameters,
  parameterOf,
} from "../kernel.ts";
import { alongFeatures, likeTensor, type Tensor } from "../tensor.ts";

/** Scale and shift of a norm, one of each per feature. */
export function affineSpecs(features: number): readonly ParameterSpec[] {
  return [
    { name: "scale", dims: [features], start: { kind: "around", value: 1, spread: 0.1 } },
    { name: "shift", dims: [features], start: { kind: "around", value: 0, spread: 0.1 } },
  ];
}

/** y = factor * x + addend, one of each per feature. */
export interface Affine {
  readonly factors: Float32Array;
  readonly addends: Float32Array;
}

/** Scale and running statistics as one factor and one addend per feature, each worked out in double and rounded once. */
export function batchNormAffine(parameters: Parameters): Affine {
  const scale = parameterOf({ parameters }, "scale");
  const shift = parameterOf({ parameters }, "shift");
  const mean = parameterOf({ parameters }, "mean");
  const variance = parameterOf({ parameters }, "variance");
  const epsilon = constantOf({ parameters }, "epsilon");
  const exact = Float64Array.from(scale, (each, c) => each / Math.sqrt((variance[c] ?? 0) + epsilon));
  return {
    factors: Float32Array.from(exact),
    addends: Float32Array.from(exact, (factor, c) => (shift[c] ?? 0) - (mean[c] ?? 0) * factor),
  };
}

/** The affine map of each feature: multiply, then add, each rounded to fp32. */
export function scaleAndShift(input: Tensor, { factors, addends }: Affine): Tensor {
  const { outer, extent, inner } = alongFeatures(input);
  const data = new Float32Array(input.data.length);
  for (let o = 0; o < outer; o++) {
    for (let c = 0; c < extent; c++) {
      const [factor, addend] = [factors[c] ?? 0, addends[c] ?? 0];
      const from = (o * extent + c) * inner;
      for (let at = from; at < from + inner; at++) data[at] = Math.fround(factor * (input.data[at] ?? 0)) + addend;
    }
  }
  return likeTensor(input, data);
}

/** Batch normalisation with running statistics. Source: Ioffe and Szegedy 2015, arXiv 1502.03167; epsilon as in PyTorch. */
export const bn: Kernel = {
  parameters(inputs) {
    const { extent } = alongFeatures(inputOf({ inputs }));
    return [
      ...affineSpecs(extent),
      { name: "mean", dims: [extent], start: { kind: "around", value: 0, spread: 0.1 } },
      { name: "variance", dims: [extent], start: { kind: "around", value: 1, spread: 0.1 } },
      constantSpec("epsilon", 1e-5),
    ];
  },
  run(task) {
    const { factors, addends } = batchNormAffine(task.parameters);
    const { settle } = task.precision;
    return outputsOnly(scaleAndShift(inputOf(task), { factors: settle(factors), addends: settle(addends) }));
  },
};
