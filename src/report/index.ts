export { argumentsOf } from "./arguments.ts";
export type { Rule } from "./budget/rule.ts";
export { readRules } from "./budget/rule.ts";
export type { Verdict } from "./budget/verdict.ts";
export { decideRules } from "./budget/verdict.ts";
export { budgetFault, changeFault } from "./budget/verdict-text.ts";
export type {
  CheckedFile,
  CheckSummary,
  ClaimRecord,
  Correction,
  FailingPoint,
  VerdictWord,
} from "./check/check-report.ts";
export { isFailure, summaryOf } from "./check/check-report.ts";
export type { CheckFormat, CheckRenderOptions } from "./check/render.ts";
export { checkFormats, renderCheck, renderStepSummary } from "./check/render.ts";
export { summaryText } from "./check/words.ts";
export type { Column } from "./column.ts";
export { columns, defaultColumns, defaultLayerColumns, dropOrder } from "./column.ts";
export type { AlignedPair, AlignmentKeys } from "./compare/align.ts";
export { alignRows } from "./compare/align.ts";
export { domainFaults, runFaults } from "./compare/comparable.ts";
export type { ComparedBy, ComparedRow, Comparison } from "./compare/comparison.ts";
export { changeIn, changeOf, comparedBy, compareReports, partOf, rowName, valueIn } from "./compare/comparison.ts";
export { labelOf, mostNetworks } from "./compare/label.ts";
export type { CompareFormat, CompareOptions, NetworkVerdict } from "./compare/options.ts";
export { compareFormats } from "./compare/options.ts";
export { netsOf, readReport } from "./compare/read-report.ts";
export { renderComparison } from "./compare/render.ts";
export { costReport } from "./cost-report.ts";
export { type Cut, type GraphGrouping, graphGroupings, legibleCut } from "./graph/cut.ts";
export { type GraphCost, type GraphView, graphCosts } from "./graph/graph-view.ts";
export { graphView } from "./graph/graph-view-of.ts";
export { type GraphDirection, graphDirections } from "./graph/render-dot.ts";
export { type GraphFormat, type GraphRenderOptions, graphFormats, renderGraph } from "./graph/render-graph.ts";
export type { Grouping } from "./group.ts";
export { groupings, groupRows, mergeRows } from "./group.ts";
export type { HardwareRenderOptions } from "./hardware.ts";
export { renderDevices, renderHardware } from "./hardware.ts";
export { argumentText } from "./heading.ts";
export type { JsonValue } from "./json-text.ts";
export { jsonCount, jsonNumber, jsonRatio, jsonText } from "./json-text.ts";
export type { KernelReport } from "./kernel/kernel-report.ts";
export type { KernelRenderOptions } from "./kernel/render-kernel.ts";
export { renderKernel } from "./kernel/render-kernel.ts";
export { latexOf } from "./latex-of.ts";
export type { ListingColumn, ListingFormat, ListingOptions } from "./listing.ts";
export { markdownListing, renderListing } from "./listing.ts";
export type { Measure, RowMeasure } from "./measure.ts";
export { measures, rowMeasures } from "./measure.ts";
export type { MemoryReport } from "./memory-report.ts";
export type { Paint, Role } from "./paint.ts";
export { plain } from "./paint.ts";
export { barText, bytesText, cellText, columnCell, countText, groupedText, ratioCell, shapeCell } from "./quantity.ts";
export type { RenderOptions, ReportFormat } from "./render.ts";
export { renderReport, reportFormats } from "./render.ts";
export type { ExplanationFormat, ExplanationReport } from "./render-explanation.ts";
export { renderExplanation } from "./render-explanation.ts";
export type { MatchFormat, MatchReport } from "./render-match.ts";
export { renderMatch } from "./render-match.ts";
export type { MemoryFormat } from "./render-memory.ts";
export { memoryFormats, renderMemory } from "./render-memory.ts";
export type { Report, ReportArgument, ReportOutput } from "./report.ts";
export { reportOf } from "./report.ts";
export type { Counts, LayerRow, Row } from "./row.ts";
export type { SelectedRows, Selection, SortKey } from "./select.ts";
export { selectRows, sortKeys } from "./select.ts";
export type { SystolicRenderOptions } from "./systolic/render-systolic.ts";
export { renderSystolic, systolicFormats } from "./systolic/render-systolic.ts";
export type { SystolicReport } from "./systolic/systolic-report.ts";
export { fillLines, shorten, textWidth } from "./text-width.ts";
