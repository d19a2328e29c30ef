import type { Rules } from "../rule.ts";
import { activationRules } from "./activation.ts";
import { arithmeticRules } from "./arithmetic.ts";
import { convolutionRules } from "./convolution.ts";
import { einsumRules } from "./einsum.ts";
import { layoutRules } from "./layout.ts";
import { linearRules } from "./linear.ts";
import { normalisationRules } from "./normalisation.ts";
import { poolingRules } from "./pooling.ts";
import { quantizedRules } from "./quantized.ts";
import { selectionRules } from "./selection.ts";

/** The rule of every operator that may depend on the network's input. */
export const rules: Rules = {
  ...convolutionRules,
  ...linearRules,
  ...einsumRules,
  ...normalisationRules,
  ...activationRules,
  ...poolingRules,
  ...arithmeticRules,
  ...layoutRules,
  ...quantizedRules,
  ...selectionRules,
};
