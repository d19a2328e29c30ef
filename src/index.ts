/** The public API: everything takes text and returns values; nothing reads files, environment, clock or terminal. */
export { parse, parseExpression } from "../grammar/index.ts";
export type { CheckRequest } from "./claims/index.ts";
export { checkFile } from "./claims/index.ts";
export type {
  Diagnostic,
  DiagnosticDetails,
  MessageCode,
  PhaseResult,
  Rational,
  RelatedSpan,
  Severity,
  Source,
  Span,
} from "./core/index.ts";
export { hasErrors, InternalError, messages, rational, rationalToText } from "./core/index.ts";
export { diagnosticsToJson, renderDiagnostic, renderDiagnostics } from "./core/render-diagnostic.ts";
export type {
  Convention,
  ConventionExplanation,
  CostTotals,
  DataType,
  LayerCost,
  MatchResult,
  MemoryOptions,
  MemoryPlan,
  NetworkCost,
  PrintedNumber,
  Sight,
  Spelling,
} from "./cost/index.ts";
export {
  conventions,
  costOf,
  explainConvention,
  matchNumber,
  operationalIntensity,
  planMemory,
  readPrintedNumber,
  sightOf,
} from "./cost/index.ts";
export type { Layer, LayerGraph, PathSegment, Tensor, TensorId } from "./graph/index.ts";
export type {
  ElaboratedNetwork,
  ElaborateRequest,
  EvaluatedText,
  EvaluateRequest,
  LoadResult,
  ModuleLoader,
  Setting,
} from "./model/index.ts";
export { elaborateNetwork, evaluateText } from "./model/index.ts";
export type { Operator, Shape } from "./ops/index.ts";
export { operators, shapeText } from "./ops/index.ts";
export type {
  CheckedFile,
  CheckFormat,
  CheckRenderOptions,
  CheckSummary,
  ClaimRecord,
  Cut,
  GraphRenderOptions,
  GraphView,
  RenderOptions,
  Report,
  ReportArgument,
  ReportFormat,
  Row,
} from "./report/index.ts";
export {
  argumentsOf,
  costReport,
  graphView,
  groupRows,
  renderCheck,
  renderGraph,
  renderReport,
  reportOf,
  selectRows,
  summaryOf,
} from "./report/index.ts";
export type { ZooCall, ZooEntry } from "./shipped/index.ts";
export { loadShipped, version, zooCall, zooEntries, zooEntry, zooRequest } from "./shipped/index.ts";
export type { Condition, Expr, SymbolDomain } from "./symbolic/index.ts";
export {
  asConstant,
  asInteger,
  compile,
  constant,
  evaluate,
  isConstant,
  substitute,
  symbol,
  symbolsOf,
  toText,
} from "./symbolic/index.ts";
