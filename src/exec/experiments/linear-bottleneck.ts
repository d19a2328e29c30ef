import { seededWeights } from "../weights.ts";
import type { Experiment } from "./experiment.ts";
import { circle, inputsOf, networkOf, outputOf } from "./network.ts";

const points = 64;
const planes = 100;

/** The share of the variance of points of a plane that no linear map gets back from their embedding in n dimensions, over random embeddings. */
function lostVariance(n: number, activation: string, seed: number): number {
  const executable = networkOf(`input: [2, 1, ${points}]\nconv(${n})\n${activation}`);
  const plane = circle(points);
  const inputs = inputsOf(executable, plane);
  let lost = 0;
  for (let at = 0; at < planes; at++) {
    const { data } = outputOf(executable, { weights: seededWeights(seed * planes + at), inputs });
    const basis = orthonormal(Array.from({ length: n }, (_, k) => data.subarray(k * points, (k + 1) * points)));
    lost += (residue(plane.subarray(0, points), basis) + residue(plane.subarray(points), basis)) / points;
  }
  return lost / planes;
}

/** Directions with less than this share of their length left are combinations of those before them. */
const independent = 1e-5;

/** Rows, and the constant 1, made orthogonal one after the other and of length 1 (modified Gram-Schmidt, in double). */
function orthonormal(rows: readonly Float32Array[]): readonly Float64Array[] {
  const basis: Float64Array[] = [];
  for (const row of [new Float32Array(points).fill(1), ...rows]) {
    const left = Float64Array.from(row);
    const length = Math.sqrt(dot(left, left));
    for (const each of basis) {
      const along = dot(left, each);
      for (let at = 0; at < left.length; at++) left[at] = (left[at] ?? 0) - along * (each[at] ?? 0);
    }
    const rest = Math.sqrt(dot(left, left));
    if (rest > independent * length) basis.push(left.map((each) => each / rest));
  }
  return basis;
}

/** Squares that are left of values without their part in the space of a basis. */
function residue(values: Float32Array, basis: readonly Float64Array[]): number {
  const left = Float64Array.from(values);
  for (const each of basis) {
    const along = dot(left, each);
    for (let at = 0; at < left.length; at++) left[at] = (left[at] ?? 0) - along * (each[at] ?? 0);
  }
  return dot(left, left);
}

function dot(first: Float64Array, second: Float64Array): number {
  return first.reduce((sum, each, at) => sum + each * (second[at] ?? 0), 0);
}

/** What a linear layer can read of a plane behind a narrow layer, with a ReLU and without. */
export const linearBottleneck: Experiment = {
  name: "linear-bottleneck",
  claim: "a linear bottleneck keeps what a ReLU behind it destroys, the more the narrower it is",
  source: "Sandler et al. 2018, arXiv 1801.04381, section 3.2 and figure 1",
  async run(seed) {
    const linear = lostVariance(2, "dropout", seed);
    const [narrow, middle, wide] = [2, 4, 8].map((n) => lostVariance(n, "relu", seed));
    const lost = (what: string) => `variance lost in ${what}`;
    return [
      {
        what: lost("2 dimensions, linear"),
        measured: linear,
        relation: "at most",
        stated: 1e-6,
        within: 0,
        why: "a random matrix of 2 rows has an inverse; fp32 rounding",
      },
      {
        what: lost("2 dimensions, ReLU"),
        measured: narrow ?? 0,
        relation: "above",
        stated: 0.1,
        within: 0,
        why: "a tenth",
      },
      {
        what: lost("4 dimensions, ReLU"),
        measured: middle ?? 0,
        relation: "at most",
        stated: (narrow ?? 0) / 2,
        within: 0,
        why: "half of what 2 lose",
      },
      {
        what: lost("8 dimensions, ReLU"),
        measured: wide ?? 0,
        relation: "at most",
        stated: (middle ?? 0) / 2,
        within: 0,
        why: "half of what 4 lose",
      },
    ];
  },
};
