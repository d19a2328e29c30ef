import { seededInputs } from "../inputs.ts";
import { quantizeNetwork } from "../quantize/network.ts";
import { seededWeights } from "../weights.ts";
import type { Experiment } from "./experiment.ts";
import { networkOf, outputOf } from "./network.ts";

/** Convolutions alone double the variance each time: nothing but the activation bounds what the last one yields. */
const bodyOf = (activation: string) => `input: [8, 8, 8]
conv(16, k=3) -> conv(16, k=3) -> conv(16, k=3)
conv(16, k=3) -> ${activation}`;

/** Bits of the fraction of an IEEE half. */
const fractionBits = 10;

/** How far apart neighbouring values are at the top of an activation's range: in int8, and in fp16. */
async function stepsOf(activation: string, seed: number): Promise<{ readonly int8: number; readonly fp16: number }> {
  const executable = networkOf(bodyOf(activation));
  const weights = seededWeights(seed);
  const samples = [0, 1, 2, 3].map((at) => seededInputs(executable, seed, at));
  const { plan } = await quantizeNetwork(executable, weights, samples, { kind: "min-max" });
  const [id = -1] = executable.graph.outputs;
  const peaks = samples.map((inputs) =>
    outputOf(executable, { weights, inputs }).data.reduce((peak, each) => Math.max(peak, each), 0),
  );
  return {
    int8: plan.quantizationOf.get(id)?.scale ?? Number.NaN,
    fp16: 2 ** (Math.floor(Math.log2(Math.max(...peaks))) - fractionBits),
  };
}

/** The resolution that low precision has behind ReLU6, and behind ReLU. */
export const relu6Resolution: Experiment = {
  name: "relu6-resolution",
  claim: "ReLU6 keeps the resolution of int8 and fp16: its range ends at 6, whatever comes in",
  source: "Howard et al. 2017, arXiv 1704.04861; Sandler et al. 2018, arXiv 1801.04381, section 4",
  async run(seed) {
    const [bounded, open] = [await stepsOf("relu6", seed), await stepsOf("relu", seed)];
    return [
      {
        what: "int8 step behind ReLU6",
        measured: bounded.int8,
        relation: "at most",
        stated: Math.fround(6 / 255),
        within: 0,
        why: "255 steps up to 6",
      },
      {
        what: "int8 step behind ReLU",
        measured: open.int8,
        relation: "above",
        stated: bounded.int8,
        within: 0,
        why: "that of ReLU6",
      },
      {
        what: "fp16 step at the top, behind ReLU6",
        measured: bounded.fp16,
        relation: "at most",
        stated: 2 ** -8,
        within: 0,
        why: "halves from 4 to 8 lie 2^-8 apart",
      },
      {
        what: "fp16 step at the top, behind ReLU",
        measured: open.fp16,
        relation: "above",
        stated: bounded.fp16,
        within: 0,
        why: "that of ReLU6",
      },
    ];
  },
};
