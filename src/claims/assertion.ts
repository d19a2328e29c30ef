import type { ComparisonExpression, Expression, NumberLiteral } from "../../grammar/index.ts";
import type { Span } from "../core/source.ts";
import { asNumber, type Bench, type NumberValue, numberValue, typeName, type Value } from "../model/index.ts";
import {
  abs,
  asConstant,
  type Condition,
  constant,
  type Expr,
  isFalse,
  isTrue,
  mirrored,
  multiply,
  negated,
  type Relation,
  undefinedEverywhere,
} from "../symbolic/index.ts";
import { type PrintedLiteral, printedLiteral } from "./printed-literal.ts";

/** `derived operator claimed`: the claimed side is what the text says, the derived one what it says it of. */
export interface Comparison {
  readonly kind: "comparison";
  readonly derived: NumberValue;
  readonly operator: Relation;
  readonly claimed: NumberValue;
  readonly derivedNode: Expression;
  readonly claimedNode: Expression;
  readonly span: Span;
}

/** A number as it was printed, and what it is said of. */
export interface Printed {
  readonly kind: "printed";
  readonly derived: NumberValue;
  readonly claimed: PrintedLiteral;
  readonly derivedNode: Expression;
  readonly span: Span;
}

/** |derived - claimed| <= tolerance. */
export interface Within {
  readonly kind: "within";
  readonly derived: NumberValue;
  readonly claimed: NumberValue;
  readonly tolerance: Expr;
  readonly claimedNode: Expression;
  readonly span: Span;
}

/** What a statement asserts, ready to be decided. */
export type Assertion =
  | Comparison
  | Printed
  | Within
  /** Equal words, blocks or flags: decided without algebra. */
  | { readonly kind: "truth"; readonly holds: boolean; readonly span: Span }
  | { readonly kind: "all"; readonly parts: readonly Assertion[]; readonly span: Span }
  | { readonly kind: "any"; readonly parts: readonly Assertion[]; readonly span: Span }
  /** A formula passed the limits. */
  | { readonly kind: "too-large"; readonly span: Span };

/** Reads what an expression asserts; undefined after a fault, which the bench has. */
export function readAssertion(bench: Bench, expression: Expression, isNegated = false): Assertion | undefined {
  switch (expression.kind) {
    case "group":
      return readAssertion(bench, expression.inner, isNegated);
    case "not":
      return readAssertion(bench, expression.operand, !isNegated);
    case "logic": {
      const read = expression.operands.map((each) => readAssertion(bench, each, isNegated));
      const parts = read.flatMap((each) => each ?? []);
      if (parts.length < read.length) return undefined;
      const isAll = (expression.operator === "and") !== isNegated;
      return { kind: isAll ? "all" : "any", parts, span: expression.span };
    }
    case "comparison":
      if (expression.operator === "~=" && isNegated) break;
      return readComparison(bench, expression, isNegated);
  }
  const value = bench.value(expression);
  if (value.kind === "boolean") return ofCondition(value.condition, expression, isNegated);
  return lost(bench, value, expression.span, () => {
    bench.report("claim/no-truth", { found: typeName(value) }, expression.span);
  });
}

/** What became of a value that is not of the wanted kind. */
function lost(bench: Bench, value: Value, span: Span, say: () => void): Assertion | undefined {
  if (value.kind !== "error") say();
  else if (bench.grewTooLarge && bench.diagnostics.length === 0) return { kind: "too-large", span };
  return undefined;
}

function readComparison(bench: Bench, node: ComparisonExpression, isNegated: boolean): Assertion | undefined {
  const { operator, within } = node;
  if (within !== undefined && operator !== "~=") {
    bench.report("claim/within", { operator }, within.span);
    return undefined;
  }
  const [first, second] = [bench.value(node.left), bench.value(node.right)];
  if (first.kind === "error" || second.kind === "error") {
    return lost(bench, first.kind === "error" ? first : second, node.span, () => undefined);
  }
  if (first.kind !== "number" || second.kind !== "number") {
    if (operator === "~=") return mismatch(bench, node, first, second);
    return ofOtherKinds(bench, node, first, second, isNegated);
  }
  const [left, right] = [bench.simplified(first), bench.simplified(second)];
  if (left.dimension !== right.dimension) {
    bench.report("type/unit", { operator, left: typeName(left), right: typeName(right) }, node.span);
    return undefined;
  }
  for (const [value, side, name] of [
    [left, node.left, "the left side"],
    [right, node.right, "the right side"],
  ] as const) {
    if (!undefinedEverywhere(value.expr)) continue;
    bench.report("claim/undefined", { side: name }, side.span);
    return undefined;
  }
  if (operator === "~=")
    return within === undefined ? readPrinted(bench, node, left, right) : readWithin(bench, node, within, left, right);
  const relation = isNegated ? negated[operator] : operator;
  const { span } = node;
  const claimsLeft = printedLiteral(node.left) !== undefined && printedLiteral(node.right) === undefined;
  return claimsLeft
    ? {
        kind: "comparison",
        derived: right,
        operator: mirrored[relation],
        claimed: left,
        derivedNode: node.right,
        claimedNode: node.left,
        span,
      }
    : {
        kind: "comparison",
        derived: left,
        operator: relation,
        claimed: right,
        derivedNode: node.left,
        claimedNode: node.right,
        span,
      };
}

function readPrinted(
  bench: Bench,
  { left: leftNode, right: rightNode, operatorSpan, span }: ComparisonExpression,
  left: NumberValue,
  right: NumberValue,
): Assertion | undefined {
  const ofRight = printedLiteral(rightNode);
  if (ofRight !== undefined) return { kind: "printed", derived: left, claimed: ofRight, derivedNode: leftNode, span };
  const ofLeft = printedLiteral(leftNode);
  if (ofLeft !== undefined) return { kind: "printed", derived: right, claimed: ofLeft, derivedNode: rightNode, span };
  bench.report("claim/printed", {}, operatorSpan);
  return undefined;
}

/** A percentage is of the right side, whatever else stands in `within` is an amount. */
function readWithin(
  bench: Bench,
  node: ComparisonExpression,
  within: Expression,
  left: NumberValue,
  right: NumberValue,
): Assertion | undefined {
  const amount = bench.value(within);
  if (amount.kind === "error") return undefined;
  const value = amount.kind === "number" ? asConstant(amount.expr) : undefined;
  if (amount.kind !== "number" || value === undefined || value.num <= 0n) {
    const found = value === undefined ? typeName(amount) : "one that is not";
    bench.report("claim/tolerance", { found }, within.span);
    return undefined;
  }
  const literal = literalIn(within);
  const isRelative = literal?.suffix === "%";
  if (!isRelative && amount.dimension !== left.dimension) {
    bench.report("type/unit", { operator: "within", left: typeName(left), right: typeName(amount) }, within.span);
    return undefined;
  }
  return {
    kind: "within",
    derived: left,
    claimed: right,
    tolerance: isRelative ? multiply(constant(value), abs(right.expr)) : constant(value),
    claimedNode: node.right,
    span: node.span,
  };
}

function literalIn(node: Expression): NumberLiteral | undefined {
  if (node.kind === "group") return literalIn(node.inner);
  return node.kind === "number" ? node : undefined;
}

/** Lists are equal where all their items are; words, blocks and flags by what they are. */
function ofOtherKinds(
  bench: Bench,
  node: ComparisonExpression,
  left: Value,
  right: Value,
  isNegated: boolean,
): Assertion | undefined {
  const { operator, span } = node;
  const relation = operator === "~=" ? "==" : isNegated ? negated[operator] : operator;
  if (left.kind === "list" && right.kind === "list" && (relation === "==" || relation === "!=")) {
    return ofLists(bench, node, left.items, right.items, relation);
  }
  const value = bench.value(node);
  if (value.kind === "boolean") return ofCondition(value.condition, node, isNegated);
  return value.kind === "error" ? undefined : { kind: "truth", holds: false, span };
}

function ofLists(
  bench: Bench,
  node: ComparisonExpression,
  left: readonly Value[],
  right: readonly Value[],
  relation: "==" | "!=",
): Assertion | undefined {
  const { span } = node;
  if (left.length !== right.length) return { kind: "truth", holds: relation === "!=", span };
  const parts: Assertion[] = [];
  for (const [index, item] of left.entries()) {
    const [a, b] = [asNumber(item), asNumber(right[index] ?? item)];
    if (a.kind !== "number" || b.kind !== "number" || a.dimension !== b.dimension) return mismatch(bench, node, a, b);
    const claimedNode = node.right.kind === "list" ? (node.right.items[index] ?? node.right) : node.right;
    parts.push({
      kind: "comparison",
      derived: a,
      operator: relation,
      claimed: b,
      derivedNode: node.left,
      claimedNode,
      span,
    });
  }
  return { kind: relation === "==" ? "all" : "any", parts, span };
}

function mismatch(bench: Bench, node: ComparisonExpression, left: Value, right: Value): undefined {
  const what = `the operands of \`${node.operator}\``;
  const found = `${typeName(left)} and ${typeName(right)}`;
  bench.report("type/mismatch", { what, wanted: "of one kind", found }, node.span);
  return undefined;
}

/** A truth that the model has computed, as comparisons. */
function ofCondition(condition: Condition, node: Expression, isNegated: boolean): Assertion {
  const { span } = node;
  if (isTrue(condition) || isFalse(condition)) return { kind: "truth", holds: isTrue(condition) !== isNegated, span };
  if (condition.kind === "comparison") {
    const { operator, subject, threshold } = condition;
    return {
      kind: "comparison",
      derived: numberValue(subject),
      operator: isNegated ? negated[operator] : operator,
      claimed: numberValue(constant(threshold)),
      derivedNode: node,
      claimedNode: node,
      span,
    };
  }
  const parts = condition.kind === "and" || condition.kind === "or" ? condition.conditions : [];
  const isAll = (condition.kind === "and") !== isNegated;
  return { kind: isAll ? "all" : "any", parts: parts.map((each) => ofCondition(each, node, isNegated)), span };
}
