import { compareRational, rational } from "../../core/rational.ts";
import { symbolsOf, visitAtoms } from "../atom.ts";
import { compare, not } from "../condition.ts";
import { domainInterval } from "../domain.ts";
import { holds } from "../evaluate.ts";
import type { Atom, Expr, Polynomial, SymbolDomain } from "../expression.ts";
import { assume, type Facts } from "../facts.ts";
import { isOnePolynomial, negatePolynomial } from "../polynomial.ts";
import { denominatorOf, fromPolynomial, negate, numeratorOf, zero } from "../rational-function.ts";
import type { Budget } from "./budget.ts";
import { elementaryForm } from "./elementary-form.ts";
import { isAboveByEnclosure } from "./enclosure-proof.ts";
import { closed, type Goal, type Trace } from "./goal.ts";
import { inOneAtom } from "./integer-polynomial.ts";
import { proveAbove, proveAboveByKnown, type Reason } from "./positivity.ts";
import { type Axis, axisOf, isEmptyRegion, type Region, regionOf } from "./region.ts";
import { knownOfFunctions } from "./relaxation.ts";
import { type Aim, proveRounding } from "./rounding-proof.ts";
import { intervalText } from "./subdivision.ts";
import { decideUnivariate } from "./univariate.ts";

/** Proves a goal that may have cases again; no case splits beyond the depth. */
export type ProveGoal = (goal: Goal, trace: Trace, budget: Budget, depth: number) => boolean;

/** Deeper goals are not split into cases. */
export const maxSplits = 24;

/** A goal without cases: a rational function of symbols, roundings, roots, logarithms and exponentials. */
export function proveLeaf(goal: Goal, trace: Trace, budget: Budget, prove: ProveGoal): boolean {
  const { facts } = goal;
  const difference = elementaryForm(goal.difference);
  const region = regionFor(difference, facts);
  if (isEmptyRegion(region)) return closed(trace, "contradictory cases");
  if (difference.kind === "constant" && holds(goal.operator, compareRational(difference, rational(0))))
    return closed(trace, "difference normalises to 0");
  const plain = { ...goal, difference };
  const inOne = leafInOneSymbol(plain, region, trace, budget);
  if (inOne !== undefined) return inOne;
  const aim: Aim = (p, isStrict, share = 0.5) => budget.attempt(share, (own) => proveAbove(p, isStrict, region, own));
  const byAlgebra = () => reasonOf(plain, region, aim, budget, (next) => prove(next, trace, budget, maxSplits));
  const byEnclosure = () => reasonByEnclosure(goal, difference, region, budget);
  const reason = hasAtom(difference, ["exp", "log2"]) ? (byEnclosure() ?? byAlgebra()) : (byAlgebra() ?? byEnclosure());
  if (reason !== undefined) return closed(trace, reason);
  return isImpossible(facts, budget) && closed(trace, "contradictory cases");
}

/** For functions that algebra does not know. */
function reasonByEnclosure(goal: Goal, form: Expr, region: Region, budget: Budget): Reason | undefined {
  const { difference, operator } = goal;
  if (operator === "==" || !hasAtom(difference, ["exp", "log2", "sqrt"])) return undefined;
  const box = new Map<string, Axis>();
  visitAtoms(difference, (atom) => {
    if (atom.kind === "symbol") box.set(atom.name, axisOf(atom, region));
  });
  const forms = [difference, form, elementaryForm(difference, -1)];
  const isStrict = operator !== ">=";
  const above = budget.attempt(0.5, (own) => isAboveByEnclosure(forms, isStrict, box, own));
  if (above !== undefined || operator !== "!=") return above;
  return budget.attempt(0.5, (own) => isAboveByEnclosure(forms.map(negate), isStrict, box, own));
}

function hasAtom(e: Expr, kinds: readonly Atom["kind"][]): boolean {
  let found = false;
  visitAtoms(e, (atom) => {
    if (kinds.includes(atom.kind)) found = true;
  });
  return found;
}

type ProveNext = (goal: Goal) => boolean;

function reasonOf(goal: Goal, region: Region, aim: Aim, budget: Budget, prove: ProveNext): Reason | undefined {
  const numerator = numeratorOf(goal.difference);
  switch (goal.operator) {
    case "==":
      return proveEqual(goal, region, aim, budget);
    case "!=":
      return aim(numerator, true) ?? aim(negatePolynomial(numerator), true);
    default:
      return proveSign(goal, aim, prove);
  }
}

function regionFor(difference: Expr, facts: Facts): Region {
  const plain = regionOf(facts.conditions);
  const polynomials = [
    numeratorOf(difference),
    denominatorOf(difference),
    ...plain.known.map((each) => each.polynomial),
  ];
  return regionOf(facts.conditions, knownOfFunctions(polynomials, plain));
}

/** Exact where one symbol is the only indeterminate; undefined where it is not. */
function leafInOneSymbol(goal: Goal, region: Region, trace: Trace, budget: Budget): boolean | undefined {
  const [entry, ...others] = symbolsOf(goal.difference);
  if (entry === undefined || others.length > 0) return undefined;
  const [name, domain] = entry;
  const atom: Atom = { kind: "symbol", key: name, order: name, depth: 0, name, domain };
  const numerator = inOneAtom(numeratorOf(goal.difference), atom);
  const denominator = inOneAtom(denominatorOf(goal.difference), atom);
  if (numerator === undefined || denominator === undefined) return undefined;
  const known = region.known.flatMap(({ polynomial, operator }) => {
    const own = inOneAtom(polynomial, atom);
    return own === undefined ? [] : [{ polynomial: own, operator }];
  });
  const answer = budget.attempt(0.6, (own) =>
    decideUnivariate({ numerator, denominator, operator: goal.operator, known, domain }, own),
  );
  if (answer?.kind === "holds") return closed(trace, reasonByRoots(answer.roots, domain));
  if (answer?.kind === "fails") trace.hints.set(name, [...(trace.hints.get(name) ?? []), answer.at]);
  if (answer?.kind === "fails-irrational" && !name.includes("~"))
    trace.notes.add(`it fails only at an irrational \`${name}\` near ${answer.near}`);
  return answer === undefined || known.length < region.known.length ? undefined : false;
}

function reasonByRoots(roots: number, domain: SymbolDomain): Reason {
  const where = intervalText(domainInterval(domain));
  if (roots === 0) return `Sturm sequence: no real root in ${where}`;
  return `Sturm sequence: signs beside the ${roots === 1 ? "real root" : `${roots} real roots`} in ${where}`;
}

/** Roundings that are equal by what they are defined to be, or both signs excluded by what is known. */
function proveEqual({ difference }: Goal, region: Region, aim: Aim, budget: Budget): Reason | undefined {
  const numerator = numeratorOf(difference);
  const rounded = isOnePolynomial(denominatorOf(difference)) ? proveRounding(numerator, aim) : undefined;
  if (rounded !== undefined || region.known.length === 0) return rounded;
  const hasRoot = hasAtom(difference, ["sqrt"]);
  const isAtLeastZero = (p: Polynomial): Reason | undefined =>
    hasRoot ? aim(p, false) : budget.attempt(0.4, (own) => proveAboveByKnown(p, false, region, own));
  return isAtLeastZero(numerator) && isAtLeastZero(negatePolynomial(numerator));
}

/** The sign of a quotient by the signs above and below. */
function proveSign(goal: Goal, aim: Aim, prove: ProveNext): Reason | undefined {
  const { difference, operator, facts } = goal;
  const numerator = numeratorOf(difference);
  const denominator = denominatorOf(difference);
  const isStrict = operator === ">";
  if (isOnePolynomial(denominator) || aim(denominator, true, 0.2)) return aim(numerator, isStrict);
  if (aim(negatePolynomial(denominator), true, 0.2)) return aim(negatePolynomial(numerator), isStrict);
  const below = fromPolynomial(denominator);
  const isDone = (["<", ">"] as const).every((relation) => {
    const known = assume(facts, compare(relation, below, zero));
    const top = fromPolynomial(relation === ">" ? numerator : negatePolynomial(numerator));
    return prove({ difference: top, operator, facts: known });
  });
  return isDone ? "both signs of the divisor" : undefined;
}

/** Whether the facts exclude each other: one of them fails wherever the others hold. */
export function isImpossible(facts: Facts, budget: Budget): boolean {
  if (facts.conditions.length < 2) return false;
  return facts.conditions.some((condition, index) => {
    const [opposite] = condition.kind === "comparison" ? regionOf([not(condition)]).known : [];
    if (opposite === undefined || opposite.operator === "==" || opposite.operator === "!=") return false;
    const others = regionOf(facts.conditions.filter((_, place) => place !== index));
    const functions = knownOfFunctions([opposite.polynomial, ...others.known.map((each) => each.polynomial)], others);
    const region = { ...others, known: [...others.known, ...functions] };
    const isStrict = opposite.operator === ">";
    const reason = budget.attempt(0.2, (own) => proveAboveByKnown(opposite.polynomial, isStrict, region, own));
    return reason !== undefined;
  });
}
