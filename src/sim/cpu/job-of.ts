import type { DataType } from "../../cost/index.ts";
import type { TensorId } from "../../graph/index.ts";
import type { LoopRole, Pipeline, RuntimeProfile } from "../../hardware/index.ts";
import { converted } from "./lowering/convert.ts";
import { lower } from "./lowering/lower.ts";
import type { Lowering } from "./lowering/lowering.ts";
import { blockCacheOf, loweringOf, type StoredTypes, type Target } from "./lowering/lowering-of.ts";
import { sweep } from "./lowering/sweep.ts";
import type { Job } from "./pass.ts";
import type { Step } from "./steps.ts";
import { type LayerWork, layerWork } from "./work.ts";

/** The passes of a step, or the roles for which the runtime has no loop that the core can run. */
export type JobResult =
  | { readonly kind: "job"; readonly job: Job; readonly isFallback: boolean }
  | { readonly kind: "missing"; readonly roles: readonly LoopRole[] };

/**
 * The passes of each step: its own work, with what an int8 network has to convert around it. Where the runtime lacks the operator or one of
 * its loops, a plain loop stands in if `fallback` says so. Steps with equal work share one result.
 */
export function jobMaker(
  stored: ReadonlyMap<TensorId, DataType>,
  target: Target,
  fallback: boolean,
): (step: Step) => JobResult {
  const lowerings = new Map<string, Lowering>();
  const results = resultsFor(target, fallback);
  return (step) => {
    const types = storedTypes(step, stored);
    const place = `${step.dtype} ${types.input} ${types.operand} ${types.output}`;
    const work = layerWork(step.cost, step.batch);
    const key = `${place} ${step.cost.layer.operator.name} ${work.key}`;
    const known = results.get(key);
    if (known !== undefined) return known;
    const by = lowerings.get(place) ?? loweringOf(target, step.dtype, types);
    lowerings.set(place, by);
    const result = jobOf(step, work, types, by, target, fallback);
    if (results.size >= mostResults) results.clear();
    results.set(key, result);
    return result;
  };
}

/** Results that are kept for a runtime on a core: those of some hundred networks. */
const mostResults = 20_000;

const keptResults = new WeakMap<RuntimeProfile, WeakMap<Pipeline, Map<string, Map<string, JobResult>>>>();

/** The results so far for a runtime on a core with as many threads; of the memory, passes know the cache that blocks are cut to. */
function resultsFor(target: Target, fallback: boolean): Map<string, JobResult> {
  const { runtime, machine } = target;
  const ofRuntime = keptResults.get(runtime) ?? new WeakMap<Pipeline, Map<string, Map<string, JobResult>>>();
  keptResults.set(runtime, ofRuntime);
  const ofCore = ofRuntime.get(machine.pipeline) ?? new Map<string, Map<string, JobResult>>();
  ofRuntime.set(machine.pipeline, ofCore);
  const key = `${target.isa} ${target.core} ${machine.threads} ${blockCacheOf(runtime, machine)} ${fallback}`;
  const results = ofCore.get(key) ?? new Map<string, JobResult>();
  ofCore.set(key, results);
  return results;
}

function jobOf(
  step: Step,
  work: LayerWork,
  types: StoredTypes,
  by: Lowering,
  target: Target,
  fallback: boolean,
): JobResult {
  const { operator } = step.cost.layer;
  const recipe = lower(work.work, operator.name, target.runtime, by);
  const isLacking = target.runtime.lacks.has(operator.name);
  const conversions = conversionsOf(step, work, types, target);
  const needed: readonly LoopRole[] = [...recipe.roles, ...conversions.roles];
  const missing = needed.filter((role) => !by.has(role));
  if (!isLacking && missing.length === 0)
    return { kind: "job", job: converted(recipe.job(), conversions, types.output === "int8", by), isFallback: false };
  if (fallback && by.has("binary")) return { kind: "job", job: plainLoop(work, by), isFallback: true };
  return { kind: "missing", roles: missing };
}

function storedTypes({ reads, writes, dtype }: Step, stored: ReadonlyMap<TensorId, DataType>): StoredTypes {
  const typeOf = (tensor: TensorId | undefined) => (tensor === undefined ? undefined : stored.get(tensor)) ?? dtype;
  const [input, operand] = reads;
  return { input: typeOf(input), operand: typeOf(operand ?? input), output: typeOf(writes) };
}

/** What an int8 step converts: its input from fp32, and its sums where they are stored. */
function conversionsOf({ cost, dtype }: Step, work: LayerWork, types: StoredTypes, { runtime }: Target) {
  const { family } = cost.layer.operator;
  const isInt8 = dtype === "int8";
  const quantizes = isInt8 && types.input !== "int8";
  const storesSums = isInt8 && runtime.storesSums && (family === "convolution" || family === "linear");
  const roles: readonly LoopRole[] = [
    ...(quantizes ? (["quantize"] as const) : []),
    ...(storesSums ? (["copy", types.output === "int8" ? "requantize" : "dequantize"] as const) : []),
  ];
  return { quantizes, storesSums, inputs: work.inputs, outputs: work.outputs, roles };
}

/** Every multiply-accumulate, or every element, as a step of the loop for sums of two arrays. */
function plainLoop({ inputs, outputs, macs }: LayerWork, by: Lowering): Job {
  const steps = Math.max(inputs, outputs, macs);
  const pass = sweep("binary", { outputs: steps, reads: [["input", inputs]], writes: ["output", outputs] }, by);
  return { kernel: "plain loop", passes: [pass] };
}
