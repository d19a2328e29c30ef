import type { Paint } from "../paint.ts";
import { drawTextTable, type TextTable } from "../text-table.ts";
import { fillLines, fillParts } from "../text-width.ts";
import { letters, numberText, plotLines } from "./roofline-plot.ts";
import { headingText, lowestPoints, type RooflineView } from "./roofline-view.ts";

/** Layers that the legend lists. */
export const mostLowest = 8;

/** The plot, what its letters mean, and the layers farthest below their roof. */
export function rooflineTable(view: RooflineView, width: number, paint: Paint): string {
  const heading = fillParts(headingText(view), width);
  const classes = new Set(view.points.map((each) => each.layerClass));
  const meaning = Object.entries(letters).flatMap(([name, letter]) =>
    [...classes].some((each) => each === name) ? [`${letter} ${name}`] : [],
  );
  const legend = `${meaning.join(", ")}; MAC/cycle over MAC per byte moved once; of layers in one place the longest is shown`;
  const lines = [
    ...heading.map((each) => paint("title", each)),
    ...plotLines(view, width, paint),
    ...fillLines(legend, / /, width).map((each) => paint("quiet", each)),
    ...countLines(view)
      .flatMap((each) => fillLines(each, / /, width))
      .map((each) => paint("quiet", each)),
    "",
    ...lowestLines(view, width, paint),
  ];
  return `${lines.join("\n")}\n`;
}

function countLines({ points, others }: RooflineView): readonly string[] {
  const above = points.filter((each) => each.share > 1.01).length;
  return [
    ...(others.length === 0 ? [] : [`not shown: ${others.length} layers without MACs of their own`]),
    ...(above === 0 ? [] : [`above the roof of the DRAM, since their data stays in a cache: ${above} layers`]),
  ];
}

function lowestLines(view: RooflineView, width: number, paint: Paint): readonly string[] {
  const lowest = lowestPoints(view, mostLowest);
  if (lowest.length === 0)
    return view.points.length === 0 ? ["no layer computes MACs"] : ["every layer reaches its roof"];
  const right = "right" as const;
  const table: TextTable = {
    columns: [
      { title: "layer", isCut: true },
      { title: "", drop: 3 },
      { title: "MAC/B", align: right, dropLate: 2 },
      { title: "MAC/cycle", align: right },
      { title: "roof", align: right, dropLate: 1 },
      { title: "of it", align: right },
      { title: "ms", align: right, drop: 1 },
      { title: "bound", drop: 2 },
    ],
    rows: lowest.map(({ layer, layerClass, intensity, macRate, roof, share }) => [
      layer.cost.layer.name,
      letters[layerClass],
      numberText(intensity),
      numberText(macRate),
      numberText(roof),
      `${(100 * share).toFixed(0)} %`,
      layer.milliseconds.toFixed(3),
      layer.bound,
    ]),
  };
  return [paint("title", "lowest below their roof"), drawTextTable(table, width, paint)];
}
