import { numberOf } from "../attributes.ts";
import { inputOf, type Kernel, outputsOnly } from "../kernel.ts";
import { imageDims, imageOf, tokenDims, tokensOf } from "../tensor.ts";

/** Visits every pixel with its place among the tokens: set by place in its patch, token by patch, both row by row. */
function forEachPixel(height: number, width: number, patch: number, visit: (pixel: number, token: number) => void) {
  const [across, length] = [width / patch, (height * width) / (patch * patch)];
  for (let h = 0; h < height; h++) {
    for (let w = 0; w < width; w++) {
      const set = (h % patch) * patch + (w % patch);
      const token = Math.floor(h / patch) * across + Math.floor(w / patch);
      visit(h * width + w, set * length + token);
    }
  }
}

/** An image as p * p sets of tokens. Source: Mehta and Rastegari 2022, arXiv 2110.02178. */
export const unfold: Kernel = {
  run(task) {
    const image = inputOf(task);
    const [channels, height, width] = imageDims(image);
    const patch = numberOf(task.attributes, "p");
    const data = new Float32Array(image.data.length);
    forEachPixel(height, width, patch, (pixel, token) => {
      for (let c = 0; c < channels; c++) data[token * channels + c] = image.data[c * height * width + pixel] ?? 0;
    });
    const sets = patch * patch;
    return outputsOnly(tokensOf(sets, (height * width) / sets, channels, data, [height, width]));
  },
};

/** The tokens of unfold as the image that was taken apart. */
export const fold: Kernel = {
  run(task) {
    const input = inputOf(task);
    const [, , depth] = tokenDims(input);
    const [height, width] = input.grid ?? [1, 1];
    const data = new Float32Array(input.data.length);
    forEachPixel(height, width, numberOf(task.attributes, "p"), (pixel, token) => {
      for (let c = 0; c < depth; c++) data[c * height * width + pixel] = input.data[token * depth + c] ?? 0;
    });
    return outputsOnly(imageOf(depth, height, width, data));
  },
};
