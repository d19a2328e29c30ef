import {
  addRational,
  ceilRational,
  divideRational,
  floorRational,
  multiplyRational,
  type Rational,
  rational,
  rationalAsTyped,
  subtractRational,
} from "../../core/rational.ts";
import { type Condition, enumerateDomain, evaluateCondition, type SymbolDomain } from "../../symbolic/index.ts";

/** Values of a parameter that are tried, spread evenly over its domain. */
const tried = 128n;

/**
 * Where an undecided condition on one symbol is true and where it is false, as notes: `true for alpha=0.5, false for alpha=1`; of tried
 * values, the last true one and the false one next to it. Nothing for several symbols and for domains without end.
 */
export function witnessNotes(condition: Condition, symbols: ReadonlyMap<string, SymbolDomain>): readonly string[] {
  const [only, ...more] = symbols;
  if (only === undefined || more.length > 0) return [];
  const [name, domain] = only;
  const truths = valuesOf(domain).flatMap((value) => {
    const holds = evaluateCondition(condition, new Map([[name, value]]));
    return holds === undefined ? [] : [{ value, holds }];
  });
  const at = truths.findIndex((each, index) => each.holds !== (truths[index + 1] ?? each).holds);
  const turn = at < 0 ? [] : [truths[at], truths[at + 1]];
  const [yes, no] = [true, false].map((wanted) => turn.find((each) => each?.holds === wanted)?.value);
  if (yes === undefined || no === undefined) return ["no proof was found; all values that were tried agree"];
  return [`true for ${name}=${rationalAsTyped(yes)}, false for ${name}=${rationalAsTyped(no)}`];
}

/** Legal values from one end of the domain to the other. */
function valuesOf(domain: SymbolDomain): readonly Rational[] {
  const { low, high, kind } = domain;
  const all = enumerateDomain(domain, Number(tried));
  if (all !== undefined || low === undefined || high === undefined) return all ?? [];
  const span = subtractRational(high.value, low.value);
  const step = domain.step ?? (kind === "int" ? rational(1) : undefined);
  const values: Rational[] = [];
  for (let part = 0n; part <= tried; part++) {
    if ((part === 0n && !low.closed) || (part === tried && !high.closed)) continue;
    const offset = multiplyRational(span, rational(part, tried));
    const steps = step === undefined ? undefined : rational(floorRational(divideRational(offset, step)));
    const first = step === undefined || kind !== "int" ? low.value : rational(ceilRational(low.value));
    values.push(addRational(first, steps === undefined || step === undefined ? offset : multiplyRational(steps, step)));
  }
  return values;
}
