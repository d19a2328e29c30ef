import fc from "fast-check";
import { type Rational, rational } from "../../../src/core/rational.ts";
import type { Tree } from "../random-tree.ts";
import { lawDomains, type Material, minus, named, number, over, plus, times } from "./laws.ts";

const slopes = fc.constantFrom<readonly [number, number]>(
  [1, 1],
  [2, 1],
  [1, 2],
  [-1, 1],
  [3, 2],
  [-2, 3],
  [1, 3],
  [5, 4],
);
const offsets = fc.constantFrom<readonly [number, number]>([0, 1], [1, 1], [1, 2], [-1, 3], [2, 1], [-5, 4]);

const line: fc.Arbitrary<Tree> = fc
  .tuple(fc.constantFrom("x", "x", "y", "a", "i", "j"), slopes, offsets)
  .map(([name, [p, q], [r, s]]) => {
    const scaled = p === 1 && q === 1 ? named(name) : times(number(p, q), named(name));
    return r === 0 ? scaled : plus(scaled, number(r, s));
  });

const whole: fc.Arbitrary<Tree> = fc.oneof(
  fc.constantFrom("i", "j", "n", "m").map(named),
  fc.tuple(fc.constantFrom("i", "j"), fc.integer({ min: -3, max: 3 })).map(([name, k]) => plus(named(name), number(k))),
  fc
    .tuple(fc.integer({ min: 1, max: 3 }), fc.constantFrom("i", "j"), fc.constantFrom("n", "m"))
    .map(([k, first, second]) => minus(times(number(k), named(first)), named(second))),
);

/** Random material for the laws. */
export const material: fc.Arbitrary<Material> = fc.record({
  whole,
  otherWhole: whole,
  line,
  otherLine: line,
  thirdLine: line,
  size: fc.constantFrom("n", "m").map(named),
  otherSize: fc.oneof(
    fc.constantFrom("n", "m").map(named),
    fc.integer({ min: 1, max: 4 }).map((k) => number(k)),
  ),
  k: fc.integer({ min: 2, max: 4 }),
  l: fc.integer({ min: 2, max: 3 }),
});

const small = (min: number, max: number, den = 1) => fc.integer({ min, max }).map((num) => rational(num, den));

/** A random legal point of the laws' symbols, at which no rounding is special and at which many are. */
export const lawPoint: fc.Arbitrary<ReadonlyMap<string, Rational>> = fc
  .record({
    i: small(-30, 30),
    j: small(-4, 9),
    n: small(1, 12),
    m: small(1, 7),
    x: fc.oneof(small(-40, 40, 12), small(-9, 9, 2), small(-70, 70, 7)),
    y: fc.oneof(small(-24, 29, 12), small(-4, 4, 2), small(-14, 17, 7)),
    a: fc.oneof(small(1, 12, 12), small(1, 7, 7)),
  })
  .map((values) => new Map(Object.entries(values)));

const names = Object.keys(lawDomains);

/** Random rational functions in the laws' symbols. */
export const rationalTree: fc.Arbitrary<Tree> = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom(...names).map(named),
    fc.integer({ min: -4, max: 6 }).map((value) => number(value)),
    fc.tuple(tie("tree"), tie("tree")).map(([left, right]) => plus(left, right)),
    fc.tuple(tie("tree"), tie("tree")).map(([left, right]) => minus(left, right)),
    fc.tuple(tie("tree"), tie("tree")).map(([left, right]) => times(left, right)),
    fc.tuple(tie("tree"), tie("tree")).map(([left, right]) => over(left, right)),
    fc
      .tuple(tie("tree"), fc.integer({ min: 0, max: 3 }))
      .map(([base, exponent]): Tree => ({ kind: "power", base, exponent })),
  ),
})).tree;

/** A true rewriting of every node of a formula, chosen by the numbers in turn: laws of rings and of fractions. */
export function scrambled(tree: Tree, choices: readonly number[], place = { at: 0 }): Tree {
  const choice = choices[place.at % choices.length] ?? 0;
  place.at += 1;
  const inside = (part: Tree): Tree => scrambled(part, choices, place);
  if (tree.kind === "power") {
    const base = inside(tree.base);
    return choice % 2 === 0 && tree.exponent === 2 ? times(base, base) : { ...tree, base };
  }
  if (tree.kind !== "binary") return tree;
  const left = inside(tree.left);
  const right = inside(tree.right);
  switch (tree.operator) {
    case "+":
      return choice % 2 === 0 ? plus(right, left) : minus(left, times(number(-1), right));
    case "-":
      return choice % 2 === 0 ? times(number(-1), minus(right, left)) : plus(left, times(number(-1), right));
    case "*":
      if (choice % 2 === 0 && left.kind === "binary" && left.operator === "+")
        return plus(times(left.left, right), times(right, left.right));
      return times(right, left);
    case "/":
      return choice % 2 === 0
        ? over(times(left, number(3)), times(number(3), right))
        : times(left, over(number(1), right));
  }
}

/** The formula with one token changed: a number, an operator, a symbol or the name of a function; the token is chosen by a number. */
export function mutated(tree: Tree, choice: number): Tree {
  const size = tokensOf(tree);
  const state = { left: choice % size };
  return mutatedAt(tree, state, Math.floor(choice / size));
}

function tokensOf(tree: Tree): number {
  return 1 + childrenOf(tree).reduce((total, child) => total + tokensOf(child), 0);
}

function childrenOf(tree: Tree): readonly Tree[] {
  switch (tree.kind) {
    case "binary":
      return [tree.left, tree.right];
    case "unary":
    case "call":
      return [tree.argument];
    case "extremum":
      return tree.args;
    case "power":
      return [tree.base];
    default:
      return [];
  }
}

function mutatedAt(tree: Tree, state: { left: number }, variant: number): Tree {
  const isHere = state.left === 0;
  state.left -= 1;
  if (isHere) return changed(tree, variant);
  const inside = (part: Tree): Tree => (state.left < 0 ? part : mutatedAt(part, state, variant));
  switch (tree.kind) {
    case "binary": {
      const left = inside(tree.left);
      return { ...tree, left, right: inside(tree.right) };
    }
    case "unary":
    case "call":
      return { ...tree, argument: inside(tree.argument) };
    case "extremum":
      return { ...tree, args: tree.args.map(inside) };
    case "power":
      return { ...tree, base: inside(tree.base) };
    default:
      return tree;
  }
}

function changed(tree: Tree, variant: number): Tree {
  switch (tree.kind) {
    case "number": {
      const step = rational(variant % 2 === 0 ? 1 : -1);
      return { kind: "number", value: rational(tree.value.num + step.num * tree.value.den, tree.value.den) };
    }
    case "symbol":
      return named(names[(names.indexOf(tree.name) + 1 + (variant % (names.length - 1))) % names.length] ?? "x");
    case "binary": {
      const others = (["+", "-", "*"] as const).filter((operator) => operator !== tree.operator);
      return { ...tree, operator: others[variant % others.length] ?? "+" };
    }
    case "unary": {
      const others = (["floor", "ceil", "round", "abs"] as const).filter((name) => name !== tree.name);
      return { ...tree, name: others[variant % others.length] ?? "floor" };
    }
    case "extremum":
      return { ...tree, name: tree.name === "max" ? "min" : "max" };
    case "power":
      return { ...tree, exponent: tree.exponent + 1 };
    default:
      return tree;
  }
}
