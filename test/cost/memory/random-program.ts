import fc from "fast-check";
import type { MemoryProgram } from "../../../src/cost/index.ts";

/** Random programs: each step reads some earlier values and writes one; values that nobody reads are outputs. */
export function programs(mostSteps: number): fc.Arbitrary<MemoryProgram> {
  const step = fc.record({
    bytes: fc.integer({ min: 1, max: 60 }),
    reads: fc.array(fc.nat({ max: 1000 }), { minLength: 1, maxLength: 3 }),
    isLikeInput: fc.boolean(),
    isOutput: fc.integer({ min: 0, max: 9 }).map((each) => each === 0),
  });
  return fc
    .tuple(fc.integer({ min: 1, max: 60 }), fc.array(step, { minLength: 1, maxLength: mostSteps }))
    .map(([size, made]) => {
      const bytes = [BigInt(size)];
      const steps = made.map(({ bytes: own, reads: picks, isLikeInput }, index) => {
        const reads = [...new Set(picks.map((each) => each % bytes.length))];
        const [source = 0] = reads;
        bytes.push(isLikeInput ? (bytes[source] ?? 1n) : BigInt(own));
        return { layers: [], reads, writes: [index + 1], overwrites: isLikeInput ? source : undefined };
      });
      const isRead = (value: number) => steps.some((each) => each.reads.includes(value));
      const values = bytes.map((each, value) => ({
        name: value === 0 ? "input" : `v${value}`,
        bytes: each,
        isInput: value === 0,
        isOutput: value > 0 && (!isRead(value) || made[value - 1]?.isOutput === true),
      }));
      return { values, steps };
    });
}

/** The peak of one order, from the definition: at each step its inputs, its output, and what is still to be read or handed out. */
export function peakByDefinition({ values, steps }: MemoryProgram, order: readonly number[]): bigint {
  const size = (value: number) => values[value]?.bytes ?? 0n;
  let peak = size(0);
  for (const [at, index] of order.entries()) {
    const step = steps[index];
    if (step === undefined) continue;
    const later = order.slice(at + 1);
    const isNeededLater = (value: number) =>
      values[value]?.isOutput === true || later.some((each) => steps[each]?.reads.includes(value));
    const isMade = (value: number) => value === 0 || order.slice(0, at).includes(value - 1);
    const alive = values.flatMap((_, value) =>
      isMade(value) && (isNeededLater(value) || step.reads.includes(value)) ? [value] : [],
    );
    const takesOver = step.overwrites !== undefined && !isNeededLater(step.overwrites);
    const made = takesOver ? 0n : step.writes.reduce((sum, each) => sum + size(each), 0n);
    const live = alive.reduce((sum, each) => sum + size(each), made);
    if (live > peak) peak = live;
  }
  return peak;
}

/** Every order in which each step follows the steps whose values it reads. */
export function* topologicalOrders(
  { steps }: MemoryProgram,
  done: readonly number[] = [],
): Generator<readonly number[]> {
  if (done.length === steps.length) yield done;
  for (const [index, step] of steps.entries()) {
    if (done.includes(index) || !step.reads.every((value) => value === 0 || done.includes(value - 1))) continue;
    yield* topologicalOrders({ values: [], steps }, [...done, index]);
  }
}
