import { batchNormFolding } from "./batch-norm-folding.ts";
import type { Experiment } from "./experiment.ts";
import { hardSwish } from "./hard-swish.ts";
import { linearBottleneck } from "./linear-bottleneck.ts";
import { reluCollapse } from "./relu-collapse.ts";
import { relu6Resolution } from "./relu6-resolution.ts";
import { separable } from "./separable.ts";

export type { Experiment, Finding, Relation } from "./experiment.ts";
export { holds } from "./experiment.ts";

/** Statements of the MobileNet papers that executing can try, in the order in which they are listed. */
export const experiments: readonly Experiment[] = [
  separable,
  reluCollapse,
  linearBottleneck,
  relu6Resolution,
  hardSwish,
  batchNormFolding,
];
