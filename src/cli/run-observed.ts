import { createHash } from "node:crypto";
import type { PhaseResult } from "../core/diagnostic.ts";
import type { NetworkCost } from "../cost/index.ts";
import { littleEndian, type NamedArray } from "../exchange/index.ts";
import {
  type ExecutableGraph,
  type ExecutedLayer,
  ExecutionStopped,
  execute,
  executeInt8,
  largestValues,
  NoiseMeter,
  quantizeNetwork,
  rememberedWeights,
  single,
  statisticsOf,
  type Tensor,
  type WeightSource,
} from "../exec/index.ts";
import type { RunLayer, RunReport } from "../report/index.ts";
import { asInteger } from "../symbolic/index.ts";
import { outputNames } from "./run-outputs.ts";
import type { RunQuestion } from "./run-question.ts";
import type { RunInputs } from "./run-values.ts";

/** What a run has found out. */
export interface ObservedRun {
  readonly outputs: readonly NamedArray[];
  readonly dumped: readonly NamedArray[];
  /** The report's part of it, with the largest values of the first output. */
  readonly summary: (
    labels: readonly string[] | undefined,
    top: number,
  ) => Pick<RunReport, "outputs" | "layers" | "comparison" | "calibration">;
}

/** What is asked, and the weights to answer it with. */
type WeightedQuestion = RunQuestion & { readonly weights: WeightSource };

type Run = Generator<ExecutedLayer & { readonly isFused?: boolean }, readonly Tensor[]>;

/** The network in the precision that is asked for, and in fp32 with the same layers folded. */
interface Engines {
  readonly start: (inputs: readonly Tensor[]) => Run;
  readonly reference: (inputs: readonly Tensor[]) => Run;
}

/** How often the whole network runs. */
export function runsOf({ isCompared, calibrate }: RunQuestion, { observed, calibration }: RunInputs): number {
  return observed.length * (isCompared ? 2 : 1) + calibration.length * (calibrate.kind === "percentile" ? 2 : 1);
}

/**
 * Runs the network on its inputs: values and counts are those of the first one, noise is that of all.
 * Errors: those of values that cannot be used.
 */
export async function observeRun(
  executable: ExecutableGraph,
  cost: NetworkCost,
  question: WeightedQuestion,
  inputs: RunInputs,
  dump: string | undefined,
  step: () => Promise<void>,
): Promise<PhaseResult<ObservedRun>> {
  try {
    const engines = await enginesFor(executable, question, inputs, step);
    return { value: await observe(executable, cost, question, engines, inputs, dump, step), diagnostics: [] };
  } catch (fault) {
    if (!(fault instanceof ExecutionStopped)) throw fault;
    return { value: undefined, diagnostics: [fault.diagnostic] };
  }
}

async function enginesFor(
  executable: ExecutableGraph,
  { weights: source, precision, calibrate }: WeightedQuestion,
  { observed, calibration }: RunInputs,
  step: () => Promise<void>,
): Promise<Engines> {
  if (precision.dtype === "int8") {
    const network = await quantizeNetwork(executable, source, calibration, calibrate, step);
    const { weights, folded } = network;
    return {
      start: (inputs) => executeInt8(network, inputs),
      reference: (inputs) => execute(executable, { precision: single, weights, folded, inputs }),
    };
  }
  const weights = observed.length > 1 ? rememberedWeights(source) : source;
  return {
    start: (inputs) => execute(executable, { precision, weights, inputs }),
    reference: (inputs) => execute(executable, { precision: single, weights, inputs }),
  };
}

async function observe(
  executable: ExecutableGraph,
  cost: NetworkCost,
  { isCompared, calibrate }: RunQuestion,
  { start, reference }: Engines,
  { observed, calibration }: RunInputs,
  dump: string | undefined,
  step: () => Promise<void>,
): Promise<ObservedRun> {
  const layers: RunLayer[] = [];
  const noise = new Map<string, NoiseMeter>();
  const outputNoise = new NoiseMeter();
  let dumped: readonly NamedArray[] = [];
  let outputs: readonly Tensor[] = [];
  let agreements = 0;
  for (const [sample, inputs] of observed.entries()) {
    const run = start(inputs);
    const beside = isCompared ? reference(inputs) : undefined;
    for (;;) {
      const next = run.next();
      const wanted = beside?.next();
      if (next.done === true) {
        if (sample === 0) outputs = next.value;
        if (wanted?.done === true) {
          agreements += hasSamePeak(next.value[0], wanted.value[0]) ? 1 : 0;
          outputNoise.add(wanted.value[0]?.data, next.value[0]?.data);
        }
        break;
      }
      const executed = next.value;
      if (sample === 0) layers.push(rowOf(executed, executable, cost));
      if (sample === 0 && executed.layer.name === dump) dumped = namedOutputs(executed);
      if (wanted !== undefined && wanted.done !== true) {
        await step();
        const meter = noise.get(executed.layer.name) ?? new NoiseMeter();
        if (executed.isFused !== true) noise.set(executed.layer.name, meter);
        meter.add(wanted.value.outputs[0]?.data, executed.outputs[0]?.data);
      }
      await step();
    }
  }
  const names = outputNames(executable.graph);
  const arrays = outputs.map((each, at) => ({ name: names[at] ?? "", dims: each.dims, data: each.data }));
  const ranges = calibrate.kind === "min-max" ? "min-max" : `percentile ${calibrate.percentile}`;
  return {
    outputs: arrays,
    dumped,
    summary: (labels, top) => ({
      layers: layers.map((each) => ({ ...each, sqnr: noise.get(each.name)?.decibels })),
      outputs: arrays.map((each, at) => ({
        name: each.name,
        shape: each.dims,
        ...statisticsOf(each.data),
        sha256: createHash("sha256").update(littleEndian(each.data)).digest("hex"),
        top:
          at > 0
            ? []
            : largestValues(each.data, top).map((index) => ({
                index,
                label: labels?.[index],
                value: each.data[index] ?? 0,
              })),
      })),
      ...(calibration.length === 0
        ? {}
        : { calibration: `${ranges} over ${calibration.length} ${calibration.length === 1 ? "input" : "inputs"}` }),
      ...(isCompared
        ? { comparison: { inputs: observed.length, topAgreement: agreements, outputSqnr: outputNoise.decibels } }
        : {}),
    }),
  };
}

function hasSamePeak(first: Tensor | undefined, second: Tensor | undefined): boolean {
  if (first === undefined || second === undefined) return false;
  return largestValues(first.data, 1)[0] === largestValues(second.data, 1)[0];
}

function namedOutputs({ layer, outputs }: ExecutedLayer): readonly NamedArray[] {
  return outputs.map(({ dims, data }, at) => ({
    name: outputs.length === 1 ? layer.name : `${layer.name}.${at + 1}`,
    dims,
    data: data.slice(),
  }));
}

function rowOf(
  { layer, outputs, multiplications }: ExecutedLayer,
  { shapes }: ExecutableGraph,
  cost: NetworkCost,
): RunLayer {
  const [output] = outputs;
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
    ...statisticsOf(output?.data ?? new Float32Array(0)),
  };
}
