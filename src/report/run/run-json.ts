import { type JsonValue, jsonText } from "../json-text.ts";
import { jsonArguments } from "../render-json.ts";
import {
  firstNonFinite,
  matches,
  mismatches,
  type RunLayer,
  type RunOutput,
  type RunReport,
  runTotals,
  type ValueSummary,
} from "./run-report.ts";

/** `ridge.run/1`: outputs, counted multiplications beside derived MACs, and every layer in execution order. */
export function runJson(report: RunReport): string {
  const { comparison } = report;
  const value: JsonValue = {
    schema: "ridge.run/1",
    network: report.network,
    arguments: jsonArguments(report.arguments),
    seed: report.seed,
    dtype: report.dtype,
    accumulate: report.accumulate,
    calibration: report.calibration,
    outputs: report.outputs.map(outputRecord),
    ...runTotals(report),
    match: mismatches(report).length === 0,
    firstNonFinite: firstNonFinite(report)?.name ?? null,
    comparison:
      comparison === undefined
        ? undefined
        : {
            with: "fp32",
            inputs: comparison.inputs,
            topAgreement: comparison.topAgreement,
            outputSqnrDb: comparison.outputSqnr,
          },
    layers: report.layers.map((each) => layerRecord(each, comparison !== undefined)),
  };
  return `${jsonText(value, 2)}\n`;
}

function outputRecord({ name, shape, sha256, top, ...values }: RunOutput): JsonValue {
  const record = { name, shape, ...summaryRecord(values), sha256 };
  return top.length === 0 ? record : { ...record, top: top.map((each) => ({ ...each })) };
}

function layerRecord(layer: RunLayer, isCompared: boolean): JsonValue {
  const { name, op, output, multiplications, macs, sqnr } = layer;
  return {
    name,
    op,
    output,
    multiplications,
    macs,
    match: matches(layer),
    ...summaryRecord(layer),
    ...(isCompared ? { sqnrDb: sqnr ?? null } : {}),
  };
}

/** Moments are null where no value is finite. */
function summaryRecord({ mean, std, min, max, nonFinite }: ValueSummary): { readonly [key: string]: JsonValue } {
  return { mean, std, min, max, ...(nonFinite === 0 ? {} : { nonFinite }) };
}
