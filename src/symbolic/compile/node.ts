import type { Rational } from "../../core/rational.ts";

/** What one element of the tape computes from registers a, b and the static numbers p, q. */
export type Operation =
  | "input" // inputs[a] * q / p
  | "constant" // p
  | "product" // a * b
  | "dot" // sum of weight * register, plus a constant
  | "floor" // floor(a * p / q)
  | "ceil" // ceil(a * p / q)
  | "floor-ratio" // floor(a * p / (b * q))
  | "ceil-ratio" // ceil(a * p / (b * q))
  | "max" // max(a * p, b * q)
  | "min" // min(a * p, b * q)
  | "abs" // |a|
  | "at-most" // a <= p ? 1 : 0
  | "equal"; // a == p ? 1 : 0

export interface Weighted {
  readonly node: Node;
  readonly weight: bigint;
}

/** One integer-valued quantity of the tape. */
export interface Node {
  readonly operation: Operation;
  /** One more than the highest level of the operands. */
  readonly level: number;
  /** A proved bound on |value|, and on the intermediate products; undefined when the domains give none. */
  readonly limit: bigint | undefined;
  readonly a: Node | undefined;
  readonly b: Node | undefined;
  /** Index of the input, for "input" only. */
  readonly inputIndex: number;
  readonly p: bigint;
  readonly q: bigint;
  readonly weighted: readonly Weighted[];
  readonly constant: bigint;
}

/** A quantity: node * unit, or the number `unit` itself when there is no node. The unit may be negative. */
export interface Scaled {
  readonly node: Node | undefined;
  readonly unit: Rational;
}

/** A result of the tape: top / bottom when there is a bottom. */
export interface Lowered {
  readonly top: Scaled;
  readonly bottom: Scaled | undefined;
}

export interface NodeParts {
  readonly limit: bigint | undefined;
  readonly a?: Node;
  readonly b?: Node;
  readonly inputIndex?: number;
  readonly p?: bigint;
  readonly q?: bigint;
  readonly weighted?: readonly Weighted[];
  readonly constant?: bigint;
}

export function node(operation: Operation, parts: NodeParts): Node {
  const operands = [parts.a, parts.b, ...(parts.weighted ?? []).map((part) => part.node)];
  const level = operands.reduce(
    (highest, operand) => Math.max(highest, operand === undefined ? 0 : operand.level + 1),
    0,
  );
  return {
    operation,
    level,
    limit: parts.limit,
    a: parts.a,
    b: parts.b,
    inputIndex: parts.inputIndex ?? 0,
    p: parts.p ?? 1n,
    q: parts.q ?? 1n,
    weighted: parts.weighted ?? [],
    constant: parts.constant ?? 0n,
  };
}
