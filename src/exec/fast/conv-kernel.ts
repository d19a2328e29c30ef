import {
  assign,
  constant,
  type Local,
  load,
  loadSplat,
  loadWord,
  type MultiplyAdd,
  multiplyAdd,
  plus,
  repeatWhile,
  type Statement,
  select,
  singles,
  store,
  storeLane,
  type Word,
  when,
  wordOf,
} from "./expression.ts";
import { headCount } from "./pack.ts";
import { applyStages, type StageShape } from "./stages.ts";
import type { Build, Locals } from "./wasm-module.ts";

/** Bytes of a vector of four floats. */
const vectorBytes = 16;

/**
 * How the windows of the pixels of one tile are found. `flat`: pixel i of the output reads at i * step. `even`: a table gives the first
 * pixel's place, the others follow at `step`. `table`: a table gives the place of each.
 */
export type Addressing =
  | { readonly kind: "flat"; readonly step: number }
  | { readonly kind: "even"; readonly step: number }
  | { readonly kind: "table" };

/** One panel of a convolution: a few vectors of output channels at all pixels; sizes in bytes. */
export interface ConvKernelShape {
  /** Vectors of four output channels; the last one may have fewer. */
  readonly vectors: number;
  readonly lastLanes: number;
  /** Output pixels of the layer, and how many are worked on at once. */
  readonly pixels: number;
  readonly tile: number;
  /** Products of each sum. */
  readonly products: number;
  /** Whether what they read follows channel by channel from the start of a window, or a table says where each stands. */
  readonly order: "channels" | "table";
  readonly addressing: Addressing;
  readonly outPitch: number;
  readonly hasBias: boolean;
  readonly how: MultiplyAdd;
  readonly stages: readonly StageShape[];
}

/** Pixels that the last tile of a layer works on: a single one left over is joined to the tile before it. */
function lastTile({ pixels, tile }: ConvKernelShape): number {
  const rest = pixels % tile;
  return rest === 1 && pixels > tile && tile > 1 ? tile + 1 : rest;
}

/**
 * Code of `(input, table, output, panel, other, from, to, taps)`: output pixels [from, to) of a panel. `from` is a multiple of the tile,
 * and so is `to` unless it is the end. `taps` is the table of what the products read, from the start of a window.
 *
 * Order of each sum, which is the reference's: the bias, then the channels, the rows and the columns of the filter.
 */
export function convKernel(shape: ConvKernelShape): Build {
  return ([input, table, output, panel, other, from, to, taps], locals) => {
    if (!input || !table || !output || !panel || !other || !from || !to || !taps) {
      throw new RangeError("eight parameters");
    }
    const { pixels, tile, outPitch, addressing } = shape;
    const last = lastTile(shape);
    const [at, end, out, beside, place] = locals.several("i32", 5) as readonly [Index, Index, Index, Index, Index];
    const context = { shape, input, panel, out, beside, place, taps, locals };
    const advance = (count: number): Statement => [
      ...assign(at, plus(at, count)),
      ...assign(out, plus(out, count * outPitch)),
      ...assign(beside, plus(beside, count * outPitch)),
      ...assign(place, plus(place, count * (addressing.kind === "flat" ? addressing.step : 4))),
    ];
    const firstPlace: Word =
      addressing.kind === "flat"
        ? wordOf("i32.add", input, wordOf("i32.mul", from, constant(addressing.step)))
        : wordOf("i32.add", table, wordOf("i32.mul", from, constant(4)));
    const pastLoop = constant(pixels - last);
    return [
      ...assign(at, from),
      ...assign(out, wordOf("i32.add", output, wordOf("i32.mul", from, constant(outPitch)))),
      ...assign(beside, wordOf("i32.add", other, wordOf("i32.mul", from, constant(outPitch)))),
      ...assign(place, firstPlace),
      ...assign(end, select(wordOf("i32.lt_s", to, pastLoop), to, pastLoop)),
      ...when(
        wordOf("i32.lt_s", at, end),
        repeatWhile(wordOf("i32.lt_s", at, end), [...tileCode(context, tile), ...advance(tile)]),
      ),
      ...(last === 0 ? [] : when(wordOf("i32.eq", to, constant(pixels)), tileCode(context, last))),
    ];
  };
}

type Index = Local<"i32">;

interface Context {
  readonly shape: ConvKernelShape;
  readonly input: Index;
  readonly panel: Index;
  readonly out: Index;
  readonly beside: Index;
  /** Address of the tile's first pixel, or of its entry in the table. */
  readonly place: Index;
  readonly taps: Index;
  readonly locals: Locals;
}

/** Where the windows of a tile start: pointers that move along the channels, and constants beside them. */
interface Windows {
  readonly pointers: readonly Index[];
  readonly pointerOf: (pixel: number) => { readonly pointer: Index; readonly offset: number };
  readonly start: Statement;
}

function windowsOf({ shape, input, place, locals }: Context, tile: number): Windows {
  const { addressing } = shape;
  const fromTable = (entry: number): Word => wordOf("i32.add", input, loadWord(place, 4 * entry));
  if (addressing.kind === "table") {
    const pointers = locals.several("i32", tile);
    return {
      pointers,
      pointerOf: (pixel) => ({ pointer: pointers[pixel] ?? input, offset: 0 }),
      start: pointers.flatMap((pointer, pixel) => assign(pointer, fromTable(pixel))),
    };
  }
  const pointer = locals.add("i32");
  return {
    pointers: [pointer],
    pointerOf: (pixel) => ({ pointer, offset: pixel * addressing.step }),
    start: assign(pointer, addressing.kind === "flat" ? place : fromTable(0)),
  };
}

/** All of a tile: sums that start, products, stages, stores. */
function tileCode(context: Context, tile: number): Statement {
  const { shape, panel, out, beside, locals } = context;
  const { vectors, hasBias, stages, outPitch, lastLanes } = shape;
  const windows = windowsOf(context, tile);
  const sums = Array.from({ length: tile }, () => locals.several("v128", vectors));
  const rowBytes = vectorBytes * vectors;
  const starts = sums.flatMap((row) =>
    row.flatMap((sum, v) => assign(sum, hasBias ? load(panel, vectorBytes * v) : singles(0))),
  );
  const affines = hasBias ? rowBytes : 0;
  const ends = sums.flatMap((row, pixel) =>
    row.flatMap((sum, v) => {
      const at = pixel * outPitch + vectorBytes * v;
      const operands = {
        factors: (affine: number) => load(panel, affines + 2 * affine * rowBytes + vectorBytes * v),
        addends: (affine: number) => load(panel, affines + (2 * affine + 1) * rowBytes + vectorBytes * v),
        other: () => load(beside, at),
      };
      const lanes = v === vectors - 1 ? lastLanes : 4;
      const kept =
        lanes === 4
          ? store(out, at, sum)
          : Array.from({ length: lanes }, (_, lane) => storeLane(out, at + 4 * lane, sum, lane)).flat();
      return [...applyStages(sum, stages, operands, locals), ...kept];
    }),
  );
  return [...windows.start, ...starts, ...productsCode(context, windows, sums), ...ends];
}

/**
 * The products of a tile, one of each sum per turn. A turn is not unrolled: a compiler that moves all loads of a block to its start and
 * all arithmetic to its end then runs out of registers.
 */
function productsCode(
  { shape, panel, taps, locals }: Context,
  windows: Windows,
  sums: readonly (readonly Local<"v128">[])[],
): Statement {
  const { products, order, vectors } = shape;
  const [weights, end, tap, reach] = locals.several("i32", 4) as readonly [Index, Index, Index, Index];
  const columns = locals.several("v128", vectors);
  const splat = locals.add("v128");
  const rowBytes = vectorBytes * vectors;
  const isWalk = order === "channels";
  const multiply = sums.flatMap((row, pixel) => {
    const { pointer, offset } = windows.pointerOf(pixel);
    const isNext = !isWalk && (pixel === 0 || windows.pointers.length > 1);
    return [
      ...(isNext ? assign(reach, wordOf("i32.add", pointer, loadWord(tap, 0))) : []),
      ...assign(splat, loadSplat(isWalk ? pointer : reach, offset)),
      ...row.flatMap((sum, v) => assign(sum, multiplyAdd(shape.how, splat, columns[v] ?? splat, sum))),
    ];
  });
  const turn = [
    ...columns.flatMap((column, v) => assign(column, load(weights, vectorBytes * v))),
    ...multiply,
    ...assign(weights, plus(weights, rowBytes)),
    ...(isWalk ? windows.pointers : [tap]).flatMap((pointer) => assign(pointer, plus(pointer, 4))),
  ];
  return [
    ...assign(weights, plus(panel, rowBytes * headCount(shape))),
    ...assign(end, plus(weights, products * rowBytes)),
    ...(isWalk ? [] : assign(tap, taps)),
    ...repeatWhile(wordOf("i32.ne", weights, end), turn),
  ];
}
