import { InternalError } from "../../../core/internal-error.ts";
import type { Kernel, Tile } from "../kernel/instruction.ts";
import type { LoopRun } from "../pass.ts";
import type { Lowering } from "./lowering.ts";

/** The output tile of a GEMM loop. */
export function tileOf({ name, tile }: Kernel): Tile {
  if (tile !== undefined) return tile;
  throw new InternalError("simulator", `${name} is no GEMM`);
}

/** The straight code around a GEMM loop, once per tile. */
export function tileEnds({ end }: Kernel, tiles: number): readonly LoopRun[] {
  return end === undefined ? [] : [{ loop: end.name, passes: tiles, entries: 0, endOutputs: end.outputs ?? 0 }];
}

/** What the summed dimension is rounded up to: dot products and pairs take several steps at once. */
export function grainOf({ tile }: Kernel): number {
  return tile?.grain ?? 1;
}

/** Fetching `count` pointers, so many times. */
export function pointerRun(count: number, times: number, by: Lowering): LoopRun {
  const taps = by.loop("taps");
  return { loop: taps.name, passes: (times * count) / (taps.pointers ?? 1), entries: 0 };
}
