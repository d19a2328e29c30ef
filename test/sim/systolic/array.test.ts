import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Dataflow, dataflows, productCycles, type SystolicArray } from "../../../src/sim/index.ts";
import { asInteger, constant } from "../../../src/symbolic/index.ts";
import { type Matrix, operandStationary, outputStationary, type Ran } from "./cycle-machine.ts";

type Extents = readonly [pixels: number, filters: number, summed: number];

function cyclesOf([pixels, filters, summed]: Extents, array: SystolicArray, dataflow: Dataflow): number {
  const product = { pixels: constant(pixels), filters: constant(filters), summed: constant(summed) };
  return Number(asInteger(productCycles(product, array, dataflow)));
}

const matrix = (rows: number, columns: number, value: (row: number, column: number) => number): Matrix =>
  Array.from({ length: rows }, (_, row) => Array.from({ length: columns }, (_, column) => value(row, column)));

const times = (a: Matrix, b: Matrix): Matrix =>
  matrix(a.length, b[0]?.length ?? 0, (row, column) =>
    (a[row] ?? []).reduce((sum, each, at) => sum + each * (b[at]?.[column] ?? 0), 0),
  );

const transposed = (a: Matrix): Matrix => matrix(a[0]?.length ?? 0, a.length, (row, column) => a[column]?.[row] ?? 0);

/** A block of a matrix, with zeros where it reaches past the edge. */
const block = (a: Matrix, row: number, rows: number, column: number, columns: number): Matrix =>
  matrix(rows, columns, (at, along) => a[row + at]?.[column + along] ?? 0);

function starts(extent: number, step: number): readonly number[] {
  return Array.from({ length: Math.ceil(extent / step) }, (_, at) => at * step);
}

/** A product in folds, each run by the machine; folds over the summed extent add up. */
function runFolds(inputs: Matrix, weights: Matrix, rows: number, columns: number, dataflow: Dataflow): Ran {
  const [pixels, summed, filters] = [inputs.length, weights.length, weights[0]?.length ?? 0];
  const output = matrix(pixels, filters, () => 0).map((each) => [...each]);
  let cycles = 0;
  const add = (ran: Ran, row: number, column: number) => {
    cycles += ran.cycles;
    for (const [at, line] of ran.output.entries())
      for (const [along, value] of line.entries()) {
        const target = output[row + at];
        if (target !== undefined && column + along < filters)
          target[column + along] = (target[column + along] ?? 0) + value;
      }
  };
  switch (dataflow) {
    case "os":
      for (const row of starts(pixels, rows))
        for (const column of starts(filters, columns)) {
          const [left, above] = [block(inputs, row, rows, 0, summed), block(weights, 0, summed, column, columns)];
          add(outputStationary(left, above), row, column);
        }
      break;
    case "ws":
      for (const row of starts(summed, rows))
        for (const column of starts(filters, columns)) {
          const stream = block(inputs, 0, pixels, row, rows);
          add(operandStationary(stream, block(weights, row, rows, column, columns)), 0, column);
        }
      break;
    case "is":
      for (const row of starts(summed, rows))
        for (const column of starts(pixels, columns)) {
          const stream = transposed(block(weights, row, rows, 0, filters));
          const held = transposed(block(inputs, column, columns, row, rows));
          const ran = operandStationary(stream, held);
          add({ ...ran, output: transposed(ran.output) }, column, 0);
        }
      break;
  }
  return { output, cycles };
}

const extent = fc.integer({ min: 1, max: 9 });
const side = fc.integer({ min: 1, max: 5 });
const entry = fc.integer({ min: -4, max: 4 });

describe("closed forms of one product", () => {
  it.each(dataflows)("%s is what an array does cycle by cycle, and the array multiplies", (dataflow) => {
    const sizes = fc.tuple(extent, extent, extent, side, side);
    const cases = sizes.chain(([pixels, filters, summed, rows, columns]) =>
      fc.record({
        inputs: fc.array(fc.array(entry, { minLength: summed, maxLength: summed }), {
          minLength: pixels,
          maxLength: pixels,
        }),
        weights: fc.array(fc.array(entry, { minLength: filters, maxLength: filters }), {
          minLength: summed,
          maxLength: summed,
        }),
        rows: fc.constant(rows),
        columns: fc.constant(columns),
      }),
    );
    fc.assert(
      fc.property(cases, ({ inputs, weights, rows, columns }) => {
        const ran = runFolds(inputs, weights, rows, columns, dataflow);
        expect(ran.output).toEqual(times(inputs, weights));
        const size = [inputs.length, weights[0]?.length ?? 0, weights.length] as const;
        // The last cycle of a product is not counted.
        expect(cyclesOf(size, { rows: BigInt(rows), columns: BigInt(columns) }, dataflow)).toBe(ran.cycles - 1);
      }),
      { seed: 11, numRuns: 150 },
    );
  });

  it("is worked out by hand", () => {
    // 5 pixels, 3 filters, 7 products each on 2 x 2.
    const array = { rows: 2n, columns: 2n };
    expect(cyclesOf([5, 3, 7], array, "os")).toBe(3 * 2 * (7 + 2) - 1);
    expect(cyclesOf([5, 3, 7], array, "ws")).toBe(4 * 2 * (5 + 4) - 1);
    expect(cyclesOf([5, 3, 7], array, "is")).toBe(4 * 3 * (3 + 4) - 1);
  });

  it("has inputs and weights change places between ws and is", () => {
    fc.assert(
      fc.property(extent, extent, extent, side, side, (pixels, filters, summed, rows, columns) => {
        const array = { rows: BigInt(rows), columns: BigInt(columns) };
        expect(cyclesOf([pixels, filters, summed], array, "is")).toBe(cyclesOf([filters, pixels, summed], array, "ws"));
      }),
      { seed: 12 },
    );
  });

  it("is never faster than its MACs on all elements", () => {
    const large = fc.integer({ min: 1, max: 5000 });
    fc.assert(
      fc.property(large, large, large, large, large, fc.constantFrom(...dataflows), (p, n, k, rows, columns, flow) => {
        const cycles = cyclesOf([p, n, k], { rows: BigInt(rows), columns: BigInt(columns) }, flow);
        expect(BigInt(p) * BigInt(n) * BigInt(k)).toBeLessThanOrEqual(
          BigInt(rows) * BigInt(columns) * BigInt(cycles + 1),
        );
      }),
      { seed: 13 },
    );
  });

  it("grows with every extent of the product, and may grow with the array", () => {
    fc.assert(
      fc.property(extent, extent, extent, side, side, fc.constantFrom(...dataflows), (p, n, k, rows, columns, flow) => {
        const array = { rows: BigInt(rows), columns: BigInt(columns) };
        const cycles = cyclesOf([p, n, k], array, flow);
        for (const size of [
          [p + 1, n, k],
          [p, n + 1, k],
          [p, n, k + 1],
        ] as const)
          expect(cyclesOf(size, array, flow)).toBeGreaterThanOrEqual(cycles);
      }),
      { seed: 14 },
    );
    // A small product waits longer for its operands to cross a larger array.
    expect(cyclesOf([4, 4, 4], { rows: 4n, columns: 4n }, "os")).toBe(9);
    expect(cyclesOf([4, 4, 4], { rows: 8n, columns: 8n }, "os")).toBe(17);
  });
});

describe("channels packed along the diagonal", () => {
  it("come out as each alone, in the cycles of one", () => {
    // 3 channels of 9 weights on 28 rows and 3 columns, 10 pixels, weight stationary.
    const [channels, taps, pixels, rows] = [3, 9, 10, 28];
    const weights = matrix(channels, taps, (channel, tap) => ((channel * 5 + tap * 3) % 7) - 3);
    const windows = (channel: number) => matrix(pixels, taps, (pixel, tap) => ((pixel * 4 + tap + channel) % 9) - 4);
    const held = matrix(rows, channels, (row, column) =>
      Math.floor(row / taps) === column ? (weights[column]?.[row % taps] ?? 0) : 0,
    );
    const stream = matrix(pixels, rows, (pixel, row) => windows(Math.floor(row / taps))[pixel]?.[row % taps] ?? 0);
    const ran = operandStationary(stream, held);
    for (let channel = 0; channel < channels; channel++) {
      const alone = times(windows(channel), transposed([weights[channel] ?? []]));
      expect(ran.output.map((line) => [line[channel]])).toEqual(alone);
    }
    expect(cyclesOf([pixels, 1, taps], { rows: BigInt(rows), columns: BigInt(channels) }, "ws")).toBe(ran.cycles - 1);
  });
});
