import { layerClass } from "../../cost/index.ts";
import type { ArrayLayer, ArrayTiming, Dataflow, DepthwiseMapping, ProductTiming } from "../../sim/index.ts";
import { type Expr, equals, isConstant, one, toText } from "../../symbolic/index.ts";
import { shortFormula } from "../quantity.ts";
import type { ReportArgument } from "../report.ts";

/** A network as it runs on a systolic array. */
export interface SystolicReport {
  readonly network: string;
  readonly arguments: readonly ReportArgument[];
  readonly timing: ArrayTiming;
  /** MACs of the network, wherever they run. */
  readonly networkMacs: Expr;
  /** What the formulas assume; empty without formulas. */
  readonly assumptions: readonly string[];
}

export const dataflowTexts: Readonly<Record<Dataflow, string>> = {
  os: "output stationary",
  ws: "weight stationary",
  is: "input stationary",
};

export const depthwiseTexts: Readonly<Record<DepthwiseMapping, string>> = {
  "per-channel": "depthwise channel by channel",
  packed: "depthwise channels packed along the diagonal",
  "as-filter": "depthwise as one filter over all channels",
};

/** `12544×32×27`; `32 × 12544×1×9` for equal products in turn, `32 by 3 × …` where three of them share the array. */
export function mappingText({ count, atOnce, pixels, filters, summed }: ProductTiming): string {
  const size = [pixels, filters, summed].map(factorText).join("×");
  if (equals(count, one)) return size;
  return `${factorText(count)}${equals(atOnce, one) ? "" : ` by ${factorText(atOnce)}`} × ${size}`;
}

/** A number, or a formula in brackets; `…` for a long one. */
function factorText(e: Expr): string {
  const text = toText(e);
  if (isConstant(e) || /^\w+$/.test(text)) return text;
  return text.length > shortFormula ? "…" : `(${text})`;
}

/** Whether some layer is a depthwise convolution. */
export function hasDepthwise({ layers }: ArrayTiming): boolean {
  return layers.some(({ cost }) => layerClass(cost) === "depthwise");
}

/** Layers that do nothing on the array, and the operators of them in order of appearance. */
export function idleLayers({ layers }: ArrayTiming): {
  readonly count: number;
  readonly operators: readonly string[];
} {
  const idle = layers.filter((each) => each.products.length === 0);
  return { count: idle.length, operators: [...new Set(idle.map(operatorOf))] };
}

export function operatorOf({ cost }: ArrayLayer): string {
  return cost.layer.operator.name;
}
