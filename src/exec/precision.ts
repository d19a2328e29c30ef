import { roundToHalf, settleHalves } from "./half.ts";

export type Sums = Float32Array | Float64Array | Int32Array;
export type Numbers = Float32Array | Int16Array | Int8Array;

/**
 * A run of `count` sums of products: sum i, which stands at `at + i * every`, gets `taps.length` products added in the order of the
 * taps: `factors[factorAt + t] * data[from + i * step + taps[t]]`.
 */
export interface Run {
  readonly sums: Sums;
  readonly at: number;
  readonly every: number;
  readonly count: number;
  readonly factors: Numbers;
  readonly factorAt: number;
  readonly taps: Int32Array;
  readonly data: Numbers;
  readonly from: number;
  readonly step: number;
}

/** What numbers are stored in, and what sums of products are kept in. */
export interface Precision {
  readonly dtype: "fp32" | "fp16" | "int8";
  readonly accumulate: "fp64" | "fp32" | "fp16" | "int32";
  /** Forms and adds the products of a run; returns how many it has formed, counted where they are formed. */
  run(run: Run): number;
  /** `count` sums that start with 0. */
  sums(count: number): Sums;
  /** A sum and one more addend, rounded as sums are. */
  plus(sum: number, addend: number): number;
  /** The sums as they are stored. */
  store(sums: Sums): Float32Array;
  /** Rounds values in place as they are stored. */
  settle(data: Float32Array): Float32Array;
}

/** Multiply, then add, each rounded to fp32; nothing is fused. */
function runSingle({ sums, at, every, count, factors, factorAt, taps, data, from, step }: Run): number {
  let done = 0;
  let i = 0;
  // Four sums at once, so that they need not wait for each other; the order inside each sum is the same.
  for (; i + 3 < count; i += 4) {
    const place = at + i * every;
    let a = sums[place] ?? 0;
    let b = sums[place + every] ?? 0;
    let c = sums[place + 2 * every] ?? 0;
    let d = sums[place + 3 * every] ?? 0;
    const base = from + i * step;
    let t = 0;
    for (; t < taps.length; t++) {
      const factor = factors[factorAt + t] ?? 0;
      const source = base + (taps[t] ?? 0);
      a = Math.fround(a + Math.fround(factor * (data[source] ?? 0)));
      b = Math.fround(b + Math.fround(factor * (data[source + step] ?? 0)));
      c = Math.fround(c + Math.fround(factor * (data[source + 2 * step] ?? 0)));
      d = Math.fround(d + Math.fround(factor * (data[source + 3 * step] ?? 0)));
    }
    sums[place] = a;
    sums[place + every] = b;
    sums[place + 2 * every] = c;
    sums[place + 3 * every] = d;
    done += 4 * t;
  }
  for (; i < count; i++) {
    let sum = sums[at + i * every] ?? 0;
    let t = 0;
    for (; t < taps.length; t++) {
      const source = from + i * step + (taps[t] ?? 0);
      sum = Math.fround(sum + Math.fround((factors[factorAt + t] ?? 0) * (data[source] ?? 0)));
    }
    sums[at + i * every] = sum;
    done += t;
  }
  return done;
}

function runDouble({ sums, at, every, count, factors, factorAt, taps, data, from, step }: Run): number {
  let done = 0;
  for (let i = 0; i < count; i++) {
    let sum = sums[at + i * every] ?? 0;
    let t = 0;
    for (; t < taps.length; t++) {
      sum += (factors[factorAt + t] ?? 0) * (data[from + i * step + (taps[t] ?? 0)] ?? 0);
    }
    sums[at + i * every] = sum;
    done += t;
  }
  return done;
}

/** A product of halves is exact in fp32, and an fp32 sum of two halves rounds to the same half as the exact one (24 >= 2 * 11 + 2 bits). */
function runHalf({ sums, at, every, count, factors, factorAt, taps, data, from, step }: Run): number {
  let done = 0;
  for (let i = 0; i < count; i++) {
    let sum = sums[at + i * every] ?? 0;
    let t = 0;
    for (; t < taps.length; t++) {
      const product = (factors[factorAt + t] ?? 0) * (data[from + i * step + (taps[t] ?? 0)] ?? 0);
      sum = roundToHalf(sum + roundToHalf(product));
    }
    sums[at + i * every] = sum;
    done += t;
  }
  return done;
}

/** int8 products never leave int32 within 2^17 taps; beyond that they wrap as the registers do. */
function runInteger({ sums, at, every, count, factors, factorAt, taps, data, from, step }: Run): number {
  let done = 0;
  for (let i = 0; i < count; i++) {
    let sum = sums[at + i * every] ?? 0;
    let t = 0;
    for (; t < taps.length; t++) {
      const source = from + i * step + (taps[t] ?? 0);
      sum = (sum + Math.imul(factors[factorAt + t] ?? 0, data[source] ?? 0)) | 0;
    }
    sums[at + i * every] = sum;
    done += t;
  }
  return done;
}

const asSingles = (sums: Sums): Float32Array => (sums instanceof Float32Array ? sums : Float32Array.from(sums));
const unchanged = (data: Float32Array): Float32Array => data;

/** fp32 values, sums in fp32. */
export const single: Precision = {
  dtype: "fp32",
  accumulate: "fp32",
  run: runSingle,
  sums: (count) => new Float32Array(count),
  plus: (sum, addend) => Math.fround(sum + addend),
  store: asSingles,
  settle: unchanged,
};

/** fp32 values, sums in double, rounded once when they are stored. */
export const singleInDouble: Precision = {
  ...single,
  accumulate: "fp64",
  run: runDouble,
  sums: (count) => new Float64Array(count),
  plus: (sum, addend) => sum + addend,
};

/** Values rounded to halves at every store, sums in fp32. */
export const half: Precision = {
  ...single,
  dtype: "fp16",
  store: (sums) => settleHalves(asSingles(sums)),
  settle: settleHalves,
};

/** Values rounded to halves at every store, products and sums too. */
export const halfInHalf: Precision = {
  ...half,
  accumulate: "fp16",
  run: runHalf,
  plus: (sum, addend) => roundToHalf(Math.fround(sum + addend)),
};

/** int8 values as differences from their zero point, sums in int32. */
export const integer: Precision = {
  ...single,
  dtype: "int8",
  accumulate: "int32",
  run: runInteger,
  sums: (count) => new Int32Array(count),
  plus: (sum, addend) => (sum + addend) | 0,
};

/** What `--dtype` and `--accumulate` choose between; the first of a type is its default. */
export const precisions: readonly Precision[] = [single, singleInDouble, half, halfInHalf, integer];
