import type { Kernel } from "../kernel/instruction.ts";
import type { Access, Nest } from "../nest.ts";
import type { Job, LoopRun } from "../pass.ts";
import { inputSide, type MacWork } from "../work.ts";
import { grainOf, pointerRun, tileEnds, tileOf } from "./gemm-tile.ts";
import type { Lowering } from "./lowering.ts";

/**
 * A convolution as a GEMM that reads its pixels in place, through one pointer per pixel and tap (channels last): rows are output
 * pixels, columns filters. For each tile of rows all columns are run through, so the weights stream once per tile of rows.
 * Source: google/XNNPACK, src/convolution-nhwc.c and src/operator-run.c (parallel 2D tiles; no blocking for caches).
 */
export function indirectGemm(work: MacWork, by: Lowering): Job {
  const taps = work.kernel[0] * work.kernel[1];
  const pixels = work.output[0] * work.output[1];
  const direct = taps === 1 && work.stride[0] === 1 && work.stride[1] === 1;
  const gemm = by.loop(pixels === 1 && by.has("gemv") ? "gemv" : "gemm");
  const tile = tileOf(gemm);
  const rowTiles = Math.ceil(pixels / tile.rows);
  const columnTiles = Math.ceil(work.filters / tile.columns);
  const grain = grainOf(gemm);
  const depth = Math.ceil(work.channels / grain) * grain;
  const parts = work.groups * work.sets;
  const share = tilesOfThread(parts * rowTiles, columnTiles, by.threads);
  const { tiles } = share;
  const runs: LoopRun[] = [
    { loop: gemm.name, passes: (tiles * taps * depth) / tile.depth, entries: tiles * (direct ? 1 : taps) },
    ...tileEnds(gemm, tiles),
    ...(direct ? [] : [pointerRun(tile.rows, tiles * taps, by)]),
  ];
  const nest = gemmNest(work, gemm, by);
  return {
    kernel: gemm.name,
    passes: [
      {
        runs,
        nest,
        split: parts > 1 ? "part" : share.by,
        threads: Math.min(by.threads, parts * rowTiles * columnTiles),
      },
    ],
  };
}

/** Contiguous runs of tiles, rows outermost; with few rows the columns are cut. */
function tilesOfThread(
  rows: number,
  columns: number,
  threads: number,
): { readonly tiles: number; readonly by: string } {
  const byRows = Math.ceil(rows / threads) * columns;
  // About five pieces per thread: where rows are few, columns are cut until there are.
  const pieces = Math.min(columns, Math.ceil((5 * threads) / rows));
  const mixed = Math.ceil((rows * pieces) / threads) * Math.ceil(columns / pieces);
  return mixed < byRows ? { tiles: mixed, by: rows < threads ? "column tile" : "row" } : { tiles: byRows, by: "row" };
}

/** Weights are packed when the network is loaded: for each tile of columns, row after row of the tile's width. */
function gemmNest(work: MacWork, gemm: Kernel, by: Lowering): Nest {
  const [height, width] = work.output;
  const [kh, kw] = work.kernel;
  const [sh, sw] = work.stride;
  const [dh, dw] = work.dilation;
  const pixels = height * width;
  const { rows, columns } = tileOf(gemm);
  // A tile may span several short rows of the image.
  const tiles = Math.ceil(pixels / rows);
  const rowSteps = Math.min(height, tiles);
  const imageRows = height / rowSteps;
  const columnTiles = Math.ceil(work.filters / columns);
  // Groups of a convolution, or heads and windows of products of activations: each has operands of its own.
  const parts = work.groups * work.sets;
  const input: Access = {
    role: "input",
    bytes: by.bytes.input,
    dimensions: [
      { extent: inputSide(work, 0), steps: { row: imageRows * sh, "tap row": dh } },
      { extent: inputSide(work, 1), steps: { "row tile": rows * sw, "tile row": sw, "tap column": dw } },
      { extent: work.channels * parts, steps: { part: work.channels, depth: 1 } },
    ],
  };
  const weights: Access = {
    role: work.learned ? "weights" : "operand",
    bytes: by.bytes.weights,
    dimensions: [
      { extent: parts, steps: { part: 1 } },
      { extent: columnTiles, steps: { "column tile": 1 } },
      {
        extent: kh * kw * work.channels,
        steps: { "tap row": kw * work.channels, "tap column": work.channels, depth: 1 },
      },
      { extent: columns, steps: { "tile column": 1 } },
    ],
  };
  const output: Access = {
    role: "output",
    bytes: by.bytes.output,
    dimensions: [
      { extent: pixels, steps: { row: imageRows * width, "row tile": rows, "tile row": 1 } },
      { extent: work.filters * parts, steps: { part: work.filters, "column tile": columns, "tile column": 1 } },
    ],
  };
  return {
    loops: [
      { name: "part", trips: parts },
      { name: "row", trips: rowSteps },
      { name: "row tile", trips: tiles / rowSteps },
      { name: "column tile", trips: columnTiles },
      { name: "tap row", trips: kh },
      { name: "tap column", trips: kw },
      { name: "depth", trips: work.channels },
      { name: "tile row", trips: Math.min(rows, pixels) },
      { name: "tile column", trips: Math.min(columns, work.filters) },
    ],
    accesses: [input, weights, output],
  };
}
