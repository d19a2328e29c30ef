import type { Kernel, Tile } from "../kernel/instruction.ts";
import type { Access, Nest } from "../nest.ts";
import { type Job, largestShare, type Pass } from "../pass.ts";
import type { MacWork } from "../work.ts";
import { grainOf, tileEnds, tileOf } from "./gemm-tile.ts";
import type { Lowering } from "./lowering.ts";
import { sweep } from "./sweep.ts";

/** A matrix product in the order of packed GEMMs: filters are rows, pixels columns, and blocks of pixels are cut to a cache. */
export interface MatrixShape {
  readonly filters: number;
  readonly pixels: number;
  readonly depth: number;
  /** Independent products that run one after the other. */
  readonly sets: number;
  readonly weights: "weights" | "operand";
  readonly left: "scratch" | "input";
  readonly result: "output" | "scratch";
}

/**
 * A convolution as im2col and GEMM on channels-first data. The pixels of one block are copied into panels as wide as the tile, then all
 * tiles of filters run over the panels: weights stream once per block, not once per tile.
 * Source: PaddlePaddle/Paddle-Lite, lite/backends/arm/math/packed_sgemm.cc; Tencent/ncnn, src/layer/arm/convolution_im2col_gemm.h.
 */
export function packedGemm(work: MacWork, by: Lowering): Job {
  const taps = work.kernel[0] * work.kernel[1];
  const pixels = work.output[0] * work.output[1];
  const isVector = pixels === 1 && work.sets === 1 && by.has("gemv");
  const gemm = by.loop(isVector ? "gemv" : "gemm");
  const shape: MatrixShape = {
    filters: work.filters,
    pixels,
    depth: work.channels * taps,
    sets: work.groups * work.sets,
    weights: work.learned ? "weights" : "operand",
    left: isVector ? "input" : "scratch",
    result: "output",
  };
  if (isVector) return { kernel: gemm.name, passes: [matrixPass(shape, gemm, by)] };
  const packed = shape.sets * pixels * shape.depth;
  const read = shape.sets * work.channels * work.output[0] * work.stride[0] * work.output[1] * work.stride[1];
  return {
    kernel: gemm.name,
    passes: [
      sweep("copy", { outputs: packed, reads: [["input", Math.min(read, packed)]], writes: ["scratch", packed] }, by),
      matrixPass(shape, gemm, by),
    ],
  };
}

/** The GEMM itself on packed panels. */
export function matrixPass(shape: MatrixShape, gemm: Kernel, by: Lowering): Pass {
  const tile = tileOf(gemm);
  const grain = grainOf(gemm);
  const depth = Math.ceil(shape.depth / grain) * grain;
  const block = blockOf(shape, tile, by);
  const filterTiles = Math.ceil(shape.filters / tile.rows);
  const panels = Math.ceil(shape.pixels / tile.columns);
  const byFilters = largestShare(filterTiles, by.threads) * panels;
  const byPixels = filterTiles * largestShare(panels, by.threads);
  const tiles = shape.sets * Math.min(byFilters, byPixels);
  const nest = packedNest(shape, tile, block, by);
  return {
    runs: [{ loop: gemm.name, passes: (tiles * depth) / tile.depth, entries: tiles }, ...tileEnds(gemm, tiles)],
    nest,
    split: byFilters <= byPixels ? "filter tile" : "panel",
    threads: Math.min(by.threads, Math.max(filterTiles, panels)),
  };
}

/** Pixels of a block: as many as fit into the cache beside the weights of a tile, in blocks of about equal size. */
function blockOf({ depth, pixels }: MatrixShape, { rows, columns }: Tile, by: Lowering): number {
  const fits = (by.blockCache / by.bytes.scratch - rows * depth) / (depth + rows);
  const most = Math.max(columns, Math.floor(fits / columns) * columns);
  const blocks = Math.ceil(pixels / most);
  return Math.min(pixels, Math.ceil(pixels / blocks / columns) * columns);
}

/** Both operands are packed in panels as wide as the tile, row after row. Blocks that are not all alike count as their average. */
function packedNest(shape: MatrixShape, tile: Tile, block: number, by: Lowering): Nest {
  const { filters, pixels, depth, sets } = shape;
  const filterTiles = Math.ceil(filters / tile.rows);
  const panels = Math.ceil(pixels / tile.columns);
  const blocks = Math.ceil(pixels / block);
  const perBlock = panels / blocks;
  const weights: Access = {
    role: shape.weights,
    bytes: by.bytes[shape.weights],
    dimensions: [
      { extent: sets, steps: { set: 1 } },
      { extent: filterTiles, steps: { "filter tile": 1 } },
      { extent: depth, steps: { depth: 1 } },
      { extent: tile.rows, steps: { "tile row": 1 } },
    ],
  };
  const left: Access = {
    role: shape.left,
    bytes: by.bytes[shape.left],
    dimensions: [
      { extent: sets, steps: { set: 1 } },
      { extent: panels, steps: { block: perBlock, panel: 1 } },
      { extent: depth, steps: { depth: 1 } },
      { extent: tile.columns, steps: { "tile column": 1 } },
    ],
  };
  const output: Access = {
    role: shape.result,
    bytes: by.bytes[shape.result],
    dimensions: [
      { extent: sets, steps: { set: 1 } },
      { extent: filters, steps: { "filter tile": tile.rows, "tile row": 1 } },
      { extent: pixels, steps: { block: perBlock * tile.columns, panel: tile.columns, "tile column": 1 } },
    ],
  };
  return {
    loops: [
      { name: "set", trips: sets },
      { name: "block", trips: blocks },
      { name: "filter tile", trips: filterTiles },
      { name: "panel", trips: perBlock },
      { name: "depth", trips: depth },
      { name: "tile row", trips: Math.min(tile.rows, filters) },
      { name: "tile column", trips: Math.min(tile.columns, pixels) },
    ],
    accesses: [weights, left, output],
  };
}
