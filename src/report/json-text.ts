import { exactNumber, type Rational, rationalToNumber, rationalToText } from "../core/rational.ts";
import { asConstant, type Expr, toText } from "../symbolic/index.ts";

/** What JSON output is made of; a `bigint` prints its digits, so that no exact count passes through a double. */
export type JsonValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue | undefined };

/** An exact number: an integer as its digits, a fraction as a JSON number when the text of a double says all of it, else as `1/3`. */
export function jsonNumber(value: Rational): JsonValue {
  if (value.den === 1n) return value.num;
  return exactNumber(value) ?? rationalToText(value);
}

/** An exact count: its digits, or a string with the formula when it depends on a free symbol. */
export function jsonCount(e: Expr): JsonValue {
  const value = asConstant(e);
  return value === undefined ? toText(e) : jsonNumber(value);
}

/** A ratio: the nearest double, or the formula; null where it has no meaning. */
export function jsonRatio(e: Expr | undefined): JsonValue {
  if (e === undefined) return null;
  const value = asConstant(e);
  return value === undefined ? toText(e) : rationalToNumber(value);
}

/** JSON text. The outer `levels` are broken over lines, deeper ones stay on their line. */
export function jsonText(value: JsonValue, levels: number, margin = ""): string {
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "number") return Number.isFinite(value) ? JSON.stringify(value) : "null";
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const inner = `${margin}  `;
  const parts = isList(value)
    ? value.map((each) => jsonText(each, levels - 1, inner))
    : Object.entries(value).flatMap(([key, each]) =>
        each === undefined ? [] : [`${JSON.stringify(key)}: ${jsonText(each, levels - 1, inner)}`],
      );
  const [open, close] = isList(value) ? ["[", "]"] : ["{", "}"];
  if (parts.length === 0) return `${open}${close}`;
  if (levels > 0) return `${open}\n${parts.map((each) => inner + each).join(",\n")}\n${margin}${close}`;
  return isList(value) ? `[${parts.join(", ")}]` : `{ ${parts.join(", ")} }`;
}

function isList(value: object): value is readonly JsonValue[] {
  return Array.isArray(value);
}
