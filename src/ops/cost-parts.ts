import { zero } from "../symbolic/index.ts";
import type { OperatorCost } from "./operator.ts";

/** A cost with the given parts, everything else zero. */
export function costParts({
  macs = zero,
  weights = zero,
  biases = zero,
  normParams = zero,
  buffers = zero,
  biasAdds = zero,
  normElements = zero,
  foldedElements = zero,
  activationElements = zero,
  arithmeticElements = zero,
  poolingOps = zero,
}: Partial<OperatorCost> = {}): OperatorCost {
  return {
    macs,
    weights,
    biases,
    normParams,
    buffers,
    biasAdds,
    normElements,
    foldedElements,
    activationElements,
    arithmeticElements,
    poolingOps,
  };
}
