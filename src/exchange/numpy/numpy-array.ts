/** An array of a NumPy file, its values as fp32 in row-major order. */
export interface NumpyArray {
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

/** An array by its name in an archive, or alone. */
export interface NamedArray extends NumpyArray {
  readonly name: string;
}
