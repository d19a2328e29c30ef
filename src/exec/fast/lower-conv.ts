import { type WindowAxis, windowStarts } from "../window.ts";
import { type Addressing, type ConvKernelShape, convKernel } from "./conv-kernel.ts";
import { clearKernel, marginKernel } from "./copy-kernel.ts";
import { type DepthwiseAxis, depthwiseKernel } from "./depthwise-kernel.ts";
import type { MultiplyAdd } from "./expression.ts";
import { type ChannelParameters, headCount, packPanel, packRows, rowsBytes } from "./pack.ts";
import type { Job, ProgramBuilder } from "./program.ts";
import { pitchOf } from "./slot.ts";
import type { StageShape } from "./stages.ts";

const floatBytes = 4;
const lanes = 4;
/** Input that one pass over all panels reads; half of a small second-level cache. */
const blockBytes = 262_144;
/** Bytes that one job of a copy moves. */
export const copyBytes = 65_536;

/** Addresses of a layer's tensors; `other` is the one beside it, or 0. */
export interface Places {
  readonly input: number;
  readonly output: number;
  readonly other: number;
}

/** A convolution; a fully connected layer is one with a window of one pixel. */
export interface ConvLayer {
  readonly channels: number;
  readonly filters: number;
  readonly groups: number;
  readonly rows: WindowAxis;
  readonly columns: WindowAxis;
  readonly hasBias: boolean;
  readonly parameters: () => ChannelParameters;
  readonly how: MultiplyAdd;
  readonly stages: readonly StageShape[];
}

/** Largest window and widest margins for which depthwise kernels are written out, so that their code stays small. */
const widest = 32;

/** The sizes of a convolution. */
export type ConvGeometry = Pick<ConvLayer, "channels" | "filters" | "groups" | "rows" | "columns">;

/** Whether the depthwise kernel takes a layer; the general one takes all others. */
export function isDepthwise({ channels, filters, groups, rows, columns }: ConvGeometry): boolean {
  const isWide = [rows, columns].some(({ kernel, before, after }) => Math.max(kernel, before, after) > widest);
  return groups > 1 && groups === channels && groups === filters && !isWide;
}

/** Bytes of the image with its margins that a convolution reads, or 0 where it reads the image itself. */
export function marginBytes(layer: ConvGeometry): number {
  const { rows, columns, channels } = layer;
  if (isDepthwise(layer) || rows.before + rows.after + columns.before + columns.after === 0) return 0;
  return paddedExtent(rows) * paddedExtent(columns) * pitchOf(channels);
}

function paddedExtent({ before, extent, after }: WindowAxis): number {
  return before + extent + after;
}

/** Steps that copy an image into the middle of zeros. */
export function lowerMargins(
  program: ProgramBuilder,
  { channels, rows, columns }: Pick<ConvLayer, "channels" | "rows" | "columns">,
  input: number,
  output: number,
): void {
  const pitch = pitchOf(channels);
  const inRow = columns.extent * pitch;
  const outRow = paddedExtent(columns) * pitch;
  const clear = program.kernel(clearKernel, {});
  const copy = program.kernel(marginKernel, { inRow, before: columns.before * pitch, after: columns.after * pitch });
  const jobs: Job[] = [
    { kernel: clear, parameters: [output, rows.before * outRow] },
    { kernel: clear, parameters: [output + (rows.before + rows.extent) * outRow, rows.after * outRow] },
  ];
  const rowsPerJob = Math.max(1, Math.floor(copyBytes / inRow));
  for (let row = 0; row < rows.extent; row += rowsPerJob) {
    const end = Math.min(row + rowsPerJob, rows.extent);
    jobs.push({
      kernel: copy,
      parameters: [input + row * inRow, output + (rows.before + row) * outRow, input + end * inRow],
    });
  }
  program.step(jobs);
}

/** A depthwise convolution: some output rows per job. `zeros` is a line of zeros as long as an input row. */
export function lowerDepthwise(program: ProgramBuilder, layer: ConvLayer, places: Places, zeros: number): void {
  const { channels, hasBias, parameters, how, stages } = layer;
  const pitch = pitchOf(channels);
  const [rows, columns] = [depthwiseAxis(layer.rows), depthwiseAxis(layer.columns)];
  const kernel = program.kernel(depthwiseKernel, { rows, columns, pitch, hasBias, how, stages });
  const [taps, row] = [rows.kernel * columns.kernel, pitch / floatBytes];
  const weights = program.constant(rowsBytes(headCount(layer) + taps, row), () =>
    packRows(parameters(), channels, row, taps),
  );
  const rowsPerJob = Math.max(1, Math.floor(rows.outExtent / 14));
  const jobs: Job[] = [];
  for (let from = 0; from < rows.outExtent; from += rowsPerJob) {
    const to = Math.min(from + rowsPerJob, rows.outExtent);
    jobs.push({ kernel, parameters: [places.input, places.output, weights, zeros, places.other, from, to] });
  }
  program.step(jobs);
}

function depthwiseAxis(axis: WindowAxis): DepthwiseAxis {
  const { extent, kernel, stride, dilation, before } = axis;
  return { extent, outExtent: windowStarts(axis).length, kernel, stride, dilation, before };
}

/** Any other convolution: a panel of output channels and a block of pixels per job. `input` has its margins. */
export function lowerConv(program: ProgramBuilder, layer: ConvLayer, places: Places): void {
  const { channels, filters, groups, parameters } = layer;
  const [depth, groupFilters] = [channels / groups, filters / groups];
  const window = windowOf(layer);
  const { pixels, products } = window;
  const taps = window.order === "table" ? program.table(tapsOf(layer)) : 0;
  const table = window.isFlat ? 0 : program.constant(floatBytes * pixels, () => startsOf(layer));
  const jobsOfBlocks = new Map<number, Job[]>();
  for (let g = 0; g < groups; g++) {
    const input = places.input + g * depth * floatBytes;
    for (const { first, count, vectors } of panelsOf(groupFilters, pixels)) {
      const shape = kernelShape(layer, window, count, vectors);
      const kernel = program.kernel(convKernel, shape);
      const channel = g * groupFilters + first;
      const panel = program.constant(rowsBytes(headCount(layer) + products, lanes * vectors), () =>
        packPanel(parameters(), { first: channel, count, vectors }, products),
      );
      const output = places.output + channel * floatBytes;
      const other = places.other + channel * floatBytes;
      for (const { from, to } of blocksOf(window, shape.tile)) {
        const jobs = jobsOfBlocks.get(from) ?? [];
        jobsOfBlocks.set(from, jobs);
        jobs.push({ kernel, parameters: [input, table, output, panel, other, from, to, taps] });
      }
    }
  }
  program.step([...jobsOfBlocks].sort(([a], [b]) => a - b).flatMap(([, jobs]) => jobs));
}

function kernelShape(layer: ConvLayer, window: Window, count: number, vectors: number): ConvKernelShape {
  const { filters, groups, hasBias, how, stages } = layer;
  const { pixels, products, order } = window;
  const tile = tileOf(vectors, pixels);
  return {
    vectors,
    // The lanes behind the last channel of a group belong to the next one.
    lastLanes: groups > 1 ? count - lanes * (vectors - 1) : lanes,
    pixels,
    tile,
    products,
    order,
    addressing: addressingOf(window, tile),
    outPitch: pitchOf(filters),
    hasBias,
    how,
    stages,
  };
}

interface Window {
  readonly pixels: number;
  readonly outWidth: number;
  /** Products of one sum, and whether they are the channels of one pixel. */
  readonly products: number;
  readonly order: ConvKernelShape["order"];
  /** Bytes between the windows of neighbours in a row. */
  readonly step: number;
  /** Whether all windows follow each other at `step`, from row to row as well. */
  readonly isFlat: boolean;
}

function windowOf({ channels, groups, rows, columns }: ConvLayer): Window {
  const pitch = pitchOf(channels);
  const [outHeight, outWidth] = [windowStarts(rows).length, windowStarts(columns).length];
  const step = columns.stride * pitch;
  const taps = rows.kernel * columns.kernel;
  return {
    pixels: outHeight * outWidth,
    outWidth,
    products: (channels / groups) * taps,
    order: taps === 1 ? "channels" : "table",
    step,
    isFlat: outHeight === 1 || rows.stride * paddedExtent(columns) * pitch === outWidth * step,
  };
}

/** Where what the products of a sum read lies from the start of its window: channels, then rows, then columns. */
function tapsOf({ channels, groups, rows, columns }: ConvLayer): Int32Array {
  const pitch = pitchOf(channels);
  const line = paddedExtent(columns) * pitch;
  const taps = new Int32Array((channels / groups) * rows.kernel * columns.kernel);
  let at = 0;
  for (let c = 0; c < channels / groups; c++) {
    for (let r = 0; r < rows.kernel; r++) {
      for (let s = 0; s < columns.kernel; s++) {
        taps[at++] = floatBytes * c + r * rows.dilation * line + s * columns.dilation * pitch;
      }
    }
  }
  return taps;
}

/** Where each window starts. */
function startsOf({ channels, rows, columns }: ConvLayer): Int32Array {
  const pitch = pitchOf(channels);
  const line = paddedExtent(columns) * pitch;
  const [rowStarts, columnStarts] = [windowStarts(rows), windowStarts(columns)];
  const starts = new Int32Array(rowStarts.length * columnStarts.length);
  let at = 0;
  for (const row of rowStarts) for (const column of columnStarts) starts[at++] = row * line + column * pitch;
  return starts;
}

function addressingOf({ isFlat, outWidth, step }: Window, tile: number): Addressing {
  if (isFlat) return { kind: "flat", step };
  return outWidth % tile === 0 ? { kind: "even", step } : { kind: "table" };
}

/** Columns of a panel: two vectors where there are pixels enough for a tile of them, more where there are not. */
function panelsOf(filters: number, pixels: number) {
  const wide = pixels === 1 ? 8 : pixels < 4 ? 4 : 2;
  const panels: { readonly first: number; readonly count: number; readonly vectors: number }[] = [];
  for (let first = 0; first < filters; first += lanes * wide) {
    const count = Math.min(lanes * wide, filters - first);
    panels.push({ first, count, vectors: Math.ceil(count / lanes) });
  }
  return panels;
}

/** About eight sums at once: enough to hide the time that one takes, few enough for sixteen registers. */
function tileOf(vectors: number, pixels: number): number {
  return Math.min(pixels, Math.max(1, Math.floor(8 / vectors)));
}

/** Output pixels per job: whole tiles; a single pixel left over joins the tile before it. */
function blocksOf({ pixels, step }: Window, tile: number): readonly { readonly from: number; readonly to: number }[] {
  const block = tile * Math.max(1, Math.floor(blockBytes / (step * tile)));
  const blocks: { readonly from: number; readonly to: number }[] = [];
  for (let from = 0; from < pixels; ) {
    const to = pixels - from - block <= 1 ? pixels : from + block;
    blocks.push({ from, to });
    from = to;
  }
  return blocks;
}
