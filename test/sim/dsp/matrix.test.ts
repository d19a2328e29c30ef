import { describe, expect, it } from "vitest";
import { resolveDevice } from "../../../src/hardware/index.ts";
import { machineOf } from "../../../src/sim/dsp/machine.ts";
import { matrixWork } from "../../../src/sim/dsp/matrix.ts";
import type { MacWork } from "../../../src/sim/work.ts";
import { shippedProfiles } from "../../hardware/shipped-profiles.ts";

const unit = resolveDevice("snapdragon-8gen3", shippedProfiles).value?.dsp;
if (unit === undefined) throw new Error("no DSP");
const machines = {
  fp16: machineOf(unit, "fp16"),
  int8: machineOf(unit, "int8"),
};

const plain: MacWork = {
  groups: 1,
  filters: 64,
  channels: 64,
  output: [56, 56],
  kernel: [1, 1],
  stride: [1, 1],
  dilation: [1, 1],
  sets: 1,
  learned: true,
};

/** Counted by hand: tiles of 8x4 (fp16) or 8x8 (int8) pixels and of 32 channels on either side. */
describe("tiles of the matrix unit", () => {
  it.each([
    ["1x1 of 64 to 64 on 56x56", {}, 7 * 14 * 2 * 2, 7 * 7 * 2 * 2],
    ["the same on 7x7, most of a tile empty", { output: [7, 7] }, 1 * 2 * 2 * 2, 1 * 1 * 2 * 2],
    ["3x3 of 48 to 40, filled up to 64 each", { kernel: [3, 3], channels: 48, filters: 40 }, 98 * 18 * 2, 49 * 18 * 2],
    ["a row of 1000 from 1280", { output: [1, 1], channels: 1280, filters: 1000 }, 40 * 32, 40 * 32],
    ["197 tokens of 768", { output: [197, 1], channels: 768, filters: 768 }, 7 * 24 * 24, 4 * 24 * 24],
    [
      "16 heads of 50 x 50 x 64",
      { learned: false, sets: 16, output: [50, 1], filters: 50 },
      16 * 2 * 2 * 2,
      16 * 1 * 2 * 2,
    ],
    [
      "7x7/2 on RGB: 4x4 taps of 12 channels",
      { channels: 3, kernel: [7, 7], stride: [2, 2], output: [112, 112] },
      14 * 28 * 16 * 2,
      14 * 14 * 16 * 2,
    ],
    [
      "32 groups of 4: eight to a tile",
      { groups: 32, channels: 4, filters: 4, kernel: [3, 3] },
      4 * 98 * 9,
      4 * 49 * 9,
    ],
    ["2 groups of 96: three tiles each", { groups: 2, channels: 96, filters: 96 }, 2 * 98 * 9, 2 * 49 * 9],
  ] as const)("%s", (_, change, fp16, int8) => {
    expect(matrixWork({ ...plain, ...change }, 1, machines.fp16).products).toBe(fp16);
    expect(matrixWork({ ...plain, ...change }, 1, machines.int8).products).toBe(int8);
  });

  it("hold the weights as squares of 32, and none of activations", () => {
    expect(matrixWork({ ...plain, channels: 48, filters: 40 }, 1, machines.fp16).weightBytes).toBe(2 * 2 * 1024 * 2);
    expect(matrixWork({ ...plain, kernel: [3, 3] }, 1, machines.int8).weightBytes).toBe(9 * 4 * 1024);
    expect(matrixWork({ ...plain, learned: false }, 1, machines.fp16).weightBytes).toBe(0);
  });

  it("lay out as weights what is none: keys and values of attention", () => {
    const logits: MacWork = { ...plain, learned: false, sets: 12, output: [197, 1], filters: 197 };
    expect(matrixWork(logits, 1, machines.fp16).permutedBytes).toBe(12 * 64 * 197 * 2);
  });

  it("share no tile between images of a batch", () => {
    const batch = matrixWork({ ...plain, output: [16 * 7, 7] }, 16, machines.int8);
    expect(batch.products).toBe(16 * matrixWork({ ...plain, output: [7, 7] }, 1, machines.int8).products);
  });

  it("reach into the tile below where the kernel has several rows", () => {
    expect(matrixWork(plain, 1, machines.fp16).withNeighbour).toBe(0);
    expect(matrixWork({ ...plain, kernel: [1, 3] }, 1, machines.fp16).withNeighbour).toBe(0);
    const tall = matrixWork({ ...plain, kernel: [3, 1] }, 1, machines.fp16);
    expect(tall.withNeighbour).toBe(tall.products);
  });

  it("are laid out anew for few channels at a stride, and for groups that end within a tile", () => {
    const stem: MacWork = { ...plain, channels: 3, kernel: [2, 2], stride: [2, 2] };
    expect(matrixWork(stem, 1, machines.int8).permutedBytes).toBe(3 * 112 * 112);
    // One tap of twelve channels, of one row; a kernel of three rows still has two.
    expect(matrixWork(stem, 1, machines.int8).withNeighbour).toBe(0);
    const taller = matrixWork({ ...stem, kernel: [3, 3] }, 1, machines.int8);
    expect(taller.withNeighbour).toBe(taller.products);
    expect(matrixWork({ ...stem, kernel: [1, 1] }, 1, machines.int8).permutedBytes).toBe(0);
    expect(matrixWork({ ...plain, groups: 32, channels: 4, filters: 4 }, 1, machines.fp16).permutedBytes).toBe(0);
    expect(matrixWork({ ...plain, groups: 3, channels: 20, filters: 20 }, 1, machines.int8).permutedBytes).toBe(
      3 * 40 * 56 * 56,
    );
  });
});
