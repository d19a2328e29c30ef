import type { Rational, Span } from "../src/core/index.ts";

/*
 * The tree that the parser builds, and nothing else. Plain readonly data with a `kind` tag and a span on each part.
 * Chains (`a -> b -> c`, `a + b - c`, `a or b`) are lists, never nested pairs, so that long ones need no deep recursion.
 */

export interface Identifier {
  readonly kind: "identifier";
  readonly name: string;
  readonly span: Span;
}

export interface StringLiteral {
  readonly kind: "string";
  readonly value: string;
  readonly span: Span;
}

/** Suffix of a number: a unit, a scale (`k M G T`), a percent sign, or none. */
export type NumberSuffix =
  | ""
  | "k"
  | "M"
  | "G"
  | "T"
  | "%"
  | "us"
  | "ms"
  | "s"
  | "KB"
  | "MB"
  | "GB"
  | "KiB"
  | "MiB"
  | "GiB"
  | "MHz"
  | "GHz"
  | "mJ";

/** `1.4`, `2e9`, `569M`, `inf`. */
export interface NumberLiteral {
  readonly kind: "number";
  /** Exact value in base units (s, B, Hz, J), suffix applied; `"inf"` for infinity. */
  readonly value: Rational | "inf";
  readonly suffix: NumberSuffix;
  /** Value of one unit of the last printed digit, suffix applied: `569M` gives 10^6, `94.86%` gives 10^-4. */
  readonly lastDigit: Rational;
  readonly span: Span;
}

export interface BooleanLiteral {
  readonly kind: "boolean";
  readonly value: boolean;
  readonly span: Span;
}

/** The word `input`. */
export interface InputExpression {
  readonly kind: "input";
  readonly span: Span;
}

/** `a -> b -> c`: two stages at least. */
export interface FlowExpression {
  readonly kind: "flow";
  readonly stages: readonly Expression[];
  readonly span: Span;
}

/** `a or b or c`, `a and b`: two operands at least. */
export interface LogicExpression {
  readonly kind: "logic";
  readonly operator: "and" | "or";
  readonly operands: readonly Expression[];
  readonly span: Span;
}

export interface NotExpression {
  readonly kind: "not";
  readonly operand: Expression;
  readonly span: Span;
}

export type ComparisonOperator = "==" | "~=" | "!=" | "<" | "<=" | ">" | ">=";

export interface ComparisonExpression {
  readonly kind: "comparison";
  readonly operator: ComparisonOperator;
  readonly operatorSpan: Span;
  readonly left: Expression;
  readonly right: Expression;
  readonly within?: Expression;
  readonly span: Span;
}

/** `a + b - c`: first term has operator "+"; two terms at least. */
export interface SumExpression {
  readonly kind: "sum";
  readonly terms: readonly { readonly operator: "+" | "-"; readonly operand: Expression }[];
  readonly span: Span;
}

/** `a * b / c`: first factor has operator "*"; two factors at least. */
export interface ProductExpression {
  readonly kind: "product";
  readonly factors: readonly { readonly operator: "*" | "/"; readonly operand: Expression }[];
  readonly span: Span;
}

export interface NegateExpression {
  readonly kind: "negate";
  readonly operand: Expression;
  readonly span: Span;
}

export interface PowerExpression {
  readonly kind: "power";
  readonly base: Expression;
  readonly exponent: Expression;
  readonly span: Span;
}

export interface Argument {
  readonly kind: "argument";
  readonly name?: Identifier;
  readonly value: Expression;
  readonly span: Span;
}

export interface CallExpression {
  readonly kind: "call";
  readonly callee: Expression;
  readonly arguments: readonly Argument[];
  readonly span: Span;
}

export interface IndexExpression {
  readonly kind: "index";
  readonly target: Expression;
  readonly index: Expression;
  readonly span: Span;
}

export interface FieldExpression {
  readonly kind: "field";
  readonly target: Expression;
  readonly name: Identifier;
  readonly span: Span;
}

/** `(a)`: kept in the tree so that printing is faithful. */
export interface GroupExpression {
  readonly kind: "group";
  readonly inner: Expression;
  readonly span: Span;
}

export interface ListExpression {
  readonly kind: "list";
  readonly items: readonly Expression[];
  readonly span: Span;
}

export interface ChooseExpression {
  readonly kind: "choose";
  readonly options: readonly Expression[];
  readonly span: Span;
}

/** `if c {..} else if d {..} else {..}`: the whole chain is one node. */
export interface IfExpression {
  readonly kind: "if";
  readonly branches: readonly { readonly condition: Expression; readonly body: Body }[];
  readonly otherwise?: Body;
  readonly span: Span;
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
export interface SetDomain {
  readonly kind: "set-domain";
  readonly items: readonly Expression[];
  readonly step?: Expression;
  readonly span: Span;
}

export interface IntervalDomain {
  readonly kind: "interval-domain";
  readonly low: Expression;
  readonly high: Expression;
  /** Whether the end belongs to the domain: `[` and `]` do, `(` and `)` do not. */
  readonly lowClosed: boolean;
  readonly highClosed: boolean;
  readonly step?: Expression;
  readonly span: Span;
}

export type DomainNode = SetDomain | IntervalDomain;

export interface TypeNode {
  readonly kind: "type";
  /** `int real bool string block net table row list hw tensor`, or whatever the text says. */
  readonly name: Identifier;
  readonly domain?: DomainNode;
  readonly span: Span;
}

export interface ParameterDeclaration {
  readonly kind: "parameter";
  readonly name: Identifier;
  readonly type?: TypeNode;
  readonly default?: Expression;
  readonly span: Span;
}

export interface Body {
  readonly kind: "body";
  readonly statements: readonly Statement[];
  readonly span: Span;
}

/** `label: sentence`. */
export interface Statement {
  readonly kind: "statement";
  readonly label?: Identifier;
  readonly sentence: Sentence;
  readonly span: Span;
}

export interface ParameterSentence {
  readonly kind: "param";
  readonly parameter: ParameterDeclaration;
  readonly span: Span;
}

export interface InputSentence {
  readonly kind: "input-shape";
  readonly shape: Expression;
  readonly span: Span;
}

export interface LetSentence {
  readonly kind: "let";
  readonly name: Identifier;
  readonly value: Expression;
  readonly span: Span;
}

export interface TapSentence {
  readonly kind: "tap";
  readonly name: Identifier;
  readonly span: Span;
}

/** `for x in e {..}` or `for x in a .. b {..}` (both ends inclusive). */
export interface ForSentence {
  readonly kind: "for";
  readonly variable: Identifier;
  readonly collection: Expression;
  readonly to?: Expression;
  readonly body: Body;
  readonly span: Span;
}

export interface RepeatSentence {
  readonly kind: "repeat";
  readonly count: Expression;
  readonly variable?: Identifier;
  readonly body: Body;
  readonly span: Span;
}

/** A flow or value statement; the last one of an `fn` or `if` body is its value. */
export interface ExpressionSentence {
  readonly kind: "expression";
  readonly expression: Expression;
  readonly span: Span;
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

export interface ImportDeclaration {
  readonly kind: "import";
  readonly names: readonly Identifier[];
  readonly from: StringLiteral;
  readonly span: Span;
}

export interface FunctionDeclaration {
  readonly kind: "fn";
  readonly name: Identifier;
  readonly parameters: readonly ParameterDeclaration[];
  readonly result?: TypeNode;
  readonly body: Body;
  readonly span: Span;
}

export interface BlockDeclaration {
  readonly kind: "block";
  readonly name: Identifier;
  readonly parameters: readonly ParameterDeclaration[];
  readonly body: Body;
  readonly span: Span;
}

export interface NetDeclaration {
  readonly kind: "net";
  readonly name: Identifier;
  readonly body: Body;
  readonly span: Span;
}

export interface TableRow {
  readonly kind: "row";
  readonly cells: readonly Expression[];
  readonly span: Span;
}

export interface TableDeclaration {
  readonly kind: "table";
  readonly name: Identifier;
  /** The header row. */
  readonly columns: readonly Identifier[];
  readonly rows: readonly TableRow[];
  readonly span: Span;
}

export interface ForallStatement {
  readonly kind: "forall";
  readonly names: readonly Identifier[];
  readonly type: TypeNode;
  readonly span: Span;
}

export interface ClaimNote {
  readonly kind: "note";
  readonly role: "source" | "reason" | "tag";
  readonly text: StringLiteral;
  readonly span: Span;
}

export type ClaimStatement = ForallStatement | LetSentence | ClaimNote | ExpressionSentence;

export interface ClaimDeclaration {
  readonly kind: "claim";
  readonly role: "claim" | "erratum";
  readonly title: StringLiteral;
  readonly statements: readonly ClaimStatement[];
  readonly span: Span;
}

/** `vary alpha in {...}`, `vary choose`. */
export interface VaryStatement {
  readonly kind: "vary";
  readonly target: Identifier | "choose";
  readonly domain?: DomainNode;
  readonly span: Span;
}

export interface WhereStatement {
  readonly kind: "where";
  readonly condition: Expression;
  readonly span: Span;
}

export interface ObjectiveStatement {
  readonly kind: "objective";
  readonly direction: "minimize" | "maximize";
  readonly expression: Expression;
  readonly span: Span;
}

export type SpaceStatement = LetSentence | VaryStatement | WhereStatement | ObjectiveStatement;

export interface SpaceDeclaration {
  readonly kind: "space";
  readonly name: Identifier;
  readonly statements: readonly SpaceStatement[];
  readonly span: Span;
}

export type Declaration =
  | ImportDeclaration
  | FunctionDeclaration
  | BlockDeclaration
  | NetDeclaration
  | TableDeclaration
  | ClaimDeclaration
  | SpaceDeclaration;

export interface Module {
  readonly kind: "module";
  readonly declarations: readonly Declaration[];
  readonly span: Span;
}
