import type { MessageCode } from "../core/messages/index.ts";
import type { Condition, Expr, Facts } from "../symbolic/index.ts";
import type { Reach } from "./reach.ts";
import type { Shape } from "./shape.ts";

/** A bound attribute: a number, a flag, a word, a list of numbers (`[h, w]`), or a shape. */
export type AttributeValue = Expr | boolean | string | readonly Expr[];

/** `padding` is `margins` or one of the words `same` and `tf`; `margins` are p, [ph, pw] or [top, bottom, left, right]. */
export type AttributeType = "int" | "number" | "bool" | "word" | "int-or-pair" | "padding" | "margins" | "int-list";

/** One attribute as it is written in a call, in positional order. */
export interface AttributeSpec {
  readonly name: string;
  readonly type: AttributeType;
  /** Absent: the attribute must be given. */
  readonly default?: AttributeValue | ((given: ReadonlyMap<string, AttributeValue>) => AttributeValue);
  /** For `word`: what may be written. */
  readonly words?: readonly string[];
  /** Smallest legal value of an `int`; 1 unless said. */
  readonly minimum?: bigint;
  readonly maximum?: bigint;
  /** Whether the value must be a number, because the graph's form depends on it. */
  readonly fixed?: boolean;
  readonly doc: string;
}

/**
 * Loop extents of the work of one layer for one inference.
 * N batch, K output channels, C input channels per group, P x Q output rows x columns, R x S kernel, G groups (K is per group).
 * A transposed convolution runs over its input: there P x Q are input rows x columns. A matmul [P, L, K] x [P, K, M] has its sets
 * in N, its rows L in P, its columns M in K and the summed dimension in C; attention heads are G.
 */
export interface LoopNest {
  readonly N: Expr;
  readonly G: Expr;
  readonly K: Expr;
  readonly C: Expr;
  readonly P: Expr;
  readonly Q: Expr;
  readonly R: Expr;
  readonly S: Expr;
}

/** What one layer costs, before any counting convention picks from it. All exact. */
export interface OperatorCost {
  /** Multiply-accumulates of conv, linear and matmul. */
  readonly macs: Expr;
  /** Learned values by class. */
  readonly weights: Expr;
  readonly biases: Expr;
  /** Batch-norm (and other norm) scale and shift values. */
  readonly normParams: Expr;
  /** Running statistics: buffers, not parameters. */
  readonly buffers: Expr;
  /** Element operations other than MACs, by class; absent = none. */
  readonly biasAdds: Expr;
  /** Elements scaled and shifted by a norm that stays at inference (layer norm). */
  readonly normElements: Expr;
  /** Elements of a norm that folds into the layer before it (batch norm). */
  readonly foldedElements: Expr;
  readonly activationElements: Expr;
  readonly arithmeticElements: Expr;
  readonly poolingOps: Expr;
}

/** How the output's memory relates to the input's: `view` shares it, `in-place` may overwrite it when fused, `allocates` never. */
export type MemoryBehaviour = "view" | "in-place" | "allocates";

/** A fault found by a shape rule: a catalogue code with its arguments, and which input or attribute is to blame. */
export interface OperatorFault {
  readonly code: MessageCode;
  readonly args: unknown;
  readonly attribute?: string;
  readonly input?: number;
  readonly label?: string;
  readonly hint?: string;
}

/** What a shape rule may ask of its surroundings. */
export interface ShapeContext {
  readonly facts: Facts;
  /** States that `expr` must be an integer: proved, or recorded as an assumption (true), or impossible (false). */
  requireInteger(expr: Expr): boolean;
  /** States that `divisor` divides `dividend`. */
  requireDivides(divisor: Expr, dividend: Expr): boolean;
  /** Whether two dimensions are proved equal. */
  requireEqual(a: Expr, b: Expr): boolean;
  /** States that a condition holds: proved, or (with free symbols) recorded as an assumption; false when it never does. */
  require(condition: Condition): boolean;
  /** States that a value is not below a bound. */
  requireAtLeast(value: Expr, least: bigint): boolean;
}

export type ShapeResult =
  | {
      readonly kind: "shapes";
      readonly outputs: readonly Shape[];
      /** The rule has required itself that no dimension is below 1. */
      readonly isNonEmpty?: true;
    }
  | { readonly kind: "fault"; readonly fault: OperatorFault };

/** One operator of the language: everything Ridge knows about it, in one place. */
export interface Operator {
  readonly name: string;
  readonly doc: string;
  /** How many tensors flow in: a number, or "list" for one list of tensors. With 2, the flowing tensor and one argument. */
  readonly inputs: 1 | 2 | "list" | 0;
  /** Class of the operator for reports and memory conventions. */
  readonly family:
    | "convolution"
    | "linear"
    | "attention"
    | "norm"
    | "activation"
    | "pooling"
    | "arithmetic"
    | "layout"
    | "weight";
  readonly attributes: readonly AttributeSpec[];
  /** A tensor that may be given by name, or by place behind the attributes; it flows in as the last input. */
  readonly optionalInput?: { readonly name: string; readonly doc: string };
  readonly memory: MemoryBehaviour;
  inferShape(
    inputs: readonly Shape[],
    attributes: ReadonlyMap<string, AttributeValue>,
    context: ShapeContext,
  ): ShapeResult;
  cost(
    inputs: readonly Shape[],
    outputs: readonly Shape[],
    attributes: ReadonlyMap<string, AttributeValue>,
  ): OperatorCost;
  /** The loop nests behind `cost.macs`, which is the sum of their products; absent for operators without MACs. */
  loopNests?(
    inputs: readonly Shape[],
    outputs: readonly Shape[],
    attributes: ReadonlyMap<string, AttributeValue>,
  ): readonly LoopNest[];
  /**
   * What one output position reads of the positions of every input, in an image row by row and column by column; tokens have the
   * positions of the image that they come from.
   */
  reach(inputs: readonly Shape[], outputs: readonly Shape[], attributes: ReadonlyMap<string, AttributeValue>): Reach;
  /** kernel, stride, groups for the report's columns; absent where the words mean nothing. */
  geometry?(
    inputs: readonly Shape[],
    attributes: ReadonlyMap<string, AttributeValue>,
  ): { readonly kernel: readonly Expr[]; readonly stride: readonly Expr[]; readonly groups: Expr };
  /** What an activation makes of one number, where the language has a formula for it: `relu6(7)` is 6. */
  readonly scalar?: (x: Expr) => Expr;
}
