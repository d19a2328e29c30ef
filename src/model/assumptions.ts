import {
  ceilRational,
  compareRational,
  divideRational,
  isIntegerRational,
  multiplyRational,
  rational,
} from "../core/rational.ts";
import {
  and,
  asConstant,
  assume,
  boundsOf,
  type Condition,
  conditionKey,
  conditionText,
  constant,
  decide,
  divide,
  type Expr,
  evaluate,
  evaluateCondition,
  type Facts,
  integrality,
  isFalse,
  isTrue,
  isZero,
  noFacts,
  type Point,
  prove,
  simplifyUnder,
  toText,
  withoutRounding,
  withoutWholeNumber,
  withoutWholeRounding,
} from "../symbolic/index.ts";

/** Where a requirement stands: what is known there, and the condition under which the place is reached. */
export interface Place {
  readonly facts: Facts;
  readonly guard: Condition;
}

/** A state of assumptions. */
export interface AssumptionMark {
  readonly list: readonly Assumption[];
}

type Assumption = { readonly guard: Condition; readonly text: string } & (
  | { readonly kind: "integer"; readonly expr: Expr }
  | { readonly kind: "condition"; readonly condition: Condition }
);

/**
 * What a result needs and the domains of its free symbols do not prove. Each requirement is proved, contradicted, implied by what is
 * assumed already, or assumed; an assumption that a later one implies is dropped. Inside a branch it holds under the branch's condition.
 */
export class Assumptions {
  private list: readonly Assumption[] = [];

  /** `res >= 7`, `32*alpha is an integer`, `if alpha > 1: 10*alpha is an integer`; in the order in which they were made. */
  texts(): readonly string[] {
    const units = this.list.flatMap((each) => (each.kind === "integer" && isTrue(each.guard) ? [each.expr] : []));
    const needed = this.list.filter(
      (each) => each.kind !== "condition" || !units.some((unit) => isReached(each.condition, unit)),
    );
    return needed.map(({ guard, text }) => (isTrue(guard) ? text : `if ${conditionText(guard)}: ${text}`));
  }

  /** What is assumed now, to be put back by `restore`. */
  mark(): AssumptionMark {
    return { list: this.list };
  }

  restore({ list }: AssumptionMark): void {
    this.list = list;
  }

  /** What is assumed everywhere, as conditions; of integers they say nothing. */
  conditions(): readonly Condition[] {
    return this.list.flatMap((each) => (each.kind === "condition" && isTrue(each.guard) ? [each.condition] : []));
  }

  /** e without the roundings of what is assumed to be a whole number. */
  simplify(e: Expr): Expr {
    const units = this.list.flatMap((each) => (each.kind === "integer" && isTrue(each.guard) ? [each.expr] : []));
    if (units.length === 0) return e;
    return withoutWholeRounding(e, (argument) => units.some((unit) => isWhole(withoutWholeNumber(argument), unit)));
  }

  /** Whether everything that is assumed holds at a point, as far as it has a value there. */
  holdAt(point: Point): boolean {
    return this.list.every((each) => {
      if (evaluateCondition(each.guard, point) === false) return true;
      if (each.kind === "integer") return evaluate(each.expr, point)?.den === 1n;
      return evaluateCondition(each.condition, point) === true;
    });
  }

  /** False when the value is proved not to be an integer. */
  requireInteger(value: Expr, { facts, guard }: Place): boolean {
    const known = asConstant(value);
    if (known !== undefined) return known.den === 1n;
    const expr = withoutWholeNumber(simplifyUnder(value, facts));
    const verdict = integrality(expr, facts);
    if (verdict !== "unknown") return verdict === "integer";
    const isImplied = this.list.some(
      (each) => each.kind === "integer" && covers(each.guard, guard) && isWhole(expr, each.expr),
    );
    if (isImplied) return true;
    this.list = this.list.filter(
      (each) => each.kind !== "integer" || !covers(guard, each.guard) || !isWhole(each.expr, expr),
    );
    this.add({ kind: "integer", expr, guard, text: `${toText(expr)} is an integer` });
    return true;
  }

  /** False when the condition is proved false, or contradicts what is assumed. `text` says it in other words. */
  require(condition: Condition, place: Place, text?: string): boolean {
    if (isTrue(condition)) return true;
    if (isFalse(condition)) return false;
    const { facts, guard } = place;
    const known = decide(condition, facts);
    if (known !== undefined) return known;
    const plain = withoutRounding(condition);
    if (text === undefined && plain.kind === "and") return plain.conditions.every((each) => this.require(each, place));
    const answer = decide(plain, this.factsAt(place));
    if (answer !== undefined) return answer;
    const proved = byProof(plain);
    if (proved !== undefined) return proved;
    const start = assume(noFacts, guard);
    this.list = this.list.filter(
      (each) =>
        each.kind !== "condition" ||
        !covers(guard, each.guard) ||
        decide(each.condition, assume(assume(start, each.guard), plain)) !== true,
    );
    this.add({ kind: "condition", condition: plain, guard, text: text ?? conditionText(plain) });
    return !isTrue(guard) || !isFalse(and(this.list.flatMap((each) => (isFact(each, guard) ? [each.condition] : []))));
  }

  /** What is known at a place, with what is assumed there. */
  private factsAt({ facts, guard }: Place): Facts {
    return this.list.reduce((known, each) => (isFact(each, guard) ? assume(known, each.condition) : known), facts);
  }

  private add(assumption: Assumption): void {
    this.list = [...this.list, assumption];
  }
}

/** What case distinction and relaxed roundings make of a comparison; tried last, since it takes the longest. */
function byProof(condition: Condition): boolean | undefined {
  if (condition.kind !== "comparison") return undefined;
  const proof = prove(condition.operator, condition.subject, constant(condition.threshold));
  return isTrue(proof) ? true : isFalse(proof) ? false : undefined;
}

function isFact(each: Assumption, guard: Condition): each is Assumption & { readonly kind: "condition" } {
  return each.kind === "condition" && covers(each.guard, guard);
}

/** Whether what is assumed under `outer` holds under `inner`: everywhere, or under the same condition. */
function covers(outer: Condition, inner: Condition): boolean {
  return isTrue(outer) || conditionKey(outer) === conditionKey(inner);
}

/** Whether the value is a whole multiple of the unit. */
function isWhole(value: Expr, unit: Expr): boolean {
  if (isZero(unit)) return false;
  return asConstant(divide(value, unit))?.den === 1n;
}

/** Whether x >= t holds because x is a multiple of something: alpha >= 1/32 when alpha > 0 and 32*alpha is an integer. */
function isReached(condition: Condition, unit: Expr): boolean {
  if (condition.kind !== "comparison" || (condition.operator !== ">=" && condition.operator !== ">")) return false;
  const step = asConstant(divide(condition.subject, unit));
  const { low } = boundsOf(condition.subject);
  if (step === undefined || step.num <= 0n || low === undefined) return false;
  const turns = divideRational(low.value, step);
  const next = isIntegerRational(turns) && !low.closed ? turns.num + 1n : ceilRational(turns);
  const order = compareRational(multiplyRational(rational(next), step), condition.threshold);
  return order > 0 || (order === 0 && condition.operator === ">=");
}
