import {
  assign,
  constant,
  type Local,
  load,
  loadSplat,
  loadWord,
  plus,
  repeatWhile,
  type Statement,
  singles,
  store,
  vectorOf,
  wordOf,
} from "./expression.ts";
import type { Build } from "./wasm-module.ts";

const vectorBytes = 16;

export interface GlobalPoolShape {
  readonly pixels: number;
  readonly pitch: number;
  /** Vectors of four channels that are summed side by side. */
  readonly vectors: number;
}

/** Code of `(input, output)`: the mean of some channels over all pixels; the sum in the order of the pixels, then one division. */
export function globalPoolKernel({ pixels, pitch, vectors }: GlobalPoolShape): Build {
  return ([input, output], locals) => {
    if (!input || !output) throw new RangeError("two parameters");
    const sums = locals.several("v128", vectors);
    const end = locals.add("i32");
    return [
      ...assign(end, plus(input, pixels * pitch)),
      ...sums.flatMap((sum) => assign(sum, singles(0))),
      ...repeatWhile(wordOf("i32.ne", input, end), [
        ...sums.flatMap((sum, v) => assign(sum, vectorOf("f32x4.add", sum, load(input, vectorBytes * v)))),
        ...assign(input, plus(input, pitch)),
      ]),
      ...sums.flatMap((sum, v) => store(output, vectorBytes * v, vectorOf("f32x4.div", sum, singles(pixels)))),
    ];
  };
}

export interface PoolKernelShape {
  readonly outWidth: number;
  readonly outHeight: number;
  /** Bytes from one pixel, and from one input row, to the next. */
  readonly pitch: number;
  readonly inRow: number;
  readonly reduce: "mean" | "largest";
}

type Index = Local<"i32">;

/**
 * Code of `(input, output, table, from, to)`: output rows [from, to) of a pooling. The table has, for each output row and then for each
 * output column, the bytes to its first row (column) and behind its last one; for means, how many cells each window counts follow, as
 * floats. Cells of a window come row by row.
 */
export function poolKernel({ outWidth, outHeight, pitch, inRow, reduce }: PoolKernelShape): Build {
  return ([input, output, table, from, to], locals) => {
    if (!input || !output || !table || !from || !to) throw new RangeError("five parameters");
    const [row, rows, columns, columnsEnd, out, outEnd, line, lineEnd, cell, cellEnd, channel, cells] = locals.several(
      "i32",
      12,
    ) as readonly [Index, Index, Index, Index, Index, Index, Index, Index, Index, Index, Index, Index];
    const value = locals.add("v128");
    const name = reduce === "mean" ? "f32x4.add" : "f32x4.max";
    const columnTable = 8 * outHeight;
    const cellTable = columnTable + 8 * outWidth;
    const window: Statement = [
      ...assign(value, singles(reduce === "mean" ? 0 : Number.NEGATIVE_INFINITY)),
      ...assign(line, wordOf("i32.add", channel, loadWord(rows, 0))),
      ...assign(lineEnd, wordOf("i32.add", channel, loadWord(rows, 4))),
      ...repeatWhile(wordOf("i32.ne", line, lineEnd), [
        ...assign(cell, wordOf("i32.add", line, loadWord(columns, 0))),
        ...assign(cellEnd, wordOf("i32.add", line, loadWord(columns, 4))),
        ...repeatWhile(wordOf("i32.ne", cell, cellEnd), [
          ...assign(value, vectorOf(name, value, load(cell, 0))),
          ...assign(cell, plus(cell, pitch)),
        ]),
        ...assign(line, plus(line, inRow)),
      ]),
      ...store(out, 0, reduce === "mean" ? vectorOf("f32x4.div", value, loadSplat(cells, 0)) : value),
      ...assign(out, plus(out, vectorBytes)),
      ...assign(channel, plus(channel, vectorBytes)),
    ];
    return [
      ...assign(row, from),
      ...assign(out, wordOf("i32.add", output, wordOf("i32.mul", from, constant(outWidth * pitch)))),
      ...repeatWhile(wordOf("i32.lt_s", row, to), [
        ...assign(rows, wordOf("i32.add", table, wordOf("i32.mul", row, constant(8)))),
        ...assign(columns, plus(table, columnTable)),
        ...assign(columnsEnd, plus(table, cellTable)),
        ...assign(cells, wordOf("i32.add", plus(table, cellTable), wordOf("i32.mul", row, constant(4 * outWidth)))),
        ...repeatWhile(wordOf("i32.ne", columns, columnsEnd), [
          ...assign(channel, input),
          ...assign(outEnd, plus(out, pitch)),
          ...repeatWhile(wordOf("i32.ne", out, outEnd), window),
          ...assign(columns, plus(columns, 8)),
          ...assign(cells, plus(cells, 4)),
        ]),
        ...assign(row, plus(row, 1)),
      ]),
    ];
  };
}
