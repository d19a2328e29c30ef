import type { TypeNode } from "../../grammar/index.ts";
import { rationalAsTyped } from "../core/rational.ts";
import type { Span } from "../core/source.ts";
import { nearestNames } from "../core/suggest.ts";
import { asConstant, toText } from "../symbolic/index.ts";
import { domainOf, domainText, nearestLegal } from "./domain.ts";
import { requireInteger } from "./integer.ts";
import type { Frame, Machine } from "./machine.ts";
import { requireMember } from "./membership.ts";
import { asNumber, errorValue, typeName, type Value } from "./value.ts";

const typeNames = ["int", "real", "bool", "string", "block", "net", "table", "row", "list", "hw", "tensor"] as const;

/** The value if it has the declared type and lies in its domain; the error value after saying why not. `what` names it: `` `alpha` ``. */
export function checkType(
  machine: Machine,
  frame: Frame,
  type: TypeNode,
  value: Value,
  site: Span,
  what: string,
): Value {
  if (value.kind === "error") return value;
  const name = type.name.name;
  if (value.kind === "list" && (name === "int" || name === "real")) {
    const number = asNumber(value);
    if (number.kind === "number") return checkType(machine, frame, type, number, site, what);
  }
  if (!(typeNames as readonly string[]).includes(name)) {
    machine.report("type/unknown", { name, nearest: nearestNames(name, typeNames) }, type.name.span);
    return errorValue;
  }
  if (!hasType(value, name)) {
    machine.report("type/mismatch", { what, wanted: wantedText(name), found: found(value) }, site);
    return errorValue;
  }
  if (value.kind === "boolean" || value.kind !== "number") return value;
  if (type.domain === undefined) {
    if (name !== "int" || requireInteger(machine, value.expr)) return value;
    machine.report("shape/not-integer", { what, value: toText(value.expr) }, site);
    return errorValue;
  }
  const domain = domainOf(machine, frame, type);
  if (domain === undefined) return errorValue;
  const { expr } = value;
  if (requireMember(machine, expr, domain)) return value;
  const known = asConstant(expr);
  const nearest = known === undefined ? undefined : nearestLegal(known, domain);
  const shown = known === undefined ? toText(expr) : rationalAsTyped(known);
  const args = { name: what.replaceAll("`", ""), value: shown, domain: domainText(domain), nearest };
  machine.report("parameter/outside-domain", args, site);
  return errorValue;
}

function hasType(value: Value, type: string): boolean {
  switch (type) {
    case "int":
    case "real":
      return value.kind === "number";
    case "bool":
      return value.kind === "boolean";
    case "net":
      return value.kind === "block" && value.form === "net";
    case "hw":
      return value.kind === "device";
    default:
      return value.kind === type;
  }
}

function wantedText(type: string): string {
  switch (type) {
    case "int":
      return "an integer";
    case "real":
      return "a number";
    case "bool":
      return "true or false";
    case "hw":
      return "a device";
    default:
      return `a ${type}`;
  }
}

function found(value: Value): string {
  return value.kind === "string" ? `the string "${value.text}"` : typeName(value);
}
