import type { Rational } from "../../core/rational.ts";
import {
  absRational,
  ceilRational,
  compareRational,
  divideRational,
  floorRational,
  gcdRational,
  isIntegerRational,
  multiplyRational,
  negateRational,
  rational,
} from "../../core/rational.ts";
import { atomBounds } from "../bounds.ts";
import { domainGranularity } from "../domain.ts";
import type { Atom, Comparison, Expr, Monomial, Polynomial, SymbolAtom } from "../expression.ts";
import type { Interval } from "../interval.ts";
import { isOnePolynomial, polynomialKey, sortedTerms } from "../polynomial.ts";
import type { Lowered, Node, NodeParts, Operation, Scaled, Weighted } from "./node.ts";
import { node } from "./node.ts";

export interface CompiledInput {
  readonly name: string;
  /** Values are handed over as integer numerators over this denominator. */
  readonly denominator: bigint;
}

/** The legal numerators of an input: within the bounds times the denominator, and multiples of the step. */
export interface InputRange {
  readonly bounds: Interval;
  readonly step: bigint;
}

const one = rational(1);

/**
 * Turns expressions into a graph of integer-valued nodes, one per distinct quantity. Every quantity is node * unit with a static
 * rational unit, so that rounding and comparing need integers only.
 */
export class Lowering {
  readonly #inputs: ReadonlyMap<string, { readonly index: number; readonly denominator: bigint }>;
  readonly #memo = new Map<string, Scaled>();
  readonly #ranges = new Map<number, InputRange>();

  constructor(inputs: readonly CompiledInput[]) {
    this.#inputs = new Map(inputs.map(({ name, denominator }, index) => [name, { index, denominator }]));
  }

  /** What the proof of exactness assumes of each input that is used, by its index. */
  get ranges(): ReadonlyMap<number, InputRange> {
    return this.#ranges;
  }

  /** Undefined where e uses something that has no integer form: a root, a symbol without an input, a quotient inside a sum. */
  lower(e: Expr): Lowered | undefined {
    if (e.kind === "constant") return { top: { node: undefined, unit: e }, bottom: undefined };
    const top = this.#polynomial(e.numerator);
    if (top === undefined) return undefined;
    if (isOnePolynomial(e.denominator)) return { top, bottom: undefined };
    const bottom = this.#polynomial(e.denominator);
    return bottom === undefined ? undefined : { top, bottom };
  }

  #whole(e: Expr): Scaled | undefined {
    const lowered = this.lower(e);
    return lowered?.bottom === undefined ? lowered?.top : undefined;
  }

  #remember(key: string, make: () => Scaled | undefined): Scaled | undefined {
    const known = this.#memo.get(key);
    if (known !== undefined) return known;
    const made = make();
    if (made !== undefined) this.#memo.set(key, made);
    return made;
  }

  #polynomial(p: Polynomial): Scaled | undefined {
    return this.#remember(`+${polynomialKey(p)}`, () => {
      const parts: Scaled[] = [];
      for (const { monomial, coefficient } of sortedTerms(p)) {
        const value = this.#monomial(monomial);
        if (value === undefined) return undefined;
        parts.push({ node: value.node, unit: multiplyRational(value.unit, coefficient) });
      }
      return sumOf(parts);
    });
  }

  /** Products share their prefixes: x*x*y is (x*x)*y. */
  #monomial(monomial: Monomial): Scaled | undefined {
    let value: Scaled = { node: undefined, unit: one };
    let key = "";
    for (const { atom, exponent } of monomial.factors) {
      for (let count = 0; count < exponent; count += 1) {
        const factor = this.#atom(atom);
        if (factor === undefined) return undefined;
        key += `*${atom.key}`;
        const before = value;
        const next = this.#remember(key, () => multiplied(before, factor));
        if (next === undefined) return undefined;
        value = next;
      }
    }
    return value;
  }

  #atom(atom: Atom): Scaled | undefined {
    return this.#remember(`@${atom.key}`, () => this.#newAtom(atom));
  }

  #newAtom(atom: Atom): Scaled | undefined {
    switch (atom.kind) {
      case "symbol":
        return this.#symbol(atom);
      case "call":
        return this.#whole(atom.definition);
      case "bracket":
        return this.#bracket(atom.condition);
      case "max":
      case "min":
        return this.#extremum(atom);
      case "floor":
      case "ceil":
        return this.#rounding(atom.kind, atom, atom.argument);
      case "abs": {
        const inner = this.#whole(atom.argument);
        if (inner?.node === undefined) return undefined;
        return { node: node("abs", { a: inner.node, limit: inner.node.limit }), unit: absRational(inner.unit) };
      }
      default:
        return undefined;
    }
  }

  /** A stepped symbol counts in its steps. */
  #symbol(atom: SymbolAtom): Scaled | undefined {
    const input = this.#inputs.get(atom.name);
    if (input === undefined) return undefined;
    const grain = domainGranularity(atom.domain);
    const unit = grain === undefined || grain.num === 0n ? rational(1n, input.denominator) : grain;
    const scale = multiplyRational(unit, rational(input.denominator));
    const limit = limitOf(atomBounds(atom), unit);
    this.#ranges.set(input.index, { bounds: atomBounds(atom), step: scale.num });
    return { node: node("input", { inputIndex: input.index, p: scale.num, q: scale.den, limit }), unit };
  }

  #rounding(kind: "floor" | "ceil", atom: Atom, argument: Expr): Scaled | undefined {
    const lowered = this.lower(argument);
    if (lowered === undefined) return undefined;
    const limit = limitOf(atomBounds(atom), one);
    const { top, bottom } = lowered;
    const upper = top.node;
    if (upper === undefined) return undefined;
    if (bottom === undefined) {
      const parts = { a: upper, p: top.unit.num, q: top.unit.den };
      return { node: node(kind, { ...parts, limit: largest(limit, times(upper.limit, top.unit.num)) }), unit: one };
    }
    if (bottom.node === undefined) return undefined;
    const unit = divideRational(top.unit, bottom.unit);
    const work = largest(times(upper.limit, unit.num), times(bottom.node.limit, unit.den));
    const parts = { a: upper, b: bottom.node, p: unit.num, q: unit.den, limit: largest(limit, work) };
    return { node: node(kind === "floor" ? "floor-ratio" : "ceil-ratio", parts), unit: one };
  }

  #extremum(atom: Extract<Atom, { kind: "max" | "min" }>): Scaled | undefined {
    let best: Scaled | undefined;
    for (const arg of atom.args) {
      const value = this.#whole(arg);
      if (value === undefined) return undefined;
      best = best === undefined ? value : chosen(atom.kind, best, value);
    }
    return best;
  }

  /** On integers x <= t is x <= floor(t), and x < t is x <= ceil(t) - 1. */
  #bracket({ operator, subject, threshold }: Comparison): Scaled | undefined {
    const lowered = this.#whole(subject);
    const value = lowered === undefined ? undefined : withPositiveUnit(lowered);
    if (value?.node === undefined) return undefined;
    const bound = divideRational(threshold, value.unit);
    if (operator === "==") {
      if (!isIntegerRational(bound)) return { node: undefined, unit: rational(0) };
      return truthNode("equal", value.node, bound.num);
    }
    return truthNode("at-most", value.node, operator === "<=" ? floorRational(bound) : ceilRational(bound) - 1n);
  }
}

function truthNode(operation: Operation, a: Node, p: bigint): Scaled {
  return { node: node(operation, { a, p, limit: largest(1n, p < 0n ? -p : p) }), unit: one };
}

/** A proved bound on |value| / unit over an interval. */
function limitOf({ low, high }: Interval, unit: Rational): bigint | undefined {
  if (low === undefined || high === undefined) return undefined;
  const below = absRational(low.value);
  const above = absRational(high.value);
  return ceilRational(divideRational(compareRational(below, above) > 0 ? below : above, absRational(unit)));
}

function largest(a: bigint | undefined, b: bigint | undefined): bigint | undefined {
  if (a === undefined || b === undefined) return undefined;
  return a > b ? a : b;
}

function times(a: bigint | undefined, b: bigint): bigint | undefined {
  return a === undefined ? undefined : a * (b < 0n ? -b : b);
}

function multiplied(a: Scaled, b: Scaled): Scaled {
  const unit = multiplyRational(a.unit, b.unit);
  if (unit.num === 0n) return { node: undefined, unit };
  if (a.node === undefined) return { node: b.node, unit };
  if (b.node === undefined) return { node: a.node, unit };
  const limit = a.node.limit === undefined || b.node.limit === undefined ? undefined : a.node.limit * b.node.limit;
  return { node: node("product", { a: a.node, b: b.node, limit }), unit };
}

/** The sum in the largest unit that divides all parts. */
function sumOf(parts: readonly Scaled[]): Scaled {
  const used = parts.filter((part) => part.unit.num !== 0n);
  const [first] = used;
  if (first === undefined) return { node: undefined, unit: rational(0) };
  if (used.length === 1) return first;
  const unit = used.reduce((common, part) => gcdRational(common, part.unit), rational(0));
  const weighted: Weighted[] = [];
  let constant = 0n;
  let limit: bigint | undefined = 0n;
  for (const part of used) {
    const weight = divideRational(part.unit, unit).num;
    const size = weight < 0n ? -weight : weight;
    if (part.node === undefined) constant += weight;
    else weighted.push({ node: part.node, weight });
    const own = part.node === undefined ? size : times(part.node.limit, size);
    limit = limit === undefined || own === undefined ? undefined : limit + own;
  }
  return weighted.length === 0
    ? { node: undefined, unit: multiplyRational(unit, rational(constant)) }
    : { node: node("dot", { weighted, constant, limit }), unit };
}

function withPositiveUnit(value: Scaled): Scaled {
  if (value.unit.num > 0n || value.node === undefined) return value;
  const parts: NodeParts = { weighted: [{ node: value.node, weight: -1n }], limit: value.node.limit };
  return { node: node("dot", parts), unit: negateRational(value.unit) };
}

function constantNode(value: bigint): Node {
  return node("constant", { p: value, limit: value < 0n ? -value : value });
}

function chosen(kind: "max" | "min", a: Scaled, b: Scaled): Scaled {
  const unit = gcdRational(a.unit, b.unit);
  if (unit.num === 0n) return a;
  const p = divideRational(a.unit, unit).num;
  const q = divideRational(b.unit, unit).num;
  const left = a.node ?? constantNode(1n);
  const right = b.node ?? constantNode(1n);
  const limit = largest(times(left.limit, p), times(right.limit, q));
  return { node: node(kind, { a: left, b: right, p, q, limit }), unit };
}
