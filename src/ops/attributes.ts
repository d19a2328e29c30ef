import type { Expr } from "../symbolic/index.ts";
import type { AttributeValue } from "./operator.ts";

/** Bound attributes of one layer; the binder has checked types and filled defaults, so a wrong kind here is a broken invariant. */
export type Attributes = ReadonlyMap<string, AttributeValue>;

export function numberOf(attributes: Attributes, name: string): Expr {
  const value = attributes.get(name);
  if (value === undefined || typeof value === "boolean" || typeof value === "string" || isList(value)) {
    throw new TypeError(`attribute ${name} is no number`);
  }
  return value;
}

export function flagOf(attributes: Attributes, name: string): boolean {
  return attributes.get(name) === true;
}

export function wordOf(attributes: Attributes, name: string): string {
  const value = attributes.get(name);
  return typeof value === "string" ? value : "";
}

/** An `int-or-pair` as [height, width]. */
export function pairOf(attributes: Attributes, name: string): readonly [Expr, Expr] {
  const value = attributes.get(name);
  if (isList(value)) {
    const [height, width] = value;
    if (height !== undefined && width !== undefined) return [height, width];
  }
  const single = numberOf(attributes, name);
  return [single, single];
}

export function listOf(attributes: Attributes, name: string): readonly Expr[] {
  const value = attributes.get(name);
  return isList(value) ? value : [numberOf(attributes, name)];
}

export function isList(value: AttributeValue | undefined): value is readonly Expr[] {
  return Array.isArray(value);
}
