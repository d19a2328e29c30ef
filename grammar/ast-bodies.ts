import type { Span } from "../src/core/index.ts";
import type {
  BooleanLiteral,
  ComparisonOperator,
  Identifier,
  InputExpression,
  NumberLiteral,
  StringLiteral,
  TreeNode,
} from "./ast-literals.ts";

/*
 * Expressions, and the bodies of statements that they may hold. One file, since each needs the other: an `if` is an expression
 * with bodies. Chains (`a -> b -> c`, `a + b - c`, `a or b`) are lists, never nested pairs, so that long ones need no deep recursion.
 */

/** `a -> b -> c`: two stages at least. */
export interface FlowExpression extends TreeNode<"flow"> {
  readonly stages: readonly Expression[];
}

/** `a or b or c`, `a and b`: two operands at least. */
export interface LogicExpression extends TreeNode<"logic"> {
  readonly operator: "and" | "or";
  readonly operands: readonly Expression[];
}

export interface NotExpression extends TreeNode<"not"> {
  readonly operand: Expression;
}

export interface ComparisonExpression extends TreeNode<"comparison"> {
  readonly operator: ComparisonOperator;
  readonly operatorSpan: Span;
  readonly left: Expression;
  readonly right: Expression;
  readonly within?: Expression;
}

/** `a + b - c`: first term has operator "+"; two terms at least. */
export interface SumExpression extends TreeNode<"sum"> {
  readonly terms: readonly { readonly operator: "+" | "-"; readonly operand: Expression }[];
}

/** `a * b / c`: first factor has operator "*"; two factors at least. */
export interface ProductExpression extends TreeNode<"product"> {
  readonly factors: readonly { readonly operator: "*" | "/"; readonly operand: Expression }[];
}

export interface NegateExpression extends TreeNode<"negate"> {
  readonly operand: Expression;
}

export interface PowerExpression extends TreeNode<"power"> {
  readonly base: Expression;
  readonly exponent: Expression;
}

export interface Argument extends TreeNode<"argument"> {
  readonly name?: Identifier;
  readonly value: Expression;
}

export interface CallExpression extends TreeNode<"call"> {
  readonly callee: Expression;
  readonly arguments: readonly Argument[];
}

export interface IndexExpression extends TreeNode<"index"> {
  readonly target: Expression;
  readonly index: Expression;
}

export interface FieldExpression extends TreeNode<"field"> {
  readonly target: Expression;
  readonly name: Identifier;
}

/** `(a)`: kept in the tree so that printing is faithful. */
export interface GroupExpression extends TreeNode<"group"> {
  readonly inner: Expression;
}

export interface ListExpression extends TreeNode<"list"> {
  readonly items: readonly Expression[];
}

export interface ChooseExpression extends TreeNode<"choose"> {
  readonly options: readonly Expression[];
}

/** `if c {..} else if d {..} else {..}`: the whole chain is one node. */
export interface IfExpression extends TreeNode<"if"> {
  readonly branches: readonly { readonly condition: Expression; readonly body: Body }[];
  readonly otherwise?: Body;
}

export type Expression =
  | NumberLiteral
  | StringLiteral
  | BooleanLiteral
  | Identifier
  | InputExpression
  | FlowExpression
  | LogicExpression
  | NotExpression
  | ComparisonExpression
  | SumExpression
  | ProductExpression
  | NegateExpression
  | PowerExpression
  | CallExpression
  | IndexExpression
  | FieldExpression
  | GroupExpression
  | ListExpression
  | ChooseExpression
  | IfExpression;

/** `{1, 2, 3}` or `(0, 1.4]`, either with `step`. */
export interface SetDomain extends TreeNode<"set-domain"> {
  readonly items: readonly Expression[];
  readonly step?: Expression;
}

export interface IntervalDomain extends TreeNode<"interval-domain"> {
  readonly low: Expression;
  readonly high: Expression;
  /** Whether the end belongs to the domain: `[` and `]` do, `(` and `)` do not. */
  readonly lowClosed: boolean;
  readonly highClosed: boolean;
  readonly step?: Expression;
}

export type DomainNode = SetDomain | IntervalDomain;

export interface TypeNode extends TreeNode<"type"> {
  /** `int real bool string block net table row list hw tensor`, or whatever the text says. */
  readonly name: Identifier;
  readonly domain?: DomainNode;
}

export interface ParameterDeclaration extends TreeNode<"parameter"> {
  readonly name: Identifier;
  readonly type?: TypeNode;
  readonly default?: Expression;
}

export interface Body extends TreeNode<"body"> {
  readonly statements: readonly Statement[];
}

/** `label: sentence`. */
export interface Statement extends TreeNode<"statement"> {
  readonly label?: Identifier;
  readonly sentence: Sentence;
}

export interface ParameterSentence extends TreeNode<"param"> {
  readonly parameter: ParameterDeclaration;
}

export interface InputSentence extends TreeNode<"input-shape"> {
  readonly shape: Expression;
}

export interface LetSentence extends TreeNode<"let"> {
  readonly name: Identifier;
  readonly value: Expression;
}

export interface TapSentence extends TreeNode<"tap"> {
  readonly name: Identifier;
}

/** `for x in e {..}` or `for x in a .. b {..}` (both ends inclusive). */
export interface ForSentence extends TreeNode<"for"> {
  readonly variable: Identifier;
  readonly collection: Expression;
  readonly to?: Expression;
  readonly body: Body;
}

export interface RepeatSentence extends TreeNode<"repeat"> {
  readonly count: Expression;
  readonly variable?: Identifier;
  readonly body: Body;
}

/** A flow or value statement; the last one of an `fn` or `if` body is its value. */
export interface ExpressionSentence extends TreeNode<"expression"> {
  readonly expression: Expression;
}

export type Sentence =
  | ParameterSentence
  | InputSentence
  | LetSentence
  | TapSentence
  | ForSentence
  | RepeatSentence
  | TableDeclaration
  | ExpressionSentence;

export interface TableRow extends TreeNode<"row"> {
  readonly cells: readonly Expression[];
}

export interface TableDeclaration extends TreeNode<"table"> {
  readonly name: Identifier;
  /** The header row. */
  readonly columns: readonly Identifier[];
  readonly rows: readonly TableRow[];
}
