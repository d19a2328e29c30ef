export type { NamedArray, NumpyArray } from "./numpy-array.ts";
export { readNpy } from "./read-npy.ts";
export { readNpz } from "./read-npz.ts";
export { littleEndian, writeNpy, writeNpz } from "./write.ts";
