import type { FitRival, FitSplit, Validation } from "../../sim/index.ts";
import type { TextColumn } from "../text-table.ts";
import { percentText, signedText } from "./numbers.ts";
import { partNames } from "./part-names.ts";
import type { Section } from "./section.ts";

const right = "right" as const;

const rivalNames: Readonly<Record<FitRival, string>> = { macsOverPeak: "c × MACs", linear: "a + b × MACs" };

/** The errors of rows that constants were fitted on beside those of the others, and simpler models fitted on the same networks. */
export function fitSections({ fit }: Validation): readonly Section[] {
  if (fit === undefined) return [];
  const isRivalled = fit.baselines.some(({ rows }) => rows > 0);
  return [partSection(fit), ...(isRivalled ? [rivalSection(fit)] : [])];
}

function partSection({ networks, absent, anchored, summaries }: FitSplit): Section {
  const columns: readonly TextColumn[] = [
    { title: "rows of", isCut: true },
    { title: "dtype" },
    { title: "rows", align: right },
    { title: "mean %", align: right },
    { title: "median %", align: right, dropLate: 2 },
    { title: "max %", align: right, dropLate: 1 },
    { title: "bias %", align: right, dropLate: 3 },
  ];
  const rows = summaries.map(({ part, dtype, rows: count, skipped, figures }) => [
    partNames[part],
    dtype ?? "all",
    skipped === 0 ? String(count) : `${count - skipped}/${count}`,
    percentText(figures.mape),
    percentText(figures.medianApe),
    percentText(figures.maxApe),
    signedText(figures.bias),
  ]);
  const known = `Constants are taken to be fitted on ${networks.join(", ")}; rows of other networks are outside.`;
  const missing = absent.length === 0 ? [] : [`The table has no row of ${absent.join(", ")}.`];
  const apart =
    anchored.length === 0
      ? []
      : [`Anchored: ${anchored.join(", ")}, of which the table has no other network to hold the constants to.`];
  return { title: "fitted on and outside", text: [known, ...missing, ...apart], table: { columns, rows } };
}

function rivalSection({ baselines }: FitSplit): Section {
  const columns: readonly TextColumn[] = [
    { title: "model", isCut: true },
    { title: "dtype" },
    { title: "rows", align: right },
    { title: "mean %", align: right },
    { title: "max %", align: right, dropLate: 2 },
    { title: "Ridge mean %", align: right, dropLate: 1 },
    { title: "max %", align: right, dropLate: 3 },
    { title: "ratio", align: right },
  ];
  const rows = baselines.map(({ rival, dtype, rows: count, figures, ridge, factor }) => [
    rivalNames[rival],
    dtype ?? "all",
    String(count),
    percentText(figures.mape),
    percentText(figures.maxApe),
    percentText(ridge.mape),
    percentText(ridge.maxApe),
    factor === undefined ? "-" : `${factor.toFixed(1)}×`,
  ]);
  const text = [
    "Constants per device, core, threads, runtime and data type, fitted on the same networks and judged on the rows outside: c with the " +
      "least sum of absolute relative errors; a and b, neither below 0, with the least sum of squares of log(predicted / measured). Ratio: " +
      "the mean error over Ridge's; below 1 the simpler model is the better one.",
  ];
  return { title: "outside, by simpler models", text, table: { columns, rows } };
}
