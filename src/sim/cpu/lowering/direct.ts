import type { RuntimeProfile } from "../../../hardware/index.ts";
import type { Access } from "../nest.ts";
import { type Job, largestShare } from "../pass.ts";
import type { MacWork } from "../work.ts";
import { tileEnds, tileOf } from "./gemm-tile.ts";
import type { Lowering } from "./lowering.ts";

/** Whether a 3x3 convolution is computed on the image itself, by the runtime's rule. */
export function runsDirectly(work: MacWork, { direct: rule }: RuntimeProfile): boolean {
  const isPlain = work.groups === 1 && work.dilation.every((each) => each === 1);
  if (!isPlain || work.kernel.some((each) => each !== 3) || rule === "none") return false;
  if (rule === "few-channels") return work.channels <= 4;
  const pixels = work.output[0] * work.stride[0] * work.output[1] * work.stride[1];
  return work.stride[0] === 2 && work.channels * work.filters < 4 * pixels;
}

/**
 * A convolution without im2col: a tile of filters and pixels of a row is summed up over channels and taps, as in the runtime's GEMM, on
 * the image as it lies. The image stays in a cache from tap to tap.
 * Source: PaddlePaddle/Paddle-Lite, lite/kernels/arm/conv_compute.cc (DirectConv); Tencent/ncnn, src/layer/arm/convolution_3x3_pack1to4.h.
 */
export function directConvolution(work: MacWork, by: Lowering): Job {
  const gemm = by.loop("gemm");
  const tile = tileOf(gemm);
  const [height, width] = work.output;
  const [kh, kw] = work.kernel;
  const [sh, sw] = work.stride;
  const filterTiles = Math.ceil(work.filters / tile.rows);
  const rowTiles = Math.ceil(width / tile.columns);
  const rows = largestShare(height, by.threads);
  const tiles = work.sets * filterTiles * rowTiles * rows;
  const depth = work.channels * kh * kw;
  const input: Access = {
    role: "input",
    bytes: by.bytes.input,
    dimensions: [
      { extent: work.channels, steps: { channel: 1 } },
      { extent: (height - 1) * sh + kh, steps: { row: sh, "tap row": 1 } },
      { extent: (width - 1) * sw + kw, steps: { column: tile.columns * sw, "tile column": sw, "tap column": 1 } },
    ],
  };
  const weights: Access = {
    role: "weights",
    bytes: by.bytes.weights,
    dimensions: [
      { extent: work.filters, steps: { "filter tile": tile.rows, "tile row": 1 } },
      { extent: depth, steps: { channel: kh * kw, "tap row": kw, "tap column": 1 } },
    ],
  };
  const output: Access = {
    role: "output",
    bytes: by.bytes.output,
    dimensions: [
      { extent: work.filters, steps: { "filter tile": tile.rows, "tile row": 1 } },
      { extent: height, steps: { row: 1 } },
      { extent: width, steps: { column: tile.columns, "tile column": 1 } },
    ],
  };
  const nest = {
    loops: [
      { name: "row", trips: height },
      { name: "filter tile", trips: filterTiles },
      { name: "column", trips: rowTiles },
      { name: "channel", trips: work.channels },
      { name: "tap row", trips: kh },
      { name: "tap column", trips: kw },
      { name: "tile row", trips: Math.min(tile.rows, work.filters) },
      { name: "tile column", trips: Math.min(tile.columns, width) },
    ],
    accesses: [input, weights, output],
  };
  const runs = [{ loop: gemm.name, passes: (tiles * depth) / tile.depth, entries: tiles }, ...tileEnds(gemm, tiles)];
  return {
    kernel: `direct ${gemm.name}`,
    passes: [{ runs, nest, split: "row", threads: Math.min(by.threads, height) }],
  };
}
