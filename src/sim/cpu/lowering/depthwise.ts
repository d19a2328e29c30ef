import type { Block, Kernel } from "../kernel/instruction.ts";
import type { Access, Dimension, Nest } from "../nest.ts";
import { type Job, largestShare, type Pass } from "../pass.ts";
import { inputSide, type MacWork } from "../work.ts";
import { pointerRun } from "./gemm-tile.ts";
import type { LoopRole, Lowering } from "./lowering.ts";
import { sweep } from "./sweep.ts";

/** The role of the loop that a depthwise layer needs: by its taps and, where there is such a loop, its stride. */
export function depthwiseRole({ kernel, stride }: MacWork, by: Lowering): LoopRole {
  if (kernel[0] * kernel[1] > 9) return "depthwise5";
  return stride[0] === 2 && by.has("depthwise3s2") ? "depthwise3s2" : "depthwise3";
}

/**
 * Channels last: for each output pixel all channels, all taps through one pointer each. The weights run through the level-1 cache once
 * per pixel.
 * Source: google/XNNPACK, src/operator-run.c (one task per output row), src/f32-dwconv.
 */
export function pixelDepthwise(work: MacWork, role: LoopRole, by: Lowering): Job {
  const loop = by.loop(role);
  const [height, width] = work.output;
  const taps = work.kernel[0] * work.kernel[1];
  const pixels = largestShare(height, by.threads) * width;
  const outputs = loop.outputs ?? 1;
  // A loop takes all taps at once, or one at a time.
  const rounds = (taps * outputs) / loop.macs;
  const passes = rounds * pixels * Math.ceil(work.groups / outputs);
  const nest: Nest = {
    loops: [
      { name: "row", trips: height },
      { name: "column", trips: width },
      { name: "channel", trips: work.groups },
      { name: "tap row", trips: work.kernel[0] },
      { name: "tap column", trips: work.kernel[1] },
    ],
    accesses: accessesOf(work, by, "input", undefined),
  };
  return {
    kernel: loop.name,
    passes: [
      {
        runs: [
          { loop: loop.name, passes, entries: rounds * pixels },
          ...(by.has("taps") ? [pointerRun(taps, pixels, by)] : []),
        ],
        nest,
        split: "row",
        threads: Math.min(by.threads, height),
      },
    ],
  };
}

/**
 * Channels first, or in packs of channels: plane by plane, row by row, with the taps in registers, on a copy of the input with its
 * padding around it.
 * Source: PaddlePaddle/Paddle-Lite, lite/backends/arm/math/conv3x3s1p01_depthwise_fp32.cc; Tencent/ncnn,
 * src/layer/arm/convolutiondepthwise_3x3_pack4.h.
 */
export function planeDepthwise(work: MacWork, role: LoopRole, lanes: number, by: Lowering): Job {
  const loop = by.loop(role);
  const [height, width] = work.output;
  const planes = Math.ceil(work.groups / lanes);
  const block = blockOf(loop, lanes);
  const rowPasses = Math.ceil(width / block.columns);
  const rows = largestShare(planes, by.threads) * Math.ceil(height / block.rows);
  const padded = work.groups * inputSide(work, 0) * inputSide(work, 1);
  // With three rows the edges are handled in place; more rows, and packs of channels, are laid out anew.
  const isCopied = lanes > 1 || work.kernel[0] > 3;
  const copy: Pass = sweep("copy", { outputs: padded, reads: [["input", padded]], writes: ["scratch", padded] }, by);
  const nest: Nest = {
    loops: [
      { name: "channel", trips: planes },
      { name: "row", trips: height },
      { name: "column", trips: width },
      { name: "tap row", trips: work.kernel[0] },
      { name: "tap column", trips: work.kernel[1] },
      { name: "lane", trips: lanes },
    ],
    accesses: accessesOf(work, by, isCopied ? "scratch" : "input", lanes),
  };
  const sliding: Pass = {
    runs: [{ loop: loop.name, passes: rows * rowPasses, entries: rows }],
    nest,
    split: "channel",
    threads: Math.min(by.threads, planes),
  };
  return { kernel: loop.name, passes: isCopied ? [copy, sliding] : [sliding] };
}

/** What a pass makes of a plane of `lanes` channels; a plane of one channel fills a loop for packs with pixels. */
function blockOf({ outputs = 1, block }: Kernel, lanes: number): Block {
  if (block !== undefined && lanes > 1) return block;
  return { lanes, rows: 1, columns: outputs / lanes };
}

/** The arrays in channels last, or, where `lanes` says how many channels lie side by side, in planes. */
function accessesOf(
  work: MacWork,
  by: Lowering,
  source: "input" | "scratch",
  lanes: number | undefined,
): readonly Access[] {
  const [height, width] = work.output;
  const [kh, kw] = work.kernel;
  const [sh, sw] = work.stride;
  const [dh, dw] = work.dilation;
  const channels: Dimension = {
    extent: lanes === undefined ? work.groups : Math.ceil(work.groups / lanes),
    steps: { channel: 1 },
  };
  const lane: readonly Dimension[] = lanes === undefined ? [] : [{ extent: lanes, steps: { lane: 1 } }];
  const map = (rows: Dimension, columns: Dimension) =>
    lanes === undefined ? [rows, columns, channels] : [channels, rows, columns, ...lane];
  return [
    {
      role: source,
      bytes: by.bytes[source],
      dimensions: map(
        { extent: inputSide(work, 0), steps: { row: sh, "tap row": dh } },
        { extent: inputSide(work, 1), steps: { column: sw, "tap column": dw } },
      ),
    },
    {
      role: "weights",
      bytes: by.bytes.weights,
      dimensions: [channels, { extent: kh * kw, steps: { "tap row": kw, "tap column": 1 } }, ...lane],
    },
    {
      role: "output",
      bytes: by.bytes.output,
      dimensions: map({ extent: height, steps: { row: 1 } }, { extent: width, steps: { column: 1 } }),
    },
  ];
}
