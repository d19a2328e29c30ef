import { diagnostic } from "../../core/diagnostic.ts";
import type { ExecutableGraph } from "../concrete.ts";
import { parameterSpecs } from "../concrete.ts";
import { ExecutionStopped } from "../execution-stopped.ts";
import { single } from "../precision.ts";
import { statisticsOf } from "../statistics.ts";
import type { Tensor } from "../tensor.ts";
import { rememberedWeights, type WeightSource } from "../weights.ts";
import { type CalibrationMethod, calibrate, type Step } from "./calibrate.ts";
import type { QuantizedNetwork } from "./execute-int8.ts";
import { foldBatchNorms } from "./fold.ts";
import { planQuantization } from "./plan.ts";

/**
 * Batch norms folded, ranges of all tensors measured in fp32 on some inputs, scales chosen.
 * Errors: throws ExecutionStopped where values cannot be used (run/id, run/weights-values).
 */
export async function quantizeNetwork(
  executable: ExecutableGraph,
  source: WeightSource,
  calibration: readonly (readonly Tensor[])[],
  method: CalibrationMethod,
  step?: Step,
): Promise<QuantizedNetwork> {
  const own = finiteWeights(source);
  const { folded, weights: withNorms } = foldBatchNorms(executable.graph, own, (layer) =>
    own(layer, parameterSpecs(layer, executable.shapes)),
  );
  const weights = rememberedWeights(finiteWeights(withNorms));
  const ranges = await calibrate(executable, { precision: single, weights, folded }, calibration, method, step);
  const plan = planQuantization(executable, folded, ranges);
  return { executable, folded, weights, plan, prepared: new Map() };
}

/** The same weights, refused where int8 has no value for them: no scale reaches Infinity, and NaN has no place among whole numbers. */
function finiteWeights(source: WeightSource): WeightSource {
  return (layer, specs) => {
    const parameters = source(layer, specs);
    for (const [parameter, data] of parameters) {
      const { nonFinite: count } = statisticsOf(data);
      const facts = { layer: layer.name, parameter, count, of: data.length };
      if (count > 0) throw new ExecutionStopped(diagnostic("run/weights-values", facts, undefined));
    }
    return parameters;
  };
}
