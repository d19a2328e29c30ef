import { flagOf } from "../attributes.ts";
import { inputOf, type Kernel, type KernelResult, outputsOnly, type Task } from "../kernel.ts";
import { imageDims, imageOf } from "../tensor.ts";
import { type WindowAxis, windowAxes, windowStarts } from "../window.ts";

/** The cells of an axis that one window covers: those on the padded axis, and those of the image itself. */
export interface Cover {
  readonly padded: number;
  readonly from: number;
  readonly to: number;
}

/** What each window of an axis covers, in order. */
export function coversOf(axis: WindowAxis): readonly Cover[] {
  const { extent, kernel, before, after } = axis;
  return Array.from(windowStarts(axis), (start) => ({
    padded: Math.min(start + kernel, before + extent + after) - start,
    from: Math.max(start - before, 0),
    to: Math.min(start - before + kernel, extent),
  }));
}

/** What a window makes of the cells of one channel that it covers; row by row. */
type Reduce = (plane: Float32Array, width: number, rows: Cover, columns: Cover) => number;

/** Slides a window over each channel. */
function slideWindow(task: Task, reduce: Reduce): KernelResult {
  const image = inputOf(task);
  const [channels, height, width] = imageDims(image);
  const [rows, columns] = windowAxes(height, width, task.attributes).map(coversOf) as [
    readonly Cover[],
    readonly Cover[],
  ];
  const data = new Float32Array(channels * rows.length * columns.length);
  let at = 0;
  for (let c = 0; c < channels; c++) {
    const plane = image.data.subarray(c * height * width, (c + 1) * height * width);
    for (const row of rows) {
      for (const column of columns) data[at++] = reduce(plane, width, row, column);
    }
  }
  return outputsOnly(imageOf(channels, rows.length, columns.length, data));
}

/** Largest value of each window; padding is below every number. Source: PyTorch MaxPool2d. */
export const maxpool: Kernel = {
  run: (task) =>
    slideWindow(task, (plane, width, rows, columns) => {
      let most = Number.NEGATIVE_INFINITY;
      for (let h = rows.from; h < rows.to; h++) {
        for (let w = columns.from; w < columns.to; w++) most = Math.max(most, plane[h * width + w] ?? 0);
      }
      return most;
    }),
};

/** Mean of each window: the sum row by row, then one division. Source: PyTorch AvgPool2d (count_include_pad). */
export const avgpool: Kernel = {
  run(task) {
    const countsPadding = flagOf(task.attributes, "count_pad");
    return slideWindow(task, (plane, width, rows, columns) => {
      let sum = 0;
      for (let h = rows.from; h < rows.to; h++) {
        for (let w = columns.from; w < columns.to; w++) sum = task.precision.plus(sum, plane[h * width + w] ?? 0);
      }
      const cells = countsPadding ? rows.padded * columns.padded : (rows.to - rows.from) * (columns.to - columns.from);
      return sum / cells;
    });
  },
};
