import { numberOf, pairOf, wordOf } from "../attributes.ts";
import { inputOf, type Kernel, type KernelResult, outputsOnly, type Task } from "../kernel.ts";
import { imageDims, imageOf } from "../tensor.ts";

/** The pixels that an output index lies between, and its share of the second. */
interface Sample {
  readonly below: number;
  readonly above: number;
  readonly share: number;
}

/** Nearest: the pixel at the same share of the axis, rounded down. Source: PyTorch interpolate, mode nearest. */
function nearestSamples(extent: number, outExtent: number): readonly Sample[] {
  return Array.from({ length: outExtent }, (_, index) => {
    const below = Math.floor((index * extent) / outExtent);
    return { below, above: below, share: 0 };
  });
}

/** Bilinear: centre to centre, clamped at the edges. Source: PyTorch interpolate, align_corners false. */
function bilinearSamples(extent: number, outExtent: number): readonly Sample[] {
  return Array.from({ length: outExtent }, (_, index) => {
    const place = Math.max(((index + 0.5) * extent) / outExtent - 0.5, 0);
    const below = Math.min(Math.floor(place), extent - 1);
    return { below, above: Math.min(below + 1, extent - 1), share: place - below };
  });
}

/** Interpolates every channel, in double; rounded where it is stored. */
function interpolate(task: Task, outHeight: number, outWidth: number): KernelResult {
  const image = inputOf(task);
  const [channels, height, width] = imageDims(image);
  const samples = wordOf(task.attributes, "mode") === "bilinear" ? bilinearSamples : nearestSamples;
  const [rows, columns] = [samples(height, outHeight), samples(width, outWidth)];
  const data = new Float32Array(channels * outHeight * outWidth);
  let at = 0;
  for (let c = 0; c < channels; c++) {
    const pixel = (h: number, w: number) => image.data[(c * height + h) * width + w] ?? 0;
    for (const row of rows) {
      for (const column of columns) {
        const between = (h: number) => mix(pixel(h, column.below), pixel(h, column.above), column.share);
        data[at++] = mix(between(row.below), between(row.above), row.share);
      }
    }
  }
  return outputsOnly(imageOf(channels, outHeight, outWidth, data));
}

function mix(first: number, second: number, share: number): number {
  return share === 0 ? first : first * (1 - share) + second * share;
}

/** Interpolation to a given height and width. */
export const resize: Kernel = {
  run: (task) => interpolate(task, numberOf(task.attributes, "h"), numberOf(task.attributes, "w")),
};

/** Enlarges height and width by a factor. */
export const upsample: Kernel = {
  run(task) {
    const [, height, width] = imageDims(inputOf(task));
    const [down, across] = pairOf(task.attributes, "f");
    return interpolate(task, height * down, width * across);
  },
};
