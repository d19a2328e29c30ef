import { axisIn, intOf, intsOf, longestList } from "./attributes.ts";
import { type Constant, computed, offsetIn, stridesOf, withDims } from "./constant.ts";
import type { Folding, FoldRule } from "./fold-rule.ts";
import type { OnnxNode } from "./model.ts";
import { elementCount, type Numbers } from "./tensor.ts";

/** How elements of a line become one number, in double. */
interface Reduction {
  readonly start: number;
  readonly step: (sum: number, x: number) => number;
  readonly end?: (sum: number, count: number) => number;
}

const plus = (sum: number, x: number) => sum + x;
const plusSquare = (sum: number, x: number) => sum + x * x;

const reductions: Readonly<Record<string, Reduction>> = {
  ReduceSum: { start: 0, step: plus },
  ReduceMean: { start: 0, step: plus, end: (sum, count) => sum / count },
  ReduceMax: { start: Number.NEGATIVE_INFINITY, step: Math.max },
  ReduceMin: { start: Number.POSITIVE_INFINITY, step: Math.min },
  ReduceProd: { start: 1, step: (product, x) => product * x },
  ReduceL1: { start: 0, step: (sum, x) => sum + Math.abs(x) },
  ReduceL2: { start: 0, step: plusSquare, end: Math.sqrt },
  ReduceSumSquare: { start: 0, step: plusSquare },
};

/** Reductions over axes and products of matrices: what parametrised weights are made of (weight norm, spectral norm, standardisation). */
export const reductionFolds: Readonly<Record<string, FoldRule>> = {
  ...Object.fromEntries(Object.entries(reductions).map(([name, each]) => [name, reducing(each)])),
  MatMul: (node, [a, b], folding) => {
    if (a === undefined || b === undefined) return folding.mismatch("an input is missing");
    return product(node, a, b, folding);
  },
};

function reducing({ start, step, end = (sum) => sum }: Reduction): FoldRule {
  return (node, [a, axesInput], folding) => {
    if (a === undefined) return folding.mismatch("its input is missing");
    const axes = reducedAxes(node, a, axesInput, folding);
    const kept = a.dims.map((size, axis) => (axes.has(axis) ? 1 : size));
    const count = a.count / Math.max(1, elementCount(kept, node.name));
    const strides = stridesOf(kept);
    const place = offsetIn(
      a.dims,
      strides.map((each, axis) => (axes.has(axis) ? 0 : each)),
    );
    const compute = (into: Numbers) => {
      folding.budget.spend(a.count, node.name);
      const sums = new Float64Array(into.length).fill(start);
      const values = a.values();
      for (let at = 0; at < values.length; at++) {
        const target = place(at);
        sums[target] = step(sums[target] ?? start, values[at] ?? 0);
      }
      const whole = a.type.kind !== "float";
      for (let at = 0; at < into.length; at++) {
        const value = end(sums[at] ?? start, count);
        into[at] = whole ? Math.trunc(value) : value;
      }
    };
    const from = { source: undefined, isLearned: a.isLearned };
    const made = computed(kept, a.type, compute, folding.budget, node.name, from);
    const isKept = intOf(node, "keepdims", 1) === 1;
    return [
      isKept
        ? made
        : withDims(
            made,
            kept.filter((_, axis) => !axes.has(axis)),
          ),
    ];
  };
}

/** Which axes go; all of them where none are named. */
function reducedAxes(
  node: OnnxNode,
  { dims }: Constant,
  given: Constant | undefined,
  folding: Folding,
): ReadonlySet<number> {
  if (given !== undefined && given.count > longestList) folding.mismatch(`${given.count} axes`);
  const named = given === undefined ? (intsOf(node, "axes") ?? []) : [...given.values()];
  if (named.length === 0) {
    return new Set(intOf(node, "noop_with_empty_axes", 0) === 1 ? [] : dims.map((_, axis) => axis));
  }
  return new Set(named.map((each) => axisIn(each, dims.length) ?? folding.mismatch("there is no such axis")));
}

/** Most multiplications of one product that is computed; a larger one stays a layer. */
const mostProducts = 2 ** 28;

/** NumPy's matmul, sums in double. */
function product(node: OnnxNode, a: Constant, b: Constant, folding: Folding): readonly Constant[] | undefined {
  if (a.dims.length === 0 || b.dims.length === 0) return folding.mismatch("a number is no matrix");
  const left = a.dims.length === 1 ? [1, ...a.dims] : a.dims;
  const right = b.dims.length === 1 ? [...b.dims, 1] : b.dims;
  const [rows = 1, summed = 1] = left.slice(-2);
  const [inner = 1, columns = 1] = right.slice(-2);
  const rank = Math.max(left.length, right.length) - 2;
  const sets = Array.from({ length: rank }, (_, index) => {
    const [x, y] = [left[index - rank + left.length - 2] ?? 1, right[index - rank + right.length - 2] ?? 1];
    return x === y || y === 1 ? x : x === 1 ? y : Number.NaN;
  });
  if (summed !== inner || sets.includes(Number.NaN))
    return folding.mismatch(`${a.dims.join("x")} and ${b.dims.join("x")} do not fit`);
  const count = elementCount([...sets, rows, columns], node.name);
  if (count * summed > mostProducts) return undefined;
  const start = (own: readonly number[], size: number) => {
    const strides = stridesOf(own.slice(0, -2));
    const missing = rank - (own.length - 2);
    return offsetIn(
      sets,
      sets.map((_, at) => (at < missing || own[at - missing] === 1 ? 0 : (strides[at - missing] ?? 0) * size)),
    );
  };
  const [fromA, fromB] = [start(left, rows * summed), start(right, summed * columns)];
  const compute = (into: Numbers) => {
    folding.budget.spend(count * summed, node.name);
    const [x, y] = [a.values(), b.values()];
    for (let at = 0; at < into.length; at++) {
      const set = Math.floor(at / (rows * columns));
      const row = Math.floor(at / columns) % rows;
      const [i, j] = [fromA(set) + row * summed, fromB(set) + (at % columns)];
      let sum = 0;
      for (let k = 0; k < summed; k++) sum += (x[i + k] ?? 0) * (y[j + k * columns] ?? 0);
      into[at] = sum;
    }
  };
  const from = { source: undefined, isLearned: a.isLearned || b.isLearned };
  const made = computed([...sets, rows, columns], a.type, compute, folding.budget, node.name, from);
  const dims = [...sets, ...(a.dims.length === 1 ? [] : [rows]), ...(b.dims.length === 1 ? [] : [columns])];
  return [withDims(made, dims)];
}
