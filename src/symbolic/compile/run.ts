import type { Batch } from "./tape.ts";

type Numbers = Float64Array | readonly number[];

/** Executes one batch. Each operation loops in a function of its own, which the JIT compiles without a dispatch inside. */
export function runBatch(batch: Batch, registers: Float64Array, inputs: Numbers): void {
  switch (batch.operation) {
    case "input":
      runInput(batch, registers, inputs);
      break;
    case "constant":
      runConstant(batch, registers);
      break;
    case "product":
      runProduct(batch, registers);
      break;
    case "dot":
      runDot(batch, registers);
      break;
    case "floor":
      runFloor(batch, registers);
      break;
    case "ceil":
      runCeil(batch, registers);
      break;
    case "floor-ratio":
      runRatio(batch, registers, Math.floor);
      break;
    case "ceil-ratio":
      runRatio(batch, registers, Math.ceil);
      break;
    case "max":
      runMax(batch, registers);
      break;
    case "min":
      runMin(batch, registers);
      break;
    case "abs":
      runAbs(batch, registers);
      break;
    case "at-most":
      runAtMost(batch, registers);
      break;
    case "equal":
      runEqual(batch, registers);
      break;
  }
}

// Indices are within bounds by construction; `as number` only satisfies noUncheckedIndexedAccess.

function runInput({ out, count, a, p, q }: Batch, registers: Float64Array, inputs: Numbers): void {
  for (let k = 0; k < count; k += 1) {
    const value = ((inputs[a[k] as number] as number) * (q[k] as number)) / (p[k] as number);
    registers[out + k] = value;
  }
}

function runConstant({ out, count, p }: Batch, registers: Float64Array): void {
  for (let k = 0; k < count; k += 1) registers[out + k] = p[k] as number;
}

function runProduct({ out, count, a, b }: Batch, registers: Float64Array): void {
  for (let k = 0; k < count; k += 1) {
    registers[out + k] = (registers[a[k] as number] as number) * (registers[b[k] as number] as number);
  }
}

function runDot({ out, count, p, start, index, weight }: Batch, registers: Float64Array): void {
  for (let k = 0; k < count; k += 1) {
    const end = start[k + 1] as number;
    let total = p[k] as number;
    for (let entry = start[k] as number; entry < end; entry += 1) {
      total += (weight[entry] as number) * (registers[index[entry] as number] as number);
    }
    registers[out + k] = total;
  }
}

function runFloor({ out, count, a, p, q }: Batch, registers: Float64Array): void {
  for (let k = 0; k < count; k += 1) {
    registers[out + k] = Math.floor(((registers[a[k] as number] as number) * (p[k] as number)) / (q[k] as number));
  }
}

function runCeil({ out, count, a, p, q }: Batch, registers: Float64Array): void {
  for (let k = 0; k < count; k += 1) {
    registers[out + k] = Math.ceil(((registers[a[k] as number] as number) * (p[k] as number)) / (q[k] as number));
  }
}

function runRatio({ out, count, a, b, p, q }: Batch, registers: Float64Array, round: (value: number) => number): void {
  for (let k = 0; k < count; k += 1) {
    const top = (registers[a[k] as number] as number) * (p[k] as number);
    const bottom = (registers[b[k] as number] as number) * (q[k] as number);
    registers[out + k] = round(top / bottom);
  }
}

function runMax({ out, count, a, b, p, q }: Batch, registers: Float64Array): void {
  for (let k = 0; k < count; k += 1) {
    const left = (registers[a[k] as number] as number) * (p[k] as number);
    const right = (registers[b[k] as number] as number) * (q[k] as number);
    registers[out + k] = left > right ? left : right;
  }
}

function runMin({ out, count, a, b, p, q }: Batch, registers: Float64Array): void {
  for (let k = 0; k < count; k += 1) {
    const left = (registers[a[k] as number] as number) * (p[k] as number);
    const right = (registers[b[k] as number] as number) * (q[k] as number);
    registers[out + k] = left < right ? left : right;
  }
}

function runAbs({ out, count, a }: Batch, registers: Float64Array): void {
  for (let k = 0; k < count; k += 1) registers[out + k] = Math.abs(registers[a[k] as number] as number);
}

function runAtMost({ out, count, a, p }: Batch, registers: Float64Array): void {
  for (let k = 0; k < count; k += 1)
    registers[out + k] = (registers[a[k] as number] as number) <= (p[k] as number) ? 1 : 0;
}

function runEqual({ out, count, a, p }: Batch, registers: Float64Array): void {
  for (let k = 0; k < count; k += 1)
    registers[out + k] = (registers[a[k] as number] as number) === (p[k] as number) ? 1 : 0;
}
