export type * from "./ast.ts";
export { format } from "./format.ts";
export { parse, parseExpression } from "./known-text.ts";
export { parseDomain, parseDomainType, parseForall } from "./parser.ts";
export { printExpression } from "./print.ts";
export { walk } from "./walk.ts";
