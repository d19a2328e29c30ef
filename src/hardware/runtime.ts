import type { Span } from "../core/source.ts";
import type { Origin, Quantity } from "./profile.ts";
import type { LoopRole } from "./runtime-fields.ts";

/** Which inner loop a runtime takes: one for most cores, others by the core's name. */
export interface LoopChoice extends Origin {
  /** Undefined where only some cores have the loop. */
  readonly otherwise: string | undefined;
  readonly byCore: ReadonlyMap<string, string>;
  /** Where the profile says so. */
  readonly span: Span;
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
  /**
   * Minimal filtering for 3x3 convolutions of stride 1. `by-map`: F(6,3) where outputs / (8 x threads) >= 36, else F(2,3).
   * `by-channels`: F(6,3) where neither side has more than 128 channels, F(4,3) where both have 8, else F(2,3).
   */
  readonly winograd: "none" | "by-map" | "by-channels";
  /**
   * Direct 3x3 convolutions. `large-maps`: stride 2 where the product of channels is below 4 x the input's pixels. `few-channels`: up
   * to 4 input channels.
   */
  readonly direct: "none" | "large-maps" | "few-channels";
  /** Operators that run inside the convolution or sum that feeds them, next to batch norm, each with its place in the profile. */
  readonly fuses: ReadonlyMap<string, Span>;
  /** Operator families with int8 arithmetic, each with its place in the profile; the others convert to fp32. */
  readonly int8: ReadonlyMap<string, Span>;
  /** Operators without a kernel, each with its place in the profile. */
  readonly lacks: ReadonlyMap<string, Span>;
  /** Whether int8 products are stored as 32-bit sums first and requantised in a pass of their own. */
  readonly storesSums: boolean;
  /** Roles of loops whose work runs on one thread. */
  readonly serial: ReadonlySet<LoopRole>;
  /** The cache that blocks of pixels are cut to: level 2, a core's part of it, or the last one. */
  readonly blockCache: "l2" | "l2-per-core" | "last";
  /** Loops by instruction set and data type, `armv8-fp32`, then by role. */
  readonly loops: ReadonlyMap<string, ReadonlyMap<LoopRole, LoopChoice>>;
  /** Cycles to call an operator. */
  readonly dispatch: Quantity;
  /** Seconds to hand work to other threads and wait for them, once per pass. */
  readonly fork: Quantity;
}
