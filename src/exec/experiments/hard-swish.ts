import { seededWeights } from "../weights.ts";
import type { Experiment } from "./experiment.ts";
import { inputsOf, networkOf, outputOf } from "./network.ts";

/** Samples from -10 to 10, 1/200 apart; -3 and 3 are among them. */
const count = 4001;

/** h-swish against swish on a grid. */
export const hardSwish: Experiment = {
  name: "h-swish",
  claim:
    "h-swish x ReLU6(x + 3)/6 stays within 3/(1 + e^3) = 0.1423 of swish x sigmoid(x), and is that far off at -3 and 3",
  source: "Howard et al. 2019, arXiv 1905.02244, section 5.2",
  async run() {
    const grid = Float32Array.from({ length: count }, (_, at) => (at - 2000) / 200);
    const [hard, soft] = ["hswish", "silu"].map((activation) => {
      const executable = networkOf(`input: [1, 1, ${count}]\n${activation}`);
      return outputOf(executable, { weights: seededWeights(0), inputs: inputsOf(executable, grid) }).data;
    });
    const gaps = grid.map((_, at) => Math.abs((hard?.[at] ?? 0) - (soft?.[at] ?? 0)));
    const most = gaps.reduce((peak, each) => Math.max(peak, each), 0);
    const farthest = gaps.reduce((place, each, at) => (each > most - 1e-6 ? Math.abs(grid[at] ?? 0) : place), 0);
    const exact = 3 / (1 + Math.exp(3));
    return [
      {
        what: "largest distance on [-10, 10]",
        measured: most,
        relation: "equals",
        stated: exact,
        within: 1e-6,
        why: "3/(1 + e^3); outputs up to 10 are rounded to fp32",
      },
      {
        what: "|x| where it lies",
        measured: farthest,
        relation: "equals",
        stated: 3,
        within: 0,
        why: "where ReLU6 has its corners",
      },
    ];
  },
};
