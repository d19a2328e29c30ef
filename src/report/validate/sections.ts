import {
  errorPercent,
  type Figures,
  type FitSplit,
  fitParts,
  type PredictedRow,
  type Rated,
  type ValidatedRow,
  type Validation,
  type ValidationKey,
  validationKeys,
} from "../../sim/index.ts";
import type { TextColumn, TextTable } from "../text-table.ts";
import { millisecondsText, percentText, signedText } from "./numbers.ts";
import { partNames } from "./part-names.ts";
import type { Section } from "./section.ts";

const right = "right" as const;

/** How well the rows are predicted, in words. */
export function summaryLines({ summary, fit }: Validation): readonly string[] {
  const { rows, skipped, figures } = summary;
  const { mape, medianApe, maxApe, bias, spearman } = figures;
  const count = `${rows} ${rows === 1 ? "row" : "rows"}: ${rows - skipped} predicted, ${skipped} skipped`;
  if (mape === undefined) return [count];
  return [
    count,
    `absolute error: mean ${percentText(mape)} %, median ${percentText(medianApe)} %, largest ${percentText(maxApe)} %` +
      ` · bias ${signedText(bias)} % · rank correlation ${rankText(spearman)}`,
    ...(fit === undefined ? [] : [fitLine(fit)]),
  ];
}

/** The mean error of each part of the rows: `mean error of rows fitted on 3.3 %, anchored 5.4 %, outside 5.8 %`. */
function fitLine({ summaries }: FitSplit): string {
  const means = fitParts.flatMap((part) => {
    const all = summaries.find((each) => each.part === part && each.dtype === undefined);
    return all === undefined ? [] : [`${partNames[part]} ${percentText(all.figures.mape)} %`];
  });
  return `mean error of rows ${means.join(", ")}`;
}

/** One line per row of the file, in its order. */
export function rowSection({ rows, fit }: Validation): Section {
  const columns: readonly TextColumn[] = [
    { title: "device", isCut: true },
    { title: "core", drop: 4 },
    { title: "runtime", drop: 2 },
    { title: "dtype", drop: 1 },
    { title: "threads", align: right, drop: 3 },
    { title: "network", isCut: true },
    { title: "measured ms", align: right, dropLate: 1 },
    { title: "predicted ms", align: right, dropLate: 2 },
    { title: "error %", align: right },
    ...(fit === undefined ? [] : [{ title: "fit", drop: 5 }]),
  ];
  const partCells = (at: number) => {
    const part = fit?.parts[at];
    return part === undefined ? [] : [partNames[part]];
  };
  const cells = rows.map((row, at) => [...rowCells(row), ...partCells(at)]);
  return { title: "rows", text: [], table: { columns, rows: cells } };
}

function rowCells({ measurement, prediction }: ValidatedRow): readonly string[] {
  const { device, core, runtime, dtype, threads, latencyMs: measured } = measurement;
  const found = prediction.kind === "predicted" ? prediction : undefined;
  const error = found === undefined ? undefined : errorPercent({ predicted: found.milliseconds, measured });
  return [
    device,
    found?.core ?? core ?? "",
    runtime,
    dtype,
    String(threads),
    networkText(measurement),
    millisecondsText(measured),
    found === undefined ? "skipped" : millisecondsText(found.milliseconds),
    signedText(error),
  ];
}

function networkText({ network, args }: ValidatedRow["measurement"]): string {
  return args === "" ? network : `${network} ${args}`;
}

/** Why rows were skipped, each reason once. */
export function skippedSection({ rows }: Validation): Section | undefined {
  const counts = new Map<string, number>();
  for (const { prediction } of rows)
    if (prediction.kind === "skipped") counts.set(prediction.reason, (counts.get(prediction.reason) ?? 0) + 1);
  if (counts.size === 0) return undefined;
  const columns = [
    { title: "rows", align: right },
    { title: "skipped because", isCut: true },
  ];
  const cells = [...counts].map(([reason, count]) => [String(count), reason]);
  return { title: "skipped", text: [], table: { columns, rows: cells } };
}

const figureColumns: readonly TextColumn[] = [
  { title: "mean %", align: right },
  { title: "median %", align: right, dropLate: 1 },
  { title: "max %", align: right, dropLate: 2 },
];

function figureCells({ mape, medianApe, maxApe }: Figures): readonly string[] {
  return [mape, medianApe, maxApe].map(percentText);
}

/** The figures by device, runtime, data type and network, or by one of them. */
export function groupSections({ groups }: Validation, by: ValidationKey | undefined): readonly Section[] {
  const wanted = by === undefined ? validationKeys : [by];
  return wanted.map((each) => {
    const columns: readonly TextColumn[] = [
      { title: each, isCut: true },
      { title: "rows", align: right },
      ...figureColumns,
      { title: "bias %", align: right, dropLate: 3 },
      { title: "rank", align: right, drop: 2 },
      { title: "MACs × c %", align: right, drop: 1 },
      { title: "roofline %", align: right, drop: 3 },
    ];
    const rows = groups
      .filter((group) => group.by === each)
      .map(({ key, rows: count, skipped, figures, baseline }) => [
        key,
        skipped === 0 ? String(count) : `${count - skipped}/${count}`,
        ...figureCells(figures),
        signedText(figures.bias),
        rankText(figures.spearman),
        percentText(baseline.macsPerDevice.figures.mape),
        percentText(baseline.roofline.figures.mape),
      ]);
    return { title: `by ${each}`, text: [], table: { columns, rows } };
  });
}

/** The simpler models, and Ridge on the rows that they cover. */
export function baselineSection({ baseline }: Validation): Section {
  const columns: readonly TextColumn[] = [
    { title: "model", isCut: true },
    { title: "rows", align: right },
    ...figureColumns,
    { title: "Ridge mean %", align: right, dropLate: 3 },
    { title: "median %", align: right, drop: 1 },
    { title: "max %", align: right, drop: 1 },
  ];
  const models = [
    ["MACs × constant", baseline.macsPerDevice],
    ["plain roofline", baseline.roofline],
  ] as const;
  return {
    title: "baselines",
    text: [
      "MACs × constant: one constant per device, core, threads, runtime and data type, fitted to the other networks of that setting; a network without others has none. Ridge on the same rows beside it.",
    ],
    table: {
      columns,
      rows: models.map(([name, { rows, figures, ridge }]) => [
        name,
        String(rows),
        ...figureCells(figures),
        ...figureCells(ridge),
      ]),
    },
  };
}

/** Pairs that are predicted in the wrong order. */
export function inversionSection({ inversions }: Validation): Section {
  const { pairs, count, listed } = inversions;
  const verb = count === 1 ? "is" : "are";
  const more = count > listed.length ? [`The first ${listed.length}:`] : [];
  return {
    title: "inversions",
    text: [
      `${count} of ${pairs} pairs measured more than 10 % apart in one setting ${verb} predicted in the other order.`,
      ...more,
    ],
    table:
      listed.length === 0
        ? undefined
        : {
            columns: [
              { title: "setting", isCut: true },
              { title: "faster", isCut: true },
              { title: "ms → predicted", align: right, dropLate: 1 },
              { title: "slower", isCut: true },
              { title: "ms → predicted", align: right, dropLate: 1 },
            ],
            rows: listed.map(({ faster, slower }) => [settingText(faster), ...pairCells(faster), ...pairCells(slower)]),
          },
  };
}

function pairCells({ measurement, prediction }: PredictedRow): readonly string[] {
  const change = `${millisecondsText(measurement.latencyMs)} → ${millisecondsText(prediction.milliseconds)}`;
  return [networkText(measurement), change];
}

function settingText({ measurement, prediction }: PredictedRow): string {
  const { device, runtime, dtype, threads } = measurement;
  return `${device} ${prediction.core} ${runtime} ${dtype} ×${threads}`;
}

/** Rows predicted with factors that were not fitted to them, and the factors that fit best. */
export function heldOutSections({ leaveOneOut }: Validation): readonly Section[] {
  const rated: readonly (readonly [string, Rated])[] = [
    ["each network from the others", leaveOneOut.network],
    ["each device from the others", leaveOneOut.device],
    ["nothing fitted", leaveOneOut.unfitted],
  ];
  const figures: TextTable = {
    columns: [{ title: "held out", isCut: true }, { title: "rows", align: right }, ...figureColumns],
    rows: rated.map(([name, each]) => [name, String(each.rows), ...figureCells(each.figures)]),
  };
  const factors: TextTable = {
    columns: [
      { title: "runtime", isCut: true },
      { title: "dtype" },
      { title: "rows", align: right },
      { title: "factor", align: right },
    ],
    rows: leaveOneOut.factors.map(({ runtime, dtype, rows, factor }) => [
      runtime,
      dtype,
      String(rows),
      factor.toPrecision(4),
    ]),
  };
  const text = "One factor per runtime and data type, fitted to all rows but those that it predicts.";
  return [
    { title: "leave one out", text: [text], table: figures },
    { title: "factors that fit best", text: [], table: factors },
  ];
}

function rankText(value: number | undefined): string {
  return value === undefined ? "-" : value.toFixed(3);
}
