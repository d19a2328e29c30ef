import { type Point, pointsOf, type SymbolDomain, symbolsOf } from "../symbolic/index.ts";
import type { Assertion } from "./assertion.ts";
import type { Judgement, Premises } from "./judgement.ts";
import { whereItFails } from "./narrow.ts";
import { failsAt, maxPoints, sidesAt } from "./points.ts";

type Any = Assertion & { readonly kind: "any" };
type Judge = (assertion: Assertion, premises: Premises) => Judgement;

/**
 * One alternative holds everywhere; or all fail at one point; or one that bounds a single symbol is taken to fail, and the others are
 * proved for the values that are left.
 */
export function judgeAny(assertion: Any, premises: Premises, judge: Judge): Judgement {
  const judged = assertion.parts.map((each) => judge(each, premises));
  const settled = judged.find((each) => each.kind === "proved" || each.kind === "as-printed");
  if (settled !== undefined) return settled;
  const at = commonFailure(assertion, premises);
  if (at !== undefined) {
    const method = "all alternatives fail at one point";
    return { kind: "refuted", method, assumptions: [], part: assertion, at, ...sidesAt(assertion.parts[0], at) };
  }
  for (const part of assertion.parts) {
    const rest = whereItFails(
      part,
      assertion.parts.filter((each) => each !== part),
    );
    if (rest === undefined) continue;
    if (rest.parts.length === 0)
      return { kind: "proved", method: `${rest.condition} leaves no value`, assumptions: [] };
    const narrowed = judge({ kind: "any", parts: rest.parts, span: assertion.span }, premises);
    if (narrowed.kind === "proved") return { ...narrowed, method: `where ${rest.condition}: ${narrowed.method}` };
  }
  const tried = ["each alternative", "points", "cases of one symbol"];
  return { kind: "undecided", reason: "no alternative is proved to hold everywhere", tried };
}

function commonFailure(assertion: Any, premises: Premises): Point | undefined {
  let tried = 0;
  for (const at of pointsOf(symbolsIn(assertion))) {
    tried += 1;
    if (tried > maxPoints) return undefined;
    if (premises.isLegal(at) && failsAt(assertion, at)) return at;
  }
  return undefined;
}

function symbolsIn(assertion: Assertion): ReadonlyMap<string, SymbolDomain> {
  switch (assertion.kind) {
    case "comparison":
    case "within":
      return new Map([...symbolsOf(assertion.derived.expr), ...symbolsOf(assertion.claimed.expr)]);
    case "printed":
      return symbolsOf(assertion.derived.expr);
    case "all":
    case "any":
      return new Map(assertion.parts.flatMap((each) => [...symbolsIn(each)]));
    default:
      return new Map();
  }
}
