import { parameterSpecs } from "../concrete.ts";
import { seededInputs } from "../inputs.ts";
import { givenWeights, seededWeights } from "../weights.ts";
import type { Experiment } from "./experiment.ts";
import { networkOf, outputOf, relativeDistance } from "./network.ts";

const [channels, filters, kernel, side] = [16, 32, 3, 14];
const area = kernel * kernel;

/** A depthwise and a pointwise convolution against the one whose filters are products of theirs. */
export const separable: Experiment = {
  name: "separable",
  claim:
    "a depthwise separable convolution is a convolution with filters of rank 1, for 1/N + 1/Dk^2 of its multiplications",
  source: "Howard et al. 2017, arXiv 1704.04861, section 3.1",
  async run(seed) {
    const input = `input: [${channels}, ${side}, ${side}]`;
    const parts = networkOf(`${input}\nconv(${channels}, k=${kernel}, g=${channels})\nconv(${filters})`);
    const dense = networkOf(`${input}\nconv(${filters}, k=${kernel})`);
    const source = seededWeights(seed);
    const inputs = seededInputs(parts, seed);
    const [depthwise, pointwise] = parts.graph.layers.map((layer) =>
      source(layer, parameterSpecs(layer, parts.shapes)).get("weight"),
    );
    const composed = Float32Array.from({ length: filters * channels * area }, (_, at) => {
      const [n, c, tap] = [Math.floor(at / (channels * area)), Math.floor(at / area) % channels, at % area];
      return (pointwise?.[n * channels + c] ?? 0) * (depthwise?.[c * area + tap] ?? 0);
    });
    const [layer] = dense.graph.layers;
    const weights = givenWeights(new Map([[layer?.name ?? "", new Map([["weight", composed]])]]), source);
    const separated = outputOf(parts, { weights: source, inputs });
    const whole = outputOf(dense, { weights, inputs });
    return [
      {
        what: "difference, of the largest output",
        measured: relativeDistance(separated.data, whole.data),
        relation: "at most",
        stated: 2e-6,
        within: 0,
        why: "fp32 rounding of sums of 144 products",
      },
      {
        what: "multiplications, to the other's",
        measured: separated.multiplications / whole.multiplications,
        relation: "equals",
        stated: 1 / filters + 1 / area,
        within: 1e-15,
        why: `1/N + 1/Dk^2 for N = ${filters}, Dk = ${kernel}`,
      },
    ];
  },
};
