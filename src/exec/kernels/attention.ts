import { flagOf, numberOf } from "../attributes.ts";
import { biasSpec, inputOf, type Kernel, type ParameterSpec, parameterOf, type Task } from "../kernel.ts";
import { likeTensor, tokenDims, tokensOf } from "../tensor.ts";
import { multiplyFeatures } from "./linear.ts";
import { attendOneHead } from "./sdpa.ts";

/** `in_weight` [3 D, D]: query, key and value one below the other, as in PyTorch's MultiheadAttention; then the output projection. */
export function projectionSpecs(depth: number, hasBias: boolean): readonly ParameterSpec[] {
  const start = { kind: "he-normal", fanIn: depth } as const;
  return [
    { name: "in_weight", dims: [3 * depth, depth], start },
    ...(hasBias ? [biasSpec("in_bias", 3 * depth)] : []),
    { name: "out_weight", dims: [depth, depth], start },
    ...(hasBias ? [biasSpec("out_bias", depth)] : []),
  ];
}

/** What is added to the logit of one pair of tokens of one set. */
export type LogitBias = (set: number, head: number, row: number, column: number) => number;

/** Multi-head self-attention on `sets` sequences: projections, attention head by head, output projection. */
export function selfAttention(
  task: Task,
  [sets, length, depth]: readonly [number, number, number],
  data: Float32Array,
  bias?: LogitBias,
): { readonly data: Float32Array; readonly multiplications: number } {
  const { precision, parameters } = task;
  const heads = numberOf(task.attributes, "heads");
  const project = (from: Float32Array, name: string, outFeatures: number) => {
    const operands = {
      shape: tokensOf(sets, length, depth, from),
      data: from,
      weights: parameterOf(task, `${name}_weight`),
      biases: parameters.get(`${name}_bias`),
      outFeatures,
    };
    const { sums, multiplications: formed } = multiplyFeatures(operands, precision);
    return { data: precision.store(sums), formed };
  };
  const joint = project(data, "in", 3 * depth);
  let multiplications = joint.formed;
  const mixed = new Float32Array(sets * length * depth);
  const headDepth = depth / heads;
  for (let set = 0; set < sets; set++) {
    for (let head = 0; head < heads; head++) {
      const block = (part: number) => ({
        data: joint.data,
        at: (set * length * 3 + part) * depth + head * headDepth,
        pitch: 3 * depth,
        length,
        depth: headDepth,
      });
      multiplications += attendOneHead(
        [block(0), block(1), block(2)],
        { data: mixed, at: set * length * depth + head * headDepth, pitch: depth },
        precision,
        { bias: bias === undefined ? undefined : (row, column) => bias(set, head, row, column) },
      );
    }
  }
  const out = project(mixed, "out", depth);
  return { data: out.data, multiplications: multiplications + out.formed };
}

/** Elements that self-attention holds: query, key and value, what is mixed of them, and the logits of one head. */
export function attentionScratch([sets, length, depth]: readonly [number, number, number]): number {
  return 4 * sets * length * depth + length * length;
}

/** Multi-head self-attention over the tokens of each set. Source: Vaswani et al. 2017, arXiv 1706.03762, section 3.2. */
export const attention: Kernel = {
  parameters(inputs, attributes) {
    const [, , depth] = tokenDims(inputOf({ inputs }));
    return projectionSpecs(depth, flagOf(attributes, "bias"));
  },
  scratch: (inputs) => attentionScratch(tokenDims(inputOf({ inputs }))),
  run(task) {
    const input = inputOf(task);
    const { data, multiplications } = selfAttention(task, tokenDims(input), input.data);
    return { outputs: [likeTensor(input, data)], multiplications };
  },
};
