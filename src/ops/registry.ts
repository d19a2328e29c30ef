import { activations } from "./activation.ts";
import { adaptiveAvgpool } from "./adaptive-avgpool.ts";
import { add } from "./add.ts";
import { attention } from "./attention.ts";
import { bn } from "./bn.ts";
import { concat } from "./concat.ts";
import { conv } from "./conv.ts";
import { dropout } from "./dropout.ts";
import { flatten } from "./flatten.ts";
import { fold } from "./fold.ts";
import { gap } from "./gap.ts";
import { id } from "./id.ts";
import { layernorm } from "./layernorm.ts";
import { linear } from "./linear.ts";
import { mul } from "./mul.ts";
import type { Operator } from "./operator.ts";
import { avgpool, maxpool } from "./pool.ts";
import { shuffle } from "./shuffle.ts";
import { spaceToDepth } from "./space-to-depth.ts";
import { split } from "./split.ts";
import { unfold } from "./unfold.ts";
import { upsample } from "./upsample.ts";
import { weight } from "./weight.ts";
import { windowAttention } from "./window-attention.ts";

const all: readonly Operator[] = [
  conv,
  linear,
  attention,
  windowAttention,
  bn,
  layernorm,
  ...activations,
  maxpool,
  avgpool,
  adaptiveAvgpool,
  gap,
  add,
  mul,
  concat,
  split,
  shuffle,
  flatten,
  upsample,
  unfold,
  fold,
  spaceToDepth,
  dropout,
  id,
  weight,
];

/** Every operator of the language by name. */
export const operators: ReadonlyMap<string, Operator> = new Map(all.map((each) => [each.name, each]));
