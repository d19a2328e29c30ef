export { elaborateNetwork } from "./coarsen.ts";
export { belongs, domainText } from "./domain.ts";
export type { BoundParameter, ElaboratedNetwork, ElaborateRequest } from "./elaborate.ts";
export type { EvaluatedText, EvaluateRequest, NamedNumber } from "./evaluate-text.ts";
export { evaluateText } from "./evaluate-text.ts";
export type { LoadResult, ModuleLoader } from "./loader.ts";
export type { Setting } from "./settings.ts";
export type { Value } from "./value.ts";
export { valueText } from "./value-text.ts";
