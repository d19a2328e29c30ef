import type { PhaseResult } from "../../core/diagnostic.ts";

/** An array of a NumPy file, its values as fp32 in row-major order. */
export interface NumpyArray {
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

/** An array by its name in an archive, or alone. */
export interface NamedArray extends NumpyArray {
  readonly name: string;
}

/** An array whose header has been read, and whose values wait. */
export interface ListedArray {
  readonly name: string;
  readonly dims: readonly number[];
  /** Errors: file/numpy, where the values are not what the header or an archive's directory says. */
  readonly read: () => PhaseResult<NumpyArray>;
}
