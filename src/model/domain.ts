import type { DomainNode, Expression, TypeNode } from "../../grammar/index.ts";
import {
  addRational,
  compareRational,
  divideRational,
  floorRational,
  isIntegerRational,
  multiplyRational,
  type Rational,
  rational,
  rationalAsTyped,
  rationalToText,
  subtractRational,
} from "../core/rational.ts";
import { nearestNames } from "../core/suggest.ts";
import { asConstant, type Bound, enumerateDomain, type SymbolDomain, toText } from "../symbolic/index.ts";
import type { Frame, Machine } from "./machine.ts";
import { typeName } from "./value.ts";

/** The declared domain of a numeric type; undefined after reporting that it is none. */
export function domainOf(machine: Machine, frame: Frame, type: TypeNode): SymbolDomain | undefined {
  const { name, span } = type.name;
  if (name !== "int" && name !== "real") {
    machine.report("domain/type", { found: name, nearest: nearestNames(name, ["int", "real"]) }, span);
    return undefined;
  }
  const kind = name;
  if (type.domain === undefined) return { kind };
  return restrict(machine, frame, { kind }, type.domain);
}

/** A domain given as `{1, 2}`, `(0, 1.4]` or `[32, 512] step 32`. */
export function restrict(
  machine: Machine,
  frame: Frame,
  base: SymbolDomain,
  node: DomainNode,
): SymbolDomain | undefined {
  const step = node.step === undefined ? undefined : constantOf(machine, frame, node.step);
  if (step === "fault" || step === "inf") return undefined;
  const withStep = step === undefined ? base : { ...base, step };
  if (node.kind === "set-domain") {
    const values: Rational[] = [];
    for (const item of node.items) {
      const value = constantOf(machine, frame, item);
      if (value === "fault" || value === "inf") return undefined;
      if (base.kind === "int" && !isIntegerRational(value)) {
        machine.report("shape/not-integer", { what: "a value of `int`", value: rationalAsTyped(value) }, item.span);
        return undefined;
      }
      if (!values.some((each) => compareRational(each, value) === 0)) values.push(value);
    }
    values.sort(compareRational);
    const low = values[0];
    const high = values.at(-1);
    if (low === undefined || high === undefined) return empty(machine, node);
    return { ...withStep, values, low: { value: low, closed: true }, high: { value: high, closed: true } };
  }
  const low = constantOf(machine, frame, node.low);
  const high = constantOf(machine, frame, node.high);
  if (low === "fault" || high === "fault") return undefined;
  const lowBound: Bound | undefined = low === "inf" ? undefined : { value: low, closed: node.lowClosed };
  const highBound: Bound | undefined = high === "inf" ? undefined : { value: high, closed: node.highClosed };
  if (lowBound !== undefined && highBound !== undefined) {
    const order = compareRational(lowBound.value, highBound.value);
    if (order > 0 || (order === 0 && !(lowBound.closed && highBound.closed))) return empty(machine, node);
  }
  const domain = {
    ...withStep,
    ...(lowBound === undefined ? {} : { low: lowBound }),
    ...(highBound === undefined ? {} : { high: highBound }),
  };
  return enumerateDomain(domain, 1)?.length === 0 ? empty(machine, node) : domain;
}

function empty(machine: Machine, node: DomainNode): undefined {
  machine.report("domain/empty", { domain: node.span.source.text.slice(node.span.start, node.span.end) }, node.span);
  return undefined;
}

/** A constant of a domain; `inf` and `-inf` are open ends. */
function constantOf(machine: Machine, frame: Frame, expression: Expression): Rational | "inf" | "fault" {
  const inner = expression.kind === "negate" ? expression.operand : expression;
  if (inner.kind === "number" && inner.value === "inf") return "inf";
  const value = machine.evaluator.evaluate(machine, frame, expression);
  if (value.kind === "number") {
    const known = asConstant(value.expr);
    if (known !== undefined) return known;
  }
  const found = value.kind === "number" ? `the formula \`${toText(value.expr)}\`` : typeName(value);
  if (value.kind !== "error") machine.report("domain/not-constant", { found }, expression.span);
  return "fault";
}

/** Whether a value belongs to a domain. */
export function belongs(value: Rational, domain: SymbolDomain): boolean {
  if (domain.kind === "int" && !isIntegerRational(value)) return false;
  if (domain.values !== undefined) return domain.values.some((each) => compareRational(each, value) === 0);
  const { low, high, step } = domain;
  if (
    low !== undefined &&
    (compareRational(value, low.value) < 0 || (!low.closed && compareRational(value, low.value) === 0))
  )
    return false;
  if (
    high !== undefined &&
    (compareRational(value, high.value) > 0 || (!high.closed && compareRational(value, high.value) === 0))
  )
    return false;
  if (step === undefined) return true;
  return isIntegerRational(divideRational(subtractRational(value, low?.value ?? rational(0n)), step));
}

/** The legal values nearest to a wrong one, as text; undefined when there is no obvious one. */
export function nearestLegal(value: Rational, domain: SymbolDomain): string | undefined {
  const candidates: Rational[] = domain.values === undefined ? [] : [...domain.values];
  if (domain.low?.closed) candidates.push(domain.low.value);
  if (domain.high?.closed) candidates.push(domain.high.value);
  const unit = domain.step ?? (domain.kind === "int" ? rational(1n) : undefined);
  if (unit !== undefined && domain.values === undefined) {
    const start = domain.step === undefined ? rational(0n) : (domain.low?.value ?? rational(0n));
    const below = addRational(
      start,
      multiplyRational(unit, rational(floorRational(divideRational(subtractRational(value, start), unit)))),
    );
    candidates.push(below, addRational(below, unit));
  }
  const distance = (each: Rational) => {
    const gap = subtractRational(each, value);
    return gap.num < 0n ? { ...gap, num: -gap.num } : gap;
  };
  const legal = candidates
    .filter((each) => belongs(each, domain))
    .sort((a, b) => compareRational(distance(a), distance(b)));
  return legal[0] === undefined ? undefined : rationalToText(legal[0]);
}

/** `int in [32, 512] step 32`; numbers as they are typed. */
export function domainText(domain: SymbolDomain): string {
  const values = valuesText(domain);
  return values === undefined ? domain.kind : `${domain.kind} in ${values}`;
}

/** `[32, 512] step 32` or `{0.5, 1}`; undefined for a domain that only has a type. */
export function valuesText({ low, high, step, values }: SymbolDomain): string | undefined {
  if (values !== undefined) return `{${values.map(rationalAsTyped).join(", ")}}`;
  if (low === undefined && high === undefined && step === undefined) return undefined;
  const left = low === undefined ? "(-inf" : `${low.closed ? "[" : "("}${rationalAsTyped(low.value)}`;
  const right = high === undefined ? "inf)" : `${rationalAsTyped(high.value)}${high.closed ? "]" : ")"}`;
  return `${left}, ${right}${step === undefined ? "" : ` step ${rationalAsTyped(step)}`}`;
}
