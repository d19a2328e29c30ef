import type { ElementType } from "./data-type.ts";
import { elementTypes } from "./data-type.ts";
import { refuse, shown } from "./fault.ts";
import { elementCount, type Numbers, numbersFor, type StoredTensor } from "./tensor.ts";

/** A value that does not depend on the network's input: weights, and what exporters compute of shapes. */
export interface Constant {
  readonly kind: "constant";
  readonly dims: readonly number[];
  readonly type: ElementType;
  readonly count: number;
  /** The initializer that it is, or is made of by moving elements alone: the same in two layers means that they share it. */
  readonly source: string | undefined;
  /** Whether its elements are parameters when a layer uses it. */
  readonly isLearned: boolean;
  /**
   * How many stored elements its own are taken from, where that is not each from one of its own: rows of a table, spread numbers, sums of
   * learned tensors.
   */
  readonly distinct?: number | undefined;
  /** How many bits an element has in the file, where it was dequantised there. */
  readonly quantized?: "int8" | "int4" | undefined;
  /** Computed when asked for, once. */
  values(): Numbers;
}

export const float32 = elementTypes.get(1) as ElementType;
export const int64 = elementTypes.get(7) as ElementType;

/** Elements that folding may compute while a file is imported, all constants together: half a gigabyte. */
const foldingLimit = 2 ** 26;

/** How much folding one file may still cost. */
export class FoldingBudget {
  private left = foldingLimit;

  /** The import is over: weights that are asked for from now on may be as large as they are. */
  end(): void {
    this.left = Number.POSITIVE_INFINITY;
  }

  spend(count: number, name: string): void {
    this.left -= count;
    if (this.left < 0)
      refuse("onnx/too-large", { name: shown(name), what: `more than ${foldingLimit} folded elements` });
  }
}

/** A tensor of the file as a constant. */
export function storedConstant(tensor: StoredTensor, isLearned: boolean): Constant {
  const { dims, type, count, name } = tensor;
  return {
    kind: "constant",
    dims,
    type,
    count,
    source: name === "" ? undefined : name,
    isLearned: isLearned && type.kind === "float",
    values: once(() => tensor.values()),
  };
}

/** A constant computed from others. `from` is what its elements are moved from, if they are moved only. */
export function computed(
  dims: readonly number[],
  type: ElementType,
  compute: (into: Numbers) => void,
  budget: FoldingBudget,
  name: string,
  from?: Pick<Constant, "source" | "isLearned" | "quantized" | "distinct">,
): Constant {
  const count = elementCount(dims, name);
  const { source, isLearned = false, quantized, distinct } = from ?? {};
  const values = once(() => {
    budget.spend(count, name);
    const made = numbersFor(type, count);
    compute(made);
    return made;
  });
  return { kind: "constant", dims, type, count, source, isLearned, quantized, distinct, values };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** A list of whole numbers as a vector. */
export function integersConstant(values: readonly number[], budget: FoldingBudget, name: string): Constant {
  return computed([values.length], int64, (into) => into.set(values), budget, name);
}

/** The same elements under other dimensions. */
export function withDims(constant: Constant, dims: readonly number[]): Constant {
  return { ...constant, dims };
}

/**
 * Elements moved: element i of the result is element `at(i)` of the constant. `distinct` is how many of the constant's elements are taken,
 * where some are taken several times.
 */
export function moved(
  constant: Constant,
  dims: readonly number[],
  at: (index: number) => number,
  budget: FoldingBudget,
  name: string,
  distinct?: number,
): Constant {
  const compute = (into: Numbers) => {
    const values = constant.values();
    for (let index = 0; index < into.length; index++) into[index] = values[at(index)] ?? 0;
  };
  const count = elementCount(dims, name);
  const isWhole = count === constant.count && distinct === undefined;
  const stored = constant.distinct ?? constant.count;
  const taken = isWhole ? stored : Math.min(stored, distinct ?? count);
  const from = {
    source: isWhole ? constant.source : undefined,
    isLearned: constant.isLearned,
    quantized: constant.quantized,
    distinct: taken === count ? undefined : taken,
  };
  return computed(dims, constant.type, compute, budget, name, from);
}

/** How far apart neighbours along each axis are in row-major order. */
export function stridesOf(dims: readonly number[]): readonly number[] {
  const strides = dims.map(() => 1);
  for (let axis = dims.length - 2; axis >= 0; axis--) strides[axis] = (strides[axis + 1] ?? 1) * (dims[axis + 1] ?? 1);
  return strides;
}

/** For row-major indices over `dims`, the offset that each axis adds `steps[axis]` per place to. */
export function offsetIn(dims: readonly number[], steps: readonly number[], start = 0): (index: number) => number {
  const own = stridesOf(dims);
  return (index) => {
    let [rest, offset] = [index, start];
    for (let axis = 0; axis < dims.length; axis++) {
      const stride = own[axis] ?? 1;
      const place = Math.floor(rest / stride);
      rest -= place * stride;
      offset += place * (steps[axis] ?? 0);
    }
    return offset;
  };
}

/** The axes of a constant in another order. */
export function transposed(
  constant: Constant,
  order: readonly number[],
  budget: FoldingBudget,
  name: string,
): Constant {
  const strides = stridesOf(constant.dims);
  const dims = order.map((axis) => constant.dims[axis] ?? 1);
  const steps = order.map((axis) => strides[axis] ?? 1);
  return moved(constant, dims, offsetIn(dims, steps), budget, name);
}
