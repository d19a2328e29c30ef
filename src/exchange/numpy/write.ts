import { zipSync } from "fflate";
import type { NamedArray, NumpyArray } from "./numpy-array.ts";

/** Where the elements of a written file start: a multiple of 64 bytes. Source: NumPy 2, numpy/lib/format. */
const alignment = 64;

/** The array as a `.npy` file of version 1.0: little-endian fp32, row-major. */
export function writeNpy({ dims, data }: NumpyArray): Uint8Array {
  const shape = dims.length === 1 ? `${dims[0]},` : dims.join(", ");
  const dictionary = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape}), }`;
  const length = Math.ceil((10 + dictionary.length + 1) / alignment) * alignment;
  const bytes = new Uint8Array(length + 4 * data.length);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, (length - 10) & 0xff, (length - 10) >> 8]);
  bytes.set(new TextEncoder().encode(`${dictionary.padEnd(length - 11)}\n`), 10);
  bytes.set(littleEndian(data), length);
  return bytes;
}

/** The arrays as a `.npz` archive, unpacked as NumPy's `savez` writes it; the same arrays give the same bytes. */
export function writeNpz(arrays: readonly NamedArray[]): Uint8Array {
  const files = Object.fromEntries(arrays.map((each) => [`${each.name}.npy`, writeNpy(each)]));
  return zipSync(files, { level: 0, mtime: firstDay, os: 3 });
}

/** The first day that a ZIP archive can name. */
const firstDay = new Date(1980, 0, 1);

/** Little-endian bytes of fp32 values, on any machine. */
export function littleEndian(data: Float32Array): Uint8Array {
  const bytes = new Uint8Array(4 * data.length);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < data.length; at++) view.setFloat32(4 * at, data[at] ?? 0, true);
  return bytes;
}
