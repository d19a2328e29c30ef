import type { Instruction, Kernel } from "../instruction.ts";
import { advance, closeLoop, fmla, load, loadReplicated } from "./assembly.ts";
import { type HalvesUnderWay, halvedLoad } from "./halved-load.ts";
import { type LaneArithmetic, laneArithmetics, laneProduct } from "./lane-arithmetic.ts";

/** A GEMM tile both of whose operands are packed: each is one stream, whatever the number of rows and columns. */
export interface PackedGemm {
  readonly name: string;
  readonly title: string;
  /** Values of one step that are taken by lane, or each loaded into all lanes of a register. */
  readonly elements: number;
  /** 128-bit registers of the other operand per step. */
  readonly vectors: number;
  readonly arithmetic: LaneArithmetic;
  /** Steps per pass; a multiple of the number after which the same registers come round. */
  readonly steps: number;
  /** The vectors are rows of the tile and the elements its columns, instead of the other way round. */
  readonly isTurned?: boolean;
  /** Elements are loaded into all lanes of a register each: fp32 only. */
  readonly replicates?: boolean;
  /** 128-bit loads are made in halves. */
  readonly isHalved?: boolean;
}

const registers = 32;
const elementStream = "x2";
const vectorStream = "x20";

/** Registers in use: the operands of a step, and those that the loads of the next one may fill, the first to be filled first. */
interface Ring {
  readonly elements: readonly number[];
  readonly vectors: readonly number[];
  readonly free: readonly number[];
  readonly underWay: HalvesUnderWay;
}

interface Stepped {
  readonly body: readonly Instruction[];
  readonly ring: Ring;
}

/**
 * One pass: sums in the highest registers. The operands of the next step are loaded between the products of this one, each into a
 * register that is free or whose last product has gone by.
 * Source: the tiles of Tencent/ncnn, src/layer/arm/gemm_arm.cpp, and PaddlePaddle/Paddle-Lite, lite/backends/arm/math/sgemm.cc:
 * panels of 8 or 12 values per step of k from one pointer each; replicated: Eigen, Eigen/src/Core/products/GeneralBlockPanelKernel.h.
 */
export function packedGemm(gemm: PackedGemm): Kernel {
  const { name, title, elements, vectors, arithmetic, steps, isTurned = false, replicates = false } = gemm;
  const { width, depth } = laneArithmetics[arithmetic];
  // What a pass takes over from the one before comes out of a first pass.
  const { body } = onePass(gemm, onePass(gemm, firstRing(gemm)).ring);
  const [wide, narrow] = [vectors * width, elements];
  const tile = {
    rows: isTurned ? wide : narrow,
    columns: isTurned ? narrow : wide,
    depth: steps * depth,
    grain: depth,
  };
  const advances = replicates ? [] : [advance(elementStream, steps * elementBytes(gemm))];
  return {
    name,
    title,
    macs: tile.rows * tile.columns * tile.depth,
    tile,
    body: [...body, ...advances, advance(vectorStream, steps * vectors * 16), ...closeLoop(tile.depth)],
  };
}

function onePass(gemm: PackedGemm, start: Ring): Stepped {
  const body: Instruction[] = [];
  let ring = start;
  for (let step = 0; step < gemm.steps; step++) {
    const made = oneStep(gemm, ring, step);
    body.push(...made.body);
    ring = made.ring;
  }
  return { body, ring };
}

/** Bytes of the elements of one step. */
function elementBytes({ elements, arithmetic }: PackedGemm): number {
  return (16 / laneArithmetics[arithmetic].width) * elements;
}

function elementRegisters({ elements, arithmetic, replicates = false }: PackedGemm): number {
  return replicates ? elements : Math.ceil(elements / laneArithmetics[arithmetic].width);
}

function firstRing(gemm: PackedGemm): Ring {
  const used = elementRegisters(gemm);
  const perStep = used + gemm.vectors;
  const size = Math.min(registers - gemm.elements * gemm.vectors, 2 * perStep);
  const all = Array.from({ length: size }, (_, at) => at);
  return { elements: all.slice(0, used), vectors: all.slice(used, perStep), free: all.slice(perStep), underWay: [] };
}

function oneStep(gemm: PackedGemm, ring: Ring, step: number): Stepped {
  const { elements, vectors } = ring;
  const body: Instruction[] = [];
  const free = [...ring.free];
  const filled: number[] = [];
  const chunks: (readonly Instruction[])[] = [];
  let underWay = ring.underWay;
  const loadAhead = (): void => {
    const register = chunks.length === 0 && filled.length < elements.length + vectors.length ? free.shift() : undefined;
    if (register !== undefined) {
      const made = streamLoad(gemm, step + 1, filled.length, register, underWay);
      chunks.push(...made.chunks);
      underWay = made.underWay;
      filled.push(register);
    }
    body.push(...(chunks.shift() ?? []));
  };
  for (const [column, vector] of vectors.entries()) {
    for (let row = 0; row < gemm.elements; row++) {
      body.push(product(gemm, row * gemm.vectors + column, vector, elements, row));
      loadAhead();
    }
    free.push(vector);
  }
  // Elements first: registers then come round after two or four steps.
  free.unshift(...elements);
  while (chunks.length > 0 || filled.length < elements.length + vectors.length) loadAhead();
  const held = { elements: filled.slice(0, elements.length), vectors: filled.slice(elements.length) };
  return { body, ring: { ...held, free, underWay } };
}

function product(
  { arithmetic, replicates = false }: PackedGemm,
  sum: number,
  vector: number,
  elements: readonly number[],
  row: number,
): Instruction {
  const target = registers - 1 - sum;
  if (replicates) return fmla(target, vector, elements[row] ?? 0);
  const { width } = laneArithmetics[arithmetic];
  return laneProduct(arithmetic, target, vector, elements[Math.floor(row / width)] ?? 0, row % width);
}

/** The load with number `at` of a step: first the elements, then the vectors. Half a register of elements is loaded as 64 bits. */
function streamLoad(
  gemm: PackedGemm,
  step: number,
  at: number,
  register: number,
  underWay: HalvesUnderWay,
): ReturnType<typeof halvedLoad> {
  const used = elementRegisters(gemm);
  const bytes = elementBytes(gemm);
  const [base, offset] =
    at < used ? [elementStream, step * bytes + 16 * at] : [vectorStream, (step * gemm.vectors + at - used) * 16];
  const isHalf = at < used && bytes - 16 * at <= 8;
  if (gemm.isHalved === true && !isHalf)
    return halvedLoad(
      register,
      [
        { base, offset },
        { base, offset: offset + 8 },
      ],
      underWay,
    );
  const isSpread = gemm.replicates === true && at < used;
  const made = isSpread
    ? loadReplicated(register, elementStream)
    : load(`${isHalf ? "d" : "q"}${register}`, { base, offset });
  return { chunks: [[made]], underWay };
}
