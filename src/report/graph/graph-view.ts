import type { Layer } from "../../graph/index.ts";
import type { Shape } from "../../ops/index.ts";
import type { Condition, Expr } from "../../symbolic/index.ts";
import type { ReportArgument } from "../report.ts";
import type { Cut } from "./cut.ts";

/** A count that every node has. */
export type GraphCost = "macs" | "params";

export const graphCosts: readonly GraphCost[] = ["macs", "params"];

/**
 * What a node stands for. `group`: all layers below one path. `weight`: a learned tensor. `choice`: one of two tensors, by a condition
 * on free symbols. `turn`: what flows into each turn of a repeat with a free count.
 */
export type NodeKind = "input" | "output" | "layer" | "weight" | "group" | "choice" | "turn";

export interface GraphNode {
  /** A safe identifier, made of the path and nothing else: the same wherever the node is drawn. */
  readonly id: string;
  readonly kind: NodeKind;
  /** The path; `input`, `output 2` of what has none. */
  readonly name: string;
  /** The innermost cluster around it. */
  readonly cluster: string | undefined;
  /** The layer, where the node stands for a single one. */
  readonly layer: Layer | undefined;
  /** `conv 3×3 s2 g=32`, where the node stands for a single layer. */
  readonly operation: string | undefined;
  /** How many layers run; a formula where a repeat count or a condition is free. */
  readonly layers: Expr;
  /** MACs of the default convention, repeats and conditions included. */
  readonly macs: Expr;
  readonly params: Expr;
  /** Turns of the free repeats that the node holds whole; 1 elsewhere. */
  readonly times: Expr;
  /** The condition under which the node exists, or that a choice asks; true for nearly all. */
  readonly condition: Condition;
}

/** `then` and `otherwise` lead into a choice, `next-turn` leads back into a turn. */
export type EdgeKind = "flow" | "then" | "otherwise" | "next-turn";

/** A tensor on its way from the node that makes it to one that reads it. */
export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: EdgeKind;
  readonly tensor: string;
  readonly shape: Shape;
  /** Which input of a single layer it is, from 0; undefined where it leads into anything else. */
  readonly input: number | undefined;
  /** The condition of `then` and `otherwise`; true for all others. */
  readonly condition: Condition;
  /** Whether the tensor is kept past an earlier reader, for a node that also reads something newer. */
  readonly isSkip: boolean;
}

/** A block, loop or turn around nodes and other clusters. */
export interface GraphCluster {
  readonly id: string;
  /** The path. */
  readonly name: string;
  readonly parent: string | undefined;
  /** How many turns a repeat with a free count has; 1 elsewhere. */
  readonly times: Expr;
}

/** A tensor that some edge carries. */
export interface GraphTensor {
  readonly id: string;
  readonly shape: Shape;
  /** The node that makes it. */
  readonly from: string;
}

/** The picture of a network, with no formatting decisions taken. Everything in execution order; clusters before what they hold. */
export interface GraphView {
  readonly network: string;
  readonly arguments: readonly ReportArgument[];
  readonly assumptions: readonly string[];
  readonly cut: Cut;
  /** Sums over all layers. */
  readonly totals: Readonly<Record<GraphCost, Expr>>;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly clusters: readonly GraphCluster[];
  readonly tensors: readonly GraphTensor[];
}
