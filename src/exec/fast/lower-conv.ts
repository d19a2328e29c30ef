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
  const { channels, filters, groups, hasBias, parameters, how, stages } = layer;
  const [depth, groupFilters] = [channels / groups, filters / groups];
  const window = windowOf(layer);
  const { pixels } = window;
  const order = layer.rows.kernel * layer.columns.kernel === 1 ? "channels" : "table";
  const taps = order === "table" ? program.table(window.taps) : 0;
  const outPitch = pitchOf(filters);
  const table = window.table === undefined ? 0 : program.table(window.table);
  const jobsOfBlocks = new Map<number, Job[]>();
  for (let g = 0; g < groups; g++) {
    for (const { first, count, vectors } of panelsOf(groupFilters, pixels)) {
      const tile = tileOf(vectors, pixels);
      const shape: ConvKernelShape = {
        vectors,
        lastLanes: groups > 1 ? count - lanes * (vectors - 1) : lanes,
        pixels,
        tile,
        products: window.taps.length,
        order,
        addressing: addressingOf(window, tile),
        outPitch,
        hasBias,
        how,
        stages,
      };
      const kernel = program.kernel(convKernel, shape);
      const channel = g * groupFilters + first;
      const products = window.taps.length;
      const panel = program.constant(rowsBytes(headCount(layer) + products, lanes * vectors), () =>
        packPanel(parameters(), { first: channel, count, vectors }, products),
      );
      const [output, other] = [places.output, places.other].map((each) => each + channel * floatBytes);
      const input = places.input + g * depth * floatBytes;
      const block = blockOf(window, tile);
      for (let from = 0; from < pixels; from += block) {
        const end = from + block;
        const to = pixels - end <= 1 ? pixels : end;
        const parametersOfJob = [input, table, output ?? 0, panel, other ?? 0, from, to, taps];
        jobsOfBlocks.set(from, [...(jobsOfBlocks.get(from) ?? []), { kernel, parameters: parametersOfJob }]);
        if (to === pixels) break;
      }
    }
  }
  program.step([...jobsOfBlocks].sort(([a], [b]) => a - b).flatMap(([, jobs]) => jobs));
}

interface Window {
  readonly pixels: number;
  readonly outWidth: number;
  /** Where what the products of a sum read lies from the start of its window: channels, then rows, then columns. */
  readonly taps: Int32Array;
  /** Bytes between the windows of neighbours in a row. */
  readonly step: number;
  /** Where each window starts, unless they follow each other at `step` throughout. */
  readonly table: Int32Array | undefined;
}

function windowOf({ channels, groups, rows, columns }: ConvLayer): Window {
  const pitch = pitchOf(channels);
  const line = paddedExtent(columns) * pitch;
  const [rowStarts, columnStarts] = [windowStarts(rows), windowStarts(columns)];
  const outWidth = columnStarts.length;
  const pixels = rowStarts.length * outWidth;
  const range = (count: number) => Array.from({ length: count }, (_, at) => at);
  const taps = range(channels / groups).flatMap((c) =>
    range(rows.kernel).flatMap((r) =>
      range(columns.kernel).map((s) => floatBytes * c + r * rows.dilation * line + s * columns.dilation * pitch),
    ),
  );
  const step = columns.stride * pitch;
  const table = Int32Array.from({ length: pixels }, (_, at) => {
    const start = rowStarts[Math.floor(at / outWidth)] ?? 0;
    return start * line + (columnStarts[at % outWidth] ?? 0) * pitch;
  });
  const isFlat = table.every((place, at) => place === at * step);
  return { pixels, outWidth, taps: Int32Array.from(taps), step, table: isFlat ? undefined : table };
}

function addressingOf({ table, outWidth, step }: Window, tile: number): Addressing {
  if (table === undefined) return { kind: "flat", step };
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

/** Pixels per job: whole tiles. */
function blockOf({ step }: Window, tile: number): number {
  return tile * Math.max(1, Math.floor(blockBytes / (step * tile)));
}
