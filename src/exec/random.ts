/** A source of numbers: the same key gives the same numbers on every machine. */
export interface RandomStream {
  /** A whole number from 0 to 2^32 - 1. */
  next(): number;
  /** A number in [0, 1) with 53 random bits. */
  uniform(): number;
  /** A number of the standard normal distribution. */
  normal(): number;
}

/**
 * xoshiro128** from four words of state that are not all 0.
 * Source: Blackman and Vigna 2021, Scrambled linear pseudorandom number generators, doi 10.1145/3460772.
 */
export function xoshiro128(state: readonly [number, number, number, number]): () => number {
  let [a, b, c, d] = state;
  return () => {
    const scrambled = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotate(d, 11);
    return scrambled;
  };
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

/**
 * The stream of a key such as `0/stem.conv/weight`. The four words of state are outputs of splitmix32 that starts with the FNV-1a hash of
 * the key's UTF-16 units; normal numbers come in pairs by Marsaglia's polar method.
 */
export function randomStream(key: string): RandomStream {
  const seed = splitmix32(fnv1a(key));
  const next = xoshiro128([seed(), seed(), seed(), seed() | 1]);
  let spare: number | undefined;
  const uniform = () => (2 ** 26 * (next() >>> 5) + (next() >>> 6)) / 2 ** 53;
  const normal = () => {
    if (spare !== undefined) {
      const kept = spare;
      spare = undefined;
      return kept;
    }
    for (;;) {
      const [x, y] = [2 * uniform() - 1, 2 * uniform() - 1];
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const scale = Math.sqrt((-2 * Math.log(square)) / square);
      spare = y * scale;
      return x * scale;
    }
  };
  return { next, uniform, normal };
}

/** Source: Fowler, Noll and Vo, draft-eastlake-fnv; 32 bits. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    for (const byte of [unit & 0xff, unit >> 8]) hash = Math.imul(hash ^ byte, 0x01000193);
  }
  return hash >>> 0;
}

/** A 32-bit Weyl sequence through the finalizer of MurmurHash3. Source: Steele et al. 2014, doi 10.1145/2660193.2660195, in 32 bits. */
function splitmix32(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let word = state;
    word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
    word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
    return (word ^ (word >>> 16)) >>> 0;
  };
}
