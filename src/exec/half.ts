const floats = new Float32Array(1);
const bits = new Int32Array(floats.buffer);

/** Below it halves lie 2^-24 apart. Source: IEEE 754-2019, binary16. */
const smallestNormal = 2 ** -14;
/** From here on a number is nearer to 2^16 than to the largest half, 65504. */
const overflow = 65520;
/** Adding and subtracting it leaves a multiple of 2^-24, ties to even: the last bit of a double at 1.5 * 2^28. */
const subnormalGrid = 1.5 * 2 ** 28;

/**
 * The IEEE half (binary16) nearest to an fp32 number, ties to even; beyond the range it is infinite.
 *
 * @example roundToHalf(0.1)  // 0.0999755859375
 */
export function roundToHalf(value: number): number {
  const size = Math.abs(value);
  if (size < smallestNormal) return size === 0 ? value : Math.sign(value) * (size + subnormalGrid - subnormalGrid);
  if (size >= overflow) return value > 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  floats[0] = value;
  const word = bits[0] ?? 0;
  if (Number.isNaN(value)) return value;
  // 13 of the 23 bits of the fraction go; a carry into the exponent is right.
  bits[0] = (word + 0xfff + ((word >> 13) & 1)) & ~0x1fff;
  return floats[0] ?? 0;
}

/** Rounds values to halves in place. */
export function settleHalves(data: Float32Array): Float32Array {
  for (let at = 0; at < data.length; at++) data[at] = roundToHalf(data[at] ?? 0);
  return data;
}
