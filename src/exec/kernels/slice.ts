import { numberOf, wordOf } from "../attributes.ts";
import { axisNames } from "../axes.ts";
import { inputOf, type Kernel, outputsOnly } from "../kernel.ts";
import { along, featureAxis, type Tensor } from "../tensor.ts";

/** The indices from `from` up to, and without, `to` of one axis. */
function cut(input: Tensor, axis: number, from: number, to: number, grid?: Tensor["grid"]): Tensor {
  const { outer, extent, inner } = along(input.dims, axis);
  const block = (to - from) * inner;
  const data = new Float32Array(outer * block);
  for (let o = 0; o < outer; o++) {
    const start = (o * extent + from) * inner;
    data.set(input.data.subarray(start, start + block), o * block);
  }
  const dims = input.dims.map((each, at) => (at === axis ? to - from : each));
  return { layout: input.layout, dims, data, grid };
}

/** A range of indices of one axis, or every `step`-th of them. */
export const slice: Kernel = {
  run(task) {
    const input = inputOf(task);
    const axis = axisNames(input.layout).indexOf(wordOf(task.attributes, "axis"));
    const range = cut(input, axis, numberOf(task.attributes, "from"), numberOf(task.attributes, "to"));
    const step = numberOf(task.attributes, "step");
    return outputsOnly(step === 1 ? range : everyNth(range, axis, step));
  },
};

/** The indices 0, step, 2 * step, ... of one axis. */
function everyNth(input: Tensor, axis: number, step: number): Tensor {
  const { outer, extent, inner } = along(input.dims, axis);
  const indices: number[] = [];
  for (let index = 0; index < extent; index += step) indices.push(index);
  const data = new Float32Array(outer * indices.length * inner);
  let at = 0;
  for (let o = 0; o < outer; o++) {
    for (const index of indices) {
      const start = (o * extent + index) * inner;
      data.set(input.data.subarray(start, start + inner), at);
      at += inner;
    }
  }
  return { layout: input.layout, dims: input.dims.map((each, i) => (i === axis ? indices.length : each)), data };
}

/** Cuts the features into n equal parts. */
export const split: Kernel = {
  run(task) {
    const input = inputOf(task);
    const axis = featureAxis(input);
    const parts = numberOf(task.attributes, "n");
    const part = (input.dims[axis] ?? 1) / parts;
    return outputsOnly(
      ...Array.from({ length: parts }, (_, at) => cut(input, axis, at * part, (at + 1) * part, input.grid)),
    );
  },
};
