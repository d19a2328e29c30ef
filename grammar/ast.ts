/*
 * The tree that the parser builds, and nothing else. Plain readonly data with a `kind` tag and a span on each part.
 */
export type * from "./ast-bodies.ts";
export type * from "./ast-declarations.ts";
export type * from "./ast-literals.ts";
