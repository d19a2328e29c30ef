import type { AttributeValue } from "../../ops/index.ts";
import type { Constant } from "./constant.ts";

/** What the executor needs to run an imported layer beside its attributes. */
export interface LayerData {
  /** By role: weight, bias, scale, shift, mean, variance, slope, value. */
  readonly tensors: ReadonlyMap<string, Constant>;
  /** epsilon, slope, scale. */
  readonly numbers: ReadonlyMap<string, number>;
}

export interface LayerParts {
  readonly attributes?: Readonly<Record<string, AttributeValue | number | readonly number[]>>;
  readonly tensors?: Readonly<Record<string, Constant | undefined>>;
  readonly numbers?: Readonly<Record<string, number>>;
}
