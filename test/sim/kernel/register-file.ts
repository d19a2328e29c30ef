/** How the bytes of a register are read: signed integers, or floats of 16 and 32 bits. */
export type Element = "b" | "h" | "s" | "half" | "float";

const bytes: Readonly<Record<Element, number>> = { b: 1, h: 2, s: 4, half: 2, float: 4 };

export function half(bits: number): number {
  const [sign, exponent, fraction] = [bits & 0x8000 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}

/** Of normal numbers only; what the 10 bits do not hold is cut off. */
function halfBits(value: number): number {
  if (value === 0) return 0;
  const exponent = Math.floor(Math.log2(Math.abs(value)));
  const fraction = Math.trunc((Math.abs(value) / 2 ** exponent - 1) * 1024);
  return (value < 0 ? 0x8000 : 0) | ((exponent + 15) << 10) | fraction;
}

/** Bytes with typed access, for registers and for memory. */
export class Bytes {
  readonly view: DataView;

  constructor(size: number) {
    this.view = new DataView(new ArrayBuffer(size));
  }

  get(element: Element, at: number): number {
    if (element === "b") return this.view.getInt8(at);
    if (element === "h") return this.view.getInt16(at, true);
    if (element === "s") return this.view.getInt32(at, true);
    return element === "half" ? half(this.view.getUint16(at, true)) : this.view.getFloat32(at, true);
  }

  set(element: Element, at: number, value: number): void {
    if (element === "b") this.view.setInt8(at, value);
    else if (element === "h") this.view.setInt16(at, value, true);
    else if (element === "s") this.view.setInt32(at, value, true);
    else if (element === "half") this.view.setUint16(at, halfBits(value), true);
    else this.view.setFloat32(at, value, true);
  }

  /** Elements in a row. */
  read(element: Element, at: number, count: number): number[] {
    return Array.from({ length: count }, (_, index) => this.get(element, at + index * bytes[element]));
  }

  write(element: Element, at: number, values: readonly number[]): void {
    for (const [index, value] of values.entries()) this.set(element, at + index * bytes[element], value);
  }
}
