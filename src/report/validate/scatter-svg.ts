import { errorPercent, type PredictedRow, type ValidatedRow, type Validation } from "../../sim/index.ts";
import { element, escapeXml, fontSize, numberText, svgDocument, textElement } from "../svg/element.ts";
import { niceRange, place } from "../svg/log-axis.ts";
import { areaOf, axesOf, clipped, type LogPlot, labelsOf } from "../svg/log-plot.ts";
import { type MarkerStyle, marker, markerStyle } from "../svg/marker.ts";
import { type Box, placeLabels } from "../svg/place-labels.ts";
import { millisecondsText, percentText, signedText } from "./numbers.ts";
import { summaryLines } from "./sections.ts";

const width = 900;
const height = 700;
const plotStart = { left: 80, top: 60 };
const plotSize = 580;
const radius = 4.5;

/** Rows that are named, those with the largest errors. */
const mostLabels = 14;

/** Relative errors whose bands are shaded, the widest first. */
const bands = [
  { error: 0.2, fill: "#e9eff6" },
  { error: 0.1, fill: "#cfdceb" },
] as const;

/**
 * Measured against predicted latency, both logarithmic; a shape and a colour per runtime, hollow for networks that constants were fitted
 * on, the largest errors named.
 */
export function scatterSvg(validation: Validation): string {
  const shown = validation.rows.filter(isShown);
  const fitted = new Set(validation.rows.filter((_, at) => (validation.fit?.parts[at] ?? "outside") !== "outside"));
  const title = "Predicted against measured latency";
  const head = [
    textElement(title, { x: plotStart.left, y: 24, "font-size": fontSize + 4, "font-weight": "bold" }),
    ...summaryText(validation, shown.length),
  ];
  if (shown.length === 0) return svgDocument(width, height, title, head);
  const values = shown.flatMap(({ measurement, prediction }) => [measurement.latencyMs, prediction.milliseconds]);
  const low = values.reduce((least, each) => Math.min(least, each));
  const high = values.reduce((most, each) => Math.max(most, each));
  const [from, to] = niceRange(low, high);
  const { left, top } = plotStart;
  const plot: LogPlot = {
    x: { from, to, start: left, end: left + plotSize },
    y: { from, to, start: top + plotSize, end: top },
  };
  const runtimes = [...new Set(validation.rows.map(({ measurement }) => measurement.runtime))];
  return svgDocument(width, height, title, [
    ...head,
    ...clipped(
      plot,
      "bands",
      bands.map(({ error, fill }) => band(plot, error, fill)),
    ),
    ...axesOf(plot, "measured, ms", "predicted, ms"),
    diagonal(plot),
    ...shown.map((row) => {
      const style = markerStyle(runtimes.indexOf(row.measurement.runtime));
      return point(row, plot, { ...style, isHollow: fitted.has(row) });
    }),
    ...labelsOf(labels(shown, plot)),
    ...legend(validation, runtimes),
  ]);
}

/** A logarithmic axis has no place for 0. */
function isShown(row: ValidatedRow): row is PredictedRow {
  return row.prediction.kind === "predicted" && row.prediction.milliseconds > 0;
}

function summaryText(validation: Validation, shown: number): readonly string[] {
  const [, figures = ""] = summaryLines(validation);
  const count = `${shown} of ${validation.rows.length} rows shown`;
  const text = figures === "" ? count : `${count} · ${figures}`;
  return [textElement(text, { x: plotStart.left, y: 44, fill: "#444444" })];
}

function band({ x, y }: LogPlot, error: number, fill: string): string {
  const corner = (at: number, factor: number) => `${numberText(place(x, at))},${numberText(place(y, at * factor))}`;
  const points = [
    corner(x.from, 1 - error),
    corner(x.to, 1 - error),
    corner(x.to, 1 + error),
    corner(x.from, 1 + error),
  ];
  return element("polygon", { points: points.join(" "), fill });
}

function diagonal({ x, y }: LogPlot): string {
  return element("line", { x1: x.start, y1: y.start, x2: x.end, y2: y.end, stroke: "#444444" });
}

function centre({ measurement, prediction }: PredictedRow, { x, y }: LogPlot): readonly [x: number, y: number] {
  return [place(x, measurement.latencyMs), place(y, prediction.milliseconds)];
}

function point(row: PredictedRow, plot: LogPlot, style: MarkerStyle): string {
  const [x, y] = centre(row, plot);
  const { device, runtime, dtype, threads, network, args, latencyMs } = row.measurement;
  const run = [device, row.prediction.core, runtime, dtype, `×${threads}`, network, args].filter((each) => each !== "");
  const times = `${millisecondsText(latencyMs)} ms measured, ${millisecondsText(row.prediction.milliseconds)} ms predicted`;
  return marker(style, x, y, radius, escapeXml(`${run.join(" ")}: ${times} (${signedText(errorOf(row))} %)`));
}

function errorOf({ measurement, prediction }: PredictedRow): number {
  return errorPercent({ predicted: prediction.milliseconds, measured: measurement.latencyMs });
}

/** The rows that lie farthest from the diagonal, over or under it. */
function labels(rows: readonly PredictedRow[], plot: LogPlot) {
  const distance = ({ measurement, prediction }: PredictedRow) =>
    Math.abs(Math.log(prediction.milliseconds / measurement.latencyMs));
  const worst = rows
    .filter((row) => Math.abs(errorOf(row)) > 100 * bands[0].error)
    .sort((a, b) => distance(b) - distance(a))
    .slice(0, mostLabels);
  const wanted = worst.map((row) => {
    const [x, y] = centre(row, plot);
    const { device, network, args, dtype, threads } = row.measurement;
    const text = [device, network, args, dtype, threads > 1 ? `×${threads}` : ""]
      .filter((each) => each !== "")
      .join(" ");
    return { text, x, y, side: errorOf(row) > 0 ? ("left" as const) : ("right" as const) };
  });
  const points = rows.map((row): Box => {
    const [x, y] = centre(row, plot);
    return { left: x - radius, top: y - radius, right: x + radius, bottom: y + radius };
  });
  return placeLabels(wanted, points, areaOf(plot));
}

function legend({ groups, fit }: Validation, runtimes: readonly string[]): readonly string[] {
  const left = plotStart.left + plotSize + 24;
  const line = (at: number) => plotStart.top + 16 + at * 34;
  const entries = runtimes.flatMap((runtime, at) => {
    const group = groups.find((each) => each.by === "runtime" && each.key === runtime);
    const median = percentText(group?.figures.medianApe);
    return [
      marker(markerStyle(at), left + 6, line(at) - 4, radius + 1),
      textElement(runtime, { x: left + 20, y: line(at) }),
      textElement(`median error ${median} %`, { x: left + 20, y: line(at) + 15, fill: "#666666" }),
    ];
  });
  const below = runtimes.length;
  const shades = [...bands]
    .reverse()
    .flatMap(({ error, fill }, at) => [
      element("rect", { x: left - 2, y: line(below) + at * 20 - 12, width: 16, height: 14, fill, stroke: "#bbbbbb" }),
      textElement(`within ±${error * 100} %`, { x: left + 20, y: line(below) + at * 20 }),
    ]);
  const hollow = line(below) + bands.length * 20;
  const parts =
    fit === undefined
      ? []
      : [
          marker({ ...markerStyle(0), isHollow: true }, left + 6, hollow + 8, radius + 1),
          textElement("hollow: fitted on, anchored", { x: left + 20, y: hollow + 12 }),
        ];
  return [...entries, ...shades, ...parts];
}
