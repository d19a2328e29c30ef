import { diagnostic, type PhaseResult } from "../../core/diagnostic.ts";
import { type ElementType, elementTypes } from "./element-type.ts";
import { type NpyHeader, readHeader } from "./header.ts";
import type { ListedArray, NumpyArray } from "./numpy-array.ts";

/** Reads a `.npy` file. Errors: file/numpy. */
export function readNpy(bytes: Uint8Array, file: string): PhaseResult<NumpyArray> {
  const { value, diagnostics } = listNpy(bytes, bytes.length, file, () => bytes);
  return value === undefined ? { value, diagnostics } : value.read();
}

/**
 * Reads the header of a `.npy` file from its first bytes. Nothing is allocated before header and size of the file agree; `all` gives the
 * whole file, or the reason why it cannot.
 * Errors: file/numpy.
 */
export function listNpy(
  start: Uint8Array,
  size: number,
  file: string,
  all: () => Uint8Array | string,
): PhaseResult<Omit<ListedArray, "name">> {
  const refused = (reason: string): PhaseResult<never> => ({
    value: undefined,
    diagnostics: [diagnostic("file/numpy", { file, reason }, undefined)],
  });
  const header = readHeader(start);
  if (typeof header === "string") return refused(header);
  const { dims, dataAt } = header;
  const type = elementTypes[header.type];
  if (type === undefined) {
    return refused(`its elements are \`${header.type}\`, and ${Object.keys(elementTypes).join(", ")} are read`);
  }
  const [needed, found] = [dims.reduce((product, each) => product * each, type.bytes), size - dataAt];
  if (needed !== found) {
    return refused(
      `its shape [${dims.join(", ")}] of \`${header.type}\` needs ${needed} bytes, and ${found} follow the header`,
    );
  }
  const read = (): PhaseResult<NumpyArray> => {
    const bytes = all();
    return typeof bytes === "string"
      ? refused(bytes)
      : { value: { dims, data: valuesOf(bytes, header, type) }, diagnostics: [] };
  };
  return { value: { dims, read }, diagnostics: [] };
}

function valuesOf(bytes: Uint8Array, header: NpyHeader, type: ElementType): Float32Array {
  const count = header.dims.reduce((product, each) => product * each, 1);
  const view = new DataView(bytes.buffer, bytes.byteOffset + header.dataAt, count * type.bytes);
  const data = new Float32Array(count);
  for (let at = 0; at < count; at++) data[at] = type.read(view, at * type.bytes, header.isLittle);
  return header.isFortran ? rowMajor(data, header) : data;
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
