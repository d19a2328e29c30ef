import {
  assign,
  constant,
  type Local,
  load,
  type MultiplyAdd,
  multiplyAdd,
  plus,
  repeatWhile,
  type Statement,
  select,
  singles,
  store,
  type Vector,
  wordOf,
} from "./expression.ts";
import { headCount } from "./pack.ts";
import { applyStages, type StageShape } from "./stages.ts";
import type { Build, Locals } from "./wasm-module.ts";

const vectorBytes = 16;
/** Output columns that are worked on at once. */
const tile = 4;

/** One axis of a depthwise window. */
export interface DepthwiseAxis {
  readonly extent: number;
  readonly outExtent: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly before: number;
}

export interface DepthwiseKernelShape {
  readonly rows: DepthwiseAxis;
  readonly columns: DepthwiseAxis;
  /** Bytes from one pixel to the next; those of input and output agree. */
  readonly pitch: number;
  readonly hasBias: boolean;
  readonly how: MultiplyAdd;
  readonly stages: readonly StageShape[];
}

type Index = Local<"i32">;

interface Context {
  readonly shape: DepthwiseKernelShape;
  readonly weights: Index;
  /** Addresses of the taps of the first row, second row, ...; each starts at the window of the tile's first column. */
  readonly lines: readonly Index[];
  readonly out: Index;
  readonly beside: Index;
  readonly locals: Locals;
}

/**
 * Code of `(input, output, weights, zeros, other, from, to)`: output rows [from, to). `zeros` is a line of zeros as long as an input row
 * with what a window covers beside it. What lies on a margin is multiplied as 0, as the reference does.
 *
 * Order of each sum: the bias, then the rows and the columns of the filter.
 */
export function depthwiseKernel(shape: DepthwiseKernelShape): Build {
  return ([input, output, weights, zeros, other, from, to], locals) => {
    if (!input || !output || !weights || !zeros || !other || !from || !to) throw new RangeError("seven parameters");
    const { rows, columns, pitch } = shape;
    const [row, out, beside, source] = locals.several("i32", 4) as readonly [Index, Index, Index, Index];
    const lines = locals.several("i32", rows.kernel);
    const outRow = columns.outExtent * pitch;
    const context = { shape, weights, lines, out, beside, locals };
    const findLines = lines.flatMap((line, r) => [
      ...assign(source, plus(wordOf("i32.mul", row, constant(rows.stride)), r * rows.dilation - rows.before)),
      ...assign(
        line,
        plus(
          select(
            wordOf("i32.lt_u", source, constant(rows.extent)),
            wordOf("i32.add", input, wordOf("i32.mul", source, constant(columns.extent * pitch))),
            zeros,
          ),
          -columns.before * pitch,
        ),
      ),
    ]);
    return [
      ...assign(row, from),
      ...assign(out, wordOf("i32.add", output, wordOf("i32.mul", from, constant(outRow)))),
      ...assign(beside, wordOf("i32.add", other, wordOf("i32.mul", from, constant(outRow)))),
      ...repeatWhile(wordOf("i32.lt_s", row, to), [...findLines, ...rowCode(context), ...assign(row, plus(row, 1))]),
    ];
  };
}

interface Tile {
  readonly first: number;
  readonly count: number;
  /** Whether every tap of every window lies on the image. */
  readonly isInside: boolean;
}

function tilesOf({ extent, outExtent, kernel, stride, dilation, before }: DepthwiseAxis): readonly Tile[] {
  return Array.from({ length: Math.ceil(outExtent / tile) }, (_, index) => {
    const first = index * tile;
    const count = Math.min(tile, outExtent - first);
    const start = first * stride - before;
    const end = (first + count - 1) * stride - before + (kernel - 1) * dilation;
    return { first, count, isInside: start >= 0 && end < extent };
  });
}

/** One output row: tiles at the margins have code of their own, equal ones between them share a loop. */
function rowCode(context: Context): Statement {
  const { out, locals, shape } = context;
  const tiles = tilesOf(shape.columns);
  const code: number[] = [];
  for (let at = 0; at < tiles.length; ) {
    const first = tiles[at];
    if (first === undefined) break;
    let next = at + 1;
    const joins = (other: Tile | undefined) =>
      first.isInside && other?.isInside === true && other.count === first.count;
    while (joins(tiles[next])) next++;
    const body = tileCode(context, first);
    if (next - at > 1) {
      const end = locals.add("i32");
      code.push(...assign(end, plus(out, (next - at) * first.count * shape.pitch)));
      code.push(...repeatWhile(wordOf("i32.ne", out, end), body));
    } else {
      for (const byte of body) code.push(byte);
    }
    at = next;
  }
  return code;
}

/**
 * A few output columns of one row, channel by channel; the addresses move on to the next tile. Rows of the filter are turns of a loop in
 * which the lines take turns: one row's products need no more registers than there are.
 */
function tileCode(
  { shape, weights, lines, out, beside, locals }: Context,
  { first, count, isInside }: Tile,
): Statement {
  const { rows, columns, pitch, hasBias, stages } = shape;
  const { stride, dilation, before, extent, kernel } = columns;
  const [weight, end, tap, tapEnd, moved] = locals.several("i32", 5) as readonly [Index, Index, Index, Index, Index];
  const sums = locals.several("v128", count);
  const factor = locals.add("v128");
  const firstTap = headCount(shape);
  const isOn = (column: number) => isInside || (column - before >= 0 && column - before < extent);
  const [line = out] = lines;
  const known = new Map<number, Local<"v128">>();
  const products = Array.from({ length: kernel }, (_, s) => [
    ...assign(factor, load(tap, s * pitch)),
    ...sums.flatMap((sum, t) => {
      const column = t * stride + s * dilation;
      const found = known.get(column);
      const value = found ?? locals.add("v128");
      known.set(column, value);
      const read: Vector = isOn(first * stride + column) ? load(line, column * pitch) : singles(0);
      return [
        ...(found === undefined ? assign(value, read) : []),
        ...assign(sum, multiplyAdd(shape.how, factor, value, sum)),
      ];
    }),
  ]).flat();
  // Behind the last turn each line is where it was, one vector further.
  const nextLine = [
    ...assign(moved, plus(line, vectorBytes)),
    ...lines.flatMap((each, r) => assign(each, lines[r + 1] ?? moved)),
    ...assign(tap, plus(tap, kernel * pitch)),
  ];
  const stage = (sum: Local<"v128">, t: number): Statement => {
    const row = (index: number) => load(weight, ((hasBias ? 1 : 0) + index) * pitch);
    const operands = {
      factors: (affine: number) => row(2 * affine),
      addends: (affine: number) => row(2 * affine + 1),
      other: () => load(beside, t * pitch),
    };
    return [...applyStages(sum, stages, operands, locals), ...store(out, t * pitch, sum)];
  };
  const move = (by: number) => [weight, out, beside].flatMap((each) => assign(each, plus(each, by)));
  return [
    ...assign(weight, weights),
    ...assign(end, plus(weights, pitch)),
    ...repeatWhile(wordOf("i32.ne", weight, end), [
      ...sums.flatMap((sum) => assign(sum, hasBias ? load(weight, 0) : singles(0))),
      ...assign(tap, plus(weight, firstTap * pitch)),
      ...assign(tapEnd, plus(tap, rows.kernel * kernel * pitch)),
      ...repeatWhile(wordOf("i32.ne", tap, tapEnd), [...products, ...nextLine]),
      ...sums.flatMap(stage),
      ...move(vectorBytes),
    ]),
    // Each address has moved by one pixel; the next tile is `count` output columns further.
    ...[out, beside].flatMap((each) => assign(each, plus(each, (count - 1) * pitch))),
    ...lines.flatMap((line) => assign(line, plus(line, (count * stride - 1) * pitch))),
  ];
}
