import { numberOf } from "../attributes.ts";
import { inputOf, type Kernel, outputsOnly } from "../kernel.ts";
import { imageDims, imageOf } from "../tensor.ts";

/** Visits every pixel of the wide image [C, H b, W b] with its place in the deep one [C b b, H, W]: channel c b b + row b + column. */
function forEachCell(
  [channels, height, width]: readonly [number, number, number],
  block: number,
  visit: (wide: number, deep: number) => void,
): void {
  const [rows, columns] = [height / block, width / block];
  let wide = 0;
  for (let c = 0; c < channels; c++) {
    for (let h = 0; h < height; h++) {
      for (let w = 0; w < width; w++) {
        const channel = (c * block + (h % block)) * block + (w % block);
        visit(wide++, (channel * rows + Math.floor(h / block)) * columns + Math.floor(w / block));
      }
    }
  }
}

/** Moves blocks of pixels into the channels. Source: PyTorch PixelUnshuffle. */
export const spaceToDepth: Kernel = {
  run(task) {
    const image = inputOf(task);
    const block = numberOf(task.attributes, "b");
    const dims = imageDims(image);
    const [channels, height, width] = dims;
    const data = new Float32Array(image.data.length);
    forEachCell(dims, block, (wide, deep) => {
      data[deep] = image.data[wide] ?? 0;
    });
    return outputsOnly(imageOf(channels * block * block, height / block, width / block, data));
  },
};

/** Moves channels into blocks of pixels. Source: PyTorch PixelShuffle; Shi et al. 2016, arXiv 1609.05158. */
export const depthToSpace: Kernel = {
  run(task) {
    const image = inputOf(task);
    const block = numberOf(task.attributes, "b");
    const [deep, height, width] = imageDims(image);
    const dims = [deep / (block * block), height * block, width * block] as const;
    const data = new Float32Array(image.data.length);
    forEachCell(dims, block, (wide, place) => {
      data[wide] = image.data[place] ?? 0;
    });
    return outputsOnly(imageOf(...dims, data));
  },
};
