import { rationalToText } from "../core/rational.ts";
import type { Atom, CallAtom, Comparison, Expr, Polynomial, SymbolDomain, UnaryName } from "./expression.ts";
import { ExpressionTooLarge, maxDepth, maxExtremumKeyLength, maxKeyLength } from "./limits.ts";
import { fromAtom, keyOf } from "./rational-function.ts";

function polynomialDepth(a: Polynomial): number {
  let depth = 0;
  for (const { monomial } of a.terms.values()) {
    for (const { atom } of monomial.factors) if (atom.depth > depth) depth = atom.depth;
  }
  return depth;
}

/** How deeply functions are nested in e. */
export function depthOf(e: Expr): number {
  return e.kind === "constant" ? 0 : Math.max(polynomialDepth(e.numerator), polynomialDepth(e.denominator));
}

function checkedAtom<T extends Atom>(atom: T): T {
  const longest = atom.kind === "max" || atom.kind === "min" ? maxExtremumKeyLength : maxKeyLength;
  if (atom.key.length > longest) throw new ExpressionTooLarge("a function of a very long expression");
  if (atom.depth > maxDepth) throw new ExpressionTooLarge(`functions nested more than ${maxDepth} deep`);
  return atom;
}

/**
 * A free symbol with the set of values it may take. Symbols of one name are the same symbol.
 *
 * @example symbol("alpha", { kind: "real" })  // alpha
 */
export function symbol(name: string, domain: SymbolDomain): Expr {
  return fromAtom(checkedAtom({ kind: "symbol", key: name, order: orderOf(name), depth: 0, name, domain }));
}

/** The atom kind(argument), not simplified. */
export function unaryAtom(kind: UnaryName, argument: Expr): Expr {
  const key = `${kind}(${keyOf(argument)})`;
  return fromAtom(checkedAtom({ kind, key, order: orderOf(key), depth: depthOf(argument) + 1, argument }));
}

/** The atom max(...) or min(...), not simplified. */
export function extremumAtom(kind: "max" | "min", args: readonly Expr[]): Expr {
  const key = `${kind}(${args.map(keyOf).join(",")})`;
  return fromAtom(checkedAtom({ kind, key, order: orderOf(key), depth: deepest(args) + 1, args }));
}

function deepest(list: readonly Expr[]): number {
  return list.reduce((depth, e) => Math.max(depth, depthOf(e)), 0);
}

/**
 * A call that is kept by name, such as `make_divisible(24*alpha)`; `definition` is what it means. Calls of one name with equal
 * arguments and definitions are the same atom; functions of one name from different files stay apart. A constant definition is
 * returned as it is.
 */
export function call(name: string, args: readonly Expr[], definition: Expr): Expr {
  if (definition.kind === "constant") return definition;
  const key = `${name}(${args.map(keyOf).join(",")})#${fingerprint(keyOf(definition))}`;
  const depth = deepest([...args, definition]) + 1;
  const atom: CallAtom = { kind: "call", key, order: orderOf(key), depth, name, args, definition };
  return fromAtom(checkedAtom(atom));
}

/** A 53-bit hash of a text in base 36 (two 32-bit multiplicative hashes, as in cyrb53). */
function fingerprint(text: string): string {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return (4294967296 * (2097151 & low) + (high >>> 0)).toString(36);
}

/** The atom [condition]; the operator is one of ==, <, <=. */
export function bracketAtom(condition: Comparison): Expr {
  const key = `[${condition.key}]`;
  const depth = depthOf(condition.subject) + 1;
  return fromAtom(checkedAtom({ kind: "bracket", key, order: orderOf(key), depth, condition }));
}

function orderOf(key: string): string {
  return key.replace(/\d+/g, (digits) => digits.padStart(12, "0"));
}

export function comparisonKey(subjectKey: string, operator: string, threshold: { num: bigint; den: bigint }): string {
  return `${subjectKey}${operator}${rationalToText(threshold)}`;
}

/** Calls `visit` for every atom of e, those inside other atoms and inside definitions included, once per key. */
export function visitAtoms(e: Expr, visit: (atom: Atom) => void, seen: Set<string> = new Set()): void {
  if (e.kind === "constant") return;
  for (const part of [e.numerator, e.denominator]) {
    for (const { monomial } of part.terms.values()) {
      for (const { atom } of monomial.factors) {
        if (seen.has(atom.key)) continue;
        seen.add(atom.key);
        visit(atom);
        for (const child of childrenOf(atom)) visitAtoms(child, visit, seen);
      }
    }
  }
}

/** The expressions directly inside an atom. */
export function childrenOf(atom: Atom): readonly Expr[] {
  switch (atom.kind) {
    case "symbol":
      return [];
    case "max":
    case "min":
      return atom.args;
    case "call":
      return [...atom.args, atom.definition];
    case "bracket":
      return [atom.condition.subject];
    default:
      return [atom.argument];
  }
}

const symbolsCache = new WeakMap<Expr, ReadonlyMap<string, SymbolDomain>>();

/**
 * The free symbols of e with their domains, by name in order of first appearance.
 *
 * @example [...symbolsOf(symbol("n", { kind: "int" })).keys()]  // ["n"]
 */
export function symbolsOf(e: Expr): ReadonlyMap<string, SymbolDomain> {
  const known = symbolsCache.get(e);
  if (known !== undefined) return known;
  const symbols = new Map<string, SymbolDomain>();
  visitAtoms(e, (atom) => {
    if (atom.kind === "symbol") symbols.set(atom.name, atom.domain);
  });
  symbolsCache.set(e, symbols);
  return symbols;
}

/** Whether e holds a rounding, extremum, root or bracket of its own, outside of named calls: then it is no rational function of symbols and calls. */
export function hasRounding(e: Expr): boolean {
  if (e.kind === "constant") return false;
  return [e.numerator, e.denominator].some((part) =>
    [...part.terms.values()].some(({ monomial }) =>
      monomial.factors.some(({ atom }) => atom.kind !== "symbol" && atom.kind !== "call"),
    ),
  );
}

/** Whether e holds a floor or ceil that depends on a symbol, outside of named calls. */
export function isRoundedIn(e: Expr, name: string): boolean {
  if (e.kind === "constant") return false;
  return [e.numerator, e.denominator].some((part) =>
    [...part.terms.values()].some(({ monomial }) =>
      monomial.factors.some(({ atom }) => {
        if (atom.kind === "call") return false;
        const isRounding = atom.kind === "floor" || atom.kind === "ceil";
        return childrenOf(atom).some((each) => (isRounding && symbolsOf(each).has(name)) || isRoundedIn(each, name));
      }),
    ),
  );
}

const sizeCache = new WeakMap<Expr, number>();

/** A measure of the work of one evaluation: the terms of e and of everything inside it, at least 1. */
export function sizeOf(e: Expr): number {
  if (e.kind === "constant") return 1;
  const known = sizeCache.get(e);
  if (known !== undefined) return known;
  let size = termsOf(e);
  visitAtoms(e, (atom) => {
    for (const child of childrenOf(atom)) size += termsOf(child);
  });
  sizeCache.set(e, size);
  return size;
}

function termsOf(e: Expr): number {
  return e.kind === "constant" ? 1 : e.numerator.terms.size + e.denominator.terms.size;
}
