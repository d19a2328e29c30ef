import { Inflate, inflateSync } from "fflate";
import { diagnostic, type PhaseResult } from "../../core/diagnostic.ts";
import { crc32 } from "./crc32.ts";
import { headerBytes } from "./header.ts";
import type { ListedArray, NamedArray } from "./numpy-array.ts";
import { listNpy } from "./read-npy.ts";
import { type ZipEntry, zipDirectory } from "./zip-directory.ts";

/** Most arrays of an archive that is read. */
const mostArrays = 1024;
/** Bytes that the arrays of an archive may have together once they are unpacked. */
const mostBytes = 2 ** 30;
/** Elements that they may have together, each of which takes four bytes once it is read. */
const mostElements = 2 ** 28;

const stored = 0;
const deflated = 8;

/**
 * Lists the arrays of a `.npz` archive, stored or deflated, in the order of its directory. Sizes are checked in the directory, and of each
 * array only the header is unpacked; its values are when they are read.
 * Errors: file/numpy.
 */
export function listNpz(bytes: Uint8Array, file: string): PhaseResult<readonly ListedArray[]> {
  const entries = zipDirectory(bytes);
  const reason = entries === undefined ? "it is no whole ZIP archive" : faultOf(entries);
  if (entries === undefined || reason !== undefined) return refused(file, reason ?? "");
  const arrays: ListedArray[] = [];
  let elements = 0;
  for (const entry of entries) {
    const place = `${file}:${printable(entry.name)}`;
    const start = startOf(entry);
    if (start === undefined) return refused(place, "it is not deflated as its directory says");
    const { value, diagnostics } = listNpy(start, entry.size, place, () => unpacked(entry));
    if (value === undefined) return { value, diagnostics };
    elements += value.dims.reduce((product, each) => product * each, 1);
    if (elements > mostElements) return refused(file, `its arrays have more than ${mostElements} elements`);
    arrays.push({ ...value, name: entry.name.replace(/\.npy$/, "") });
  }
  return { value: arrays, diagnostics: [] };
}

/** Reads all arrays of a `.npz` archive. Errors: file/numpy. */
export function readNpz(bytes: Uint8Array, file: string): PhaseResult<readonly NamedArray[]> {
  const { value: listed, diagnostics } = listNpz(bytes, file);
  if (listed === undefined) return { value: undefined, diagnostics };
  return readListed(listed);
}

/** The values of listed arrays. Errors: file/numpy. */
export function readListed(listed: readonly ListedArray[]): PhaseResult<readonly NamedArray[]> {
  const arrays: NamedArray[] = [];
  for (const { name, read } of listed) {
    const { value, diagnostics } = read();
    if (value === undefined) return { value, diagnostics };
    arrays.push({ name, ...value });
  }
  return { value: arrays, diagnostics: [] };
}

/** What is wrong with a directory. */
function faultOf(entries: readonly ZipEntry[]): string | undefined {
  const seen = new Set<string>();
  let total = 0;
  for (const { name, method, size } of entries) {
    if (!name.endsWith(".npy")) return `it holds \`${printable(name)}\`, which is no .npy file`;
    if (seen.has(name)) return `it holds \`${printable(name)}\` twice`;
    if (seen.add(name).size > mostArrays) return `it holds more than ${mostArrays} arrays`;
    if (method !== stored && method !== deflated) {
      return `it holds \`${printable(name)}\` packed by method ${method}, and only deflated or stored arrays are read`;
    }
    total += size;
    if (total > mostBytes) return `its arrays have more than ${mostBytes} bytes`;
  }
  return undefined;
}

/** Bytes that are unpacked at once while a header is looked for; each may unpack to a thousand. */
const portion = 64;

/** The first bytes of an entry, enough for a header. */
function startOf({ method, packed }: ZipEntry): Uint8Array | undefined {
  if (method === stored) return packed.subarray(0, headerBytes);
  const start = new Uint8Array(headerBytes);
  let filled = 0;
  const inflate = new Inflate((chunk) => {
    const part = chunk.subarray(0, headerBytes - filled);
    start.set(part, filled);
    filled += part.length;
  });
  try {
    for (let at = 0; at < packed.length && filled < headerBytes; at += portion) {
      inflate.push(packed.subarray(at, at + portion), at + portion >= packed.length);
    }
  } catch {
    return undefined;
  }
  return start.subarray(0, filled);
}

/** All bytes of an entry, or the reason why they are not what the directory says. Nothing is unpacked beyond the size that stands there. */
function unpacked({ method, packed, size, crc }: ZipEntry): Uint8Array | string {
  let content = packed;
  try {
    if (method === deflated) content = inflateSync(packed, { out: new Uint8Array(size) });
  } catch {
    return "it is not deflated as its directory says";
  }
  if (content.length !== size) return `it has ${content.length} bytes, and its directory says ${size}`;
  if (crc32(content) !== crc) return "its bytes are not those of its checksum (CRC-32): the archive is damaged";
  return content;
}

function printable(name: string): string {
  return name.replace(/[^\x20-\x7e]/g, "?").slice(0, 60);
}

function refused(file: string, reason: string): PhaseResult<never> {
  return { value: undefined, diagnostics: [diagnostic("file/numpy", { file, reason }, undefined)] };
}
