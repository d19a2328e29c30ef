import { compareRational, type Rational, rational, rationalToDecimal } from "../../core/rational.ts";
import { asConstant } from "../../symbolic/index.ts";
import type { GraphCost, GraphView } from "./graph-view.ts";

export const costUnits: Readonly<Record<GraphCost, string>> = { macs: "MACs", params: "params" };

/** Fills from nothing to the largest node, light enough for black text on each. */
export const shadeColours = ["#ffffff", "#fff4d9", "#ffe6ae", "#ffd580", "#ffbf55", "#ffa62b"] as const;

export interface Shade {
  /** The part of the network's total: `12.3 %`; `<0.1 %` for what rounds to nothing. */
  readonly share: string;
  /** Index into `shadeColours`: a fifth of the largest node each, 0 for nothing. */
  readonly step: number;
}

/**
 * The shade of every node that stands for layers, by its part of one count; undefined where a count is a formula, since its part depends
 * on free parameters.
 */
export function shadesOf(view: GraphView, cost: GraphCost): ReadonlyMap<string, Shade> | undefined {
  const counted = view.nodes.filter(({ layer, kind }) => layer !== undefined || kind === "group");
  const values = counted.map((each) => asConstant(each[cost]));
  const known = values.filter((each) => each !== undefined);
  const total = asConstant(view.totals[cost]);
  if (known.length < counted.length || total === undefined) return undefined;
  const largest = known.reduce((most, each) => (compareRational(each, most) > 0 ? each : most), rational(0));
  return new Map(counted.map(({ id }, index) => [id, shadeOf(known[index] ?? rational(0), total, largest)]));
}

function shadeOf(value: Rational, total: Rational, largest: Rational): Shade {
  if (value.num === 0n) return { share: "0 %", step: 0 };
  const percent = rational(100n * value.num * total.den, value.den * total.num);
  const steps = BigInt(shadeColours.length - 1);
  const fifths = rational(steps * value.num * largest.den, value.den * largest.num);
  const step = Number((fifths.num + fifths.den - 1n) / fifths.den);
  const isTiny = percent.num * 20n < percent.den;
  return { share: isTiny ? "<0.1 %" : `${rationalToDecimal(percent, 1)} %`, step };
}
