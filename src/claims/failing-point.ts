import { type Rational, rational, rationalToText } from "../core/rational.ts";
import { belongs } from "../model/index.ts";
import { type Point, type SymbolDomain, symbolsOf } from "../symbolic/index.ts";
import type { ClaimRun } from "./claim-run.ts";

/**
 * A failing point with a value for every symbol of the claim, in the order in which they are declared: those that cancelled out of both
 * sides take their simplest legal value, since any would do.
 */
export function wholePoint(at: Point, { bench, foralls }: ClaimRun): readonly (readonly [string, string])[] {
  const point = new Map(at);
  if (at.size > 0) {
    for (const { names } of foralls) {
      for (const name of names) {
        if (point.has(name.name)) continue;
        const value = bench.value(name);
        const domain = value.kind === "number" ? symbolsOf(value.expr).get(name.name) : undefined;
        const simplest =
          domain === undefined
            ? undefined
            : simplestOf(domain, (each) => bench.isLegal(new Map([...point, [name.name, each]])));
        if (simplest !== undefined) point.set(name.name, simplest);
      }
    }
  }
  const order = foralls.flatMap(({ names }) => names.map((each) => each.name));
  return [...point]
    .sort(([a], [b]) => order.indexOf(a) - order.indexOf(b))
    .map(([name, value]) => [name, rationalToText(value)] as const);
}

function simplestOf(domain: SymbolDomain, isLegal: (value: Rational) => boolean): Rational | undefined {
  const ends = [domain.low, domain.high].flatMap((end) => (end === undefined ? [] : [end.value]));
  const simple = [1, 0, 2, 3, 4, -1].map((each) => rational(each));
  const legal = [...simple, rational(1, 2), ...(domain.values ?? []), ...ends].filter((each) => belongs(each, domain));
  return legal.find(isLegal) ?? legal[0];
}
