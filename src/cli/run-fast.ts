import { setFlagsFromString } from "node:v8";
import { type Diagnostic, diagnostic, type PhaseResult } from "../core/diagnostic.ts";
import { ExecutionStopped, FastNetwork, hasRelaxed, statisticsOf, type Tensor } from "../exec/index.ts";
import type { FastComparison, FastRunLayer, FastSettings, RunOutput } from "../report/index.ts";
import { asInteger } from "../symbolic/index.ts";
import { startThread } from "./fast-thread.ts";
import { namedTensors, type RunSubject } from "./run-summary.ts";

/** What the fast path has computed. */
export interface FastRun {
  readonly outputs: readonly Tensor[];
  readonly layers: readonly FastRunLayer[];
}

/**
 * Runs a network once on the fast path; its threads have ended when this returns.
 * Errors: those of FastNetwork.open, and of values that cannot be used.
 */
export async function runFast(
  { executable, cost, weights, inputs }: RunSubject,
  { threads, isRelaxed }: FastSettings,
): Promise<PhaseResult<FastRun>> {
  // V8 11.3, which Node 20 has, knows relaxed instructions but only uses them when told so.
  if (isRelaxed && !hasRelaxed()) setFlagsFromString("--experimental-wasm-relaxed-simd");
  const helpers = { count: threads - 1, start: startThread };
  const { value: network, diagnostics } = await FastNetwork.open(executable, { weights, isRelaxed, helpers });
  if (network === undefined) return { value: undefined, diagnostics };
  try {
    const outputs = network.run(inputs.observed[0] ?? []);
    const hosted = new Set(network.hostLayers);
    const layers = executable.graph.layers.map((layer): FastRunLayer => {
      const macs = cost.layers[layer.index]?.macs;
      return {
        name: layer.name,
        op: layer.operator.name,
        output: executable.shapes.get(layer.outputs[0] ?? -1)?.dims ?? [],
        macs: (macs === undefined ? undefined : asInteger(macs)) ?? 0n,
        runs: hosted.has(layer.name) ? "reference" : "wasm",
      };
    });
    return { value: { outputs, layers }, diagnostics: [] };
  } catch (fault) {
    if (!(fault instanceof ExecutionStopped)) throw fault;
    return { value: undefined, diagnostics: [fault.diagnostic] };
  } finally {
    await network.close();
  }
}

/** What the fast path found beside the reference, and the first value in which it differs where it must not. */
export interface FastBeside {
  readonly comparison: FastComparison;
  readonly faults: readonly Diagnostic[];
}

/** Runs the fast path on what the reference ran on, and compares the outputs. Errors: those of runFast. */
export async function runFastBeside(
  subject: RunSubject,
  reference: readonly Tensor[],
  settings: FastSettings,
): Promise<PhaseResult<FastBeside>> {
  const { value: run, diagnostics } = await runFast(subject, settings);
  if (run === undefined) return { value: undefined, diagnostics };
  const comparison = compareFast(run.outputs, reference, settings);
  const faults = fastFaults(subject, run.outputs, reference, comparison);
  return { value: { comparison, faults }, diagnostics: [] };
}

/** The fast path's outputs beside the reference's; one NaN is like another. */
export function compareFast(
  found: readonly Tensor[],
  reference: readonly Tensor[],
  settings: FastSettings,
): FastComparison {
  let [differing, values, largestShare] = [0, 0, 0];
  for (const [output, { data }] of reference.entries()) {
    const { min, max } = statisticsOf(data);
    const peak = Math.max(Math.abs(min), Math.abs(max));
    values += data.length;
    for (let at = 0; at < data.length; at++) {
      const [value, wanted] = [found[output]?.data[at], data[at] ?? 0];
      if (Object.is(value, wanted)) continue;
      differing += 1;
      const share = Math.abs((value ?? Number.NaN) - wanted) / peak;
      // Where a value is no number, or the output is 0 throughout, no share says how much.
      largestShare = Math.max(largestShare, Number.isNaN(share) ? Number.POSITIVE_INFINITY : share);
    }
  }
  return { ...settings, differing, values, largestShare };
}

/** The first value in which the fast path differs, which it must not unless it is relaxed. */
export function fastFaults(
  { executable }: Pick<RunSubject, "executable">,
  found: readonly Tensor[],
  reference: readonly Tensor[],
  { isRelaxed, differing, values }: FastComparison,
): readonly Diagnostic[] {
  if (isRelaxed || differing === 0) return [];
  for (const [output, { name, data }] of namedTensors(executable, reference).entries()) {
    const at = data.findIndex((wanted, index) => !Object.is(found[output]?.data[index], wanted));
    const [fast, wanted] = [found[output]?.data[at] ?? Number.NaN, data[at] ?? 0];
    const args = { output: name, at, fast, reference: wanted, count: differing, of: values };
    if (at >= 0) return [diagnostic("run/fast-differs", args, undefined)];
  }
  return [];
}

/** Outputs with values that are no numbers; which layer yields them first, the fast path does not see. */
export function fastWarnings(outputs: readonly RunOutput[]): readonly Diagnostic[] {
  const broken = outputs.find(({ nonFinite }) => nonFinite > 0);
  if (broken === undefined) return [];
  const of = broken.shape.reduce((product, each) => product * each, 1);
  const args = { output: broken.name, count: broken.nonFinite, of };
  return [diagnostic("run/fast-non-finite", args, undefined)];
}
