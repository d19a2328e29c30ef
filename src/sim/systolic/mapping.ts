import { type Diagnostic, diagnostic, type PhaseResult } from "../../core/diagnostic.ts";
import { type LayerCost, layerClass } from "../../cost/index.ts";
import { type LoopNest, type WindowAxis, windowAxes } from "../../ops/index.ts";
import {
  add,
  ceil,
  constant,
  divide,
  type Expr,
  floor,
  isConstant,
  isNonNegative,
  maxOf,
  minOf,
  multiply,
  one,
  product,
  subtract,
  toText,
} from "../../symbolic/index.ts";
import { type Dataflow, type Product, place, type SystolicArray } from "./array.ts";

/**
 * How a depthwise convolution is laid on the array. `per-channel`: each channel is a product of its own, and they run one after another.
 * `packed`: as many channels as fit lie along the diagonal, each on rows and columns of its own; the elements beside it hold zeros or work
 * for nothing. `as-filter`: one filter over all channels, the row that topologies of SCALE-Sim have for it; as many MACs, but their sum is
 * no output of the layer.
 */
export type DepthwiseMapping = "per-channel" | "packed" | "as-filter";

export const depthwiseMappings = ["per-channel", "packed", "as-filter"] as const satisfies readonly DepthwiseMapping[];

export interface SystolicOptions {
  readonly array: SystolicArray;
  readonly dataflow: Dataflow;
  readonly depthwise: DepthwiseMapping;
  /**
   * Whether windows slide over the map alone, ceil((H - k)/s) + 1 of them, as in topologies of SCALE-Sim, which state no padding; else
   * the output pixels are those of the layer.
   */
  readonly unpadded: boolean;
}

/** Equal products of one layer: groups, heads or sets. */
export interface MappedProduct extends Product {
  /** How many there are. */
  readonly count: Expr;
  /** How many of them are on the array at once. */
  readonly atOnce: Expr;
}

/**
 * The matrix products of one layer; none for a layer without MACs.
 *
 * Errors: usage/command-line where `unpadded` leaves no room for a window.
 */
export function mapLayer(cost: LayerCost, options: SystolicOptions): PhaseResult<readonly MappedProduct[]> {
  const { operator, attributes, name } = cost.layer;
  const nests = operator.loopNests?.(cost.inputs, cost.outputs, attributes) ?? [];
  const isDepthwise = layerClass(cost) === "depthwise";
  const mapped = nests.map((nest) => mapNest(nest, isDepthwise, options));
  const ifmap = cost.inputs[0];
  if (!options.unpadded || operator.name !== "conv" || ifmap === undefined) return { value: mapped, diagnostics: [] };
  const axes = windowAxes(ifmap, attributes);
  const tooLarge = axes.find((axis) => !isNonNegative(roomOf(axis)));
  if (tooLarge !== undefined) return { value: undefined, diagnostics: [noRoom(name, tooLarge)] };
  const pixels = product(axes.map(windowsOn));
  return { value: mapped.map((each) => ({ ...each, pixels })), diagnostics: [] };
}

function mapNest(nest: LoopNest, isDepthwise: boolean, options: SystolicOptions): MappedProduct {
  const { N, G, K, C, P, Q, R, S } = nest;
  const mapped = {
    pixels: multiply(P, Q),
    filters: K,
    summed: product([C, R, S]),
    count: multiply(N, G),
    atOnce: one,
  };
  if (!isDepthwise || options.depthwise === "per-channel") return mapped;
  if (options.depthwise === "packed") return { ...mapped, atOnce: fittingOnDiagonal(mapped, options) };
  return { ...mapped, summed: multiply(mapped.summed, G), count: N };
}

/** Products that fit on the diagonal, each on rows and columns of its own; 1 where not even one fits whole. */
function fittingOnDiagonal(single: Product, { array, dataflow }: SystolicOptions): Expr {
  const { rows, columns } = place(single, dataflow);
  const fitting = minOf([floor(divide(constant(array.rows), rows)), floor(divide(constant(array.columns), columns))]);
  return maxOf([one, fitting]);
}

/** What an axis has beyond one window. */
function roomOf({ extent, kernel, dilation }: WindowAxis): Expr {
  return subtract(extent, add(multiply(dilation, subtract(kernel, one)), one));
}

/** Windows on an axis without padding, a last one that is partly outside included. */
function windowsOn(axis: WindowAxis): Expr {
  return add(ceil(divide(roomOf(axis), axis.stride)), one);
}

function noRoom(layer: string, axis: WindowAxis): Diagnostic {
  const [kernel, map] = [axis.kernel, axis.extent].map(toText);
  const isSure = isConstant(roomOf(axis));
  const problem = `without padding the ${kernel} wide window of \`${layer}\` ${isSure ? "does" : "may"} not fit its map of ${map}`;
  const hint = isSure
    ? "leave out --unpadded, or take a larger input"
    : "leave out --unpadded, or give the size a number";
  return diagnostic("usage/command-line", { problem, hint }, undefined);
}
