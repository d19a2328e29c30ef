import { describe, expect, it } from "vitest";
import { LineCache } from "./line-cache.ts";

/** Which touches of a row of lines find them. */
function hits(cache: LineCache, lines: readonly number[]): string {
  return lines.map((line) => (cache.touch(line, 0) ? "h" : "m")).join("");
}

describe("the cache of lines", () => {
  it("drops the line used least recently of its set", () => {
    // Two sets of two ways: even lines meet in one, odd lines in the other. 4 drops 2, which 0 has outlived.
    const cache = new LineCache({ capacity: 256, ways: 2, line: 64, replacement: "lru" }, 1);
    expect(hits(cache, [0, 2, 1, 0, 4, 0, 2, 1])).toBe("mmmhmhmh");
    expect(cache.misses).toEqual([5]);
  });

  it("never finds a line again in a round of one line more than it holds", () => {
    const cache = new LineCache({ capacity: 256, ways: 4, line: 64, replacement: "lru" }, 1);
    expect(hits(cache, [0, 1, 2, 3, 4, 0, 1, 2, 3, 4])).toBe("m".repeat(10));
  });

  it("drops any line with the same chance, and fills what is empty first", () => {
    const build = { capacity: 4096, ways: 64, line: 64, replacement: "random" as const };
    // After 64 misses a line is still there with (1 - 1/64)^64 = 0.365.
    let found = 0;
    for (let seed = 0; seed < 2000; seed++) {
      const cache = new LineCache({ ...build, seed }, 1);
      for (let line = 0; line <= 64; line++) cache.touch(line, 0);
      found += cache.touch(0, 0) ? 1 : 0;
    }
    expect(Math.abs(found / 2000 - 0.365)).toBeLessThan(0.033);
    const empty = new LineCache({ ...build, isEmpty: true }, 1);
    const lines = Array.from({ length: 64 }, (_, at) => at);
    expect(hits(empty, [...lines, ...lines])).toBe("m".repeat(64) + "h".repeat(64));
  });
});
