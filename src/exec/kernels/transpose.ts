import { numberOf } from "../attributes.ts";
import { inputOf, type Kernel, outputsOnly } from "../kernel.ts";
import { imageDims, imageOf, tokenDims, tokensOf } from "../tensor.ts";

/** Rows and columns swapped in each of `sets` matrices. */
function swapped(data: Float32Array, sets: number, rows: number, columns: number): Float32Array {
  const turned = new Float32Array(data.length);
  for (let set = 0; set < sets; set++) {
    const at = set * rows * columns;
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        turned[at + column * rows + row] = data[at + row * columns + column] ?? 0;
      }
    }
  }
  return turned;
}

/** Swaps L and D of tokens. */
export const transpose: Kernel = {
  run(task) {
    const input = inputOf(task);
    const [sets, length, depth] = tokenDims(input);
    return outputsOnly(tokensOf(sets, depth, length, swapped(input.data, sets, length, depth)));
  },
};

/** The pixels of an image, row by row, as one set of tokens. */
export const tokens: Kernel = {
  run(task) {
    const image = inputOf(task);
    const [channels, height, width] = imageDims(image);
    return outputsOnly(tokensOf(1, height * width, channels, swapped(image.data, 1, channels, height * width)));
  },
};

/** One set of tokens as the pixels of an image, row by row. */
export const toImage: Kernel = {
  run(task) {
    const input = inputOf(task);
    const [, length, depth] = tokenDims(input);
    const [height, width] = [numberOf(task.attributes, "h"), numberOf(task.attributes, "w")];
    return outputsOnly(imageOf(depth, height, width, swapped(input.data, 1, length, depth)));
  },
};
