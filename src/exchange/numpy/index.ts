export type { ListedArray, NamedArray, NumpyArray } from "./numpy-array.ts";
export { listNpy, readNpy } from "./read-npy.ts";
export { listNpz, readListed, readNpz } from "./read-npz.ts";
export { littleEndian, writeNpy, writeNpz } from "./write.ts";
