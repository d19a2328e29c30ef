export type * from "./ast.ts";
export { format } from "./format.ts";
export { parse, parseDomain, parseDomainType, parseExpression, parseForall } from "./parser.ts";
export { printExpression } from "./print.ts";
export { walk } from "./walk.ts";
