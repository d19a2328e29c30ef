import { asInteger, constant, divide, type Expr, one } from "../symbolic/index.ts";
import { type AxisRule, type IndexRange, longestPeriod, type Reach } from "./reach.ts";
import type { Shape } from "./shape.ts";

/** Which input indices an output index reads when `extent` indices become `outExtent`. */
export type Sampling = (index: bigint, extent: bigint, outExtent: bigint) => readonly [from: bigint, to: bigint];

/** The pixel at the same share of the axis, rounded down. Source: PyTorch interpolate, mode nearest. */
export const nearest: Sampling = (index, extent, outExtent) => {
  const at = (index * extent) / outExtent;
  return [at, at];
};

/** The pixels on both sides of the same place, centre to centre. Source: PyTorch interpolate, bilinear, align_corners false. */
export const bilinear: Sampling = (index, extent, outExtent) => {
  const [place, unit] = [(2n * index + 1n) * extent - outExtent, 2n * outExtent];
  const below = place < 0n ? -1n : place / unit;
  return place % unit === 0n ? [below, below] : [below, below + 1n];
};

/** All pixels that overlap the same stretch of the axis. Source: PyTorch AdaptiveAvgPool2d. */
export const adaptive: Sampling = (index, extent, outExtent) => [
  (index * extent) / outExtent,
  ((index + 1n) * extent + outExtent - 1n) / outExtent - 1n,
];

/** An axis of `extent` indices sampled at `outExtent` places; the pattern repeats with their ratio in lowest terms. */
function sampledReach(extent: Expr, outExtent: Expr, sampling: Sampling): AxisRule {
  if (asInteger(outExtent) === 1n && sampling === adaptive) return "all";
  const ratio = asRatio(divide(extent, outExtent));
  if (ratio === undefined || ratio.den > longestPeriod) return "unknown";
  const reads = Array.from({ length: Number(ratio.den) }, (_, phase): IndexRange => {
    const [from, to] = sampling(BigInt(phase), ratio.num, ratio.den);
    return { from: constant(from), to: constant(to), step: one };
  });
  return { advance: constant(ratio.num), reads };
}

function asRatio(e: Expr): { readonly num: bigint; readonly den: bigint } | undefined {
  return e.kind === "constant" ? { num: e.num, den: e.den } : undefined;
}

/** The rows and columns of one image sampled at those of another. */
export function resampledReach([ifmap]: readonly Shape[], [ofmap]: readonly Shape[], sampling: Sampling): Reach {
  const [, height = one, width = one] = ifmap?.dims ?? [];
  const [, outHeight = one, outWidth = one] = ofmap?.dims ?? [];
  return [sampledReach(height, outHeight, sampling), sampledReach(width, outWidth, sampling)];
}
