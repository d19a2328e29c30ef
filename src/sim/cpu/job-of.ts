import { rationalToNumber } from "../../core/rational.ts";
import type { DataType, LayerCost } from "../../cost/index.ts";
import type { TensorId } from "../../graph/index.ts";
import { asConstant } from "../../symbolic/index.ts";
import { converted } from "./lowering/convert.ts";
import { lower } from "./lowering/lower.ts";
import { loweringOf, type Target } from "./lowering/lowering-of.ts";
import type { Job } from "./pass.ts";
import type { Step } from "./steps.ts";
import { workOf } from "./work.ts";

/** The passes of a step: its own work, with what an int8 network has to convert around it. */
export function jobOf(step: Step, stored: ReadonlyMap<TensorId, DataType>, target: Target): Job {
  const typeOf = (tensor: TensorId | undefined) =>
    (tensor === undefined ? undefined : stored.get(tensor)) ?? step.dtype;
  const [input, operand] = step.reads;
  const types = { input: typeOf(input), operand: typeOf(operand ?? input), output: typeOf(step.writes) };
  const by = loweringOf(target, step.dtype, types);
  const { operator } = step.cost.layer;
  const job = lower(workOf(step.cost), operator.name, target.runtime, by);
  if (step.dtype !== "int8") return job;
  const conversion = {
    // An int8 network counts a byte per element.
    inputs: numberOf(step.cost.inputBytes),
    outputs: numberOf(step.cost.outputBytes),
    quantizes: types.input !== "int8",
    storesSums: target.runtime.storesSums && (operator.family === "convolution" || operator.family === "linear"),
  };
  return converted(job, conversion, types.output === "int8", by);
}

function numberOf(value: LayerCost["inputBytes"]): number {
  const known = asConstant(value);
  return known === undefined ? Number.NaN : rationalToNumber(known);
}

