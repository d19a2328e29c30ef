import {
  type Baseline,
  type Baselines,
  errorPercent,
  type Figures,
  type FitPart,
  type FitPartSummary,
  type FitSplit,
  fitParts,
  type Inversions,
  type LeaveOneOut,
  type PredictedRow,
  type Rated,
  type ValidatedRow,
  type Validation,
  type ValidationKey,
} from "../../sim/index.ts";
import { type JsonValue, jsonText } from "../json-text.ts";

type JsonObject = { readonly [key: string]: JsonValue | undefined };

/** Columns of the table that stand in a row under names of their own. */
const renamed: readonly string[] = ["latency_ms", "clock_ghz"];

/** `ridge.validate/1`; groups by one key where `by` is given. Times in ms, errors in percent; null where there is none. */
export function validationJson(validation: Validation, by: ValidationKey | undefined): string {
  const { columns, rows, summary, groups, baseline, inversions, leaveOneOut, fit } = validation;
  const value: JsonValue = {
    schema: "ridge.validate/1",
    rows: rows.map((row, at) => rowJson(row, columns, fit?.parts[at])),
    summary: { rows: summary.rows, skipped: summary.skipped, ...figuresJson(summary.figures) },
    groups: groups
      .filter((each) => by === undefined || each.by === by)
      .map((each) => ({
        by: each.by,
        key: each.key,
        rows: each.rows,
        skipped: each.skipped,
        ...figuresJson(each.figures),
        baseline: baselinesJson(each.baseline),
      })),
    baseline: baselinesJson(baseline),
    inversions: inversionsJson(inversions),
    leaveOneOut: leaveOneOutJson(leaveOneOut),
    ...(fit === undefined ? {} : { fit: fitJson(fit) }),
  };
  return `${jsonText(value, 2)}\n`;
}

/** Further columns of the table stand behind, as texts; what Ridge says wins over a column of the same name. */
function rowJson(
  { measurement, prediction }: ValidatedRow,
  columns: readonly string[],
  part: FitPart | undefined,
): JsonValue {
  const { device, core, threads, clockGhz, isa, runtime, dtype, network, args, latencyMs: measured } = measurement;
  const predicted = prediction.kind === "predicted" ? prediction : undefined;
  const own: JsonObject = {
    device,
    core: predicted?.core ?? core ?? null,
    threads,
    clockGhz: clockGhz ?? null,
    isa: isa ?? null,
    runtime,
    dtype,
    network,
    args,
    measuredMs: measured,
    predictedMs: predicted?.milliseconds ?? null,
    errorPct: predicted === undefined ? null : errorPercent({ predicted: predicted.milliseconds, measured }),
    skipped: prediction.kind === "skipped" ? prediction.reason : null,
    ...(part === undefined ? {} : { fittedOn: part }),
  };
  const carried = columns.flatMap((name, at) =>
    Object.hasOwn(own, name) || renamed.includes(name) || (part !== undefined && name === "fitted_on")
      ? []
      : [[name, measurement.cells[at] ?? ""] as const],
  );
  return { ...own, ...Object.fromEntries(carried) };
}

function figuresJson({ mape, medianApe, maxApe, bias, spearman }: Figures): JsonObject {
  return {
    mape: mape ?? null,
    medianApe: medianApe ?? null,
    maxApe: maxApe ?? null,
    bias: bias ?? null,
    spearman: spearman ?? null,
  };
}

function baselinesJson({ macsPerDevice, roofline }: Baselines): JsonObject {
  return { macsPerDevice: baselineJson(macsPerDevice), roofline: baselineJson(roofline) };
}

/** `rows` are those that the simpler model covers; `ridge` is Ridge on the same ones. */
function baselineJson({ rows, figures, ridge }: Baseline): JsonObject {
  return { rows, ...figuresJson(figures), ridge: figuresJson(ridge) };
}

function inversionsJson({ pairs, count, listed }: Inversions): JsonObject {
  return {
    pairs,
    count,
    listed: listed.map(({ faster, slower }) => ({
      device: slower.measurement.device,
      core: slower.prediction.core,
      threads: slower.measurement.threads,
      runtime: slower.measurement.runtime,
      dtype: slower.measurement.dtype,
      faster: sideJson(faster),
      slower: sideJson(slower),
    })),
  };
}

function sideJson({ measurement, prediction }: PredictedRow): JsonObject {
  const { network, args, latencyMs } = measurement;
  return { network, args, measuredMs: latencyMs, predictedMs: prediction.milliseconds };
}

function leaveOneOutJson({ network, device, unfitted, factors }: LeaveOneOut): JsonObject {
  return {
    network: ratedJson(network),
    device: ratedJson(device),
    unfitted: ratedJson(unfitted),
    factors: factors.map((each) => ({ ...each })),
  };
}

/** Each part as a whole and by data type; `factor` is the mean error of the simpler model over Ridge's on the same rows. */
function fitJson({ networks, absent, anchored, summaries, baselines }: FitSplit): JsonObject {
  const rivalsJson = (dtype: string | undefined): JsonObject =>
    Object.fromEntries(
      baselines
        .filter((each) => each.dtype === dtype)
        .map((each) => [each.rival, { ...baselineJson(each), factor: each.factor ?? null }]),
    );
  const summaryJson = ({ part, dtype, rows, skipped, figures }: FitPartSummary): JsonObject => ({
    rows,
    skipped,
    ...figuresJson(figures),
    ...(part === "outside" ? { baselines: rivalsJson(dtype) } : {}),
  });
  const partJson = (part: FitPart): JsonObject | null => {
    const own = summaries.filter((each) => each.part === part);
    const all = own.find(({ dtype }) => dtype === undefined);
    if (all === undefined) return null;
    const types = own.flatMap((each) =>
      each.dtype === undefined ? [] : [{ dtype: each.dtype, ...summaryJson(each) }],
    );
    return { ...summaryJson(all), byDtype: types };
  };
  return {
    networks: [...networks],
    absentNetworks: [...absent],
    anchoredDevices: [...anchored],
    ...Object.fromEntries(fitParts.map((part) => [part, partJson(part)])),
  };
}

function ratedJson({ rows, figures }: Rated): JsonObject {
  return { rows, ...figuresJson(figures) };
}
