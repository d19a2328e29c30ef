import type { ExecutableGraph } from "../concrete.ts";
import { parameterSpecs } from "../concrete.ts";
import { single } from "../precision.ts";
import type { Tensor } from "../tensor.ts";
import { rememberedWeights, type WeightSource } from "../weights.ts";
import { type CalibrationMethod, calibrate, type Step } from "./calibrate.ts";
import type { QuantizedNetwork } from "./execute-int8.ts";
import { foldBatchNorms } from "./fold.ts";
import { planQuantization } from "./plan.ts";

/** Batch norms folded, ranges of all tensors measured in fp32 on some inputs, scales chosen. */
export async function quantizeNetwork(
  executable: ExecutableGraph,
  source: WeightSource,
  calibration: readonly (readonly Tensor[])[],
  method: CalibrationMethod,
  step?: Step,
): Promise<QuantizedNetwork> {
  const { folded, weights: withNorms } = foldBatchNorms(executable.graph, source, (layer) =>
    source(layer, parameterSpecs(layer, executable.shapes)),
  );
  const weights = rememberedWeights(withNorms);
  const ranges = await calibrate(executable, { precision: single, weights, folded }, calibration, method, step);
  const plan = planQuantization(executable, folded, ranges);
  return { executable, folded, weights, plan, prepared: new Map() };
}
