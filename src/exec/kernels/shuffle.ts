import { numberOf } from "../attributes.ts";
import { inputOf, type Kernel, outputsOnly } from "../kernel.ts";
import { alongFeatures, likeTensor } from "../tensor.ts";

/** Features [g, n] become [n, g]: the i-th of group j goes to place i * g + j. Source: Zhang et al. 2018, arXiv 1707.01083. */
export const shuffle: Kernel = {
  run(task) {
    const input = inputOf(task);
    const groups = numberOf(task.attributes, "g");
    const { outer, extent, inner } = alongFeatures(input);
    const size = extent / groups;
    const data = new Float32Array(input.data.length);
    for (let o = 0; o < outer; o++) {
      for (let from = 0; from < extent; from++) {
        const to = (from % size) * groups + Math.floor(from / size);
        const start = (o * extent + from) * inner;
        data.set(input.data.subarray(start, start + inner), (o * extent + to) * inner);
      }
    }
    return outputsOnly(likeTensor(input, data));
  },
};
