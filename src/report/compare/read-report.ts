import { type Diagnostic, diagnostic, type PhaseResult } from "../../core/diagnostic.ts";
import { type Rational, rationalToText } from "../../core/rational.ts";
import { type JsonNode, readJson } from "../../core/read-json.ts";
import type { Source } from "../../core/source.ts";
import { type CostTotals, conventions, type DataType, dataTypes, defaultConvention } from "../../cost/index.ts";
import type { PathSegment } from "../../graph/index.ts";
import type { Shape } from "../../ops/index.ts";
import {
  asConstant,
  constant,
  divide,
  type Expr,
  equals,
  isZero,
  one,
  sum,
  toText,
  zero,
} from "../../symbolic/index.ts";
import { rowMeasures } from "../measure.ts";
import { reportSchema } from "../render-json.ts";
import type { Report, ReportArgument } from "../report.ts";
import type { LayerRow } from "../row.ts";
import { Fields } from "./fields.ts";

/**
 * The report that `ridge report -f json` wrote: the inverse of its renderer, times and receptive fields aside. `nets` are the
 * paths of nets that are used as blocks, which a path alone does not tell from blocks.
 *
 * Errors: json/syntax, baseline/foreign, baseline/newer, baseline/free, baseline/field; baseline/sum where totals
 * are not the sums of the layers.
 */
export function readReport(source: Source, nets: ReadonlySet<string>): PhaseResult<Report> {
  const { value: root, diagnostics } = readJson(source);
  if (root === undefined) return { value: undefined, diagnostics };
  const foreign = foreignFault(root) ?? freeFault(root);
  if (foreign !== undefined) return { value: undefined, diagnostics: [foreign] };
  const fields = new Fields(root);
  const report = reportFrom(fields, nets);
  const faults = fields.faults.length > 0 ? fields.faults : sumFaults(report, root);
  return faults.length > 0 ? { value: undefined, diagnostics: faults } : { value: report, diagnostics: [] };
}

function foreignFault(root: JsonNode): Diagnostic | undefined {
  const schema = root.kind === "object" ? root.members.get("schema") : undefined;
  if (schema?.kind !== "string") {
    const found = root.kind === "object" ? "an object without `schema`" : "no object";
    const start = { ...root.span, end: root.span.start + 1 };
    return diagnostic("baseline/foreign", { found }, schema?.span ?? start);
  }
  if (schema.text === reportSchema) return undefined;
  const [kind] = reportSchema.split("/");
  if (new RegExp(`^${kind}/\\d+$`).test(schema.text)) {
    return diagnostic("baseline/newer", { found: schema.text, known: reportSchema }, schema.span);
  }
  return diagnostic("baseline/foreign", { found: `the schema \`${schema.text.slice(0, 60)}\`` }, schema.span);
}

/** A parameter that was left open. */
function freeFault(root: JsonNode): Diagnostic | undefined {
  for (const [name, node] of new Fields(root).object("arguments").entries()) {
    if (node.kind === "string" && node.text === "?") return diagnostic("baseline/free", { name }, node.span);
  }
  return undefined;
}

function reportFrom(fields: Fields, nets: ReadonlySet<string>): Report {
  const named = conventions.map((each) => each.name);
  const convention = fields.object("convention").word("name", named);
  const dtype: DataType = fields.word("dtype", dataTypes) ?? "fp32";
  return {
    network: fields.text("network"),
    arguments: argumentsFrom(fields.object("arguments")),
    convention: conventions.find((each) => each.name === convention) ?? defaultConvention,
    dtype,
    batch: asConstant(fields.count("batch"))?.num ?? 1n,
    outputs: fields
      .objects("outputs")
      .map((each) => ({ name: each.text("name"), shape: shapeOf(each.counts("shape")) })),
    layers: fields.objects("layers").map((each) => layerFrom(each, nets)),
    totals: totalsFrom(fields.object("totals")),
    assumptions: [],
    isSymbolic: false,
    timing: undefined,
  };
}

/** The parameters: numbers, flags and words by name. */
function argumentsFrom(fields: Fields): readonly ReportArgument[] {
  return fields.entries().map(([name, node]): ReportArgument => {
    if (!/^[\p{L}_][\p{L}\p{N}_]{0,99}$/u.test(name)) fields.fault("*", "parameters by their names", node);
    switch (node.kind) {
      case "number":
        if (!isShort(node.value)) fields.fault(name, "a number of at most 80 digits", node);
        return { name, value: isShort(node.value) ? constant(node.value) : zero, free: false };
      case "boolean":
        return { name, value: node.value, free: false };
      default:
        return { name, value: fields.text(name), free: false };
    }
  });
}

/** Whether a number has as few digits as those of the language. */
function isShort({ num, den }: Rational): boolean {
  return rationalToText({ num, den }).length <= 80;
}

function countsFrom(fields: Fields) {
  return {
    params: fields.count("params"),
    macs: fields.count("macs"),
    flops: fields.count("flops"),
    inputBytes: fields.count("inputBytes"),
    weightBytes: fields.count("weightBytes"),
    outputBytes: fields.count("outputBytes"),
    compulsoryBytes: fields.count("bytes"),
  };
}

function totalsFrom(fields: Fields): CostTotals {
  return {
    ...countsFrom(fields),
    peakActivationBytes: fields.count("peakActivationBytes"),
    peakActivationBytesUnfused: fields.count("peakActivationBytesUnfused"),
    layers: fields.count("layers"),
  };
}

function layerFrom(fields: Fields, nets: ReadonlySet<string>): LayerRow {
  const name = fields.text("name");
  const counts = countsFrom(fields);
  const outputs = (fields.has("outputs") ? fields.countLists("outputs") : [fields.counts("output")]).map(shapeOf);
  const factor = fields.has("factor") ? fields.count("factor") : one;
  return {
    name,
    op: fields.text("op"),
    segments: segmentsOf(name, nets),
    inputs: fields.countLists("inputs").map(shapeOf),
    outputs,
    output: outputs.at(-1),
    kernel: fields.has("kernel") ? fields.counts("kernel") : undefined,
    stride: fields.has("stride") ? fields.counts("stride") : undefined,
    groups: fields.has("groups") ? fields.count("groups") : undefined,
    ...counts,
    intensity: isZero(counts.compulsoryBytes) ? undefined : divide(counts.macs, counts.compulsoryBytes),
    count: factor,
    factor,
    sight: () => undefined,
    timing: undefined,
  };
}

/** Three dimensions are taken for an image's; the file does not say. */
function shapeOf(dims: readonly Expr[]): Shape {
  return { layout: dims.length === 3 ? "image" : "vector", dims };
}

/** The steps of a path: what is digits alone is the index of a loop. */
function segmentsOf(name: string, nets: ReadonlySet<string>): readonly PathSegment[] {
  let path = "";
  return name.split(".").map((text) => {
    path = path === "" ? text : `${path}.${text}`;
    return { text, kind: nets.has(path) ? "net" : /^\d+$/.test(text) ? "index" : "block" };
  });
}

/** The paths of a report's nets that are used as blocks. */
export function netsOf(report: Report): ReadonlySet<string> {
  const nets = new Set<string>();
  for (const { segments } of report.layers) {
    for (const [at, { kind }] of segments.entries()) {
      if (kind === "net")
        nets.add(
          segments
            .slice(0, at + 1)
            .map((each) => each.text)
            .join("."),
        );
    }
  }
  return nets;
}

function sumFaults({ layers, totals }: Report, root: JsonNode): readonly Diagnostic[] {
  return rowMeasures.flatMap(({ field, ofRow, ofTotals }) => {
    const rows = sum(layers.map(ofRow));
    const total = ofTotals(totals);
    const place = root.kind === "object" ? root.members.get("totals") : undefined;
    const node = place?.kind === "object" ? place.members.get(field) : undefined;
    if (equals(rows, total)) return [];
    const args = { field, total: toText(total), sum: toText(rows) };
    return [diagnostic("baseline/sum", args, (node ?? root).span)];
  });
}
