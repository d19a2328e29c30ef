import { type Expression, type Identifier, type NumberLiteral, walk } from "../../grammar/index.ts";
import { spanText } from "../core/source.ts";
import type { Bench } from "../model/index.ts";

/** Warns of numbers whose suffix is also a symbol of the same statement: `6M` beside `M` may be meant as a product. */
export function warnOfSuffixes(bench: Bench, statement: Expression): void {
  const names = new Set<string>();
  const numbers: NumberLiteral[] = [];
  walk<Identifier | NumberLiteral>(statement, (node) => {
    if (node.kind === "identifier") names.add(node.name);
    else if (node.kind === "number" && node.suffix !== "") numbers.push(node);
  });
  for (const { suffix, span } of numbers) {
    if (names.has(suffix)) bench.report("claim/suffix", { number: spanText(span), symbol: suffix }, span);
  }
}
