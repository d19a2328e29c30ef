import { zero } from "../symbolic/index.ts";
import type { OperatorCost } from "./operator.ts";

const nothing: OperatorCost = {
  macs: zero,
  weights: zero,
  biases: zero,
  normParams: zero,
  buffers: zero,
  biasAdds: zero,
  normElements: zero,
  foldedElements: zero,
  activationElements: zero,
  arithmeticElements: zero,
  poolingOps: zero,
};

/** A cost with the given parts, everything else zero. */
export function costParts(parts: Partial<OperatorCost> = {}): OperatorCost {
  return { ...nothing, ...parts };
}
