/** Terms of one polynomial. */
export const maxTerms = 20_000;
/** Term products of one polynomial multiplication. */
export const maxTermProducts = 400_000;
/** Bits of a numerator or denominator. */
export const maxBits = 4_000;
/** Exponent of one atom in a monomial. */
export const maxExponent = 1_000;
/** Nesting of functions within functions. */
export const maxDepth = 100;
/** Length of the canonical text of one atom, in UTF-16 units. */
export const maxKeyLength = 20_000;
/** The same for a max or min: the largest of many sums is as long as all of them. */
export const maxExtremumKeyLength = 150_000;

/** An expression passes one of the limits; only hostile or mistaken input does. Callers turn it into a diagnostic. */
export class ExpressionTooLarge extends Error {
  constructor(detail: string) {
    super(`expression too large: ${detail}`);
    this.name = "ExpressionTooLarge";
  }
}

const largest = 1n << BigInt(maxBits);

/** Throws when the integer has more than `maxBits` bits. */
export function checkSize(value: bigint): bigint {
  if (value >= largest || value <= -largest) throw new ExpressionTooLarge(`a number of more than ${maxBits} bits`);
  return value;
}
