import { element, fontSize, textElement } from "./element.ts";
import { type LogAxis, logTicks, place, tickText } from "./log-axis.ts";
import type { Box, PlacedLabel } from "./place-labels.ts";

/** A plot with two logarithmic axes; `y` runs upwards. */
export interface LogPlot {
  readonly x: LogAxis;
  readonly y: LogAxis;
}

const grid = "#dddddd";
const frame = "#666666";

/** The rectangle that the axes span. */
export function areaOf({ x, y }: LogPlot): Box {
  return { left: x.start, top: y.end, right: x.end, bottom: y.start };
}

/** Grid lines, tick labels, frame and what the axes are called. */
export function axesOf(plot: LogPlot, xTitle: string, yTitle: string): readonly string[] {
  const { left, top, right, bottom } = areaOf(plot);
  const middle = (top + bottom) / 2;
  return [
    ...logTicks(plot.x.from, plot.x.to).flatMap((value) => {
      const x = place(plot.x, value);
      const text = { x, y: bottom + fontSize + 6, "text-anchor": "middle", fill: frame };
      return [element("line", { x1: x, y1: top, x2: x, y2: bottom, stroke: grid }), textElement(tickText(value), text)];
    }),
    ...logTicks(plot.y.from, plot.y.to).flatMap((value) => {
      const y = place(plot.y, value);
      const text = { x: left - 6, y: y + fontSize / 3, "text-anchor": "end", fill: frame };
      return [element("line", { x1: left, y1: y, x2: right, y2: y, stroke: grid }), textElement(tickText(value), text)];
    }),
    element("rect", { x: left, y: top, width: right - left, height: bottom - top, fill: "none", stroke: frame }),
    textElement(xTitle, { x: (left + right) / 2, y: bottom + 40, "text-anchor": "middle" }),
    textElement(yTitle, {
      x: left - 46,
      y: middle,
      "text-anchor": "middle",
      transform: `rotate(-90 ${left - 46} ${middle})`,
    }),
  ];
}

/** Parts that are drawn inside of the axes only. `name` is used once in a picture. */
export function clipped(plot: LogPlot, name: string, parts: readonly string[]): readonly string[] {
  const { left, top, right, bottom } = areaOf(plot);
  const rect = element("rect", { x: left, y: top, width: right - left, height: bottom - top });
  return [
    element("clipPath", { id: name }, rect),
    element("g", { "clip-path": `url(#${name})` }, "\n", ...parts, "\n"),
  ];
}

/** Labels with a thin line to the point where they stand away from it. */
export function labelsOf(labels: readonly PlacedLabel[]): readonly string[] {
  return labels.flatMap(({ text, x, y, box }) => {
    const nearX = Math.min(Math.max(x, box.left), box.right);
    const nearY = Math.min(Math.max(y, box.top), box.bottom);
    const line = element("line", { x1: x, y1: y, x2: nearX, y2: nearY, stroke: "#999999", "stroke-width": "0.7" });
    return [
      ...(Math.hypot(nearX - x, nearY - y) > 9 ? [line] : []),
      textElement(text, {
        x: box.left,
        y: box.bottom - 4,
        textLength: box.right - box.left,
        lengthAdjust: "spacingAndGlyphs",
        stroke: "#ffffff",
        "stroke-width": "2.5",
        "stroke-opacity": "0.8",
        "paint-order": "stroke",
      }),
    ];
  });
}
