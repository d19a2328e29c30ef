import { numberOf } from "../attributes.ts";
import { constantOf, constantSpec, inputOf, type Kernel, outputsOnly } from "../kernel.ts";
import { imageDims, likeTensor } from "../tensor.ts";

/**
 * x / (k + alpha / size * sum of squares of `size` neighbouring channels)^beta, in double; rounded where it is stored.
 * Source: ONNX operator LRN and PyTorch LocalResponseNorm, with their defaults.
 */
export const lrn: Kernel = {
  parameters: () => [constantSpec("alpha", 1e-4), constantSpec("beta", 0.75), constantSpec("k", 1)],
  run(task) {
    const image = inputOf(task);
    const [channels, height, width] = imageDims(image);
    const area = height * width;
    const size = numberOf(task.attributes, "size");
    const [alpha, beta, k] = [constantOf(task, "alpha"), constantOf(task, "beta"), constantOf(task, "k")];
    const [before, after] = [Math.floor((size - 1) / 2), Math.ceil((size - 1) / 2)];
    const data = new Float32Array(image.data.length);
    for (let c = 0; c < channels; c++) {
      for (let at = 0; at < area; at++) {
        let squares = 0;
        for (let other = Math.max(c - before, 0); other <= Math.min(c + after, channels - 1); other++) {
          squares += (image.data[other * area + at] ?? 0) ** 2;
        }
        data[c * area + at] = (image.data[c * area + at] ?? 0) / (k + (alpha / size) * squares) ** beta;
      }
    }
    return outputsOnly(likeTensor(image, data));
  },
};
