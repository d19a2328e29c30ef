import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lineFootprint } from "../../../src/sim/cpu/footprint.ts";
import type { Access, Loop } from "../../../src/sim/cpu/nest.ts";
import { walkNest } from "./replay.ts";

const input = (dimensions: Access["dimensions"], bytes = 4): Access => ({ role: "input", bytes, dimensions });

/** Lines by walking over them. */
function linesWalked(loops: readonly Loop[], access: Access): number {
  const seen = new Set<number>();
  walkNest({ loops, accesses: [access] }, 64, 1, ([line = 0]) => seen.add(line));
  return seen.size;
}

describe("lines that loops touch", () => {
  const matrix = [
    { extent: 10, steps: { row: 1 } },
    { extent: 48, steps: { column: 1 } },
  ];
  it.each([
    ["an element is a line", [{ name: "row", trips: 1 }], matrix, 1],
    ["48 floats in a row are 192 bytes", [{ name: "column", trips: 48 }], matrix, 3],
    ["a column of 10 is a line each", [{ name: "row", trips: 10 }], matrix, 10],
    [
      "a whole matrix is one run",
      [
        { name: "column", trips: 48 },
        { name: "row", trips: 10 },
      ],
      matrix,
      30,
    ],
    [
      "a partial tile ends with its array",
      [
        { name: "tile", trips: 7 },
        { name: "place", trips: 8 },
      ],
      [{ extent: 49, steps: { tile: 8, place: 1 } }],
      4,
    ],
    ["every other float is every line", [{ name: "place", trips: 24 }], [{ extent: 48, steps: { place: 2 } }], 3],
    ["every 32nd float skips a line", [{ name: "place", trips: 3 }], [{ extent: 96, steps: { place: 32 } }], 3],
    [
      "a window slides",
      [
        { name: "row", trips: 4 },
        { name: "tap", trips: 3 },
      ],
      [
        { extent: 6, steps: { row: 1, tap: 1 } },
        { extent: 32, steps: {} },
      ],
      6,
    ],
  ] as const)("%s", (_name, loops, dimensions, lines) => {
    expect(lineFootprint(loops, input(dimensions))(0) / 64).toBe(lines);
    expect(linesWalked(loops, input(dimensions))).toBe(lines);
  });

  it("runs that start anywhere touch a line more, now and then", () => {
    // 3 floats at multiples of 12 bytes: of 16 starts in a line 2 straddle its end (steps of 4 bytes), 1 + 8 / 64 on average.
    const loops = [
      { name: "pixel", trips: 160 },
      { name: "channel", trips: 3 },
    ];
    const dimensions = [
      { extent: 160, steps: { pixel: 1 } },
      { extent: 3, steps: { channel: 1 } },
    ];
    const inner = lineFootprint(loops, input(dimensions));
    expect(inner(1) / 64).toBe(1.125);
    expect(inner(0) / 64).toBe(30);
  });

  it("is what a walk counts, where loops cover whole arrays", () => {
    const size = fc.integer({ min: 1, max: 7 });
    fc.assert(
      fc.property(
        size,
        size,
        size,
        size,
        fc.constantFrom(1, 2, 4),
        fc.nat(5),
        (rows, tiles, width, window, bytes, order) => {
          const loops = [
            { name: "row", trips: rows },
            { name: "tap", trips: window },
            { name: "tile", trips: tiles },
            { name: "place", trips: width },
          ];
          const dimensions = [
            { extent: rows + window - 1, steps: { row: 1, tap: 1 } },
            { extent: tiles * width, steps: { tile: width, place: 1 } },
          ];
          const turned = [...loops.slice(order % 4), ...loops.slice(0, order % 4)];
          const access = input(dimensions, bytes);
          expect(lineFootprint(turned, access)(0)).toBe(64 * linesWalked(turned, access));
        },
      ),
      { seed: 11 },
    );
  });
});
