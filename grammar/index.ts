export type * from "./ast.ts";
export { format } from "./format.ts";
export { parse, parseExpression } from "./known-text.ts";
export { parseDomainType, parseForall } from "./parser.ts";
export { walk } from "./walk.ts";
