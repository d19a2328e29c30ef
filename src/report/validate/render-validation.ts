import type { Validation, ValidationKey } from "../../sim/index.ts";
import { type Paint, plain } from "../paint.ts";
import { drawTextTable, markdownTextTable } from "../text-table.ts";
import { fillLines, fillParts } from "../text-width.ts";
import { fitSections } from "./fit-sections.ts";
import { scatterSvg } from "./scatter-svg.ts";
import type { Section } from "./section.ts";
import {
  baselineSection,
  groupSections,
  heldOutSections,
  inversionSection,
  rowSection,
  skippedSection,
  summaryLines,
} from "./sections.ts";
import { validationCsv } from "./validation-csv.ts";
import { validationJson } from "./validation-json.ts";

export const validationFormats = ["table", "md", "csv", "json", "svg"] as const;
export type ValidationFormat = (typeof validationFormats)[number];

export interface ValidationOptions {
  readonly format: ValidationFormat;
  /** The one key that rows are summed up by; all of them unless given. */
  readonly by: ValidationKey | undefined;
  /** Terminal cells per line of a table. */
  readonly width: number;
  readonly paint?: Paint | undefined;
}

/** Predictions beside measurements, for people and for machines. */
export function renderValidation(validation: Validation, options: ValidationOptions): string {
  switch (options.format) {
    case "table":
      return tablePage(validation, options);
    case "md":
      return markdownPage(validation, options);
    case "csv":
      return validationCsv(validation);
    case "json":
      return validationJson(validation, options.by);
    case "svg":
      return scatterSvg(validation);
  }
}

/** What sums the rows up, in order; nothing where none is predicted. */
function sectionsOf(validation: Validation, by: ValidationKey | undefined): readonly Section[] {
  if (validation.summary.rows === validation.summary.skipped) return [];
  return [
    ...fitSections(validation),
    ...groupSections(validation, by),
    baselineSection(validation),
    inversionSection(validation),
    ...heldOutSections(validation),
  ];
}

/** The rows stand first and the summary last, where a terminal still shows it. */
function tablePage(validation: Validation, { by, width, paint = plain }: ValidationOptions): string {
  const skipped = skippedSection(validation);
  const sections = [rowSection(validation), ...(skipped === undefined ? [] : [skipped]), ...sectionsOf(validation, by)];
  const blocks = sections.map(({ title, text, table }) =>
    [
      paint("title", title),
      ...text.flatMap((each) => fillLines(each, / /, width)).map((each) => paint("quiet", each)),
      ...(table === undefined ? [] : [drawTextTable(table, width, paint)]),
    ].join("\n"),
  );
  const [count = "", ...figures] = summaryLines(validation);
  const summary = [paint("title", count), ...figures.flatMap((each) => fillParts(each, width))].join("\n");
  return `${[...blocks, summary].join("\n\n")}\n`;
}

/** The summary stands first and the rows last. */
function markdownPage(validation: Validation, { by }: ValidationOptions): string {
  const skipped = skippedSection(validation);
  const sections = [...sectionsOf(validation, by), ...(skipped === undefined ? [] : [skipped]), rowSection(validation)];
  const blocks = sections.map(({ title, text, table }) =>
    [`## ${title}`, ...text, ...(table === undefined ? [] : [markdownTextTable(table)])].join("\n\n"),
  );
  return `${["# Predictions against measurements", ...summaryLines(validation), ...blocks].join("\n\n")}\n`;
}
