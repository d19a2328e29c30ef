import { type Attributes, flagOf } from "../attributes.ts";
import { constantOf, constantSpec, inputOf, type Kernel, outputsOnly, parameterOf } from "../kernel.ts";
import { alongFeatures, likeTensor } from "../tensor.ts";
import { affineSpecs } from "./bn.ts";

/** Mean and 1 / sqrt(variance + epsilon) of some elements, in double. */
export function momentsOf(
  values: Iterable<number>,
  epsilon: number,
): { readonly mean: number; readonly scale: number } {
  let [count, sum] = [0, 0];
  const kept: number[] = [];
  for (const each of values) {
    kept.push(each);
    sum += each;
    count += 1;
  }
  const mean = sum / count;
  let squares = 0;
  for (const each of kept) squares += (each - mean) ** 2;
  return { mean, scale: 1 / Math.sqrt(squares / count + epsilon) };
}

/** Whether the layer has the parameter `scale` or `shift`. */
const isLearned = (attributes: Attributes, name: string): boolean =>
  flagOf(attributes, name === "shift" ? "bias" : name);

/** Layer normalisation over the features, in double; rounded where it is stored. Source: Ba et al. 2016, arXiv 1607.06450. */
export const layernorm: Kernel = {
  parameters: (inputs, attributes) => [
    ...affineSpecs(alongFeatures(inputOf({ inputs })).extent).filter((each) => isLearned(attributes, each.name)),
    constantSpec("epsilon", 1e-5),
  ],
  run(task) {
    const input = inputOf(task);
    const { outer, extent, inner } = alongFeatures(input);
    const of = (name: string) => (isLearned(task.attributes, name) ? parameterOf(task, name) : undefined);
    const [scales, shifts] = [of("scale"), of("shift")];
    const epsilon = constantOf(task, "epsilon");
    const data = new Float32Array(input.data.length);
    const values = new Float64Array(extent);
    for (let o = 0; o < outer; o++) {
      for (let i = 0; i < inner; i++) {
        const from = o * extent * inner + i;
        for (let c = 0; c < extent; c++) values[c] = input.data[from + c * inner] ?? 0;
        const { mean, scale } = momentsOf(values, epsilon);
        for (let c = 0; c < extent; c++) {
          data[from + c * inner] = ((values[c] ?? 0) - mean) * scale * (scales?.[c] ?? 1) + (shifts?.[c] ?? 0);
        }
      }
    }
    return outputsOnly(likeTensor(input, data));
  },
};
