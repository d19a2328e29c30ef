import type { Origin, Quantity } from "./profile.ts";

/** Which inner loop a runtime takes: one for most cores, others by the core's name. */
export interface LoopChoice extends Origin {
  readonly otherwise: string | undefined;
  readonly byCore: ReadonlyMap<string, string>;
}

/** A kernel library of one vintage: how it computes each operator on each core. */
export interface RuntimeProfile {
  readonly name: string;
  readonly title: string;
  /** Year and month: `2020-03`. */
  readonly vintage: string;
  /** `pixels`: channels last; `planes`: channels first; `packs`: planes of packs of four or eight channels. */
  readonly layout: "pixels" | "planes" | "packs";
  /** `indirect`: pixels read in place through pointers; `packed`: im2col panels, made anew at each call. */
  readonly gemm: "indirect" | "packed";
  /** Output tiles of minimal filtering that 3x3 convolutions of stride 1 use, by its rule; see `WinogradRule`. */
  readonly winograd: "none" | "paddle" | "ncnn";
  /** Operators that run inside the convolution or sum that feeds them, next to batch norm. */
  readonly fuses: ReadonlySet<string>;
  /** Families with int8 arithmetic; the others convert to fp32. */
  readonly int8: ReadonlySet<string>;
  /** Whether int8 products are stored as 32-bit sums first and requantised in a pass of their own. */
  readonly storesSums: boolean;
  /** Roles that run on one thread. */
  readonly serial: ReadonlySet<string>;
  /** Loops by instruction set and data type, `armv8-fp32`, then by role. */
  readonly loops: ReadonlyMap<string, ReadonlyMap<string, LoopChoice>>;
  /** Cycles to call an operator. */
  readonly dispatch: Quantity;
  /** To hand work to other threads and wait for them, once per operator. */
  readonly fork: Quantity;
  /** Share of the last cache private to a core that blocks are cut to. */
  readonly blockShare: Quantity;
}
