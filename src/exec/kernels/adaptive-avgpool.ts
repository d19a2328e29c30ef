import { numberOf } from "../attributes.ts";
import { inputOf, type Kernel, type KernelResult, outputsOnly, type Task } from "../kernel.ts";
import { imageDims, imageOf } from "../tensor.ts";

/** Mean of h x w blocks that cover the image, overlapping where they do not divide it; each sum row by row, then one division. */
function averageBlocks(task: Task, outHeight: number, outWidth: number): KernelResult {
  const image = inputOf(task);
  const [channels, height, width] = imageDims(image);
  const data = new Float32Array(channels * outHeight * outWidth);
  let at = 0;
  for (let c = 0; c < channels; c++) {
    for (let row = 0; row < outHeight; row++) {
      const [top, bottom] = [Math.floor((row * height) / outHeight), Math.ceil(((row + 1) * height) / outHeight)];
      for (let column = 0; column < outWidth; column++) {
        const [left, right] = [Math.floor((column * width) / outWidth), Math.ceil(((column + 1) * width) / outWidth)];
        let sum = 0;
        for (let h = top; h < bottom; h++) {
          for (let w = left; w < right; w++) {
            sum = task.precision.plus(sum, image.data[(c * height + h) * width + w] ?? 0);
          }
        }
        data[at++] = sum / ((bottom - top) * (right - left));
      }
    }
  }
  return outputsOnly(imageOf(channels, outHeight, outWidth, data));
}

/** Average pooling to a given height and width. Source: PyTorch AdaptiveAvgPool2d. */
export const adaptiveAvgpool: Kernel = {
  run: (task) => averageBlocks(task, numberOf(task.attributes, "h"), numberOf(task.attributes, "w")),
};

/** Global average pooling to [C, 1, 1]. */
export const gap: Kernel = { run: (task) => averageBlocks(task, 1, 1) };
