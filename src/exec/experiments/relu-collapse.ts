import { seededWeights } from "../weights.ts";
import type { Experiment, Finding } from "./experiment.ts";
import { circle, inputsOf, networkOf, outputOf } from "./network.ts";

const points = 64;
const planes = 500;
/** Standard errors that a mean may lie off. */
const errors = 4;

/** Shares of the points of random planes that keep at most one positive coordinate of n, so that a direction is lost. */
function lostShares(n: number, seed: number): readonly number[] {
  const executable = networkOf(`input: [2, 1, ${points}]\nconv(${n})\nrelu`);
  const inputs = inputsOf(executable, circle(points));
  return Array.from({ length: planes }, (_, plane) => {
    const { data } = outputOf(executable, { weights: seededWeights(seed * planes + plane), inputs });
    let lost = 0;
    for (let point = 0; point < points; point++) {
      let positive = 0;
      for (let k = 0; k < n; k++) positive += (data[k * points + point] ?? 0) > 0 ? 1 : 0;
      lost += positive < 2 ? 1 : 0;
    }
    return lost / points;
  });
}

function findingFor(n: number, seed: number): Finding {
  const shares = lostShares(n, seed);
  const mean = shares.reduce((sum, each) => sum + each, 0) / planes;
  const variance = shares.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (planes - 1);
  return {
    what: `lost share of a plane, n = ${n}`,
    measured: mean,
    relation: "equals",
    stated: (n + 1) / 2 ** n,
    within: errors * Math.sqrt(variance / planes),
    why: `(n + 1)/2^n; ${errors} standard errors of ${planes} planes`,
  };
}

/** A plane, embedded in n dimensions by a random matrix and rectified. */
export const reluCollapse: Experiment = {
  name: "relu-collapse",
  claim: "ReLU in n dimensions leaves at most one coordinate of a point with probability (n + 1)/2^n",
  source: "Sandler et al. 2018, arXiv 1801.04381, section 3.2",
  run: async (seed) => [2, 3, 5, 8].map((n) => findingFor(n, seed)),
};
