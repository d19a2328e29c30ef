import { createHash } from "node:crypto";
import type { NetworkCost } from "../cost/index.ts";
import { littleEndian, type NamedArray } from "../exchange/index.ts";
import {
  type ExecutableGraph,
  type ExecutedLayer,
  largestValues,
  type NoiseMeter,
  statisticsOf,
  type Tensor,
  type WeightSource,
} from "../exec/index.ts";
import type { RunLayer, RunOutput, RunReport, TopValue } from "../report/index.ts";
import { asInteger } from "../symbolic/index.ts";
import { outputNames } from "./run-outputs.ts";
import type { RunQuestion } from "./run-question.ts";
import type { RunInputs } from "./run-values.ts";

/** What is run, on what, and the layer whose values are kept. */
export interface RunSubject {
  readonly executable: ExecutableGraph;
  readonly cost: NetworkCost;
  readonly weights: WeightSource;
  readonly inputs: RunInputs;
  readonly dump: string | undefined;
}

/** What was seen: rows and outputs of the first input, noise and agreement over all of them. */
export interface RunFindings {
  readonly layers: readonly RunLayer[];
  readonly noise: ReadonlyMap<string, NoiseMeter>;
  readonly outputs: readonly Tensor[];
  readonly agreements: number;
  readonly outputNoise: NoiseMeter;
}

export type RunSummary = Pick<RunReport, "outputs" | "layers" | "comparison" | "calibration">;

/** The findings as a report holds them. */
export function summaryOf(
  { layers, noise, outputs, agreements, outputNoise }: RunFindings,
  { executable, inputs: { observed, calibration } }: RunSubject,
  { isCompared, calibrate }: RunQuestion,
  labels: readonly string[] | undefined,
  top: number,
): RunSummary {
  const ranges = calibrate.kind === "min-max" ? "min-max" : `percentile ${calibrate.percentile}`;
  const count = calibration.length;
  return {
    layers: layers.map((each) => ({ ...each, sqnr: noise.get(each.name)?.decibels })),
    outputs: outputsOf(executable, outputs, labels, top),
    ...(count === 0 ? {} : { calibration: `${ranges} over ${count} ${count === 1 ? "input" : "inputs"}` }),
    ...(isCompared
      ? { comparison: { inputs: observed.length, topAgreement: agreements, outputSqnr: outputNoise.decibels } }
      : {}),
  };
}

/** The outputs of the network by their names. */
export function namedTensors({ graph }: ExecutableGraph, outputs: readonly Tensor[]): readonly NamedArray[] {
  const names = outputNames(graph);
  return outputs.map(({ dims, data }, at) => ({ name: names[at] ?? "", dims, data }));
}

/** The outputs as a report holds them; the first one with its largest values. */
export function outputsOf(
  executable: ExecutableGraph,
  outputs: readonly Tensor[],
  labels: readonly string[] | undefined,
  top: number,
): readonly RunOutput[] {
  return namedTensors(executable, outputs).map((each, at) => outputOf(each, at === 0 ? top : 0, labels));
}

function outputOf({ name, dims, data }: NamedArray, top: number, labels: readonly string[] | undefined): RunOutput {
  const largest = top === 0 ? [] : largestValues(data, top);
  return {
    name,
    shape: dims,
    ...statisticsOf(data),
    sha256: createHash("sha256").update(littleEndian(data)).digest("hex"),
    top: largest.map((index): TopValue => ({ index, label: labels?.[index], value: data[index] ?? 0 })),
  };
}

/** The outputs of one layer; the numbers outlive it. */
export function namedOutputs({ layer, outputs }: ExecutedLayer): readonly NamedArray[] {
  return outputs.map(({ dims, data }, at) => ({
    name: outputs.length === 1 ? layer.name : `${layer.name}.${at + 1}`,
    dims,
    data: data.slice(),
  }));
}

/** The report's row of a layer that has run. */
export function rowOf(
  { layer, outputs, multiplications }: ExecutedLayer,
  { shapes }: ExecutableGraph,
  cost: NetworkCost,
): RunLayer {
  const wrong = outputs.find((each, at) => each.dims.join() !== shapes.get(layer.outputs[at] ?? -1)?.dims.join());
  const shown = wrong === undefined ? 0 : outputs.indexOf(wrong);
  const macs = cost.layers[layer.index]?.macs;
  return {
    name: layer.name,
    op: layer.operator.name,
    output: outputs[shown]?.dims ?? [],
    stated: shapes.get(layer.outputs[shown] ?? -1)?.dims ?? [],
    multiplications: BigInt(multiplications),
    macs: (macs === undefined ? undefined : asInteger(macs)) ?? -1n,
    ...statisticsOf(...outputs.map(({ data }) => data)),
    values: outputs.reduce((sum, { data }) => sum + data.length, 0),
  };
}
