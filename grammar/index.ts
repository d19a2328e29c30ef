export type * from "./ast.ts";
export { parse, parseDomainType, parseExpression, parseForall } from "./parser.ts";
