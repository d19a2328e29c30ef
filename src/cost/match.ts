import { absRational, compareRational, type Rational, rational, subtractRational } from "../core/rational.ts";
import type { LayerGraph } from "../graph/index.ts";
import { asConstant } from "../symbolic/index.ts";
import { conventions } from "./conventions/index.ts";
import { countedLayers, counterOf, totalOf } from "./count.ts";
import { type PrintedNumber, type Printing, printingsOf } from "./printed-number.ts";
import type { Spelling } from "./spelling.ts";

/** What a number may be: MACs as a convention counts them, twice those, or parameters. */
export type MatchedQuantity = "MACs" | "FLOPs (2 per MAC)" | "params";

/** One count of the network with the conventions that give it. */
export interface MatchCandidate {
  readonly quantity: MatchedQuantity;
  readonly count: Rational;
  readonly conventions: readonly string[];
}

export interface MatchResult {
  readonly matches: readonly (MatchCandidate & { readonly printings: readonly Printing[] })[];
  /** The candidate with the least distance to the number. */
  readonly nearest: MatchCandidate;
}

/** Which conventions print a number for a network; undefined when a count depends on a free symbol. */
export function matchNumber(
  graph: LayerGraph,
  printed: PrintedNumber,
  spelling: Spelling | undefined,
): MatchResult | undefined {
  const candidates = candidatesOf(graph, spelling);
  const [first, ...others] = candidates ?? [];
  if (candidates === undefined || first === undefined) return undefined;
  const distance = ({ count }: MatchCandidate) => absRational(subtractRational(count, printed.value));
  const nearest = others.reduce(
    (best, each) => (compareRational(distance(each), distance(best)) < 0 ? each : best),
    first,
  );
  const matches = candidates.flatMap((each) => {
    const printings = printingsOf(each.count, printed);
    return printings.length === 0 ? [] : [{ ...each, printings }];
  });
  return { matches, nearest };
}

function candidatesOf(graph: LayerGraph, spelling: Spelling | undefined): readonly MatchCandidate[] | undefined {
  const found = new Map<string, { quantity: MatchedQuantity; count: Rational; conventions: string[] }>();
  const put = (quantity: MatchedQuantity, count: Rational, convention: string) => {
    const key = `${quantity} ${count.num}/${count.den}`;
    const known = found.get(key);
    if (known === undefined) found.set(key, { quantity, count, conventions: [convention] });
    else known.conventions.push(convention);
  };
  const counter = counterOf(graph, spelling ?? {});
  const layers = countedLayers(graph);
  for (const convention of conventions) {
    const macs = asConstant(totalOf(layers, (each) => counter.macs(each, convention)));
    const params = asConstant(totalOf(layers, (each) => counter.params(each, convention)));
    if (macs === undefined || params === undefined) return undefined;
    put(convention.perMac === 2n ? "FLOPs (2 per MAC)" : "MACs", macs, convention.name);
    if (convention.perMac === 1n) put("FLOPs (2 per MAC)", rational(2n * macs.num, macs.den), convention.name);
    put("params", params, convention.name);
  }
  return [...found.values()];
}
