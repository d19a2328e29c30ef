import { diagnostic, type PhaseResult } from "../../core/diagnostic.ts";
import { elementTypes } from "./element-type.ts";
import { type NpyHeader, readHeader } from "./header.ts";
import type { NumpyArray } from "./numpy-array.ts";

/**
 * Reads a `.npy` file. Nothing is allocated before header and size of the file agree.
 * Errors: file/numpy.
 */
export function readNpy(bytes: Uint8Array, file: string): PhaseResult<NumpyArray> {
  const array = arrayOf(bytes);
  if (typeof array !== "string") return { value: array, diagnostics: [] };
  return { value: undefined, diagnostics: [diagnostic("file/numpy", { file, reason: array }, undefined)] };
}

function arrayOf(bytes: Uint8Array): NumpyArray | string {
  const header = readHeader(bytes);
  if (typeof header === "string") return header;
  const type = elementTypes[header.type];
  if (type === undefined) {
    return `its elements are \`${header.type}\`, and ${Object.keys(elementTypes).join(", ")} are read`;
  }
  const count = header.dims.reduce((product, each) => product * each, 1);
  const found = bytes.length - header.dataAt;
  if (count * type.bytes !== found) {
    return `its shape [${header.dims.join(", ")}] of \`${header.type}\` needs ${count * type.bytes} bytes, and ${found} follow the header`;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + header.dataAt, found);
  const data = new Float32Array(count);
  for (let at = 0; at < count; at++) data[at] = type.read(view, at * type.bytes, header.isLittle);
  return { dims: header.dims, data: header.isFortran ? rowMajor(data, header) : data };
}

/** Elements whose first index runs fastest, with the last one fastest. */
function rowMajor(data: Float32Array, { dims }: NpyHeader): Float32Array {
  const turned = new Float32Array(data.length);
  const index = dims.map(() => 0);
  const pitches = dims.map((_, axis) => dims.slice(0, axis).reduce((product, each) => product * each, 1));
  for (let at = 0; at < data.length; at++) {
    turned[at] = data[index.reduce((sum, each, axis) => sum + each * (pitches[axis] ?? 0), 0)] ?? 0;
    for (let axis = dims.length - 1; axis >= 0; axis--) {
      index[axis] = (index[axis] ?? 0) + 1;
      if ((index[axis] ?? 0) < (dims[axis] ?? 1)) break;
      index[axis] = 0;
    }
  }
  return turned;
}
