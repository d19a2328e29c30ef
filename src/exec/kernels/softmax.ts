import { inputOf, type Kernel, outputsOnly } from "../kernel.ts";
import { alongFeatures, likeTensor } from "../tensor.ts";

/**
 * exp(x - max) / sum of them over `count` elements that lie `step` apart from `at` on, in place.
 * Everything in double; rounded where it is stored.
 */
export function normalizeExponentials(data: Float32Array, at: number, count: number, step: number): void {
  let most = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < count; i++) most = Math.max(most, data[at + i * step] ?? 0);
  let total = 0;
  for (let i = 0; i < count; i++) total += Math.exp((data[at + i * step] ?? 0) - most);
  for (let i = 0; i < count; i++) {
    const place = at + i * step;
    data[place] = Math.exp((data[place] ?? 0) - most) / total;
  }
}

/** x - max - log(sum of exp(x - max)) over the features. */
export const logSoftmax: Kernel = {
  run(task) {
    const input = inputOf(task);
    const { outer, extent, inner } = alongFeatures(input);
    const data = new Float32Array(input.data.length);
    for (let o = 0; o < outer; o++) {
      for (let i = 0; i < inner; i++) {
        const at = (k: number) => (o * extent + k) * inner + i;
        let most = Number.NEGATIVE_INFINITY;
        for (let k = 0; k < extent; k++) most = Math.max(most, input.data[at(k)] ?? 0);
        let total = 0;
        for (let k = 0; k < extent; k++) total += Math.exp((input.data[at(k)] ?? 0) - most);
        for (let k = 0; k < extent; k++) data[at(k)] = (input.data[at(k)] ?? 0) - most - Math.log(total);
      }
    }
    return outputsOnly(likeTensor(input, data));
  },
};

/** Softmax over the features. */
export const softmax: Kernel = {
  run(task) {
    const input = inputOf(task);
    const { outer, extent, inner } = alongFeatures(input);
    const data = input.data.slice();
    for (let o = 0; o < outer; o++) {
      for (let i = 0; i < inner; i++) normalizeExponentials(data, o * extent * inner + i, extent, inner);
    }
    return outputsOnly(likeTensor(input, data));
  },
};
