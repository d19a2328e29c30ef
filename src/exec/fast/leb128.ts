/** A whole number from 0 to 2^32 - 1 in 7-bit groups, lowest first. Source: WebAssembly core specification 2.0, section 5.2.2. */
export function unsigned(value: number): readonly number[] {
  const bytes: number[] = [];
  let rest = value >>> 0;
  while (rest > 0x7f) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  return [...bytes, rest];
}

/** A whole number from -2^31 to 2^31 - 1 in 7-bit groups of its two's complement; bit 6 of the last group is the sign. */
export function signed(value: number): readonly number[] {
  const bytes: number[] = [];
  let rest = value | 0;
  while (rest < -0x40 || rest > 0x3f) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>= 7;
  }
  return [...bytes, rest & 0x7f];
}
