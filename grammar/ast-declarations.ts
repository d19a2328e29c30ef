import type {
  Body,
  DomainNode,
  Expression,
  ExpressionSentence,
  LetSentence,
  ParameterDeclaration,
  TableDeclaration,
  TypeNode,
} from "./ast-bodies.ts";
import type { Identifier, StringLiteral, TreeNode } from "./ast-literals.ts";

/* What a file consists of. */

export interface ImportDeclaration extends TreeNode<"import"> {
  readonly names: readonly Identifier[];
  readonly from: StringLiteral;
}

export interface FunctionDeclaration extends TreeNode<"fn"> {
  readonly name: Identifier;
  readonly parameters: readonly ParameterDeclaration[];
  readonly result?: TypeNode;
  readonly body: Body;
}

export interface BlockDeclaration extends TreeNode<"block"> {
  readonly name: Identifier;
  readonly parameters: readonly ParameterDeclaration[];
  readonly body: Body;
}

export interface NetDeclaration extends TreeNode<"net"> {
  readonly name: Identifier;
  readonly body: Body;
}

export interface ForallStatement extends TreeNode<"forall"> {
  readonly names: readonly Identifier[];
  readonly type: TypeNode;
}

export interface ClaimNote extends TreeNode<"note"> {
  readonly role: "source" | "reason" | "tag";
  readonly text: StringLiteral;
}

export type ClaimStatement = ForallStatement | LetSentence | ClaimNote | ExpressionSentence;

export interface ClaimDeclaration extends TreeNode<"claim"> {
  readonly role: "claim" | "erratum";
  readonly title: StringLiteral;
  readonly statements: readonly ClaimStatement[];
}

/** `vary alpha in {...}`, `vary choose`. */
export interface VaryStatement extends TreeNode<"vary"> {
  readonly target: Identifier | "choose";
  readonly domain?: DomainNode;
}

export interface WhereStatement extends TreeNode<"where"> {
  readonly condition: Expression;
}

export interface ObjectiveStatement extends TreeNode<"objective"> {
  readonly direction: "minimize" | "maximize";
  readonly expression: Expression;
}

export type SpaceStatement = LetSentence | VaryStatement | WhereStatement | ObjectiveStatement;

export interface SpaceDeclaration extends TreeNode<"space"> {
  readonly name: Identifier;
  readonly statements: readonly SpaceStatement[];
}

export type Declaration =
  | ImportDeclaration
  | FunctionDeclaration
  | BlockDeclaration
  | NetDeclaration
  | TableDeclaration
  | ClaimDeclaration
  | SpaceDeclaration;

export interface Module extends TreeNode<"module"> {
  readonly declarations: readonly Declaration[];
}
