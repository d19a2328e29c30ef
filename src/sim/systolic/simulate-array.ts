import type { PhaseResult } from "../../core/diagnostic.ts";
import type { LayerCost, NetworkCost } from "../../cost/index.ts";
import {
  ceil,
  constant,
  divide,
  type Expr,
  equals,
  isZero,
  multiply,
  one,
  product,
  sum,
} from "../../symbolic/index.ts";
import { foldsOf, place, productCycles } from "./array.ts";
import { type MappedProduct, mapLayer, type SystolicOptions } from "./mapping.ts";

/** What adds up over products and layers. */
export interface ArrayWork {
  readonly cycles: Expr;
  /** MACs that run on the array; those of `as-filter` and `unpadded` are not always those of the network. */
  readonly macs: Expr;
  /** MACs per element and cycle; undefined without cycles. */
  readonly utilization: Expr | undefined;
}

/** Products of one layer on the array; the layer's factor is applied. */
export interface ProductTiming extends MappedProduct, ArrayWork {
  /** Share of the elements that hold an operand or output, on average over the folds. */
  readonly mappingEfficiency: Expr;
}

/** One layer; without products, and with no cycles, where it has no MACs. */
export interface ArrayLayer extends ArrayWork {
  readonly cost: LayerCost;
  readonly products: readonly ProductTiming[];
}

export interface ArrayTiming extends ArrayWork {
  readonly options: SystolicOptions;
  readonly layers: readonly ArrayLayer[];
}

/**
 * Cycles of every layer of a network on a systolic array by closed forms; totals are sums of the layers, which run one after another.
 * Products of one layer run one after another, too, each as if it were alone.
 *
 * Units: cycles; exact, formulas where a parameter is free.
 * Errors: usage/command-line where `unpadded` leaves no room for a window; throws ExpressionTooLarge where a formula passes the limits.
 */
export function simulateArray(cost: NetworkCost, options: SystolicOptions): PhaseResult<ArrayTiming> {
  const mapped = cost.layers.map((each) => mapLayer(each, options));
  const failed = mapped.find((each) => each.value === undefined);
  if (failed !== undefined) return { value: undefined, diagnostics: failed.diagnostics };
  const layers = cost.layers.map((each, at): ArrayLayer => {
    const products = (mapped[at]?.value ?? []).map((mapping) => timeProduct(mapping, each.layer.factor, options));
    return { cost: each, products, ...total(products, options) };
  });
  return { value: { options, layers, ...total(layers, options) }, diagnostics: [] };
}

function timeProduct(mapped: MappedProduct, factor: Expr, options: SystolicOptions): ProductTiming {
  const { array, dataflow } = options;
  const { count, atOnce } = mapped;
  // A count is a whole number, also where only an assumption says so.
  const runs = equals(atOnce, one) ? count : ceil(divide(count, atOnce));
  const placed = place(mapped, dataflow);
  const held = product([count, placed.rows, placed.columns]);
  const slots = product([runs, foldsOf(mapped, array, dataflow), constant(array.rows * array.columns)]);
  const cycles = product([factor, runs, productCycles(mapped, array, dataflow)]);
  const macs = product([factor, count, mapped.pixels, mapped.filters, mapped.summed]);
  return { ...mapped, ...work(cycles, macs, options), mappingEfficiency: divide(held, slots) };
}

function total(parts: readonly ArrayWork[], options: SystolicOptions): ArrayWork {
  return work(sum(parts.map((each) => each.cycles)), sum(parts.map((each) => each.macs)), options);
}

function work(cycles: Expr, macs: Expr, { array }: SystolicOptions): ArrayWork {
  const places = multiply(constant(array.rows * array.columns), cycles);
  return { cycles, macs, utilization: isZero(cycles) ? undefined : divide(macs, places) };
}
