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
export function xoshiro128(start: readonly [number, number, number, number]): () => number {
  // In a typed array: words that are no small integers would be allocated anew each time.
  const state = Int32Array.from(start);
  return () => {
    let a = state[0] ?? 0;
    let b = state[1] ?? 0;
    let c = state[2] ?? 0;
    let d = state[3] ?? 0;
    const scrambled = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotate(d, 11);
    state[0] = a;
    state[1] = b;
    state[2] = c;
    state[3] = d;
    return scrambled;
  };
}

/** 32 bits as the middle of one of 2^32 cells of (-1, 1). */
function symmetric(word: number): number {
  return (word + 0.5) / 2 ** 31 - 1;
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
  const uniform = () => (2 ** 26 * (next() >>> 5) + (next() >>> 6)) / 2 ** 53;
  const spare = new Float64Array(1);
  let hasSpare = false;
  const normal = () => {
    if (hasSpare) {
      hasSpare = false;
      return spare[0] ?? 0;
    }
    for (;;) {
      const x = symmetric(next());
      const y = symmetric(next());
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const scale = Math.sqrt((-2 * Math.log(square)) / square);
      spare[0] = y * scale;
      hasSpare = true;
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
