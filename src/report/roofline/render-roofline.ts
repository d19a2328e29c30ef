import { type Paint, plain } from "../paint.ts";
import { rooflineCsv, rooflineJson } from "./roofline-data.ts";
import { rooflineSvg } from "./roofline-svg.ts";
import { rooflineTable } from "./roofline-table.ts";
import type { RooflineView } from "./roofline-view.ts";

export const rooflineFormats = ["table", "csv", "json", "svg"] as const;
export type RooflineFormat = (typeof rooflineFormats)[number];

export interface RooflineOptions {
  readonly format: RooflineFormat;
  /** Terminal cells per line of a table. */
  readonly width: number;
  readonly paint?: Paint | undefined;
}

/** A network's layers under the roofs of the cores that run it, for people and for machines. */
export function renderRoofline(view: RooflineView, { format, width, paint = plain }: RooflineOptions): string {
  switch (format) {
    case "table":
      return rooflineTable(view, width, paint);
    case "csv":
      return rooflineCsv(view);
    case "json":
      return rooflineJson(view);
    case "svg":
      return rooflineSvg(view);
  }
}
