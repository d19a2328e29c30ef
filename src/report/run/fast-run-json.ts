import { jsonText } from "../json-text.ts";
import { jsonArguments } from "../render-json.ts";
import { type FastRunReport, fastMacs } from "./fast-run-report.ts";
import { outputRecord } from "./run-json.ts";

/** `ridge.run/1` of the fast path: nothing is counted, so that `multiplications` and `match` are null. */
export function fastRunJson(report: FastRunReport): string {
  const { network, seed, threads, isRelaxed, outputs, layers } = report;
  const value = {
    schema: "ridge.run/1",
    network,
    arguments: jsonArguments(report.arguments),
    seed,
    dtype: "fp32",
    accumulate: "fp32",
    fast: { threads, relaxed: isRelaxed },
    outputs: outputs.map(outputRecord),
    multiplications: null,
    macs: fastMacs(report),
    match: null,
    layers: layers.map(({ name, op, output, macs, runs }) => ({ name, op, output, macs, runs })),
  };
  return `${jsonText(value, 2)}\n`;
}
