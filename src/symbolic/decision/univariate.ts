import {
  addRational,
  ceilRational,
  compareRational,
  floorRational,
  multiplyRational,
  type Rational,
  rational,
  rationalToDecimal,
} from "../../core/rational.ts";
import { domainInterval, type Lattice, latticeOf } from "../domain.ts";
import { holds } from "../evaluate.ts";
import type { ComparisonOperator, SymbolDomain } from "../expression.ts";
import { contains, type Interval } from "../interval.ts";
import type { Budget } from "./budget.ts";
import { isLegal } from "./candidates.ts";
import { gcdOf, type IntegerPolynomial, multiplyInteger, signAt, squareFree } from "./integer-polynomial.ts";
import { isRational, middleOf, type Root, realRoots, refined, simplestBetween } from "./real-roots.ts";

/** `polynomial operator 0`, known to hold. */
export interface KnownSign {
  readonly polynomial: IntegerPolynomial;
  readonly operator: ComparisonOperator;
}

/** Whether `numerator / denominator operator 0` wherever the denominator is not 0, the known signs hold and x is legal. */
export interface UnivariateQuestion {
  readonly numerator: IntegerPolynomial;
  readonly denominator: IntegerPolynomial;
  readonly operator: ComparisonOperator;
  readonly known: readonly KnownSign[];
  readonly domain: SymbolDomain;
}

export type UnivariateAnswer =
  /** With the number of real roots of the numerator between the ends of the domain. */
  | { readonly kind: "holds"; readonly roots: number }
  | { readonly kind: "fails"; readonly at: Rational }
  /** It fails only at irrational numbers, one of them near this. */
  | { readonly kind: "fails-irrational"; readonly near: string };

const maxDegree = 120;

/**
 * Decides the question exactly: between neighbouring real roots of all polynomials involved every sign is constant, so one point of each
 * part is enough; on a lattice, parts without a legal point do not count. Undefined for degrees above 120.
 *
 * Errors: OutOfSteps.
 */
export function decideUnivariate(question: UnivariateQuestion, budget: Budget): UnivariateAnswer | undefined {
  const { domain, numerator, denominator, known } = question;
  if (domain.values !== undefined) return decideValues(question, domain.values, budget);
  const hull = domainInterval(domain);
  const parts = [numerator, denominator, ...known.map(({ polynomial }) => polynomial), ...endFactors(hull)];
  let all: IntegerPolynomial = [1n];
  for (const part of parts) {
    if (part.length < 2) continue;
    if (all.length + part.length - 2 > maxDegree) return undefined;
    budget.spend(all.length * part.length);
    all = multiplyInteger(all, part);
  }
  all = squareFree(all, budget);
  const roots = separated(all, realRoots(all, budget), budget);
  const lattice = latticeOf(domain);
  let irrational: Root | undefined;
  for (const cell of cellsOf(roots)) {
    const at = pointIn(cell, hull, lattice, all, budget);
    if (at === undefined) {
      const isHit = cell.kind === "root" && !isRational(cell.root) && lattice === undefined && liesIn(cell.root, hull);
      if (isHit && !isFine(question, (a) => signAtRoot(a, cell.root, all, budget))) irrational ??= cell.root;
      continue;
    }
    budget.spend(parts.length * all.length);
    if (isLegal(at, domain) && !isFine(question, (a) => signAt(a, at))) return { kind: "fails", at };
  }
  if (irrational !== undefined) return { kind: "fails-irrational", near: decimalNear(irrational, all, budget) };
  const inside = roots.filter((root) => liesIn(root, hull) && signAtRoot(numerator, root, all, budget) === 0);
  return { kind: "holds", roots: inside.length };
}

/** An irrational root to three decimals. */
function decimalNear(root: Root, all: IntegerPolynomial, budget: Budget): string {
  let current = root;
  while (compareRational(addRational(current.low, rational(1, 4000)), current.high) < 0)
    current = refined(all, current, budget);
  return rationalToDecimal(current.high, 3);
}

function decideValues(question: UnivariateQuestion, values: readonly Rational[], budget: Budget): UnivariateAnswer {
  for (const at of values) {
    budget.spend(question.numerator.length + question.denominator.length);
    if (!isFine(question, (a) => signAt(a, at))) return { kind: "fails", at };
  }
  return { kind: "holds", roots: 0 };
}

/** Whether the statement holds, or says nothing, where the polynomials have these signs. */
function isFine(
  { numerator, denominator, operator, known }: UnivariateQuestion,
  signOf: (a: IntegerPolynomial) => -1 | 0 | 1,
): boolean {
  const below = signOf(denominator);
  if (below === 0 || !known.every((each) => holds(each.operator, signOf(each.polynomial)))) return true;
  return holds(operator, (signOf(numerator) * below) as -1 | 0 | 1);
}

/** The ends of the domain as roots, so that every part lies inside or outside. */
function endFactors({ low, high }: Interval): readonly IntegerPolynomial[] {
  return [low, high].flatMap((end) => (end === undefined ? [] : [[-end.value.num, end.value.den]]));
}

/** Refined until neighbours do not touch. */
function separated(a: IntegerPolynomial, roots: readonly Root[], budget: Budget): readonly Root[] {
  const result = [...roots];
  for (let index = 1; index < result.length; index += 1) {
    for (;;) {
      const left = result[index - 1] as Root;
      const right = result[index] as Root;
      if (compareRational(left.high, right.low) < 0) break;
      budget.spend(1);
      result[index - 1] = refined(a, left, budget);
      result[index] = refined(a, right, budget);
    }
  }
  return result;
}

type Cell =
  | { readonly kind: "root"; readonly root: Root }
  | { readonly kind: "gap"; readonly left: Root | undefined; readonly right: Root | undefined };

/** Parts near 0 first, since the first failure found is reported. */
function cellsOf(roots: readonly Root[]): readonly Cell[] {
  const cells: Cell[] = [{ kind: "gap", left: undefined, right: roots[0] }];
  roots.forEach((root, index) => {
    cells.push({ kind: "root", root }, { kind: "gap", left: root, right: roots[index + 1] });
  });
  const center = Math.max(
    0,
    cells.findIndex((cell) => (cell.kind === "root" ? cell.root.high.num >= 0n : (cell.right?.high.num ?? 1n) >= 0n)),
  );
  const outward: Cell[] = [];
  for (let offset = 0; outward.length < cells.length; offset += 1) {
    const above = cells[center + offset];
    const below = offset > 0 ? cells[center - offset] : undefined;
    if (above !== undefined) outward.push(above);
    if (below !== undefined) outward.push(below);
  }
  return outward;
}

/** The simplest number of the domain's hull and lattice in a part; undefined when there is none, or no rational one. */
function pointIn(
  cell: Cell,
  hull: Interval,
  lattice: Lattice | undefined,
  all: IntegerPolynomial,
  budget: Budget,
): Rational | undefined {
  if (cell.kind === "root") {
    return isRational(cell.root) && contains(hull, cell.root.low) ? cell.root.low : undefined;
  }
  const { left, right } = cell;
  const at = lattice === undefined ? simplestIn(left, right) : latticePointIn(cell, lattice, all, budget);
  return at !== undefined && contains(hull, at) ? at : undefined;
}

function simplestIn(left: Root | undefined, right: Root | undefined): Rational {
  const low = left?.high ?? addRational(right?.low ?? rational(0), rational(-2));
  const high = right?.low ?? addRational(left?.high ?? rational(0), rational(2));
  const isOpen = left === undefined || right === undefined;
  if (isOpen && (left === undefined || left.high.num < 0n) && (right === undefined || right.low.num > 0n))
    return rational(0);
  return simplestBetween(low, high);
}

/** The lattice point nearest to 0 strictly between two roots. */
function latticePointIn(
  { left, right }: Extract<Cell, { kind: "gap" }>,
  lattice: Lattice,
  all: IntegerPolynomial,
  budget: Budget,
): Rational | undefined {
  const first = left === undefined ? undefined : indexBelow(left, lattice, all, budget) + 1n;
  const last = right === undefined ? undefined : indexAbove(right, lattice, all, budget) - 1n;
  if (first !== undefined && last !== undefined && first > last) return undefined;
  let index = floorRational(placeOf(rational(0), lattice));
  if (first !== undefined && index < first) index = first;
  if (last !== undefined && index > last) index = last;
  return addRational(lattice.origin, multiplyRational(lattice.step, rational(index)));
}

function placeOf(value: Rational, { origin, step }: Lattice): Rational {
  const offset = addRational(value, { num: -origin.num, den: origin.den });
  return rational(offset.num * step.den, offset.den * step.num);
}

/** The place of the last lattice point at or below a root. */
function indexBelow(root: Root, lattice: Lattice, all: IntegerPolynomial, budget: Budget): bigint {
  let current = root;
  for (;;) {
    const low = floorRational(placeOf(current.low, lattice));
    if (isRational(current) || low === floorRational(placeOf(current.high, lattice))) return low;
    current = refined(all, current, budget);
  }
}

/** The place of the first lattice point at or above a root. */
function indexAbove(root: Root, lattice: Lattice, all: IntegerPolynomial, budget: Budget): bigint {
  if (isRational(root)) return ceilRational(placeOf(root.low, lattice));
  return indexBelow(root, lattice, all, budget) + 1n;
}

function liesIn(root: Root, hull: Interval): boolean {
  return contains(hull, middleOf(root.low, root.high));
}

/** The sign of a at a root of a square-free multiple `all` of it. */
function signAtRoot(a: IntegerPolynomial, root: Root, all: IntegerPolynomial, budget: Budget): -1 | 0 | 1 {
  if (a.length <= 1 || isRational(root)) return signAt(a, root.high);
  const shared = gcdOf(a, all, budget);
  if (shared.length > 1 && signAt(shared, root.low) !== signAt(shared, root.high)) return 0;
  return signAt(a, root.high);
}
