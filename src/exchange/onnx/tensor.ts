import { BinaryReader } from "@bufbuild/protobuf/wire";
import { type ElementType, elementTypeNames, elementTypes } from "./data-type.ts";
import { refuse, shown } from "./fault.ts";
import type { OnnxTensor } from "./model.ts";

/** Bytes of data that lies outside the model's file; the location has been checked. */
export interface ExternalData {
  /** Size of the file, or a reason why it cannot be read. */
  sizeOf(location: string): number | { readonly reason: string };
  read(location: string, offset: number, length: number): Uint8Array;
}

/** A tensor whose size is known to agree with its data; the elements are read when they are asked for. */
export interface StoredTensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly type: ElementType;
  readonly count: number;
  values(): Numbers;
}

/** Elements in row-major order; single floats where these hold every value of the type. */
export type Numbers = Float32Array | Float64Array;

export const largestDimension = 2 ** 31 - 1;
/** Most elements of one tensor: 2^31, the limit of the protobuf that holds it. */
export const mostElements = 2 ** 31;

/** Most dimensions of one tensor: frameworks stop at 64 and before. */
const mostAxes = 64;

/** Errors: onnx/too-large. */
export function checkRank(rank: number, name: string): void {
  if (rank > mostAxes) refuse("onnx/too-large", { name: shown(name), what: `${rank} dimensions` });
}

/**
 * Checks a tensor of the file: dimensions, element type, and that its data has the size that both say.
 *
 * Errors: onnx/dimension, onnx/too-large, onnx/data-type, onnx/data-size, onnx/external.
 */
export function checkTensor(tensor: OnnxTensor, external: ExternalData | undefined): StoredTensor {
  const name = tensor.name;
  const dims = tensor.dims.map((each) => checkedDimension(each, name));
  const count = elementCount(dims, name);
  const type = elementTypes.get(tensor.dataType);
  if (type === undefined || tensor.hasTexts) {
    refuse("onnx/data-type", { name: shown(name), found: tensor.dataType, known: elementTypeNames });
  }
  const wanted = Math.ceil(count * type.bytes);
  const disagree = (found: number, unit: string, needed: number): never =>
    refuse("onnx/data-size", {
      name: shown(name),
      dims: dims.join("x"),
      type: type.name,
      found: Number.isNaN(found) ? "a part of one" : found,
      needed,
      unit,
    });
  if (tensor.external !== undefined) {
    const place = externalPlace(tensor.external, name, external);
    if (place.length !== wanted) disagree(place.length, "bytes", wanted);
    const read = () => rawValues(place.data.read(place.location, place.offset, wanted), type, count);
    return { name, dims, type, count, values: read };
  }
  const pieces = tensor.packed.get(type.field) ?? [];
  if (tensor.raw !== undefined && (tensor.raw.length > 0 || pieces.length === 0)) {
    const { raw } = tensor;
    if (raw.length !== wanted) disagree(raw.length, "bytes", wanted);
    return { name, dims, type, count, values: () => rawValues(raw, type, count) };
  }
  const found = pieces.reduce((sum, each) => sum + typedCount(each, type), 0);
  const stored = type.bytes < 1 ? Math.ceil(count / 2) : count;
  if (found !== stored) disagree(found, "elements", stored);
  const read = () => {
    try {
      return typedValues(pieces, type, count);
    } catch {
      return refuse("onnx/not-a-model", {
        reason: `tensor ${shown(name)} holds a number that does not end`,
        offset: undefined,
      });
    }
  };
  return { name, dims, type, count, values: read };
}

function checkedDimension(dim: bigint, name: string): number {
  if (dim < 0n) refuse("onnx/dimension", { name: shown(name), found: dim.toString() });
  if (dim > BigInt(largestDimension)) refuse("onnx/too-large", { name: shown(name), what: `a dimension of ${dim}` });
  return Number(dim);
}

/** The product of dimensions. Errors: onnx/dimension, onnx/too-large. */
export function elementCount(dims: readonly number[], name: string): number {
  const odd = dims.find((each) => !Number.isSafeInteger(each) || each < 0);
  if (odd !== undefined) refuse("onnx/dimension", { name: shown(name), found: String(odd) });
  const count = dims.includes(0) ? 0 : dims.reduce((product, each) => product * each, 1);
  if (count > mostElements) refuse("onnx/too-large", { name: shown(name), what: `${dims.join("x")} elements` });
  return count;
}

function externalPlace(entries: ReadonlyMap<string, string>, name: string, data: ExternalData | undefined) {
  const location = entries.get("location") ?? "";
  const refuseIt = (reason: string): never =>
    refuse("onnx/external", { name: shown(name), location: shown(location), reason });
  if (location === "") refuseIt("no file is named");
  const parts = location.split(/[\\/]/);
  if (location.includes("\0")) refuseIt("a name with a NUL is refused");
  if (/^[\\/]|^[A-Za-z]:/.test(location)) refuseIt("an absolute path is refused");
  if (parts.includes("..")) refuseIt("`..` is refused");
  if (data === undefined) return refuseIt("there is no folder to read from");
  const size = data.sizeOf(location);
  if (typeof size !== "number") return refuseIt(size.reason);
  const offset = wholeNumber(entries.get("offset") ?? "0");
  const length = wholeNumber(entries.get("length") ?? String(Math.max(0, size - (offset ?? 0))));
  if (offset === undefined || length === undefined) return refuseIt("its offset or length is no whole number");
  if (offset + length > size) return refuseIt(`it has ${size} bytes, ${offset + length} are needed`);
  return { location, offset, length, data };
}

function wholeNumber(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** How many elements a piece of a typed field holds; no number, or one too many, where it is cut off inside an element. */
function typedCount(piece: Uint8Array, { field }: ElementType): number {
  const fixed = field === 4 ? 4 : field === 10 ? 8 : undefined;
  if (fixed !== undefined) return piece.length % fixed === 0 ? piece.length / fixed : Number.NaN;
  let count = 0;
  for (const byte of piece) if (byte < 0x80) count += 1;
  return piece.length > 0 && (piece[piece.length - 1] ?? 0) >= 0x80 ? count + 1 : count;
}

function typedValues(pieces: readonly Uint8Array[], type: ElementType, count: number): Numbers {
  const values = numbersFor(type, count);
  let at = 0;
  const put = (stored: number) => {
    if (type.bytes < 1) {
      values[at++] = fourBits(stored & 15, type);
      if (at < count) values[at++] = fourBits((stored >> 4) & 15, type);
    } else if (type.name === "float16") values[at++] = halfToNumber(stored & 0xffff);
    else if (type.name === "bfloat16") values[at++] = brainToNumber(stored & 0xffff);
    else values[at++] = stored;
  };
  for (const piece of pieces) {
    const reader = new BinaryReader(piece);
    while (reader.pos < reader.len && at < count) {
      if (type.field === 4) put(reader.float());
      else if (type.field === 10) put(reader.double());
      else if (type.field === 11) put(Number(reader.uint64()));
      else put(Number(reader.int64()));
    }
  }
  return values;
}

function rawValues(raw: Uint8Array, type: ElementType, count: number): Numbers {
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const values = numbersFor(type, count);
  const read = reader(view, type);
  for (let at = 0; at < count; at++) values[at] = read(at);
  return values;
}

/** Room for elements of a type. */
export function numbersFor({ kind, bytes }: ElementType, count: number): Numbers {
  return kind === "float" && bytes <= 4 ? new Float32Array(count) : new Float64Array(count);
}

function reader(view: DataView, type: ElementType): (at: number) => number {
  switch (type.name) {
    case "float32":
      return (at) => view.getFloat32(4 * at, true);
    case "float64":
      return (at) => view.getFloat64(8 * at, true);
    case "float16":
      return (at) => halfToNumber(view.getUint16(2 * at, true));
    case "bfloat16":
      return (at) => brainToNumber(view.getUint16(2 * at, true));
    case "int8":
      return (at) => view.getInt8(at);
    case "int16":
      return (at) => view.getInt16(2 * at, true);
    case "uint16":
      return (at) => view.getUint16(2 * at, true);
    case "int32":
      return (at) => view.getInt32(4 * at, true);
    case "uint32":
      return (at) => view.getUint32(4 * at, true);
    case "int64":
      return (at) => Number(view.getBigInt64(8 * at, true));
    case "uint64":
      return (at) => Number(view.getBigUint64(8 * at, true));
    case "int4":
    case "uint4":
      return (at) => fourBits((view.getUint8(at >> 1) >> (4 * (at & 1))) & 15, type);
    default:
      return (at) => view.getUint8(at);
  }
}

function fourBits(bits: number, { kind }: ElementType): number {
  return kind === "signed" && bits > 7 ? bits - 16 : bits;
}

/** The value of an IEEE 754 half. */
export function halfToNumber(bits: number): number {
  const sign = bits >> 15 === 0 ? 1 : -1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** A bfloat16 is the upper half of a float32. */
function brainToNumber(bits: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, bits << 16);
  return view.getFloat32(0);
}
