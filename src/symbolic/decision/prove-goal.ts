import { compareRational, type Rational, rational } from "../../core/rational.ts";
import { sizeOf, symbolsOf, visitAtoms } from "../atom.ts";
import { compare, not } from "../condition.ts";
import { holds } from "../evaluate.ts";
import type { Atom, Condition, Expr, Polynomial } from "../expression.ts";
import type { Facts } from "../facts.ts";
import { assume, noFacts, simplifyUnder } from "../facts.ts";
import { addScaled, isOnePolynomial, multiplyFreely, negatePolynomial } from "../polynomial.ts";
import { denominatorOf, fromAtom, fromPolynomial, negate, numeratorOf, one, zero } from "../rational-function.ts";
import { type Replacement, Rewriter } from "../substitute.ts";
import type { Budget } from "./budget.ts";
import { elementaryForm } from "./elementary-form.ts";
import { isAboveByEnclosure } from "./enclosure-proof.ts";
import { inOneAtom } from "./integer-polynomial.ts";
import { proveAbove, proveAboveByKnown, type Reason } from "./positivity.ts";
import { type Axis, axisOf, isEmptyRegion, type Region, regionOf } from "./region.ts";
import { knownOfFunctions } from "./relaxation.ts";
import { partsOf } from "./residues.ts";
import { decideUnivariate } from "./univariate.ts";
import { loneRounding, sameRoundings } from "./unrounded.ts";

/** `difference operator 0` wherever the facts hold. */
export interface Goal {
  readonly difference: Expr;
  readonly operator: "==" | "!=" | ">=" | ">";
  readonly facts: Facts;
}

/** What a proof leaves behind. */
export interface Trace {
  /** How each case was closed. */
  readonly cases: Reason[];
  /** Values at which a case failed, for the search of counterexamples. */
  readonly hints: Map<string, Rational[]>;
  /** Why no rational counterexample can be given. */
  readonly notes: Set<string>;
}

const maxSplits = 24;
const maxCases = 4000;

/**
 * Proves a goal by cases: named functions are unfolded, extrema, absolute values and brackets are split by sign, roundings of linear forms
 * by residues; what remains are signs of rational functions.
 *
 * Errors: OutOfSteps, ExpressionTooLarge, RangeError when a case makes a divisor 0.
 */
export function proveGoal(goal: Goal, trace: Trace, budget: Budget, depth = 0): boolean {
  if (goal.facts.isContradictory) return true;
  const e = simplifyUnder(goal.difference, goal.facts);
  budget.spend(2 * sizeOf(e) + 4 * goal.facts.conditions.length + 1);
  if (trace.cases.length > maxCases) return false;
  if (e.kind === "constant" && holds(goal.operator, compareRational(e, rational(0))))
    return closed(trace, "difference normalises to 0");
  const current = { ...goal, difference: e };
  const cases = depth < maxSplits ? casesOf(current) : undefined;
  if (cases !== undefined) return cases.every((each) => proveGoal(each, trace, budget, depth + 1));
  if (goal.operator === "==" && areSameRoundings(numeratorOf(e), denominatorOf(e)))
    return closed(trace, "the same roundings");
  if (goal.operator === "==" && isImpossible(goal.facts, budget)) return closed(trace, "contradictory cases");
  // Signs rarely settle an equality, and residues often do; with inequalities it is the other way round.
  const byParts = (own: Budget): boolean => {
    const parts = depth < maxSplits ? partsOf([e, ...subjectsOf(goal.facts)], depth) : undefined;
    return (
      parts?.every((part) => proveGoal(replaced(current, part.replacement, part.conditions), trace, own, depth + 1)) ??
      false
    );
  };
  const byLeaf = (own: Budget): boolean => proveLeaf(current, trace, own);
  const [first, second] = goal.operator === "==" ? [byParts, byLeaf] : [byLeaf, byParts];
  return succeeds(first, 0.6, trace, budget) || succeeds(second, 1, trace, budget);
}

/** Runs one way of proof; a failure leaves no cases behind. */
function succeeds(way: (budget: Budget) => boolean, share: number, trace: Trace, budget: Budget): boolean {
  const before = trace.cases.length;
  if (budget.attempt(share, (own) => way(own) || undefined)) return true;
  trace.cases.length = before;
  return false;
}

function closed(trace: Trace, reason: string): true {
  trace.cases.push(reason);
  return true;
}

function subjectsOf(facts: Facts): readonly Expr[] {
  return facts.conditions.flatMap(subjectsIn);
}

/** The quantities that a condition compares with numbers. */
export function subjectsIn(condition: Condition): readonly Expr[] {
  if (condition.kind === "comparison") return [condition.subject];
  return condition.kind === "and" || condition.kind === "or" ? condition.conditions.flatMap(subjectsIn) : [];
}

/** The goal after replacing atoms in the difference and in the facts. */
function replaced(goal: Goal, replacement: Replacement, extra: readonly Condition[] = []): Goal {
  const rewriter = new Rewriter(replacement);
  const equations = goal.facts.rewrites.map(({ atom, value }) => compare("==", fromAtom(atom), value));
  const conditions = [...equations, ...goal.facts.conditions].map((each) => rewriter.rewriteCondition(each));
  return {
    ...goal,
    difference: rewriter.rewrite(goal.difference),
    facts: [...conditions, ...extra].reduce(assume, noFacts),
  };
}

/** The goal in every case of its innermost function that is split; undefined when there is none. */
function casesOf(goal: Goal): readonly Goal[] | undefined {
  const atom = atomToSplit([goal.difference, ...subjectsOf(goal.facts)]);
  if (atom === undefined) return undefined;
  const instead =
    (value: Expr): Replacement =>
    (other) =>
      other.key === atom.key ? value : undefined;
  switch (atom.kind) {
    case "call":
      return [replaced(goal, instead(atom.definition))];
    case "abs":
      return [
        replaced(goal, instead(atom.argument), [compare(">=", atom.argument, zero)]),
        replaced(goal, instead(negate(atom.argument)), [compare("<", atom.argument, zero)]),
      ];
    case "max":
    case "min":
      return atom.args.map((arg, index) => {
        const conditions = atom.args.flatMap((other, place) => {
          if (place === index) return [];
          // The first of equal arguments counts.
          const relation = place < index ? "strict" : "weak";
          if (atom.kind === "max") return [compare(relation === "strict" ? ">" : ">=", arg, other)];
          return [compare(relation === "strict" ? "<" : "<=", arg, other)];
        });
        return replaced(goal, instead(arg), conditions);
      });
    case "bracket":
      return [replaced(goal, instead(one), [atom.condition]), replaced(goal, instead(zero), [not(atom.condition)])];
    default:
      return undefined;
  }
}

const splitKinds: ReadonlySet<Atom["kind"]> = new Set(["call", "abs", "max", "min", "bracket"]);

function atomToSplit(expressions: readonly Expr[]): Atom | undefined {
  let best: Atom | undefined;
  for (const e of expressions) {
    visitAtoms(e, (atom) => {
      if (splitKinds.has(atom.kind) && (best === undefined || atom.depth < best.depth)) best = atom;
    });
  }
  return best;
}

/** A goal without cases: a rational function of symbols, roundings, roots, logarithms and exponentials. */
function proveLeaf(goal: Goal, trace: Trace, budget: Budget): boolean {
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
  const byAlgebra = () => reasonOf(plain, region, trace, aim, budget);
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

function reasonOf(goal: Goal, region: Region, trace: Trace, aim: Aim, budget: Budget): Reason | undefined {
  const numerator = numeratorOf(goal.difference);
  switch (goal.operator) {
    case "==":
      return proveEqual(goal, region, aim, budget);
    case "!=":
      return aim(numerator, true) ?? aim(negatePolynomial(numerator), true);
    default:
      return proveSign(goal, trace, aim, budget);
  }
}

function regionFor(difference: Expr, facts: Facts): Region {
  const plain = regionOf(facts.conditions);
  const polynomials = [
    numeratorOf(difference),
    denominatorOf(difference),
    ...plain.known.map((each) => each.polynomial),
  ];
  return regionOf(facts.conditions, knownOfFunctions(polynomials));
}

type Aim = (p: Polynomial, isStrict: boolean, share?: number) => Reason | undefined;

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
  if (answer?.kind === "holds") return closed(trace, "real roots isolated by Sturm sequences");
  if (answer?.kind === "fails") trace.hints.set(name, [...(trace.hints.get(name) ?? []), answer.at]);
  if (answer?.kind === "fails-irrational" && !name.includes("~"))
    trace.notes.add(`it fails only at an irrational \`${name}\` near ${answer.near}`);
  return answer === undefined || known.length < region.known.length ? undefined : false;
}

/** Roundings that are equal by what they are defined to be, or both signs excluded by what is known. */
function proveEqual({ difference }: Goal, region: Region, aim: Aim, budget: Budget): Reason | undefined {
  const numerator = numeratorOf(difference);
  const rounded = isOnePolynomial(denominatorOf(difference)) ? proveRounding(numerator, aim) : undefined;
  if (rounded !== undefined || region.known.length === 0) return rounded;
  const isAtLeastZero = (p: Polynomial): Reason | undefined =>
    budget.attempt(0.4, (own) => proveAboveByKnown(p, false, region, own));
  return isAtLeastZero(numerator) && isAtLeastZero(negatePolynomial(numerator));
}

/** floor(u/v) = y where y*v <= u < (y + 1)*v, for an integer y and v > 0; ceil(u/v) = y where (y - 1)*v < u <= y*v. */
function proveRounding(p: Polynomial, aim: Aim): Reason | undefined {
  const found = loneRounding(p);
  if (found === undefined) return undefined;
  const { atom, rest, isNegative } = found;
  const y = isNegative ? rest : negatePolynomial(rest);
  const u = numeratorOf(atom.argument);
  const v = denominatorOf(atom.argument);
  const excess = addScaled(u, multiplyFreely(y, v), rational(-1));
  if (!isOnePolynomial(v) && aim(v, true, 0.1) === undefined) return undefined;
  const isIn =
    atom.kind === "floor"
      ? aim(excess, false, 0.2) && aim(addScaled(v, excess, rational(-1)), true)
      : aim(negatePolynomial(excess), false, 0.2) && aim(addScaled(excess, v, rational(1)), true);
  return isIn && "what a rounding means";
}

function areSameRoundings(numerator: Polynomial, denominator: Polynomial): boolean {
  const found = isOnePolynomial(denominator) ? loneRounding(numerator) : undefined;
  if (found === undefined) return false;
  const { atom, rest, isNegative } = found;
  return sameRoundings(fromAtom(atom), fromPolynomial(isNegative ? rest : negatePolynomial(rest)));
}

/** The sign of a quotient by the signs above and below. */
function proveSign(goal: Goal, trace: Trace, aim: Aim, budget: Budget): Reason | undefined {
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
    return proveGoal({ difference: top, operator, facts: known }, trace, budget, maxSplits);
  });
  return isDone ? "both signs of the divisor" : undefined;
}

/** Whether the facts exclude each other: one of them fails wherever the others hold. */
function isImpossible(facts: Facts, budget: Budget): boolean {
  if (facts.conditions.length < 2) return false;
  return facts.conditions.some((condition, index) => {
    const [opposite] = regionOf([not(condition)]).known;
    if (opposite === undefined || opposite.operator === "==" || opposite.operator === "!=") return false;
    const others = regionOf(facts.conditions.filter((_, place) => place !== index));
    const functions = knownOfFunctions([opposite.polynomial, ...others.known.map((each) => each.polynomial)]);
    const region = { ...others, known: [...others.known, ...functions] };
    const isStrict = opposite.operator === ">";
    const reason = budget.attempt(0.2, (own) => proveAboveByKnown(opposite.polynomial, isStrict, region, own));
    return reason !== undefined;
  });
}
