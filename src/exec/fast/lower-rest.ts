import type { Affine } from "../kernels/bn.ts";
import { channelCopyKernel } from "./copy-kernel.ts";
import { copyBytes, type Places } from "./lower-conv.ts";
import { headCount, packRows, rowsBytes } from "./pack.ts";
import { pixelKernel } from "./pixel-kernel.ts";
import { globalPoolKernel, poolKernel } from "./pool-kernel.ts";
import type { Job, ProgramBuilder } from "./program.ts";
import type { SlotShape } from "./slot.ts";
import type { StageShape } from "./stages.ts";

const floatBytes = 4;
const vectorBytes = 16;
/** Vectors that a global pooling sums side by side. */
const pooledVectors = 8;

/** Blocks of pixels that copies and element-wise steps are cut into. */
function blocksOf({ pixels, pitch }: Pick<SlotShape, "pixels" | "pitch">) {
  const block = Math.max(1, Math.floor(copyBytes / pitch));
  return Array.from({ length: Math.ceil(pixels / block) }, (_, at) => ({
    from: at * block,
    to: Math.min(pixels, (at + 1) * block),
  }));
}

/** Stages on a tensor. */
export function lowerPixels(
  program: ProgramBuilder,
  slot: SlotShape,
  stages: readonly StageShape[],
  affines: () => readonly Affine[],
  { input, output, other }: Places,
): void {
  const { channels, pitch } = slot;
  const kernel = program.kernel(pixelKernel, { pitch, stages });
  const perChannel = stages.some((stage) => stage.kind === "combine" && stage.per === "channel");
  const [heads, row] = [headCount({ hasBias: false, stages }), pitch / floatBytes];
  const noWeights = { weights: new Float32Array(0), biases: undefined };
  const pack = () => packRows({ ...noWeights, affines: affines() }, channels, row, 0);
  const rows = heads === 0 ? 0 : program.constant(rowsBytes(heads, row), pack);
  program.step(
    blocksOf(slot).map(({ from, to }) => ({
      kernel,
      parameters: [
        input + from * pitch,
        output + from * pitch,
        rows,
        perChannel ? other : other + from * pitch,
        input + to * pitch,
      ],
    })),
  );
}

/** Means over all pixels, some channels per job. */
export function lowerGlobalPool(program: ProgramBuilder, { pixels, pitch }: SlotShape, places: Places): void {
  const all = pitch / vectorBytes;
  const jobs: Job[] = [];
  for (let first = 0; first < all; first += pooledVectors) {
    const vectors = Math.min(pooledVectors, all - first);
    const kernel = program.kernel(globalPoolKernel, { pixels, pitch, vectors });
    const parameters = [places.input, places.output].map((each) => each + first * vectorBytes);
    jobs.push({ kernel, parameters });
  }
  program.step(jobs);
}

/** The cells of one axis that a window covers, and how many count for its mean. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly counted: number;
}

/** Windows of a pooling on both axes. */
export interface PoolWindows {
  readonly rows: readonly Span[];
  readonly columns: readonly Span[];
  readonly inWidth: number;
}

export function lowerPool(
  program: ProgramBuilder,
  { pitch }: SlotShape,
  { rows, columns, inWidth }: PoolWindows,
  reduce: "mean" | "largest",
  { input, output }: Places,
): void {
  const inRow = inWidth * pitch;
  const shape = { outWidth: columns.length, outHeight: rows.length, pitch, inRow, reduce };
  const kernel = program.kernel(poolKernel, shape);
  const ends = [
    ...rows.flatMap(({ from, to }) => [from * inRow, to * inRow]),
    ...columns.flatMap(({ from, to }) => [from * pitch, to * pitch]),
  ];
  const cells = rows.flatMap((row) => columns.map((column) => row.counted * column.counted));
  const table = new Int32Array(ends.length + cells.length);
  table.set(ends);
  new Float32Array(table.buffer).set(cells, ends.length);
  const address = program.table(table);
  program.step(rows.map((_, row): Job => ({ kernel, parameters: [input, output, address, row, row + 1] })));
}

/** One tensor into the channels of another, from `first` on. */
export function lowerChannelCopy(
  program: ProgramBuilder,
  from: SlotShape,
  to: SlotShape,
  first: number,
  { input, output }: Places,
): readonly Job[] {
  const shape = { channels: from.channels, inPitch: from.pitch, outPitch: to.pitch };
  const kernel = program.kernel(channelCopyKernel, shape);
  return blocksOf(from).map((block) => ({
    kernel,
    parameters: [
      input + block.from * from.pitch,
      output + block.from * to.pitch + first * floatBytes,
      input + block.to * from.pitch,
    ],
  }));
}
