import type { OnnxNode } from "./model.ts";
import type { Translation } from "./translation.ts";

/** Turns one node into layers, or into another reading of its input, and sets the values of its outputs. */
export type Rule = (node: OnnxNode, translation: Translation) => void;

/** Rules by operator; those of other domains stand under `domain:Operator`. */
export type Rules = Readonly<Record<string, Rule>>;
