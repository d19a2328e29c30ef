import { listOf } from "../attributes.ts";
import { inputOf, type Kernel, outputsOnly } from "../kernel.ts";
import { elementCount } from "../tensor.ts";
import { writtenShape } from "./reshape.ts";

/** The elements read as `from`, its axes brought into `order`, the result read as the written shape. */
export const rearrange: Kernel = {
  run(task) {
    const { data: source } = inputOf(task);
    const from = listOf(task.attributes, "from");
    const order = listOf(task.attributes, "order");
    const pitches = order.map((axis) => elementCount(from.slice(axis + 1)));
    const extents = order.map((axis) => from[axis] ?? 1);
    const data = new Float32Array(source.length);
    const place = order.map(() => 0);
    let offset = 0;
    for (let at = 0; at < data.length; at++) {
      data[at] = source[offset] ?? 0;
      for (let axis = place.length - 1; axis >= 0; axis--) {
        const next = (place[axis] ?? 0) + 1;
        offset += pitches[axis] ?? 0;
        if (next < (extents[axis] ?? 1)) {
          place[axis] = next;
          break;
        }
        offset -= next * (pitches[axis] ?? 0);
        place[axis] = 0;
      }
    }
    return outputsOnly({ ...writtenShape(task.attributes), data });
  },
};
