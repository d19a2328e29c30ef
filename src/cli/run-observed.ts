import type { PhaseResult } from "../core/diagnostic.ts";
import type { NamedArray } from "../exchange/index.ts";
import {
  type ExecutedLayer,
  ExecutionStopped,
  execute,
  executeInt8,
  largestValues,
  NoiseMeter,
  quantizeNetwork,
  rememberedWeights,
  single,
  type Tensor,
} from "../exec/index.ts";
import type { RunLayer } from "../report/index.ts";
import type { RunQuestion } from "./run-question.ts";
import { namedOutputs, namedTensors, type RunSubject, type RunSummary, rowOf, summaryOf } from "./run-summary.ts";
import type { RunInputs } from "./run-values.ts";

/** What a run has found out. */
export interface ObservedRun {
  readonly tensors: readonly Tensor[];
  /** The same by their names. */
  readonly outputs: readonly NamedArray[];
  readonly dumped: readonly NamedArray[];
  /** The report's part of it, with the largest values of the first output. */
  readonly summary: (labels: readonly string[] | undefined, top: number) => RunSummary;
}

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

type Step = () => Promise<void>;

/**
 * Runs the network on its inputs: values and counts are those of the first one, noise is that of all.
 * Errors: those of values that cannot be used.
 */
export async function observeRun(
  subject: RunSubject,
  question: RunQuestion,
  step: Step,
): Promise<PhaseResult<ObservedRun>> {
  try {
    const engines = await enginesFor(subject, question, step);
    return { value: await observe(subject, question, engines, step), diagnostics: [] };
  } catch (fault) {
    if (!(fault instanceof ExecutionStopped)) throw fault;
    return { value: undefined, diagnostics: [fault.diagnostic] };
  }
}

async function enginesFor(
  { executable, weights: source, inputs: { observed, calibration } }: RunSubject,
  { precision, calibrate }: RunQuestion,
  step: Step,
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
  subject: RunSubject,
  question: RunQuestion,
  { start, reference }: Engines,
  step: Step,
): Promise<ObservedRun> {
  const { executable, cost, inputs, dump } = subject;
  const layers: RunLayer[] = [];
  const noise = new Map<string, NoiseMeter>();
  const outputNoise = new NoiseMeter();
  let dumped: readonly NamedArray[] = [];
  let outputs: readonly Tensor[] = [];
  let agreements = 0;
  for (const [sample, tensors] of inputs.observed.entries()) {
    const run = start(tensors);
    const beside = question.isCompared ? reference(tensors) : undefined;
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
        for (const [at, { data }] of wanted.value.outputs.entries()) meter.add(data, executed.outputs[at]?.data);
      }
      await step();
    }
  }
  const found = { layers, noise, outputs, agreements, outputNoise };
  return {
    tensors: outputs,
    outputs: namedTensors(executable, outputs),
    dumped,
    summary: (labels, top) => summaryOf(found, subject, question, labels, top),
  };
}

function hasSamePeak(first: Tensor | undefined, second: Tensor | undefined): boolean {
  if (first === undefined || second === undefined) return false;
  const [peak = -1] = largestValues(first.data, 1);
  const isNumber = !Number.isNaN(first.data[peak]) && !Number.isNaN(second.data[peak]);
  return isNumber && peak === largestValues(second.data, 1)[0];
}
