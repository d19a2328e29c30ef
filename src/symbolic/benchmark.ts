import { rational } from "../core/rational.ts";
import { call, symbol } from "./atom.ts";
import { iverson, piecewise } from "./bracket.ts";
import { compile } from "./compile/compile.ts";
import { compare } from "./condition.ts";
import type { Expr } from "./expression.ts";
import { maxOf } from "./extremum.ts";
import { add, constant, divide, multiply, product, sum } from "./rational-function.ts";
import { ceil, floor } from "./rounding.ts";

/** Expansion, channels, repeats and stride of the stages of MobileNetV2 (arXiv 1801.04381, table 2). */
const stages = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
] as const;

const alpha = symbol("alpha", {
  kind: "real",
  low: { value: rational(0), closed: false },
  high: { value: rational(7, 5), closed: true },
});
const res = symbol("res", {
  kind: "int",
  low: { value: rational(32), closed: true },
  high: { value: rational(512), closed: true },
  step: rational(32),
});

function makeDivisible(v: Expr): Expr {
  const q = maxOf([constant(8), multiply(constant(8), floor(divide(add(v, constant(4)), constant(8))))]);
  const isSmall = compare("<", q, multiply(constant(rational(9, 10)), v));
  return call("make_divisible", [v], piecewise(isSmall, add(q, constant(8)), q));
}

/**
 * The multiply-accumulates of MobileNetV2 in alpha and res, built as an elaborator builds them; a workload for benchmarks.
 * 300774272 MAC at alpha = 1, res = 224.
 */
export function mobileNetV2Macs(): Expr {
  const width = (channels: number): Expr => makeDivisible(multiply(constant(channels), alpha));
  let size = ceil(divide(res, constant(2)));
  let channels = width(32);
  const macs: Expr[] = [product([constant(27), channels, size, size])];
  for (const [expansion, out, repeats, firstStride] of stages) {
    for (let repeat = 0; repeat < repeats; repeat += 1) {
      const hidden = multiply(constant(expansion), channels);
      const isExpanded = iverson(compare("!=", hidden, channels));
      macs.push(product([isExpanded, hidden, channels, size, size]));
      if (repeat === 0) size = ceil(divide(size, constant(firstStride)));
      channels = width(out);
      macs.push(product([constant(9), hidden, size, size]), product([hidden, channels, size, size]));
    }
  }
  const last = makeDivisible(multiply(constant(1280), maxOf([constant(1), alpha])));
  macs.push(product([last, channels, size, size]), multiply(last, constant(1000)));
  return sum(macs);
}

/** A run of `count` compiled evaluations over the whole domain; returns a checksum so that no work is optimised away. */
export function compiledWorkload(): (count: number) => number {
  const inputs = [
    { name: "alpha", denominator: 100n },
    { name: "res", denominator: 1n },
  ];
  const compiled = compile([mobileNetV2Macs()], inputs);
  const numerators = new Float64Array(2);
  return (count) => {
    let checksum = 0;
    for (let index = 0; index < count; index += 1) {
      numerators[0] = 1 + (index % 140);
      numerators[1] = 32 * (1 + (index % 16));
      checksum += Number(compiled.evaluate(numerators)[0]);
    }
    return checksum;
  };
}
