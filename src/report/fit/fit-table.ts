import { rationalToNumber } from "../../core/rational.ts";
import { quantityText } from "../../core/units.ts";
import { chipConstants, type DspConstant } from "../../sim/index.ts";
import { type Paint, plain } from "../paint.ts";
import { drawTextTable, type TextTable } from "../text-table.ts";
import { fillParts } from "../text-width.ts";
import { percentText, signedText } from "../validate/numbers.ts";
import {
  constantName,
  digitsOf,
  type FitReport,
  type FittedRow,
  groupOf,
  logErrorPercent,
  networkGroups,
} from "./fit-report.ts";

const right = "right" as const;

/** The constants, what they rest on, and how far predictions with them lie from the table. */
export function fitTable(report: FitReport, width: number, paint: Paint = plain): string {
  const [title = "", ...more] = fillParts(headingText(report), width);
  const blocks = [
    [
      paint("title", title),
      ...more.map((each) => paint("title", each)),
      drawTextTable(constants(report), width, paint),
    ],
    notes(report).flatMap((each) => fillParts(each, width)),
    [paint("title", "errors by network"), drawTextTable(networks(report), width, paint)],
    ...(report.kind === "dsp"
      ? [[paint("title", "errors by device"), drawTextTable(devices(report), width, paint)]]
      : []),
    fillParts(errorsText(report), width),
  ];
  return `${blocks.map((each) => each.join("\n")).join("\n\n")}\n`;
}

function headingText(report: FitReport): string {
  const { profile, kind, from, devices: units, data, networks: names, dtype, seed, fit } = report;
  const [unit] = units.values();
  const what =
    kind === "dsp"
      ? `${profile} with ${units.size} ${units.size === 1 ? "device" : "devices"}`
      : `${profile}${from === undefined ? "" : ` from ${from}`} · ${unit?.core.name ?? ""}`;
  const rows = `${fit.residuals.length} rows of ${data}`;
  const type = dtype === undefined ? [] : [dtype];
  return [what, rows, names.join(", "), ...type, `seed ${seed}`].join(" · ");
}

function constants(report: FitReport): TextTable {
  const { kind, fit } = report;
  const isJoint = kind === "dsp";
  const rows = fit.constants.map((each) => [
    ...(isJoint ? [each.device ?? "all"] : []),
    each.name,
    valueText(each, each.value),
    errorText(each),
    boundWords[each.bound ?? "none"],
    each.before?.text ?? "-",
  ]);
  return {
    columns: [
      ...(isJoint ? [{ title: "device", isCut: true }] : []),
      { title: "constant" },
      { title: "value", align: right },
      { title: "± %", align: right },
      { title: "bound", dropLate: 1 },
      { title: "before", align: right, dropLate: 2 },
    ],
    rows: [...rows, ...(report.from === undefined ? [] : derived(report))],
  };
}

const boundWords = { least: "lower", most: "upper", none: "no" } as const;

/** What the ratio makes of the other device's constants. */
function derived({ devices: before, fit }: FitReport): readonly (readonly string[])[] {
  const [ratio] = fit.constants;
  return [...fit.units].flatMap(([device, unit]) =>
    chipConstants.map((name) => {
      const text = quantityText(rationalToNumber(unit[name].value), unit[name].unit, digitsOf(name));
      const error = ratio === undefined ? "-" : errorText(ratio);
      return [name, text, error, "derived", before.get(device)?.[name].text ?? "-"];
    }),
  );
}

/** `1.64 GHz`; a ratio has no unit. */
export function valueText({ name, before }: Pick<DspConstant, "name" | "before">, value: number): string {
  const digits = digitsOf(name);
  return before === undefined ? value.toPrecision(digits) : quantityText(value, before.unit, digits);
}

function errorText({ relativeError }: DspConstant): string {
  return percentText(relativeError === undefined ? undefined : 100 * relativeError);
}

function notes(report: FitReport): readonly string[] {
  const { fit, leftOut } = report;
  const count = fit.constants.length;
  const rows = `${fit.residuals.length} rows, ${count} ${count === 1 ? "constant" : "constants"}`;
  const held = fit.constants.filter((each) => each.bound !== undefined);
  const lacking = [...leftOut].map(([device, names]) => `${device} (no ${names.join(", ")})`);
  return [
    `${rows} · root mean square of log errors ${percentText(logErrorPercent(report))} %`,
    ...(held.length === 0 ? ["no bound is active"] : held.map(boundText)),
    ...(lacking.length === 0 ? [] : [`not fitted: ${lacking.join(", ")}`]),
  ];
}

function boundText(constant: DspConstant): string {
  const { bound, least, most } = constant;
  const [side, limit, way] = bound === "least" ? ["lower", least, "smaller"] : ["upper", most, "larger"];
  const name = constantName(constant);
  return `${name} is held at its ${side} bound, ${valueText(constant, limit)}: the rows would have it ${way}`;
}

function networks(report: FitReport): TextTable {
  return {
    columns: [
      { title: "network", isCut: true },
      { title: "dtype", dropLate: 1 },
      { title: "fit" },
      { title: "rows", align: right },
      { title: "mean %", align: right },
      { title: "bias %", align: right, dropLate: 3 },
      { title: "max %", align: right, dropLate: 2 },
    ],
    rows: networkGroups(report).map(({ network, dtype, isInside, rows, figures }) => [
      network,
      dtype,
      isInside ? "inside" : "outside",
      String(rows),
      percentText(figures.mape),
      signedText(figures.bias),
      percentText(figures.maxApe),
    ]),
  };
}

function devices({ devices: units, rows }: FitReport): TextTable {
  const cells = (some: readonly FittedRow[]) => {
    const { rows: count, figures } = groupOf(some);
    return [String(count), percentText(figures.mape), percentText(figures.maxApe)];
  };
  return {
    columns: [
      { title: "device", isCut: true },
      { title: "inside", align: right },
      { title: "mean %", align: right },
      { title: "max %", align: right, dropLate: 1 },
      { title: "outside", align: right },
      { title: "mean %", align: right },
      { title: "max %", align: right, dropLate: 2 },
    ],
    rows: [...units.keys()].map((device) => {
      const own = rows.filter((each) => each.measurement.device === device);
      return [device, ...cells(own.filter((each) => each.isInside)), ...cells(own.filter((each) => !each.isInside))];
    }),
  };
}

function errorsText({ rows }: FitReport): string {
  const [inside, outside] = [true, false].map((side) => groupOf(rows.filter((each) => each.isInside === side)));
  const text = (group: ReturnType<typeof groupOf> | undefined, where: string) =>
    group === undefined || group.rows === 0
      ? `no rows ${where}`
      : `${percentText(group.figures.mape)} % ${where} (${group.rows} ${group.rows === 1 ? "row" : "rows"})`;
  return `mean absolute error: ${text(inside, "in the fit")} · ${text(outside, "outside of it")}`;
}
