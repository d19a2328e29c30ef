import type { RuntimeProfile } from "../../../hardware/index.ts";
import type { Job, Pass } from "../pass.ts";
import type { MacWork } from "../work.ts";
import type { Lowering } from "./lowering.ts";
import { matrixPass } from "./packed-gemm.ts";
import { sweep } from "./sweep.ts";

/** Side of the output tile of F(m x m, 3 x 3). */
export type WinogradTile = 2 | 4 | 6;

/**
 * A 3x3 convolution of stride 1 by minimal filtering: tiles of the input transformed, (m + 2)^2 products of matrices, and tiles of the
 * output transformed back. The transformed weights are made once, and are ((m + 2) / 3)^2 times as large.
 * Source: Lavin and Gray 2015, Fast Algorithms for Convolutional Neural Networks, arXiv 1509.09308.
 */
export function winograd(work: MacWork, m: WinogradTile, runtime: Lowering): Job {
  const by = withWideTiles(runtime);
  const gemm = by.loop("gemm");
  const [height, width] = work.output;
  const tiles = Math.ceil(height / m) * Math.ceil(width / m);
  const points = (m + 2) ** 2;
  const pixels = (height + 2) * (width + 2);
  const input: Pass = sweep(
    `winograd${m}-input`,
    {
      // Rows of each tile, then its columns: m + 2 lines of as many values, twice.
      outputs: 2 * points * tiles * work.channels,
      reads: [["input", pixels * work.channels]],
      writes: ["scratch", points * tiles * work.channels],
    },
    by,
  );
  const products = matrixPass(
    {
      filters: work.filters,
      pixels: tiles,
      depth: work.channels,
      sets: points * work.groups * work.sets,
      weights: "weights",
      left: "scratch",
      result: "scratch",
    },
    gemm,
    by,
  );
  const output = sweep(
    `winograd${m}-output`,
    {
      // Of m + 2 columns and then of m rows, m values each.
      outputs: (2 * m + 2) * m * tiles * work.filters,
      reads: [["scratch", points * tiles * work.filters]],
      writes: ["output", height * width * work.filters],
    },
    by,
  );
  return { kernel: `winograd F(${m},3) ${gemm.name}`, passes: [input, products, output] };
}

/** Transformed tiles and weights of int8 data do not fit into bytes and are of 16 bits. */
function withWideTiles(by: Lowering): Lowering {
  return by.bytes.scratch > 1 ? by : { ...by, bytes: { ...by.bytes, scratch: 2, weights: 2 } };
}

/** The tile of minimal filtering that a runtime takes for a convolution; undefined where it multiplies directly. */
export function winogradTile(
  work: MacWork,
  { winograd: rule }: RuntimeProfile,
  by: Lowering,
): WinogradTile | undefined {
  const { kernel, stride, dilation } = work;
  const isOdd = kernel.some((each) => each !== 3) || [...stride, ...dilation].some((each) => each !== 1);
  if (isOdd || work.groups !== 1 || rule === "none") return undefined;
  const tiles = rule === "by-map" ? byMap(work, by.threads) : byChannels(work);
  return tiles.find((m) => by.has(`winograd${m}-input`));
}

function byMap({ output }: MacWork, threads: number): readonly WinogradTile[] {
  return (output[0] * output[1]) / (8 * threads) >= 36 ? [6] : [2];
}

/** The first choice, then what is there where a data type lacks it. */
function byChannels({ channels, filters }: MacWork): readonly WinogradTile[] {
  if (channels < 8 && filters < 8) return [];
  if (channels <= 128 && filters <= 128) return [6, 4];
  return channels >= 8 && filters >= 8 ? [4] : [2];
}
