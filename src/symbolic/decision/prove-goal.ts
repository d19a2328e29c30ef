import { compareRational, rational } from "../../core/rational.ts";
import { sizeOf, visitAtoms } from "../atom.ts";
import { compare, not } from "../condition.ts";
import { holds } from "../evaluate.ts";
import type { Atom, Condition, Expr } from "../expression.ts";
import { assume, type Facts, noFacts, simplifyUnder } from "../facts.ts";
import { denominatorOf, fromAtom, negate, numeratorOf, one, zero } from "../rational-function.ts";
import { type Replacement, Rewriter } from "../substitute.ts";
import type { Budget } from "./budget.ts";
import { closed, type Goal, type Trace } from "./goal.ts";
import { isImpossible, maxSplits, proveLeaf } from "./prove-leaf.ts";
import { partsOf } from "./residues.ts";
import { areSameRoundings } from "./rounding-proof.ts";

const maxCases = 4000;
/** Terms, those inside functions included. */
const maxSize = 1500;

/**
 * Proves a goal by cases: named functions are unfolded, extrema, absolute values and brackets are split by sign, roundings of linear forms
 * by residues; what remains are signs of rational functions.
 *
 * Errors: OutOfSteps, ExpressionTooLarge, RangeError when a case makes a divisor 0.
 */
export function proveGoal(goal: Goal, trace: Trace, budget: Budget, depth = 0): boolean {
  if (goal.facts.isContradictory) return closed(trace, "contradictory cases");
  const e = simplifyUnder(goal.difference, goal.facts);
  budget.spend(2 * sizeOf(e) + 4 * goal.facts.conditions.length + 1);
  if (trace.cases.length > maxCases || sizeOf(e) > maxSize) return false;
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
  const byLeaf = (own: Budget): boolean => proveLeaf(current, trace, own, proveGoal);
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
