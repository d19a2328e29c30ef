import { element, numberText } from "./element.ts";

/** How points of one kind are drawn: a shape and a colour, so that neither is needed alone. */
export interface MarkerStyle {
  readonly shape: number;
  readonly colour: string;
  /** An outline that lets the ground through. */
  readonly isHollow?: boolean;
}

/** Colours that people with colour blindness tell apart. Source: Okabe and Ito 2008, Color Universal Design; yellow left out on white. */
const colours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#000000", "#56b4e9", "#e69f00"];

type Points = readonly (readonly [x: number, y: number])[];

/** Corners around 0, 0 at a radius of about 1; undefined for the circle. */
const shapes: readonly (Points | undefined)[] = [
  undefined,
  [
    [-0.85, -0.85],
    [0.85, -0.85],
    [0.85, 0.85],
    [-0.85, 0.85],
  ],
  [
    [0, -1.1],
    [1, 0.75],
    [-1, 0.75],
  ],
  [
    [0, -1.2],
    [1.2, 0],
    [0, 1.2],
    [-1.2, 0],
  ],
  [
    [0, 1.1],
    [1, -0.75],
    [-1, -0.75],
  ],
  [
    [-0.4, -1.1],
    [0.4, -1.1],
    [0.4, -0.4],
    [1.1, -0.4],
    [1.1, 0.4],
    [0.4, 0.4],
    [0.4, 1.1],
    [-0.4, 1.1],
    [-0.4, 0.4],
    [-1.1, 0.4],
    [-1.1, -0.4],
    [-0.4, -0.4],
  ],
  [
    [-0.6, -1.1],
    [0.6, -1.1],
    [1.2, 0],
    [0.6, 1.1],
    [-0.6, 1.1],
    [-1.2, 0],
  ],
  [
    [-1.1, -1.1],
    [1.1, 1.1],
    [-1.1, 1.1],
    [1.1, -1.1],
  ],
];

/** Styles that differ, 56 of them; then they start anew. */
export function markerStyle(index: number): MarkerStyle {
  return { shape: index % shapes.length, colour: colours[index % colours.length] ?? "#000000" };
}

/** A marker at a place in px; `label` is shown when the pointer rests on it, and is markup already. */
export function marker(
  { shape, colour, isHollow = false }: MarkerStyle,
  x: number,
  y: number,
  radius: number,
  title = "",
): string {
  const fill = isHollow
    ? { fill: "#ffffff", "fill-opacity": "0.35", stroke: colour, "stroke-width": "1.3" }
    : { fill: colour, "fill-opacity": "0.75", stroke: "#ffffff", "stroke-width": "0.6" };
  const corners = shapes[shape % shapes.length];
  if (corners === undefined) return element("circle", { cx: x, cy: y, r: radius, ...fill }, ...titleOf(title));
  const points = corners.map(([dx, dy]) => `${numberText(x + dx * radius)},${numberText(y + dy * radius)}`);
  return element("polygon", { points: points.join(" "), ...fill }, ...titleOf(title));
}

function titleOf(title: string): readonly string[] {
  return title === "" ? [] : [element("title", {}, title)];
}
