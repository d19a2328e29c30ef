import type { Instruction, Kernel } from "../instruction.ts";
import { advance, closeLoop, load, loadPair } from "./assembly.ts";
import { type LaneArithmetic, laneArithmetics, laneProduct } from "./lane-arithmetic.ts";

/** A GEMM tile whose multiply-add takes one element, or one group of four int8, of the left operand by lane. */
export interface LaneGemm {
  readonly name: string;
  readonly title: string;
  /** Rows of the tile, each with an address register of its own. */
  readonly rows: number;
  /** 128-bit registers that hold one row of the tile. */
  readonly vectors: number;
  /** Steps of k in one pass: lanes of the register that holds a row's part of the left operand. */
  readonly lanes: number;
  /** Bits that are loaded of each row of the left operand. */
  readonly loadBits: 64 | 128;
  readonly arithmetic: LaneArithmetic;
  /** Loads stand one step ahead of their use. */
  readonly pipelined?: boolean;
}

const registers = 32;
/** The address of the packed right operand; rows of the left one follow from x2. */
const weights = "x20";

/**
 * One pass of a GEMM tile of `rows` x `vectors` registers: sums in the highest registers, the left operand in the lowest, the
 * right one streamed through those between.
 * Source: the register allocation of XNNPACK's and of any other AArch64 lane GEMM: rows x vectors sums + rows + streamed <= 32.
 */
export function laneGemm(shape: LaneGemm): Kernel {
  const { name, title, rows, vectors, lanes, arithmetic } = shape;
  const { width, depth } = laneArithmetics[arithmetic];
  const tile = { rows, columns: vectors * width, depth: lanes * depth, grain: depth };
  const body = shape.pipelined === true ? pipelinedBody(shape) : plainBody(shape);
  const bytes = shape.loadBits / 8;
  return {
    name,
    title,
    macs: tile.rows * tile.columns * tile.depth,
    tile,
    body: [...body, advance(weights, lanes * vectors * 16), ...closeLoop(bytes)],
  };
}

function plainBody(shape: LaneGemm): readonly Instruction[] {
  const slots = Math.floor((registers - shape.rows * (shape.vectors + 1)) / shape.vectors);
  return [
    ...Array.from({ length: shape.rows }, (_, row) => leftLoad(shape, row)),
    ...Array.from({ length: shape.lanes }, (_, lane) => [
      ...rightLoads(shape, lane, lane % slots),
      ...products(shape, lane, lane % slots),
    ]).flat(),
  ];
}

/**
 * The right operand is loaded one step ahead into the other of two sets of registers; a row of the left operand is loaded for
 * the next pass as soon as its last product is under way.
 */
function pipelinedBody(shape: LaneGemm): readonly Instruction[] {
  const { lanes, vectors } = shape;
  return Array.from({ length: lanes }, (_, lane) => {
    const isLast = lane === lanes - 1;
    const loads = rightLoads(shape, lane + 1, (lane + 1) % 2);
    return products(shape, lane, lane % 2).flatMap((product, at) => {
      const nextRight = at % vectors === 0 ? loads.slice(at / vectors, at / vectors + 1) : [];
      const isRowDone = isLast && at % vectors === vectors - 1;
      return [product, ...nextRight, ...(isRowDone ? [leftLoad(shape, Math.floor(at / vectors))] : [])];
    });
  }).flat();
}

function leftLoad({ loadBits }: LaneGemm, row: number): Instruction {
  return load(`${loadBits === 64 ? "d" : "q"}${row}`, { base: `x${row + 2}`, step: loadBits / 8 });
}

function rightLoads({ rows, vectors }: LaneGemm, lane: number, slot: number): readonly Instruction[] {
  return Array.from({ length: vectors / 2 }, (_, pair) => {
    const first = rows + slot * vectors + 2 * pair;
    return loadPair(`q${first}`, `q${first + 1}`, { base: weights, offset: (lane * vectors + 2 * pair) * 16 });
  });
}

function products(shape: LaneGemm, lane: number, slot: number): readonly Instruction[] {
  const { rows, vectors, arithmetic } = shape;
  return Array.from({ length: rows * vectors }, (_, at) => {
    const right = rows + slot * vectors + (at % vectors);
    return laneProduct(arithmetic, registers - 1 - at, right, Math.floor(at / vectors), lane);
  });
}
