/** One file of a ZIP archive as its directory states it. */
export interface ZipEntry {
  readonly name: string;
  /** 0: stored, 8: deflated. */
  readonly method: number;
  readonly crc: number;
  /** Bytes once it is unpacked. */
  readonly size: number;
  /** As it stands in the archive. */
  readonly packed: Uint8Array;
}

const endSign = 0x06054b50;
const endBytes = 22;
const entrySign = 0x02014b50;
const entryBytes = 46;
const fileSign = 0x04034b50;
const fileBytes = 30;
/** Longest comment behind the directory. */
const longestComment = 0xffff;
/** Stands for a number that is in the extra field instead. */
const isElsewhere = 0xffffffff;
const largeSizes = 0x0001;

/**
 * Reads the directory at the end of an archive; nothing is unpacked. Undefined where it is none, or where what it states is not there.
 * Source: PKWARE .ZIP File Format Specification 6.3, sections 4.3.7, 4.3.12, 4.3.16 and 4.5.3.
 */
export function zipDirectory(bytes: Uint8Array): readonly ZipEntry[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    let end = bytes.length - endBytes;
    while (view.getUint32(end, true) !== endSign) {
      end -= 1;
      if (end < bytes.length - endBytes - longestComment) return undefined;
    }
    const count = view.getUint16(end + 10, true);
    let at = view.getUint32(end + 16, true);
    const entries: ZipEntry[] = [];
    for (let index = 0; index < count; index++) {
      const { entry, next } = entryAt(view, bytes, at);
      entries.push(entry);
      at = next;
    }
    return entries;
  } catch (fault) {
    // What a DataView says of places outside of the archive.
    if (fault instanceof RangeError) return undefined;
    throw fault;
  }
}

/** Errors: throws RangeError where the archive ends too early or another sign stands. */
function entryAt(view: DataView, bytes: Uint8Array, at: number): { readonly entry: ZipEntry; readonly next: number } {
  if (view.getUint32(at, true) !== entrySign) throw new RangeError("no entry");
  const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((field) => view.getUint16(at + field, true));
  const nameEnd = at + entryBytes + (nameBytes ?? 0);
  const extraEnd = nameEnd + (extraBytes ?? 0);
  const stated = [24, 20, 42].map((field) => view.getUint32(at + field, true));
  const [size = 0, packedSize = 0, file = 0] = withLarge(stated, view, nameEnd, extraEnd);
  if (view.getUint32(file, true) !== fileSign) throw new RangeError("no file");
  const from = file + fileBytes + view.getUint16(file + 26, true) + view.getUint16(file + 28, true);
  if (from + packedSize > bytes.length) throw new RangeError("the file ends outside");
  const entry = {
    name: new TextDecoder().decode(bytes.subarray(at + entryBytes, nameEnd)),
    method: view.getUint16(at + 10, true),
    crc: view.getUint32(at + 16, true),
    size,
    packed: bytes.subarray(from, from + packedSize),
  };
  return { entry, next: extraEnd + (commentBytes ?? 0) };
}

/** Numbers of four bytes, those with all bits set replaced in order by the ones of eight bytes in the extra field. */
function withLarge(stated: readonly number[], view: DataView, from: number, end: number): readonly number[] {
  if (!stated.includes(isElsewhere)) return stated;
  let at = from;
  while (at < end && view.getUint16(at, true) !== largeSizes) at += 4 + view.getUint16(at + 2, true);
  at += 4;
  return stated.map((each) => {
    if (each !== isElsewhere) return each;
    at += 8;
    return Number(view.getBigUint64(at - 8, true));
  });
}
