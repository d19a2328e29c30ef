import { signed, unsigned } from "./leb128.ts";

/** Types of WebAssembly values that kernels use. */
export type ValueType = "i32" | "v128";

/** Code that leaves one value of a type on the stack. */
export interface Expression<T extends ValueType> {
  readonly type: T;
  readonly code: readonly number[];
}

export type Word = Expression<"i32">;
export type Vector = Expression<"v128">;

/** A local variable: an expression that reads it, and the index under which it is written. */
export interface Local<T extends ValueType> extends Expression<T> {
  readonly index: number;
}

function word(...code: readonly number[]): Word {
  return { type: "i32", code };
}

const simdPrefix = 0xfd;
const atomicPrefix = 0xfe;

/** Opcodes of SIMD instructions. Source: WebAssembly core specification 2.0, section 5.4.8. */
const simd = {
  load: 0,
  load32Splat: 9,
  store: 11,
  constant: 12,
  shuffle: 13,
  storeLane32: 90,
  demote: 94,
  promoteLow: 95,
  relaxedMultiplyAdd: 0x105,
} as const;

/** Instructions that make a vector of two, by name; `f32x4.pmin(a, b)` is `b < a ? b : a`. */
const vectorPairs = {
  "f32x4.add": 0xe4,
  "f32x4.sub": 0xe5,
  "f32x4.mul": 0xe6,
  "f32x4.div": 0xe7,
  "f32x4.min": 0xe8,
  "f32x4.max": 0xe9,
  "f32x4.pmin": 0xea,
  "f32x4.pmax": 0xeb,
  "f64x2.add": 0xf0,
  "f64x2.mul": 0xf2,
  "f64x2.div": 0xf3,
  "f64x2.pmin": 0xf6,
  "f64x2.pmax": 0xf7,
} as const;

/** Instructions that make a word of two, by name. */
const wordPairs = {
  "i32.eq": 0x46,
  "i32.ne": 0x47,
  "i32.lt_s": 0x48,
  "i32.lt_u": 0x49,
  "i32.ge_s": 0x4e,
  "i32.add": 0x6a,
  "i32.sub": 0x6b,
  "i32.mul": 0x6c,
} as const;

function memoryArgument(alignment: number, offset: number): readonly number[] {
  return [alignment, ...unsigned(offset)];
}

/** A vector of two vectors. */
export function vectorOf(name: keyof typeof vectorPairs, a: Vector, b: Vector): Vector {
  return { type: "v128", code: [...a.code, ...b.code, simdPrefix, ...unsigned(vectorPairs[name])] };
}

/** How a product is added to a sum: each rounded to fp32, or as the processor likes, which may be one rounding for both. */
export type MultiplyAdd = "exact" | "relaxed";

/** a * b + sum. Source for the relaxed one: WebAssembly core specification 3.0, relaxed vector instructions. */
export function multiplyAdd(how: MultiplyAdd, a: Vector, b: Vector, sum: Vector): Vector {
  if (how === "exact") return vectorOf("f32x4.add", sum, vectorOf("f32x4.mul", a, b));
  return { type: "v128", code: [...a.code, ...b.code, ...sum.code, simdPrefix, ...unsigned(simd.relaxedMultiplyAdd)] };
}

/** A word of two words. */
export function wordOf(name: keyof typeof wordPairs, a: Word, b: Word): Word {
  return word(...a.code, ...b.code, wordPairs[name]);
}

export function constant(value: number): Word {
  return word(0x41, ...signed(value));
}

/** A word plus a constant. */
export function plus(a: Word, offset: number): Word {
  return offset === 0 ? a : wordOf("i32.add", a, constant(offset));
}

/** The first of two words where a condition is not 0, else the second; both are evaluated. */
export function select(condition: Word, yes: Word, no: Word): Word {
  return word(...yes.code, ...no.code, ...condition.code, 0x1b);
}

export function loadWord(address: Word, offset: number): Word {
  return word(...address.code, 0x28, ...memoryArgument(2, offset));
}

/** Four floats from an address, which need not be aligned. */
export function load(address: Word, offset: number): Vector {
  return { type: "v128", code: [...address.code, simdPrefix, simd.load, ...memoryArgument(2, offset)] };
}

/** One float in all four lanes. */
export function loadSplat(address: Word, offset: number): Vector {
  return { type: "v128", code: [...address.code, simdPrefix, simd.load32Splat, ...memoryArgument(2, offset)] };
}

/** The same fp32 number in four lanes. */
export function singles(value: number): Vector {
  return vectorConstant(new Uint8Array(Float32Array.of(value, value, value, value).buffer));
}

/** The same fp64 number in two lanes. */
export function doubles(value: number): Vector {
  return vectorConstant(new Uint8Array(Float64Array.of(value, value).buffer));
}

/** Bytes are those of a little-endian machine, as WebAssembly's memory is. */
function vectorConstant(bytes: Uint8Array): Vector {
  return { type: "v128", code: [simdPrefix, simd.constant, ...bytes] };
}

/** 32-bit lanes picked from the eight of two vectors. */
export function shuffle(a: Vector, b: Vector, lanes: readonly [number, number, number, number]): Vector {
  const bytes = lanes.flatMap((lane) => [4 * lane, 4 * lane + 1, 4 * lane + 2, 4 * lane + 3]);
  return { type: "v128", code: [...a.code, ...b.code, simdPrefix, simd.shuffle, ...bytes] };
}

/** Lanes 0 and 1 as doubles. */
export function promoteLow(a: Vector): Vector {
  return { type: "v128", code: [...a.code, simdPrefix, simd.promoteLow] };
}

/** Two doubles, each rounded once, in lanes 0 and 1. */
export function demote(a: Vector): Vector {
  return { type: "v128", code: [...a.code, simdPrefix, simd.demote] };
}

/** Atomic read-modify-write: adds to a word in memory and gives what it was. */
export function atomicAdd(address: Word, offset: number, addend: Word): Word {
  return word(...address.code, ...addend.code, atomicPrefix, 0x1e, ...memoryArgument(2, offset));
}

export function atomicLoad(address: Word, offset: number): Word {
  return word(...address.code, atomicPrefix, 0x10, ...memoryArgument(2, offset));
}

/** Sleeps while a word in shared memory has a value, until it is notified: gives 0, or 1 where the value is another. */
export function atomicWait(address: Word, offset: number, value: Word): Word {
  const forever = [0x42, 0x7f];
  return word(...address.code, ...value.code, ...forever, atomicPrefix, 0x01, ...memoryArgument(2, offset));
}

/** Wakes up to `count` sleepers, and gives how many there were. */
export function atomicNotify(address: Word, offset: number, count: Word): Word {
  return word(...address.code, ...count.code, atomicPrefix, 0x00, ...memoryArgument(2, offset));
}

/** Instructions that leave nothing behind. */
export type Statement = readonly number[];

export function store(address: Word, offset: number, value: Vector): Statement {
  return [...address.code, ...value.code, simdPrefix, simd.store, ...memoryArgument(2, offset)];
}

/** One lane of a vector. */
export function storeLane(address: Word, offset: number, value: Vector, lane: number): Statement {
  return [...address.code, ...value.code, simdPrefix, simd.storeLane32, ...memoryArgument(2, offset), lane];
}

export function storeWord(address: Word, offset: number, value: Word): Statement {
  return [...address.code, ...value.code, 0x36, ...memoryArgument(2, offset)];
}

export function atomicStore(address: Word, offset: number, value: Word): Statement {
  return [...address.code, ...value.code, atomicPrefix, 0x17, ...memoryArgument(2, offset)];
}

/** Copies `count` bytes. */
export function copyBytes(to: Word, from: Word, count: Word): Statement {
  return [...to.code, ...from.code, ...count.code, 0xfc, 0x0a, 0x00, 0x00];
}

/** Sets `count` bytes to 0. */
export function clearBytes(to: Word, count: Word): Statement {
  return [...to.code, ...constant(0).code, ...count.code, 0xfc, 0x0b, 0x00];
}

/** Throws a value away. */
export function drop(value: Word): Statement {
  return [...value.code, 0x1a];
}

export function assign<T extends ValueType>(local: Local<T>, value: Expression<T>): Statement {
  return [...value.code, 0x21, ...unsigned(local.index)];
}

/** Runs statements again while a condition, evaluated behind them, is not 0: at least once. */
export function repeatWhile(condition: Word, body: Statement): Statement {
  return [0x03, 0x40, ...body, ...condition.code, 0x0d, 0x00, 0x0b];
}

export function when(condition: Word, body: Statement): Statement {
  return [...condition.code, 0x04, 0x40, ...body, 0x0b];
}

/** Either of two. */
export function either(condition: Word, yes: Statement, no: Statement): Statement {
  return [...condition.code, 0x04, 0x40, ...yes, 0x05, ...no, 0x0b];
}

/** Calls a function without results. */
export function call(index: number, ...operands: readonly Word[]): Statement {
  return [...operands.flatMap(({ code }) => code), 0x10, ...unsigned(index)];
}

/** Calls the function at a place of the table, which must be of a type. */
export function callIndirect(type: number, place: Word, ...operands: readonly Word[]): Statement {
  return [...operands.flatMap(({ code }) => code), ...place.code, 0x11, ...unsigned(type), 0x00];
}
