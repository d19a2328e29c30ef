/** What the header of a `.npy` file says. */
export interface NpyHeader {
  /** `f4`, with the byte order taken off. */
  readonly type: string;
  readonly isLittle: boolean;
  /** Whether the first index runs fastest. */
  readonly isFortran: boolean;
  readonly dims: readonly number[];
  /** Where the elements start. */
  readonly dataAt: number;
}

/** "\x93NUMPY". Source: NumPy 2, numpy/lib/format. */
const magic: readonly number[] = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** Longest header that is read, in bytes; NumPy's own limit is 10000 characters. */
const longestHeader = 10_000;
/** Bytes in which every header ends that is read. */
export const headerBytes = 12 + longestHeader;
/** Most dimensions that NumPy has had: 64 from version 2 on. */
const mostDims = 64;

/**
 * Reads magic, version and the header's Python dictionary, of which only the three known keys with plain values are accepted.
 * Returns the reason as text where it is no such header.
 */
export function readHeader(bytes: Uint8Array): NpyHeader | string {
  if (bytes.length < 10 || magic.some((each, at) => bytes[at] !== each)) return "it does not start as a .npy file does";
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = view.getUint8(6);
  if (version < 1 || version > 3) return `its format version is ${version}, and 1 to 3 are known`;
  const lengthBytes = version === 1 ? 2 : 4;
  if (bytes.length < 8 + lengthBytes) return "it ends inside the header";
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const dataAt = 8 + lengthBytes + length;
  if (length > longestHeader) return `its header of ${length} bytes passes the limit of ${longestHeader}`;
  if (dataAt > bytes.length) return "it ends inside the header";
  const text = new TextDecoder("latin1").decode(bytes.subarray(8 + lengthBytes, dataAt));
  return readDictionary(text, dataAt);
}

function readDictionary(text: string, dataAt: number): NpyHeader | string {
  const [, body = ""] = /^\s*\{(.*)\}\s*$/s.exec(text) ?? [];
  const descr = /'descr'\s*:\s*'([<>|=]?)([a-zA-Z]\d*)'/.exec(body);
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(body);
  const shape = /'shape'\s*:\s*\(([\d\s,]*)\)/.exec(body);
  if (descr === null || order === null || shape === null) return "its header is not one of a plain numeric array";
  const words = (shape[1] ?? "").split(",").map((each) => each.trim());
  const dims = words.filter((each) => each !== "").map(Number);
  if (dims.length > mostDims) return `it has ${dims.length} dimensions, and at most ${mostDims} are read`;
  return { type: descr[2] ?? "", isLittle: descr[1] !== ">", isFortran: order[1] === "True", dims, dataAt };
}
