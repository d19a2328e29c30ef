import type { Constant, FoldingBudget } from "./constant.ts";
import type { OnnxNode, OnnxTensor } from "./model.ts";
import type { StoredTensor } from "./tensor.ts";

/** What folding needs of its surroundings. */
export interface Folding {
  readonly budget: FoldingBudget;
  readonly opset: number;
  check(tensor: OnnxTensor): StoredTensor;
  /** Ends the reading: the node contradicts its inputs. */
  mismatch(problem: string): never;
}

/** The outputs of a node whose inputs are all known; undefined where it is not computed. */
export type FoldRule = (
  node: OnnxNode,
  inputs: readonly (Constant | undefined)[],
  folding: Folding,
) => readonly Constant[] | undefined;
