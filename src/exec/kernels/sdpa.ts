import { numberOf } from "../attributes.ts";
import { constantOf, constantSpec, inputOf, type Kernel } from "../kernel.ts";
import type { Precision } from "../precision.ts";
import { tokenDims, tokensOf } from "../tensor.ts";
import { addProduct } from "./product.ts";
import { normalizeExponentials } from "./softmax.ts";

/** A block of tokens inside an array, `pitch` elements from one token to the next. */
export interface TokenBlock {
  readonly data: Float32Array;
  readonly at: number;
  readonly pitch: number;
  readonly length: number;
  /** Features of one head. */
  readonly depth: number;
}

/** `scale` is 1 / sqrt(depth) unless told; `bias` is added to each logit. */
export interface HeadOptions {
  readonly scale?: number;
  readonly bias?: ((row: number, column: number) => number) | undefined;
}

/**
 * One head: softmax(scale q k^T + bias) v, stored into `into`. Returns the products formed.
 * The logits, the probabilities and the result are stored, each at the run's precision.
 */
export function attendOneHead(
  [query, key, value]: readonly [TokenBlock, TokenBlock, TokenBlock],
  into: { readonly data: Float32Array; readonly at: number; readonly pitch: number },
  precision: Precision,
  { bias, scale = Math.fround(1 / Math.sqrt(query.depth)) }: HeadOptions = {},
): number {
  const [rows, columns] = [query.length, key.length];
  const logits = precision.sums(rows * columns);
  let multiplications = addProduct(
    { sums: logits, at: 0, pitch: columns },
    { data: query.data, at: query.at, row: query.pitch },
    { data: key.data, at: key.at, row: 1, column: key.pitch },
    { rows, summed: query.depth, columns },
    precision,
  );
  const weights = precision.store(logits);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const at = row * columns + column;
      const scaled = Math.fround((weights[at] ?? 0) * scale);
      weights[at] = bias === undefined ? scaled : scaled + bias(row, column);
    }
  }
  precision.settle(weights);
  for (let row = 0; row < rows; row++) normalizeExponentials(weights, row * columns, columns, 1);
  precision.settle(weights);
  const mixed = precision.sums(rows * value.depth);
  multiplications += addProduct(
    { sums: mixed, at: 0, pitch: value.depth },
    { data: weights, at: 0, row: columns },
    { data: value.data, at: value.at, row: value.pitch, column: 1 },
    { rows, summed: columns, columns: value.depth },
    precision,
  );
  const stored = precision.store(mixed);
  for (let row = 0; row < rows; row++) {
    into.data.set(stored.subarray(row * value.depth, (row + 1) * value.depth), into.at + row * into.pitch);
  }
  return multiplications;
}

/** Scaled dot-product attention of [q, k, v], head by head. Source: Vaswani et al. 2017, arXiv 1706.03762, section 3.2.1. */
export const sdpa: Kernel = {
  parameters(inputs, attributes) {
    const [, , depth] = tokenDims(inputOf({ inputs }));
    return [constantSpec("scale", 1 / Math.sqrt(depth / numberOf(attributes, "heads")))];
  },
  /** The logits of one head. */
  scratch(inputs) {
    const [[, queries], [, keys]] = [tokenDims(inputOf({ inputs })), tokenDims(inputOf({ inputs }, 1))];
    return queries * keys;
  },
  run(task) {
    const scale = constantOf(task, "scale");
    const [query, key, value] = [inputOf(task), inputOf(task, 1), inputOf(task, 2)];
    const heads = numberOf(task.attributes, "heads");
    const [sets, queries, depth] = tokenDims(query);
    const [, keys] = tokenDims(key);
    const [, , valueDepth] = tokenDims(value);
    const data = new Float32Array(sets * queries * valueDepth);
    let multiplications = 0;
    for (let set = 0; set < sets; set++) {
      for (let head = 0; head < heads; head++) {
        const block = (from: Float32Array, length: number, pitch: number): TokenBlock => ({
          data: from,
          at: set * length * pitch + (head * pitch) / heads,
          pitch,
          length,
          depth: pitch / heads,
        });
        multiplications += attendOneHead(
          [block(query.data, queries, depth), block(key.data, keys, depth), block(value.data, keys, valueDepth)],
          { data, at: set * queries * valueDepth + (head * valueDepth) / heads, pitch: valueDepth },
          task.precision,
          { scale },
        );
      }
    }
    return { outputs: [tokensOf(sets, queries, valueDepth, data, query.grid)], multiplications };
  },
};
