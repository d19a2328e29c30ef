import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toText } from "../../src/symbolic/index.ts";
import { costed, elaborateText } from "../model/elaborate-text.ts";

/** One axis of a window: what slides over it and what surrounds it. */
interface Axis {
  readonly extent: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly before: number;
  readonly after: number;
}

const axis: fc.Arbitrary<Axis> = fc.record({
  extent: fc.integer({ min: 1, max: 12 }),
  kernel: fc.integer({ min: 1, max: 7 }),
  stride: fc.integer({ min: 1, max: 4 }),
  dilation: fc.integer({ min: 1, max: 3 }),
  before: fc.integer({ min: 0, max: 3 }),
  after: fc.integer({ min: 0, max: 3 }),
});

/** An axis for pooling: no dilation, and padding of at most half the kernel. */
const pooled: fc.Arbitrary<Axis> = axis.map((each) => {
  const [before, after] = [each.before, each.after].map((margin) => Math.min(margin, each.kernel >> 1));
  return { ...each, dilation: 1, before: before ?? 0, after: after ?? 0 };
});

/** Offsets of a kernel's taps from its first. */
const taps = ({ kernel, dilation }: Axis) => Array.from({ length: kernel }, (_, tap) => tap * dilation);

/** Where a whole window fits into the padded axis, found by trying every start. */
function wholeWindows(each: Axis): number {
  const last = each.extent + each.before + each.after - 1;
  let found = 0;
  for (let start = 0; start <= last; start += each.stride) {
    if (taps(each).every((offset) => start + offset <= last)) found += 1;
  }
  return found;
}

/**
 * Windows in ceil mode: whole ones, and one that reaches past the end by less than a stride if it starts inside the input or
 * the padding before it. PyTorch, aten/src/ATen/native/Pool.h, pooling_output_shape_pad_lr; it refuses padding beyond half a kernel.
 */
function ceilWindows(each: Axis): number {
  const padded = each.extent + each.before + each.after;
  let found = 0;
  for (let start = 0; start < each.extent + each.before; start += each.stride) {
    if (start + each.kernel - padded < each.stride) found += 1;
  }
  return found;
}

/** Output cells of a transposed convolution: every cell that an input element writes through a tap, or the last of them, less the crop. */
function writtenCells(each: Axis, outPad: number): number {
  let last = 0;
  for (let input = 0; input < each.extent; input += 1) {
    for (const offset of taps(each)) last = Math.max(last, input * each.stride + offset);
  }
  return last + 1 - each.before - each.after + outPad;
}

interface Made {
  readonly output: string;
  readonly macs: string;
  readonly params: string;
}

/** What one operator makes of an image of 4 channels; a fault's code where it refuses. */
function run(rows: Axis, columns: Axis, use: string): Made | string {
  const result = elaborateText(`net A { input: [4, ${rows.extent}, ${columns.extent}]; ${use} }`);
  if (result.value === undefined) return result.diagnostics.map((each) => each.code).join(" ");
  const cost = costed(result);
  const output = cost.graph.tensors[cost.graph.outputs[0] ?? 0]?.shape.dims.map(toText).join(" ") ?? "";
  return { output, macs: toText(cost.totals.macs), params: toText(cost.totals.params) };
}

const pairOf = (rows: Axis, columns: Axis, key: "kernel" | "stride" | "dilation") => `[${rows[key]}, ${columns[key]}]`;
const marginsOf = (rows: Axis, columns: Axis) => `[${rows.before}, ${rows.after}, ${columns.before}, ${columns.after}]`;

describe("windows slid by hand", () => {
  it("conv: output, MACs and parameters, grouped or not", () => {
    fc.assert(
      fc.property(axis, axis, fc.constantFrom(1, 2, 4), (rows, columns, groups) => {
        const use = `conv(8, ${pairOf(rows, columns, "kernel")}, s=${pairOf(rows, columns, "stride")}, g=${groups}, d=${pairOf(rows, columns, "dilation")}, pad=${marginsOf(rows, columns)})`;
        const [height, width] = [wholeWindows(rows), wholeWindows(columns)];
        const filter = (4 / groups) * rows.kernel * columns.kernel;
        const wanted = {
          output: `8 ${height} ${width}`,
          macs: String(8 * height * width * filter),
          params: String(8 * filter),
        };
        expect(run(rows, columns, use)).toEqual(height * width === 0 ? "shape/empty-output" : wanted);
      }),
      { numRuns: 150 },
    );
  });

  it.each([false, true])("pooling with ceil=%s", (ceil) => {
    fc.assert(
      fc.property(pooled, pooled, fc.constantFrom("maxpool", "avgpool"), (rows, columns, name) => {
        const count = (each: Axis) => (ceil ? ceilWindows(each) : wholeWindows(each));
        const use = `${name}(${pairOf(rows, columns, "kernel")}, ${pairOf(rows, columns, "stride")}, ${marginsOf(rows, columns)}, ${ceil})`;
        const [height, width] = [count(rows), count(columns)];
        const wanted = { output: `4 ${height} ${width}`, macs: "0", params: "0" };
        expect(run(rows, columns, use)).toEqual(height * width === 0 ? "shape/empty-output" : wanted);
      }),
      { numRuns: 150 },
    );
  });

  it("conv_transpose: output, MACs and parameters; a conv of the same form leads back", () => {
    fc.assert(
      fc.property(axis, axis, fc.constantFrom(1, 2, 4), fc.nat({ max: 3 }), (rows, columns, groups, extra) => {
        const outPads = [extra % rows.stride, extra % columns.stride] as const;
        const form = `${pairOf(rows, columns, "kernel")}, s=${pairOf(rows, columns, "stride")}, g=${groups}, d=${pairOf(rows, columns, "dilation")}, pad=${marginsOf(rows, columns)}`;
        const use = `conv_transpose(8, ${form}, out_pad=[${outPads.join(", ")}])`;
        const [height, width] = [writtenCells(rows, outPads[0]), writtenCells(columns, outPads[1])];
        const filter = (8 / groups) * rows.kernel * columns.kernel;
        const macs = String(4 * rows.extent * columns.extent * filter);
        const wanted = { output: `8 ${height} ${width}`, macs, params: String(4 * filter) };
        const isEmpty = height < 1 || width < 1;
        expect(run(rows, columns, use)).toEqual(isEmpty ? "shape/cropped" : wanted);
        if (isEmpty) return;
        const back = run(rows, columns, `${use} -> conv(4, ${form})`);
        expect(back).toMatchObject({ output: `4 ${rows.extent} ${columns.extent}` });
      }),
      { numRuns: 150 },
    );
  });
});

/** input, operator, output, and PyTorch's formula with the numbers in it. */
const tables: readonly (readonly [input: string, use: string, output: string, how: string])[] = [
  // Conv2d: floor((H + p + p' - d(k - 1) - 1)/s) + 1 on each axis
  ["[192, 17, 17]", "conv(192, [1, 7], pad=[0, 3])", "192 17 17", "17 + 0 - 0 and 17 + 6 - 6"],
  ["[192, 17, 17]", "conv(192, [7, 1], pad=[3, 0])", "192 17 17", "17 + 6 - 6 and 17 + 0 - 0"],
  ["[192, 17, 17]", "conv(192, [7, 1], s=[2, 1], pad=[3, 0])", "192 9 17", "floor(16/2) + 1"],
  ["[192, 17, 17]", "conv(192, [1, 7], s=[1, 3])", "192 17 6", "same: ceil(17/3)"],
  ["[3, 10, 10]", "conv(8, 3, s=2, pad=[0, 1, 1, 0])", "8 5 5", "floor((10 + 1 - 3)/2) + 1 on both axes"],
  ["[3, 10, 10]", "conv(8, 3, s=2, pad=[0, 0, 1, 1])", "8 4 5", "floor(7/2) + 1 rows, floor(9/2) + 1 columns"],
  ["[3, 10, 12]", "conv(8, [3, 5], d=[2, 1], pad=[2, 0])", "8 10 8", "10 + 4 - 4 and 12 - 4"],
  // MaxPool2d, ceil_mode: ceil((H + 2p - k)/s) + 1, less one where (out - 1) s >= H + p
  ["[64, 112, 112]", "maxpool(3, 2, ceil=true)", "64 56 56", "ceil(109/2) + 1 = 56; 110 < 112"],
  ["[64, 112, 112]", "maxpool(3, 2, pad=1)", "64 56 56", "floor(111/2) + 1"],
  ["[4, 2, 2]", "maxpool(3, 2, ceil=true)", "4 1 1", "ceil(-1/2) + 1: the only window reaches past the end"],
  ["[4, 5, 7]", "maxpool([1, 2], [1, 2], ceil=true)", "4 5 4", "5 and ceil(5/2) + 1; 6 < 7"],
  ["[4, 4, 4]", "maxpool(2, 3, pad=1, ceil=true)", "4 2 2", "ceil(4/3) + 1 = 3; 6 >= 5, so 2"],
  [
    "[4, 7, 6]",
    "maxpool(2, 3, pad=[1, 0, 0, 1], ceil=true)",
    "4 3 2",
    "ceil(6/3) + 1 = 3; ceil(5/3) + 1 = 3 less 1, as 6 >= 6",
  ],
  // the divisor of the mean changes no shape
  ["[4, 7, 7]", "avgpool(3, 2, 1, false, true)", "4 4 4", "floor(6/2) + 1"],
  ["[4, 7, 7]", "avgpool(3, 2, 1, false, false)", "4 4 4", "floor(6/2) + 1"],
  ["[4, 35, 35]", "avgpool(3, s=1, pad=1)", "4 35 35", "35 + 2 - 3 + 1"],
  // ConvTranspose2d: (H - 1)s - 2p + d(k - 1) + out_pad + 1
  ["[21, 16, 16]", "conv_transpose(21, 64, s=32, pad=16)", "21 512 512", "480 - 32 + 63 + 1"],
  [
    "[8, 4, 5]",
    "conv_transpose(8, [1, 7], s=[1, 2], pad=[0, 3], out_pad=[0, 1])",
    "8 4 10",
    "3 + 1 and 8 - 6 + 6 + 1 + 1",
  ],
  ["[8, 4, 4]", "conv_transpose(8, 3, d=2)", "8 8 8", "3 + 4 + 1"],
];

describe("PyTorch's formulas", () => {
  it.each(tables)("%s -> %s: %s (%s)", (input, use, output) => {
    const cost = costed(elaborateText(`net A { input: ${input}; ${use} }`));
    expect(cost.graph.tensors[cost.graph.outputs[0] ?? 0]?.shape.dims.map(toText).join(" ")).toBe(output);
  });

  it("counts k * k operations for each pooled element, whatever the divisor", () => {
    const flops = (use: string) => toText(costed(elaborateText(`net A { input: [4, 7, 7]; ${use} }`)).totals.flops);
    expect(flops("avgpool([3, 2], 2, 1)")).toBe(String(4 * 4 * 4 * 6));
    expect(flops("avgpool([3, 2], 2, 1, count_pad=false)")).toBe(String(4 * 4 * 4 * 6));
  });
});
