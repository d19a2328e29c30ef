import { type Rational, rational } from "../core/rational.ts";
import {
  asConstant,
  type Condition,
  compare,
  constant,
  decideByExhaustion,
  divide,
  type Expr,
  enumerateDomain,
  integrality,
  isTrue,
  or,
  type SymbolDomain,
  subtract,
  symbol,
  symbolsOf,
  toText,
} from "../symbolic/index.ts";
import { belongs, valuesText } from "./domain.ts";
import { requireInteger } from "./integer.ts";
import type { Machine } from "./machine.ts";

interface Requirement {
  readonly condition: Condition;
  /** How it reads where the condition's own form is long. */
  readonly text?: string;
}

/** Proves that a value lies in a domain, or records what is not proved as assumptions; false when it never does. */
export function requireMember(machine: Machine, value: Expr, domain: SymbolDomain): boolean {
  const known = asConstant(value);
  if (known !== undefined) return belongs(known, domain);
  const tried = decideByExhaustion(symbolsOf(value), value, (each) => belongs(each, domain));
  if (tried !== undefined) return tried;
  return (
    wholeNumbers(value, domain).every((each) => requireInteger(machine, each)) &&
    requirements(value, domain).every(({ condition, text }) => machine.assumptions.require(condition, machine, text))
  );
}

/** A value of the first domain that is not in the second: a number, or the whole domain where the values are too many to try. */
export function outsider(inner: SymbolDomain, outer: SymbolDomain): Rational | SymbolDomain | undefined {
  const values = enumerateDomain(inner, 4096);
  if (values !== undefined) return values.find((each) => !belongs(each, outer));
  const any = symbol("x", inner);
  const isWithin =
    wholeNumbers(any, outer).every((each) => integrality(each) === "integer") &&
    requirements(any, outer).every(({ condition }) => isTrue(condition));
  return isWithin ? undefined : inner;
}

/** What must be an integer for a value to lie on the domain's steps. */
function wholeNumbers(value: Expr, { kind, step, low }: SymbolDomain): readonly Expr[] {
  const own = kind === "int" ? [value] : [];
  if (step === undefined) return own;
  return [...own, divide(subtract(value, constant(low?.value ?? rational(0))), constant(step))];
}

function requirements(value: Expr, domain: SymbolDomain): readonly Requirement[] {
  const { low, high, values } = domain;
  if (values !== undefined) {
    const condition = or(values.map((each) => compare("==", value, constant(each))));
    return [{ condition, text: `${toText(value)} in ${valuesText(domain) ?? ""}` }];
  }
  return [
    ...(low === undefined ? [] : [{ condition: compare(low.closed ? ">=" : ">", value, constant(low.value)) }]),
    ...(high === undefined ? [] : [{ condition: compare(high.closed ? "<=" : "<", value, constant(high.value)) }]),
  ];
}
