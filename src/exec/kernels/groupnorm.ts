import { numberOf } from "../attributes.ts";
import { constantOf, constantSpec, inputOf, type Kernel, outputsOnly, parameterOf } from "../kernel.ts";
import { alongFeatures, likeTensor } from "../tensor.ts";
import { affineSpecs } from "./bn.ts";
import { momentsOf } from "./layernorm.ts";

/** Normalisation over g groups of channels, in double; rounded where it is stored. Source: Wu and He 2018, arXiv 1803.08494. */
export const groupnorm: Kernel = {
  parameters: (inputs) => [...affineSpecs(alongFeatures(inputOf({ inputs })).extent), constantSpec("epsilon", 1e-5)],
  run(task) {
    const input = inputOf(task);
    const { extent: channels, inner } = alongFeatures(input);
    const groups = numberOf(task.attributes, "g");
    const [scales, shifts] = [parameterOf(task, "scale"), parameterOf(task, "shift")];
    const epsilon = constantOf(task, "epsilon");
    const size = (channels / groups) * inner;
    const data = new Float32Array(input.data.length);
    for (let g = 0; g < groups; g++) {
      const { mean, scale } = momentsOf(input.data.subarray(g * size, (g + 1) * size), epsilon);
      for (let at = g * size; at < (g + 1) * size; at++) {
        const c = Math.floor(at / inner);
        data[at] = ((input.data[at] ?? 0) - mean) * scale * (scales[c] ?? 0) + (shifts[c] ?? 0);
      }
    }
    return outputsOnly(likeTensor(input, data));
  },
};
