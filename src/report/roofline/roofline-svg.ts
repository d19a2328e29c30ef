import { type LayerClass, layerClasses } from "../../cost/index.ts";
import { element, escapeXml, fontSize, svgDocument, textElement, textRoom } from "../svg/element.ts";
import { place } from "../svg/log-axis.ts";
import { areaOf, axesOf, clipped, type LogPlot, labelsOf } from "../svg/log-plot.ts";
import { marker, markerStyle } from "../svg/marker.ts";
import { type Box, placeLabels, type WantedLabel } from "../svg/place-labels.ts";
import { numberText } from "./roofline-plot.ts";
import { mostLowest } from "./roofline-table.ts";
import {
  bandwidthsOf,
  headingText,
  lowestPoints,
  type RooflinePoint,
  type RooflineView,
  rooflineRange,
} from "./roofline-view.ts";

const width = 900;
const height = 600;
const area = { left: 80, top: 50, right: 690, bottom: 540 };
const ink = "#444444";

/** The roofs and a point per layer, as large as its part of the time; those farthest below their roof are named. */
export function rooflineSvg(view: RooflineView): string {
  const title = headingText(view);
  const { x, y } = rooflineRange(view);
  const plot: LogPlot = {
    x: { from: x[0], to: x[1], start: area.left, end: area.right },
    y: { from: y[0], to: y[1], start: area.bottom, end: area.top },
  };
  const names = roofNames(view, plot);
  return svgDocument(width, height, title, [
    textElement(title, { x: area.left, y: 28, "font-size": fontSize + 2, "font-weight": "bold" }),
    ...axesOf(plot, "MAC per byte moved once", "MAC/cycle"),
    ...clipped(plot, "roofs", roofs(view, plot)),
    ...names.map(({ text, box }) => textElement(text, { x: box.left, y: box.bottom - 3, fill: ink })),
    ...view.points.map((each) => pointElement(each, view, plot)),
    ...labelsOf(
      layerLabels(
        view,
        plot,
        names.map((each) => each.box),
      ),
    ),
    ...legend(view),
  ]);
}

function roofs({ timing }: RooflineView, plot: LogPlot): readonly string[] {
  const { x, y } = plot;
  const peaks = [...timing.ceilings.macRate.values()];
  const top = Math.max(...peaks);
  const bandwidths = bandwidthsOf(timing).map(([, bandwidth]) => bandwidth);
  const line = (from: readonly [number, number], to: readonly [number, number]) =>
    element("line", {
      x1: place(x, from[0]),
      y1: place(y, from[1]),
      x2: place(x, to[0]),
      y2: place(y, to[1]),
      stroke: ink,
      "stroke-width": "1.3",
    });
  return [
    ...bandwidths.map((bandwidth) => line([x.from, x.from * bandwidth], [top / bandwidth, top])),
    ...peaks.map((peak) => line([peak / Math.max(...bandwidths), peak], [x.to, peak])),
  ];
}

/** Names of the roofs: rates at the right end, bandwidths where their diagonals enter the plot. */
function roofNames({ timing }: RooflineView, plot: LogPlot): readonly { readonly text: string; readonly box: Box }[] {
  const box = (text: string, left: number, bottom: number) => ({
    text,
    box: { left, right: left + textRoom(text), top: bottom - fontSize, bottom },
  });
  const rates = [...timing.ceilings.macRate].map(([dtype, rate]) => {
    const text = `${dtype} ${numberText(rate)} MAC/cycle`;
    return box(text, area.right - textRoom(text) - 4, place(plot.y, rate) - 2);
  });
  // Under its diagonal, which rises to the right.
  const bandwidths = bandwidthsOf(timing).map(([name, bandwidth]) => {
    const text = `${name} ${numberText(bandwidth)} B/cycle`;
    const enters = place(plot.y, Math.max(plot.x.from * bandwidth, plot.y.from));
    const left = place(plot.x, Math.max(plot.y.from / bandwidth, plot.x.from)) + 8;
    return box(text, left, Math.min(enters + fontSize + 4, area.bottom - 4));
  });
  return [...rates, ...bandwidths];
}

function pointElement(point: RooflinePoint, { timing }: RooflineView, plot: LogPlot): string {
  const { layer, layerClass, intensity, macRate, share } = point;
  const said = `${layer.cost.layer.name} (${layerClass}): ${numberText(intensity)} MAC/B, ${numberText(macRate)} MAC/cycle, ${(100 * share).toFixed(0)} % of its roof, ${layer.milliseconds.toFixed(3)} ms, ${layer.bound}`;
  const [x, y] = [place(plot.x, intensity), place(plot.y, macRate)];
  return marker(styleOf(layerClass), x, y, radiusOf(point, timing.cycles), escapeXml(said));
}

/** An area in proportion to the layer's part of the time, above a smallest size. */
function radiusOf({ layer }: RooflinePoint, cycles: number): number {
  return 3 + 14 * Math.sqrt(layer.cycles / cycles);
}

function styleOf(layerClass: LayerClass) {
  return markerStyle(layerClasses.indexOf(layerClass));
}

function layerLabels(view: RooflineView, plot: LogPlot, names: readonly Box[]) {
  const centre = ({ intensity, macRate }: RooflinePoint) => [place(plot.x, intensity), place(plot.y, macRate)] as const;
  const wanted = lowestPoints(view, mostLowest).map((point): WantedLabel => {
    const [x, y] = centre(point);
    return { text: point.layer.cost.layer.name, x, y, side: "right" };
  });
  const points = view.points.map((point): Box => {
    const [x, y] = centre(point);
    const r = radiusOf(point, view.timing.cycles);
    return { left: x - r, top: y - r, right: x + r, bottom: y + r };
  });
  return placeLabels(wanted, [...points, ...names], areaOf(plot));
}

function legend({ points, timing, others }: RooflineView): readonly string[] {
  const left = area.right + 20;
  const shown = layerClasses.filter((each) => points.some((point) => point.layerClass === each));
  const entries = shown.flatMap((layerClass, at) => {
    const own = points.filter((each) => each.layerClass === layerClass);
    const part = own.reduce((sum, each) => sum + each.layer.cycles, 0) / timing.cycles;
    const y = area.top + 16 + at * 34;
    return [
      marker(styleOf(layerClass), left + 6, y - 4, 6),
      textElement(layerClass, { x: left + 20, y }),
      textElement(
        `${own.length === 1 ? "1 layer" : `${own.length} layers`}, ${(100 * part).toFixed(0)} % of the time`,
        {
          x: left + 20,
          y: y + 15,
          fill: "#666666",
        },
      ),
    ];
  });
  const note = `${others.length} layers without MACs`;
  const below = area.top + 16 + shown.length * 34;
  return [...entries, ...(others.length === 0 ? [] : [textElement(note, { x: left, y: below, fill: "#666666" })])];
}
