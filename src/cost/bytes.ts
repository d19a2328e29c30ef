import type { Layer } from "../graph/index.ts";
import { ceil, constant, divide, type Expr, multiply, sum } from "../symbolic/index.ts";
import type { DataType } from "./cost.ts";
import type { CountedLayer } from "./quantity.ts";

/** Every storage type, widest first. */
export const dataTypes: readonly DataType[] = ["fp32", "fp16", "int8", "int4"];

const bits: Readonly<Record<DataType, bigint>> = { fp32: 32n, fp16: 16n, int8: 8n, int4: 4n };

/** Bytes of a tensor of `count` values; int4 packs two into a byte, and a tensor ends with a whole one. */
export function bytesOf(count: Expr, dtype: DataType): Expr {
  const size = bits[dtype];
  return size % 8n === 0n ? multiply(constant(size / 8n), count) : ceil(divide(count, constant(8n / size)));
}

/** The type that a layer's weights have whatever the run's type is; undefined for nearly all. */
export function storedAs(layer: Layer): DataType | undefined {
  const word = layer.attributes.get("w");
  return dataTypes.find((each) => each === word);
}

/** Bytes of a layer's learned values, its factor not applied. Only the weights may have a type of their own. */
export function weightBytesOf({ layer, counts }: CountedLayer, dtype: DataType): Expr {
  return sum([
    bytesOf(counts.weights, storedAs(layer) ?? dtype),
    bytesOf(counts.biases, dtype),
    bytesOf(counts.normParams, dtype),
  ]);
}
