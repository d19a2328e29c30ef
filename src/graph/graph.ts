import type { Span } from "../core/source.ts";
import type { AttributeValue, Operator, Shape } from "../ops/index.ts";
import type { Condition, Expr } from "../symbolic/index.ts";

export type TensorId = number;

/**
 * Where a tensor comes from. A `choice` is one of two tensors, by a condition on free symbols, made in the body whose path is `segments`.
 * `carried` is what flows into each turn of a repeat with a free count: `before` in the first turn, the result of the turn before it in
 * the others.
 */
export type TensorOrigin =
  | { readonly kind: "input" }
  | { readonly kind: "carried"; readonly before: TensorId }
  | { readonly kind: "layer"; readonly layer: number; readonly output: number }
  | {
      readonly kind: "choice";
      readonly condition: Condition;
      readonly then: TensorId;
      readonly otherwise: TensorId;
      readonly segments: readonly PathSegment[];
    };

export interface Tensor {
  readonly id: TensorId;
  readonly shape: Shape;
  readonly origin: TensorOrigin;
}

/** One step of a layer's path: `MobileNetV2` (net used as a block), `stages` (loop), `3` (index), `dw` (block), `conv` (operator). */
export interface PathSegment {
  readonly text: string;
  readonly kind: "net" | "loop" | "index" | "block" | "operator";
}

/** One use on the way from the net's text to a layer, outermost first: `stages row 2 (n=128 s=2)`, `bottleneck(n=128, s=2)`. */
export interface UseSite {
  readonly text: string;
  readonly span: Span;
}

export interface Layer {
  readonly index: number;
  /** Stable, unique path: the segments joined with dots. */
  readonly name: string;
  readonly segments: readonly PathSegment[];
  readonly operator: Operator;
  readonly attributes: ReadonlyMap<string, AttributeValue>;
  readonly inputs: readonly TensorId[];
  readonly outputs: readonly TensorId[];
  /** How often the layer runs: 1, a symbolic repeat count, a guard `[condition]`, or their product. */
  readonly factor: Expr;
  /** The condition under which the layer exists; true for nearly all. */
  readonly guard: Condition;
  readonly span: Span;
  readonly uses: readonly UseSite[];
}

/** A repeat with a free count; its body stands in the graph once. The tensors from `carried` up to, and without, `end` are made in each turn. */
export interface FreeLoop {
  readonly count: Expr;
  /** The path of the turn: that of its layers starts with it. */
  readonly segments: readonly PathSegment[];
  readonly carried: TensorId;
  readonly end: TensorId;
  /** What a turn hands to the next one. */
  readonly result: TensorId;
}

/** A network with all its parameters bound: layers in execution order, tensors by id. */
export interface LayerGraph {
  readonly name: string;
  readonly inputs: readonly TensorId[];
  readonly outputs: readonly TensorId[];
  readonly layers: readonly Layer[];
  readonly tensors: readonly Tensor[];
  /** Repeats with a free count, inner ones before the one around them. */
  readonly loops: readonly FreeLoop[];
  readonly taps: ReadonlyMap<string, TensorId>;
  /** What had to be assumed of free symbols, in readable form: `32*alpha is an integer`. */
  readonly assumptions: readonly string[];
}
