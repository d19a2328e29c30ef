import { wordOf } from "../attributes.ts";
import { axisNames } from "../axes.ts";
import { inputOf, type Kernel, type KernelResult, outputsOnly, type Task } from "../kernel.ts";
import { elementCount } from "../tensor.ts";

/** Folds over the named axes, which stay as 1; elements of one result come in row-major order. */
function reduceAxes(task: Task, start: number, fold: (sum: number, x: number) => number): KernelResult {
  const input = inputOf(task);
  const names = axisNames(input.layout);
  const isReduced = input.dims.map((_, axis) => wordOf(task.attributes, "axis").includes(names[axis] ?? "?"));
  const dims = input.dims.map((each, axis) => (isReduced[axis] ? 1 : each));
  const data = new Float32Array(elementCount(dims));
  const sums = new Float64Array(data.length).fill(start);
  for (let at = 0; at < input.data.length; at++) {
    let [rest, place, pitch] = [at, 0, 1];
    for (let axis = dims.length - 1; axis >= 0; axis--) {
      const extent = input.dims[axis] ?? 1;
      if (!isReduced[axis]) {
        place += (rest % extent) * pitch;
        pitch *= extent;
      }
      rest = Math.floor(rest / extent);
    }
    sums[place] = fold(sums[place] ?? 0, input.data[at] ?? 0);
  }
  data.set(sums);
  return outputsOnly({ layout: input.layout, dims, data });
}

/** Mean over axes: the sum, then one division. */
export const reduceMean: Kernel = {
  run(task) {
    const { outputs } = reduceAxes(task, 0, task.precision.plus);
    const [sums] = outputs;
    if (sums === undefined) return outputsOnly();
    const count = inputOf(task).data.length / sums.data.length;
    return outputsOnly({ ...sums, data: sums.data.map((each) => each / count) });
  },
};

/** Largest value over axes. */
export const reduceMax: Kernel = { run: (task) => reduceAxes(task, Number.NEGATIVE_INFINITY, Math.max) };

/** Smallest value over axes. */
export const reduceMin: Kernel = { run: (task) => reduceAxes(task, Number.POSITIVE_INFINITY, Math.min) };

/** Sum over axes. */
export const reduceSum: Kernel = { run: (task) => reduceAxes(task, 0, task.precision.plus) };

/** Euclidean length over axes: the squares are summed in double. */
export const reduceL2: Kernel = {
  run(task) {
    const { outputs, multiplications } = reduceAxes(task, 0, (sum, x) => sum + x * x);
    return { outputs: outputs.map((each) => ({ ...each, data: each.data.map(Math.sqrt) })), multiplications };
  },
};
