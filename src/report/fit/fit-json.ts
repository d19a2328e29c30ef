import { rationalToNumber } from "../../core/rational.ts";
import { quantityText } from "../../core/units.ts";
import { chipConstants, type DspConstant, errorPercent, type Figures } from "../../sim/index.ts";
import { type JsonValue, jsonText } from "../json-text.ts";
import { digitsOf, type FitGroup, type FitReport, groupOf, logErrorPercent, networkGroups } from "./fit-report.ts";
import { valueText } from "./fit-table.ts";

/** `ridge.fit/1`: values in the base units of profiles, errors in percent. */
export function fitJson(report: FitReport): string {
  const { profile, kind, from, data, networks, dtype, seed, fit, rows, leftOut } = report;
  const value: JsonValue = {
    schema: "ridge.fit/1",
    profile,
    kind,
    from: from ?? null,
    data,
    networks,
    dtype: dtype ?? null,
    seed,
    constants: fit.constants.map(constantJson),
    ...(from === undefined ? {} : { derived: derivedJson(report) }),
    rows: fit.residuals.length,
    logErrorPct: logErrorPercent(report),
    deviationPct: fit.deviation === undefined ? null : 100 * fit.deviation,
    inside: groupJson(groupOf(rows.filter((each) => each.isInside))),
    outside: groupJson(groupOf(rows.filter((each) => !each.isInside))),
    byNetwork: networkGroups(report).map(({ network, dtype: type, isInside, ...group }) => ({
      network,
      dtype: type,
      inside: isInside,
      ...groupJson(group),
    })),
    predictions: rows.map(({ measurement, milliseconds: predicted, isInside }) => {
      const { device, runtime, dtype: type, network, args, latencyMs: measured } = measurement;
      const errorPct = errorPercent({ predicted, measured });
      return {
        device,
        runtime,
        dtype: type,
        network,
        args,
        measuredMs: measured,
        predictedMs: predicted,
        errorPct,
        inside: isInside,
      };
    }),
    notFitted: [...leftOut].map(([device, lacking]) => ({ device, lacking })),
  };
  return `${jsonText(value, 2)}\n`;
}

function constantJson(constant: DspConstant): JsonValue {
  const { name, device, value, relativeError, bound, least, most, before } = constant;
  return {
    name,
    device: device ?? null,
    value,
    unit: before?.unit ?? null,
    text: valueText(constant, value),
    relativeErrorPct: relativeError === undefined ? null : 100 * relativeError,
    bound: bound === undefined ? null : { least: "lower", most: "upper" }[bound],
    least,
    most,
    before: before === undefined ? null : rationalToNumber(before.value),
  };
}

function derivedJson({ devices, fit }: FitReport): JsonValue {
  return [...fit.units].flatMap(([device, unit]) =>
    chipConstants.map((name) => {
      const { value, unit: base } = unit[name];
      const before = devices.get(device)?.[name];
      const number = rationalToNumber(value);
      return {
        name,
        device,
        value: number,
        unit: base,
        text: quantityText(number, base, digitsOf(name)),
        before: before === undefined ? null : rationalToNumber(before.value),
      };
    }),
  );
}

function groupJson({ rows, figures }: FitGroup): { readonly [key: string]: JsonValue } {
  const { mape, bias, maxApe }: Figures = figures;
  return { rows, mape: mape ?? null, bias: bias ?? null, maxApe: maxApe ?? null };
}
