import type { DataType, NetworkCost } from "../../cost/index.ts";
import type { Layer, TensorId } from "../../graph/index.ts";
import type { RuntimeProfile } from "../../hardware/index.ts";
import { type Plan, planSteps, type Step } from "../steps.ts";
import { isView } from "../work.ts";

/** What runs on a CPU, and the type in which each tensor lies in memory. */
export interface CpuPlan extends Plan {
  readonly stored: ReadonlyMap<TensorId, DataType>;
}

/**
 * What of a network a kernel library executes as an operator of its own. Batch norm folds into the weights before it; an activation that
 * the runtime fuses runs at the end of the layer that feeds it. Where an int8 network has an operator without int8 arithmetic, it computes
 * in fp32.
 */
export function planOf(cost: NetworkCost, runtime: RuntimeProfile): CpuPlan {
  const plan = planSteps(cost, {
    runsInside: (layer, host) => runsInside(layer, host, runtime),
    isView: ({ layer }) => isView(layer),
    dtypeOf: ({ operator }) => (cost.dtype === "int8" && !runtime.int8.has(operator.family) ? "fp32" : cost.dtype),
  });
  return { ...plan, stored: storedTypes(plan.steps, cost.dtype) };
}

/** A tensor is stored in int8 when all who touch it compute in int8. */
function storedTypes(steps: readonly Step[], dtype: DataType): ReadonlyMap<TensorId, DataType> {
  const stored = new Map<TensorId, DataType>();
  for (const step of steps) {
    for (const each of [...step.reads, step.writes]) if (stored.get(each) !== "fp32") stored.set(each, step.dtype);
  }
  return dtype === "int8" ? stored : new Map([...stored.keys()].map((each) => [each, dtype]));
}

/** Where sums are requantised in a pass of their own, that pass takes the clamp along. */
function runsInside({ operator }: Layer, host: Step, runtime: RuntimeProfile): boolean {
  const { family } = host.cost.layer.operator;
  // Behind an activation, scale and shift do not go into the weights.
  if (operator.name === "bn") return host.folded.length === 0 && ["convolution", "linear"].includes(family);
  const isProduct = family === "convolution" || family === "linear";
  const requantises = isProduct && runtime.storesSums && host.dtype === "int8";
  if (requantises && ["relu", "relu6"].includes(operator.name)) return true;
  return (isProduct || family === "arithmetic") && runtime.fuses.has(operator.name);
}
