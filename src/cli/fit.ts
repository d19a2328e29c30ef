import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { constantName, type FitReport, type FittedRow, renderFit } from "../report/index.ts";
import { chipConstants, type DspFit, dspLatencies, fitChips, fitRatio, readMeasurements } from "../sim/index.ts";
import { choose } from "./fit-choice.ts";
import { profileText } from "./fit-profile.ts";
import { type FitWords, fitQuestion, pathless } from "./fit-question.ts";
import { type ReadRows, readRows } from "./fit-read.ts";
import { type Target, targetOf } from "./fit-target.ts";
import { lookOf } from "./look.ts";
import { readTable } from "./measurement-table.ts";
import { failed, type Outcome } from "./outcome.ts";
import type { Session } from "./session.ts";

/** Fits what is not public of a DSP to a table of measurements. */
export async function runFit(name: string, words: FitWords, session: Session): Promise<Outcome> {
  const asked = fitQuestion(words);
  if ("faults" in asked) return failed(...asked.faults);
  const { question } = asked;
  const target = targetOf(name, question);
  if ("faults" in target) return failed(...target.faults);
  const read = await readTable(words.data, session);
  if (read.kind === "fault") return failed(read.diagnostic);
  const table = readMeasurements(read.source);
  if (table.value === undefined) return failed(...table.diagnostics);
  const chosen = choose(target, table.value, question);
  if ("faults" in chosen) return failed(...chosen.faults);
  const rows = await readRows(chosen, table.value, question);
  if ("faults" in rows) return failed(...rows.faults);
  const facts = { rows: rows.inside.length, constants: constantsOf(target, chosen.devices.size) };
  if (facts.rows <= facts.constants) return failed(diagnostic("fit/too-few-rows", facts, undefined));
  const measured = rows.inside.map((each) => each.measured);
  const fit =
    target.from === undefined
      ? fitChips(measured, target.kind === "dsp", question.seed)
      : fitRatio(measured, target.from, question.seed);
  const report: FitReport = {
    profile: target.name,
    kind: target.kind,
    devices: new Map(measured.map(({ device, unit }) => [device, unit])),
    from: question.from && pathless(question.from),
    data: question.data,
    networks: question.networks,
    dtype: question.dtype,
    seed: question.seed,
    fit,
    rows: predicted(rows, fit),
    leftOut: chosen.leftOut,
  };
  const few = facts.rows === facts.constants + 1 ? [diagnostic("fit/few-rows", facts, undefined)] : [];
  const text =
    question.format === "yaml" && target.kind === "device"
      ? profileText(target, report)
      : renderFit(report, {
          format: question.format === "json" ? "json" : "table",
          ...(await lookOf(question.width, words.output, session)),
        });
  return { text, diagnostics: [...rows.warnings, ...few, ...uncertain(fit)], output: words.output };
}

/** How many are free. */
function constantsOf({ kind, from }: Target, devices: number): number {
  if (from !== undefined) return 1;
  return kind === "dsp" ? chipConstants.length * devices + 1 : chipConstants.length;
}

/** Every row in the order of the table. */
function predicted({ inside, outside }: ReadRows, { units }: DspFit): readonly FittedRow[] {
  const rows = [
    ...inside.map((each) => ({ ...each, isInside: true })),
    ...outside.map((each) => ({ ...each, isInside: false })),
  ];
  rows.sort((a, b) => a.at - b.at);
  const times = dspLatencies(rows.map((each) => each.measured))(units);
  return rows.map(({ row, isInside }, at) => ({ measurement: row, milliseconds: times[at] ?? Number.NaN, isInside }));
}

/** Above this a constant stands for little. */
const largestError = 0.5;

function uncertain({ constants }: DspFit): readonly Diagnostic[] {
  return constants
    .filter(({ bound, relativeError = 1 }) => bound === undefined && relativeError > largestError)
    .map((each) => {
      const percent = each.relativeError === undefined ? undefined : (100 * each.relativeError).toFixed(0);
      return diagnostic("fit/uncertain", { constant: constantName(each), percent }, undefined);
    });
}
