import type { Batch } from "./tape.ts";
import { exactLimit } from "./tape.ts";

const limit = Number(exactLimit);

/**
 * Whether every result and intermediate of a batch that has just run is a double that holds its integer exactly. An integer result
 * of 2^52 or more is never rounded below 2^52, so checking the computed magnitudes is enough.
 */
export function isExactBatch(batch: Batch, registers: Float64Array): boolean {
  const { operation, out, count } = batch;
  for (let k = 0; k < count; k += 1) {
    if (!(Math.abs(registers[out + k] as number) < limit)) return false;
    if (operation === "dot" && !isExactDot(batch, k, registers)) return false;
    if (hasScaledOperands(operation) && !isExactScaled(batch, k, registers)) return false;
  }
  return true;
}

function hasScaledOperands(operation: Batch["operation"]): boolean {
  return ["floor", "ceil", "floor-ratio", "ceil-ratio", "max", "min"].includes(operation);
}

/** Every partial sum is at most the sum of magnitudes. */
function isExactDot({ p, start, index, weight }: Batch, k: number, registers: Float64Array): boolean {
  let total = Math.abs(p[k] as number);
  for (let entry = start[k] as number; entry < (start[k + 1] as number); entry += 1) {
    total += Math.abs((weight[entry] as number) * (registers[index[entry] as number] as number));
  }
  return total < limit;
}

function isExactScaled({ operation, a, b, p, q }: Batch, k: number, registers: Float64Array): boolean {
  const left = Math.abs((registers[a[k] as number] as number) * (p[k] as number));
  if (operation === "floor" || operation === "ceil") return left < limit;
  const right = Math.abs((registers[b[k] as number] as number) * (q[k] as number));
  return left < limit && right < limit;
}
