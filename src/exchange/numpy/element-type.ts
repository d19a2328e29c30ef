import { halfFromBits } from "../../core/half-bits.ts";

/** How one element is stored. */
export interface ElementType {
  readonly bytes: number;
  readonly read: (view: DataView, at: number, isLittle: boolean) => number;
}

/** Kind and size as in NumPy's `descr`, without the byte order. 64-bit integers beyond 2^53 lose their last digits, as in fp32 anyway. */
export const elementTypes: Readonly<Record<string, ElementType>> = {
  f2: { bytes: 2, read: (view, at, isLittle) => halfFromBits(view.getUint16(at, isLittle)) },
  f4: { bytes: 4, read: (view, at, isLittle) => view.getFloat32(at, isLittle) },
  f8: { bytes: 8, read: (view, at, isLittle) => view.getFloat64(at, isLittle) },
  i1: { bytes: 1, read: (view, at) => view.getInt8(at) },
  i2: { bytes: 2, read: (view, at, isLittle) => view.getInt16(at, isLittle) },
  i4: { bytes: 4, read: (view, at, isLittle) => view.getInt32(at, isLittle) },
  i8: { bytes: 8, read: (view, at, isLittle) => Number(view.getBigInt64(at, isLittle)) },
  u1: { bytes: 1, read: (view, at) => view.getUint8(at) },
  u2: { bytes: 2, read: (view, at, isLittle) => view.getUint16(at, isLittle) },
  u4: { bytes: 4, read: (view, at, isLittle) => view.getUint32(at, isLittle) },
  u8: { bytes: 8, read: (view, at, isLittle) => Number(view.getBigUint64(at, isLittle)) },
  b1: { bytes: 1, read: (view, at) => (view.getUint8(at) === 0 ? 0 : 1) },
};
