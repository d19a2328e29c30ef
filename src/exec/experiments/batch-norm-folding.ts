import { parameterSpecs } from "../concrete.ts";
import { seededInputs } from "../inputs.ts";
import { foldBatchNorms } from "../quantize/fold.ts";
import { seededWeights } from "../weights.ts";
import type { Experiment } from "./experiment.ts";
import { networkOf, outputOf, relativeDistance } from "./network.ts";

/** Plain, depthwise and pointwise convolutions and a linear layer, each with its norm. */
const body = `input: [3, 33, 33]
conv(16, k=3, s=2) -> bn -> relu6
conv(16, k=3, g=16) -> bn -> relu6
conv(24) -> bn
gap -> flatten
linear(10) -> bn`;

/** A network before and after its batch norms went into the weights. */
export const batchNormFolding: Experiment = {
  name: "batch-norm-folding",
  claim: "batch norms folded into weights and biases leave the outputs as they are, up to rounding",
  source: "Jacob et al. 2018, arXiv 1712.05877, section 3.2",
  async run(seed) {
    const executable = networkOf(body);
    const { graph, shapes } = executable;
    const source = seededWeights(seed);
    const inputs = seededInputs(executable, seed);
    const plain = outputOf(executable, { weights: source, inputs });
    const { folded, weights } = foldBatchNorms(graph, source, (layer) => source(layer, parameterSpecs(layer, shapes)));
    const merged = outputOf(executable, { weights, inputs, folded });
    const norms = graph.layers.filter((each) => each.operator.name === "bn").length;
    return [
      {
        what: "norms that are left",
        measured: norms - folded.size,
        relation: "equals",
        stated: 0,
        within: 0,
        why: "all fold",
      },
      {
        what: "largest change, of the largest output",
        measured: relativeDistance(merged.data, plain.data),
        relation: "at most",
        stated: 1e-5,
        within: 0,
        why: "fp32 rounding of four layers",
      },
      {
        what: "multiplications, to those before",
        measured: merged.multiplications / plain.multiplications,
        relation: "equals",
        stated: 1,
        within: 0,
        why: "norms count none",
      },
    ];
  },
};
