export type * from "./ast.ts";
export { format } from "./format.ts";
export { parse, parseDomainType, parseExpression, parseForall } from "./parser.ts";
