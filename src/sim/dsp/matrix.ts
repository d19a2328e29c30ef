import type { MacWork } from "../work.ts";
import type { DspMachine } from "./machine.ts";

/** What the matrix unit does for one product. Units: tiles, bytes. */
export interface MatrixWork {
  /** Products of a tile of pixels and a square of weights. */
  readonly products: number;
  /** Of these, those whose kernel reaches into the tile below. */
  readonly withNeighbour: number;
  /** Tiles of sums that are scaled and written. */
  readonly stores: number;
  /** Weights as they are laid out for the unit; 0 where both operands are activations. */
  readonly weightBytes: number;
  /** Bytes that the vector unit lays out anew first. */
  readonly permutedBytes: number;
}

/**
 * The tiles of a product. Channels are filled up to whole tiles on both sides; a map is cut into tiles of rows and columns, rows of a matrix
 * into as many at a time. Few input channels at a stride are made more by space-to-depth first. Small groups share a tile, whose other
 * weights are zero.
 * Source: Qualcomm, 80-63442-10, htp_guidelines_low_depth_activations, htp_guidelines_space_to_depth, htp_guidelines_channels; the tile
 * of 2048 bytes: ggml-org/llama.cpp, ggml/src/ggml-hexagon/htp/hmx-utils.h; zeroed weights of groups and the second block of activations
 * of kernels with several rows: quic/qemu, target/hexagon.
 */
export function matrixWork(work: MacWork, batch: number, machine: DspMachine): MatrixWork {
  const { tile, elementBytes } = machine;
  const [rows, columns] = work.output;
  // Images of a batch are rows below each other; none shares a tile with the next.
  const images = work.learned ? batch : 1;
  const isMap = rows > images && columns > 1;
  const pixelTiles = isMap
    ? images * Math.ceil(rows / images / tile.rows) * Math.ceil(columns / tile.columns)
    : Math.ceil((rows * columns) / (tile.rows * tile.columns));
  const { groups, filters, channels, taps, height, permutedElements } = laidOut(work, tile.channels);
  const depth = Math.ceil(channels / tile.channels) * taps;
  const wide = Math.ceil(filters / tile.channels);
  const count = groups * work.sets * pixelTiles;
  const products = count * depth * wide;
  return {
    products,
    withNeighbour: height > 1 ? products : 0,
    stores: count * wide,
    weightBytes: work.learned ? groups * depth * wide * tile.channels ** 2 * elementBytes : 0,
    permutedBytes: permutedElements * elementBytes,
  };
}

interface Layout {
  readonly groups: number;
  readonly filters: number;
  readonly channels: number;
  readonly taps: number;
  /** Rows of the kernel. */
  readonly height: number;
  /** Elements that change their place before or after. */
  readonly permutedElements: number;
}

/** Channels of RGB and of RGB with a mask, which are laid out by space-to-depth where the stride allows it. */
const fewChannels = 4;

function laidOut(work: MacWork, width: number): Layout {
  const { groups, filters, channels, kernel, stride, output } = work;
  const [height] = kernel;
  const taps = height * kernel[1];
  if (groups === 1 && taps > 1 && channels <= fewChannels && stride[0] > 1 && stride[1] > 1) {
    const rows = Math.ceil(height / stride[0]);
    return {
      groups,
      filters,
      channels: channels * stride[0] * stride[1],
      taps: rows * Math.ceil(kernel[1] / stride[1]),
      height: rows,
      permutedElements: channels * output[0] * stride[0] * output[1] * stride[1],
    };
  }
  const widest = Math.max(filters, channels);
  // A right operand that is no weights lies as maps do, and is laid out as weights are.
  const right = work.learned ? 0 : groups * work.sets * channels * filters;
  if (groups === 1 || !work.learned) return { groups, filters, channels, taps, height, permutedElements: right };
  const together = widest < width ? Math.floor(width / widest) : 1;
  // Groups that do not end with a tile are taken apart and put together again.
  const pixels = output[0] * output[1];
  const isWhole = (widest * together) % width === 0;
  const elements = groups * (channels * pixels * stride[0] * stride[1] + filters * pixels);
  return {
    groups: Math.ceil(groups / together),
    filters: filters * together,
    channels: channels * together,
    taps,
    height,
    permutedElements: isWhole ? 0 : elements,
  };
}
