/** A loop of a nest. `trips` is a fraction where the last tile is a partial one. */
export interface Loop {
  readonly name: string;
  readonly trips: number;
}

/** One dimension of an array: an element lies at the sum of step x loop index, never beyond `extent`. A loop steps in one only. */
export interface Dimension {
  readonly extent: number;
  readonly steps: Readonly<Record<string, number>>;
}

/** What an array is to its layer. The last three live in the layer alone: panels and transforms, an input made int8, 32-bit sums. */
export type Role = "input" | "operand" | "weights" | "output" | "scratch" | "quantized" | "sums";

/** An array that a nest reads or writes; its elements lie side by side, the last dimension fastest. */
export interface Access {
  readonly role: Role;
  /** Bytes per element. */
  readonly bytes: number;
  readonly dimensions: readonly Dimension[];
}

/** Loops, outermost first, around one access to every array in the innermost one. */
export interface Nest {
  readonly loops: readonly Loop[];
  readonly accesses: readonly Access[];
}

/** The part of a nest that one of several threads runs when they share a loop evenly. */
export function shareOf(nest: Nest, loop: string, threads: number): Nest {
  if (threads === 1) return nest;
  const loops = nest.loops.map((each) =>
    each.name === loop ? { name: each.name, trips: Math.max(1, each.trips / threads) } : each,
  );
  return { loops, accesses: nest.accesses };
}

/**
 * What all threads do together as a cache sees it that they share: at each time every thread is at the same place of its own part, so
 * the threads are an innermost loop that steps from part to part.
 */
export function interleaved(nest: Nest, loop: string, threads: number): Nest {
  const whole = nest.loops.find((each) => each.name === loop);
  if (threads === 1 || whole === undefined) return nest;
  const parts = Math.min(threads, whole.trips);
  const stride = whole.trips / parts;
  const accesses = nest.accesses.map((access) => ({
    role: access.role,
    bytes: access.bytes,
    dimensions: access.dimensions.map(({ extent, steps }) => ({
      extent,
      steps: { ...steps, thread: stride * (steps[loop] ?? 0) },
    })),
  }));
  return { loops: [...shareOf(nest, loop, parts).loops, { name: "thread", trips: parts }], accesses };
}
