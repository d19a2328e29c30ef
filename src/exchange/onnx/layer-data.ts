import type { AttributeValue } from "../../ops/index.ts";
import type { Constant } from "./constant.ts";

/** What the executor needs to run an imported layer beside its attributes. */
export interface LayerData {
  /** By role, as the executor calls them: weight, bias, scale, shift, mean, variance, slope. */
  readonly tensors: ReadonlyMap<string, Constant>;
  /** Constants of the operator's formula: epsilon, slope, alpha, scale. */
  readonly numbers: ReadonlyMap<string, number>;
  /** In which way the file computes other values than the language's operator, which costs the same. */
  readonly otherwise?: string | undefined;
}

export interface LayerParts {
  readonly attributes?: Readonly<Record<string, AttributeValue | number | readonly number[]>>;
  readonly tensors?: Readonly<Record<string, Constant | undefined>>;
  readonly numbers?: Readonly<Record<string, number>>;
  readonly otherwise?: string | undefined;
}
