import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lineFootprint } from "../../../src/sim/cpu/footprint.ts";
import { interleaved, type Nest, shareOf } from "../../../src/sim/cpu/nest.ts";
import { survival, trafficInto } from "../../../src/sim/cpu/traffic.ts";

const names = ["a", "b", "c", "d", "e"];
/** Which of two dimensions a loop steps in, and how far. */
const step = fc.tuple(fc.nat(1), fc.constantFrom(0, 0, 1, 1, 2, 8, 64));

/** Nests of two to five loops and one to four arrays of two dimensions. */
const nests: fc.Arbitrary<Nest> = fc
  .record({
    trips: fc.array(fc.constantFrom(1, 2, 3, 4, 7, 8, 16, 30, 64), { minLength: 2, maxLength: 5 }),
    arrays: fc.array(
      fc.record({
        bytes: fc.constantFrom(1, 2, 4),
        steps: fc.array(step, { minLength: 5, maxLength: 5 }),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  })
  .map(({ trips, arrays }) => {
    const loops = trips.map((each, at) => ({ name: names[at] ?? "", trips: each }));
    const accesses = arrays.map(({ bytes, steps }) => ({
      role: "input" as const,
      bytes,
      dimensions: [0, 1].map((side) => {
        const taken = loops.map(({ name }, at) => [name, steps[at]?.[0] === side ? steps[at][1] : 0] as const);
        const extent = 1 + loops.reduce((sum, loop, at) => sum + (taken[at]?.[1] ?? 0) * (loop.trips - 1), 0);
        return { extent, steps: Object.fromEntries(taken) };
      }),
    }));
    return { loops, accesses };
  });

const replacement = fc.constantFrom("lru" as const, "random" as const);
const ways = fc.constantFrom(undefined, 1, 2, 4, 16);
const capacity = fc.integer({ min: 6, max: 24 }).map((power) => 2 ** power);

const footprints = ({ loops, accesses }: Nest) => accesses.map((each) => lineFootprint(loops, each)(0));
const total = (values: readonly number[]) => values.reduce((sum, each) => sum + each, 0);

describe("traffic of any nest", () => {
  it("is at least the footprint, and at most a line for every access", () => {
    fc.assert(
      fc.property(nests, capacity, replacement, ways, (nest, size, policy, sets) => {
        const turns = nest.loops.reduce((product, { trips }) => product * trips, 1);
        const least = footprints(nest);
        trafficInto(nest, { capacity: size, replacement: policy, ways: sets }).forEach((bytes, at) => {
          expect(bytes).toBeGreaterThanOrEqual((least[at] ?? 0) * (1 - 1e-9));
          expect(bytes).toBeLessThanOrEqual(turns * 64 * (1 + 1e-9));
        });
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it("never grows with the cache", () => {
    fc.assert(
      fc.property(
        nests,
        capacity,
        replacement,
        ways,
        fc.double({ min: 1, max: 16, noNaN: true }),
        (nest, size, policy, sets, factor) => {
          const shape = { replacement: policy, ways: sets };
          const small = total(trafficInto(nest, { ...shape, capacity: size }));
          const large = total(trafficInto(nest, { ...shape, capacity: size * factor }));
          expect(large).toBeLessThanOrEqual(small * (1 + 1e-3));
        },
      ),
      { seed: 2, numRuns: 500 },
    );
  });

  it("does not depend on the order of arrays", () => {
    fc.assert(
      fc.property(nests, capacity, replacement, ways, (nest, size, policy, sets) => {
        const shape = { capacity: size, replacement: policy, ways: sets };
        const turned = trafficInto({ ...nest, accesses: [...nest.accesses].reverse() }, shape);
        const bytes = trafficInto(nest, shape);
        [...turned].reverse().forEach((each, at) => {
          expect(each / (bytes[at] ?? 0)).toBeCloseTo(1, 6);
        });
      }),
      { seed: 3 },
    );
  });

  it("is the footprint where everything fits", () => {
    fc.assert(
      fc.property(nests, (nest) => {
        const all = footprints(nest);
        const bytes = trafficInto(nest, { capacity: total(all), replacement: "lru" });
        bytes.forEach((each, at) => {
          expect(each / (all[at] ?? 0)).toBeCloseTo(1, 9);
        });
      }),
      { seed: 4 },
    );
  });

  it("nears the footprint as a cache grows that drops any line, and was full before", () => {
    fc.assert(
      fc.property(nests, ways, (nest, sets) => {
        const all = total(footprints(nest));
        const bytes = trafficInto(nest, { capacity: 1e5 * all, replacement: "random", ways: sets });
        expect(total(bytes) / all).toBeLessThan(1.001);
      }),
      { seed: 5 },
    );
  });

  it("of one thread is that of the nest", () => {
    fc.assert(
      fc.property(nests, capacity, replacement, (nest, size, policy) => {
        const shape = { capacity: size, replacement: policy };
        const bytes = trafficInto(nest, shape);
        expect(trafficInto(interleaved(nest, "a", 1), shape)).toEqual(bytes);
        expect(trafficInto(shareOf(nest, "a", 1), shape)).toEqual(bytes);
      }),
      { seed: 6 },
    );
  });
});

describe("survival", () => {
  const random = { capacity: 1000, replacement: "random" as const };
  it.each([
    ["what fits and is all there is stays", 0, 900, { ...random }, 1],
    ["what comes in drops a line with 1 - 1/e when it is as large as the cache", 1000, 0, random, Math.exp(-1)],
    ["of twice the cache touched again and again, h = exp(-2 (1 - h))", 0, 2000, random, 0.2032],
    ["sets of one line keep none of what is larger by half", 1500, 0, { ...random, ways: 1 }, 0],
    ["LRU keeps what fits", 400, 600, { ...random, replacement: "lru" as const }, 1],
    ["LRU keeps nothing of what does not", 401, 600, { ...random, replacement: "lru" as const }, 0],
    // 10 sets of 4 at 25 bytes a line: 1100 bytes are 4.4 lines to a set, so that 4 in 10 sets have one too many.
    [
      "in sets of 4 LRU loses the sets that are too full",
      0,
      1100,
      { ...random, replacement: "lru" as const, ways: 4 },
      0.6,
    ],
  ] as const)("%s", (_name, fresh, reused, cache, part) => {
    expect(survival(fresh, reused, cache)).toBeCloseTo(part, 2);
  });
});
