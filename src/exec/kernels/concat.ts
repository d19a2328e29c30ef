import { wordOf } from "../attributes.ts";
import { axisNames } from "../axes.ts";
import { inputOf, type Kernel, outputsOnly } from "../kernel.ts";
import { along, elementCount, featureAxis } from "../tensor.ts";

/** Joins tensors along one axis, the features unless another is named. */
export const concat: Kernel = {
  run(task) {
    const first = inputOf(task);
    const word = wordOf(task.attributes, "axis");
    const axis = word === "" ? featureAxis(first) : axisNames(first.layout).indexOf(word);
    let extent = 0;
    for (const each of task.inputs) extent += each.dims[axis] ?? 1;
    const dims = first.dims.map((each, at) => (at === axis ? extent : each));
    const data = new Float32Array(elementCount(dims));
    const { outer, inner } = along(dims, axis);
    let at = 0;
    for (let o = 0; o < outer; o++) {
      for (const each of task.inputs) {
        const block = (each.dims[axis] ?? 1) * inner;
        data.set(each.data.subarray(o * block, (o + 1) * block), at);
        at += block;
      }
    }
    const grid = axis === featureAxis(first) ? task.inputs.find((each) => each.grid !== undefined)?.grid : undefined;
    return outputsOnly({ layout: first.layout, dims, data, grid });
  },
};
