import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  freeContext,
  type OperatorSample,
  operatorSamples,
  outputsOf,
  variants,
} from "../../scripts/operator-samples.ts";
import { type Rational, rational, rationalToText } from "../../src/core/rational.ts";
import type { AttributeValue, OperatorCost, Shape, ShapeContext } from "../../src/ops/index.ts";
import {
  asConstant,
  compare,
  constant,
  divide,
  type Expr,
  equals,
  evaluate,
  isTrue,
  noFacts,
  product,
  sum,
} from "../../src/symbolic/index.ts";

type Sizes = Readonly<Record<string, number>>;

const eights = fc.integer({ min: 1, max: 6 }).map((each) => 8 * each);
const small = fc.integer({ min: 1, max: 7 });
const divisor = fc.constantFrom(1, 2, 4, 8);
const named = <T>(names: string, values: fc.Arbitrary<T>) =>
  Object.fromEntries(names.split(" ").map((name) => [name, values]));

/** A size for every symbol of the samples: divisors divide, kernels fit and are twice the padding, `out_pad` and slices stay in range. */
const sizes: fc.Arbitrary<Sizes> = fc
  .record<Record<string, number>>({
    ...named("C D E H K L M W n", eights),
    ...named("g heads b", divisor),
    ...named("P s f h w window size from shift t l r", small),
    ...named("d p", fc.constantFrom(1, 2)),
    k: fc.constantFrom(1, 2, 3, 4),
    step: fc.constantFrom(1, 2, 3),
    turn: fc.nat({ max: 100 }),
  })
  .map((each) => {
    const { C = 8, H = 8, W = 8, s = 1, from = 1, turn = 0 } = each;
    const k = Math.max(each.k ?? 1, 2 * (each.p ?? 1));
    return { ...each, k, out_pad: turn % s, to: from + 1 + (turn % (Math.min(C, H, W) - from)) };
  });

/** The samples, and each with another flag, another word, or its optional tensor. */
const cases: readonly (readonly [name: string, sample: OperatorSample])[] = operatorSamples.flatMap((sample) => [
  [sample.operator.name, sample] as const,
  ...variants(sample).map(([name, each]) => [`${sample.operator.name} ${name}`, each] as const),
]);

/** What shape rules may ask of numbers, answered with numbers. */
const exact: ShapeContext = {
  facts: noFacts,
  requireInteger: (each) => asConstant(each)?.den === 1n,
  requireDivides: (by, of) => asConstant(divide(of, by))?.den === 1n,
  requireEqual: equals,
  require: isTrue,
  requireAtLeast: (value, least) => isTrue(compare(">=", value, constant(least))),
};

describe("every operator", () => {
  it.each(cases)("%s: formulas at random sizes are the counts of those sizes", (_, sample) => {
    const free = shapesAndCost(sample, freeContext);
    fc.assert(
      fc.property(sizes, (at) => {
        const fixed = shapesAndCost(bind(sample, at), exact);
        expect(free.map((each) => text(evaluate(each, pointOf(at))))).toEqual(
          fixed.map((each) => text(asConstant(each))),
        );
      }),
      { numRuns: 40 },
    );
  });

  it.each(cases)("%s: MACs are the products of its loop nests", (_, sample) => {
    const { operator, inputs, attributes } = sample;
    const outputs = outputsOf(sample) ?? [];
    const nests = operator.loopNests?.(inputs, outputs, attributes) ?? [];
    const trips = sum(nests.map((nest) => product(Object.values<Expr>({ ...nest }))));
    expect(equals(trips, operator.cost(inputs, outputs, attributes).macs)).toBe(true);
  });

  it.each(cases)("%s: answers any layout and any numbers with shapes or a coded fault", (_, sample) => {
    for (const dims of [[], [constant(1n)], [constant(3n), constant(5n)], [7n, 3n, 5n].map((each) => constant(each))]) {
      for (const layout of ["image", "vector", "tokens"] as const) {
        const inputs = sample.inputs.map((): Shape => ({ layout, dims }));
        const { attributes } = bind(sample, { ...fallbackSizes });
        const result = sample.operator.inferShape(inputs, attributes, exact);
        if (result.kind === "fault") expect(result.fault.code).toMatch(/^shape\//);
        else expect(sample.operator.cost(inputs, result.outputs, attributes).macs).toBeDefined();
      }
    }
  });
});

const fallbackSizes: Sizes = {
  C: 8,
  D: 8,
  H: 8,
  W: 8,
  L: 4,
  n: 8,
  g: 2,
  heads: 2,
  p: 2,
  b: 2,
  from: 1,
  to: 3,
  k: 3,
  s: 2,
  step: 1,
};

/** Output dimensions and every class of cost, in a fixed order. */
function shapesAndCost(sample: OperatorSample, context: ShapeContext): readonly Expr[] {
  const outputs = outputsOf(sample, context);
  if (outputs === undefined) throw new Error(`${sample.operator.name} does not take its sample`);
  const cost: OperatorCost = sample.operator.cost(sample.inputs, outputs, sample.attributes);
  return [...outputs.flatMap((each) => each.dims), ...Object.values<Expr>({ ...cost })];
}

/** The sample with a number in the place of each symbol. */
function bind(sample: OperatorSample, at: Sizes): OperatorSample {
  const point = pointOf(at);
  const number = (each: Expr): Expr => constant(evaluate(each, point) ?? rational(1));
  const shape = (each: Shape): Shape => ({
    layout: each.layout,
    dims: each.dims.map(number),
    ...(each.grid === undefined ? {} : { grid: [number(each.grid[0]), number(each.grid[1])] as const }),
  });
  const value = (each: AttributeValue): AttributeValue => {
    if (typeof each === "string" || typeof each === "boolean") return each;
    return "kind" in each ? number(each) : each.map(number);
  };
  return {
    operator: sample.operator,
    inputs: sample.inputs.map(shape),
    attributes: new Map([...sample.attributes].map(([name, each]) => [name, value(each)])),
  };
}

function pointOf(at: Sizes): ReadonlyMap<string, Rational> {
  return new Map(Object.entries(at).map(([name, size]) => [name, rational(size)]));
}

const text = (value: Rational | undefined) => (value === undefined ? "undefined" : rationalToText(value));
