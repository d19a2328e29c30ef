/** A small seeded generator, so that a failure can be repeated: Lehmer, modulus 2^31 - 1. */
export function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48271) % 2147483647;
    return state % below;
  };
}
