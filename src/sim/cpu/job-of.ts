import { rationalToNumber } from "../../core/rational.ts";
import type { DataType, LayerCost } from "../../cost/index.ts";
import type { TensorId } from "../../graph/index.ts";
import type { LoopRole } from "../../hardware/index.ts";
import { asConstant } from "../../symbolic/index.ts";
import { converted } from "./lowering/convert.ts";
import { lower } from "./lowering/lower.ts";
import type { Lowering } from "./lowering/lowering.ts";
import { loweringOf, type StoredTypes, type Target } from "./lowering/lowering-of.ts";
import { sweep } from "./lowering/sweep.ts";
import type { Job } from "./pass.ts";
import type { Step } from "./steps.ts";
import { workOf } from "./work.ts";

/** The passes of a step, or the roles for which the runtime has no loop that the core can run. */
export type JobResult =
  | { readonly kind: "job"; readonly job: Job; readonly isFallback: boolean }
  | { readonly kind: "missing"; readonly roles: readonly LoopRole[] };

/**
 * The passes of a step: its own work, with what an int8 network has to convert around it. Where the runtime lacks the operator or one of
 * its loops, a plain loop stands in if `fallback` says so.
 */
export function jobOf(
  step: Step,
  stored: ReadonlyMap<TensorId, DataType>,
  target: Target,
  fallback: boolean,
): JobResult {
  const types = storedTypes(step, stored);
  const by = loweringOf(target, step.dtype, types);
  const { operator } = step.cost.layer;
  const recipe = lower(workOf(step.cost, step.batch), operator.name, target.runtime, by);
  const isLacking = target.runtime.lacks.has(operator.name);
  const conversions = conversionsOf(step, types, target);
  const needed: readonly LoopRole[] = [...recipe.roles, ...conversions.roles];
  const missing = needed.filter((role) => !by.has(role));
  if (!isLacking && missing.length === 0)
    return { kind: "job", job: converted(recipe.job(), conversions, types.output === "int8", by), isFallback: false };
  if (fallback && by.has("binary")) return { kind: "job", job: plainLoop(step, by), isFallback: true };
  return { kind: "missing", roles: missing };
}

function storedTypes({ reads, writes, dtype }: Step, stored: ReadonlyMap<TensorId, DataType>): StoredTypes {
  const typeOf = (tensor: TensorId | undefined) => (tensor === undefined ? undefined : stored.get(tensor)) ?? dtype;
  const [input, operand] = reads;
  return { input: typeOf(input), operand: typeOf(operand ?? input), output: typeOf(writes) };
}

/** What an int8 step converts: its input from fp32, and its sums where they are stored. */
function conversionsOf({ cost, dtype }: Step, types: StoredTypes, { runtime }: Target) {
  const { family } = cost.layer.operator;
  const isInt8 = dtype === "int8";
  const quantizes = isInt8 && types.input !== "int8";
  const storesSums = isInt8 && runtime.storesSums && (family === "convolution" || family === "linear");
  const roles: readonly LoopRole[] = [
    ...(quantizes ? (["quantize"] as const) : []),
    ...(storesSums ? [types.output === "int8" ? ("requantize" as const) : ("dequantize" as const)] : []),
  ];
  // An int8 network counts a byte per element.
  const [inputs, outputs] = isInt8 ? [numberOf(cost.inputBytes), numberOf(cost.outputBytes)] : [0, 0];
  return { quantizes, storesSums, inputs, outputs, roles };
}

/** Every multiply-accumulate, or every element, as a step of the loop for sums of two arrays. */
function plainLoop({ cost }: Step, by: Lowering): Job {
  const inputs = numberOf(cost.inputBytes) / by.bytes.input;
  const outputs = numberOf(cost.outputBytes) / by.bytes.output;
  const steps = Math.max(inputs, outputs, numberOf(cost.macs));
  const pass = sweep("binary", { outputs: steps, reads: [["input", inputs]], writes: ["output", outputs] }, by);
  return { kernel: "plain loop", passes: [pass] };
}

function numberOf(value: LayerCost["inputBytes"]): number {
  const known = asConstant(value);
  return known === undefined ? Number.NaN : rationalToNumber(known);
}
