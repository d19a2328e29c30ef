import { flagOf, numberOf } from "../attributes.ts";
import { biasSpec, inputOf, type Kernel, parameterOf } from "../kernel.ts";
import type { Numbers, Precision, Sums } from "../precision.ts";
import { alongFeatures, type Tensor } from "../tensor.ts";
import { addProduct } from "./product.ts";

/** Values of one fully connected layer; the biases are what the sums start with. */
export interface LinearOperands {
  /** Its layout and dimensions say where the features are. */
  readonly shape: Pick<Tensor, "layout" | "dims">;
  readonly data: Numbers;
  /** [n, features]. */
  readonly weights: Numbers;
  readonly biases: ArrayLike<number> | undefined;
  readonly outFeatures: number;
}

/**
 * A fully connected layer on the feature axis: at each pixel of an image, for each token, or of a vector.
 * Order of each sum: the bias, then the features.
 */
export function multiplyFeatures(
  { shape, data, weights, biases, outFeatures }: LinearOperands,
  precision: Precision,
): { readonly sums: Sums; readonly multiplications: number } {
  const { outer, extent: features, inner } = alongFeatures(shape);
  const sums = precision.sums(outer * outFeatures * inner);
  if (biases !== undefined) {
    for (let at = 0; at < sums.length; at++) sums[at] = biases[Math.floor(at / inner) % outFeatures] ?? 0;
  }
  // An image is [n, features] x [features, pixels]; all others [positions, features] x [features, n].
  const weightMatrix = { data: weights, at: 0, row: features };
  const multiplications =
    shape.layout === "image"
      ? addProduct(
          { sums, at: 0, pitch: inner },
          weightMatrix,
          { data, at: 0, row: inner, column: 1 },
          { rows: outFeatures, summed: features, columns: inner },
          precision,
        )
      : addProduct(
          { sums, at: 0, pitch: outFeatures },
          { data, at: 0, row: features },
          { ...weightMatrix, row: 1, column: features },
          { rows: outer, summed: features, columns: outFeatures },
          precision,
        );
  return { sums, multiplications };
}

/** Fully connected layer. Source: PyTorch Linear; ONNX operator Gemm with transB. */
export const linear: Kernel = {
  parameters(inputs, attributes) {
    const { extent: fanIn } = alongFeatures(inputOf({ inputs }));
    const outFeatures = numberOf(attributes, "n");
    return [
      { name: "weight", dims: [outFeatures, fanIn], start: { kind: "he-normal", fanIn } },
      ...(flagOf(attributes, "bias") ? [biasSpec("bias", outFeatures)] : []),
    ];
  },
  run(task) {
    const input = inputOf(task);
    const outFeatures = numberOf(task.attributes, "n");
    const operands = {
      shape: input,
      data: input.data,
      weights: parameterOf(task, "weight"),
      biases: task.parameters.get("bias"),
      outFeatures,
    };
    const { sums, multiplications } = multiplyFeatures(operands, task.precision);
    const axis = input.layout === "image" ? 0 : input.dims.length - 1;
    const dims = input.dims.map((each, at) => (at === axis ? outFeatures : each));
    return { outputs: [{ ...input, dims, data: task.precision.store(sums) }], multiplications };
  },
};
