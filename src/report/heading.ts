import { exactNumber, rationalToText } from "../core/rational.ts";
import { computedIn, type NetworkTiming } from "../sim/index.ts";
import { asConstant, type Expr, isConstant, isZero, toText } from "../symbolic/index.ts";
import { bytesText, groupedText, shapeCell, shortFormula } from "./quantity.ts";
import type { Report, ReportArgument } from "./report.ts";
import { fillParts } from "./text-width.ts";

/** `MobileNetV2  alpha=1 res=224 · batch 1 · fp32 · counted: …`, broken between its parts when the width asks for it. */
export function headingLines(report: Report, width: number): string[] {
  return fillParts([networkText(report), ...runTexts(report)].join(" · "), width);
}

/** `MobileNetV2  alpha=1 res=224`. */
export function networkText(report: Report): string {
  const given = report.arguments.map(argumentText).join(" ");
  return given === "" ? report.network : `${report.network}  ${given}`;
}

/** How the numbers come about: `batch 1`, `fp32`, the device, `counted: …`. */
export function runTexts(report: Report): readonly string[] {
  return [`batch ${report.batch}`, typeText(report), ...deviceText(report), `counted: ${countedText(report)}`];
}

/** `fp32`; `fp32, timed in fp16` where the core computes in another type. */
export function typeText({ dtype, timing }: Pick<Report, "dtype" | "timing">): string {
  const computed = timing === undefined ? undefined : computedIn(timing);
  return computed === undefined || computed === dtype ? dtype : `${dtype}, timed in ${computed}`;
}

/** `on pixel-2, cortex-a73 2.36 GHz, 1 thread (roofline)`, `…, 4 threads, xnnpack-2020`. */
export function deviceText({ timing }: Report): readonly string[] {
  if (timing === undefined) return [];
  const { device, core, clockGhz, threads, runtime, model } = timing;
  const shared = `${threads} ${threads === 1 ? "thread" : "threads"}`;
  const how = runtime === undefined ? `${shared} (${model})` : `${shared}, ${runtime}`;
  return [`on ${device}, ${core} ${Number(clockGhz.toFixed(2))} GHz, ${how}`];
}

/** `alpha=0.75`, `res=?` for a free one. */
export function argumentText({ name, value, free }: ReportArgument): string {
  if (free) return `${name}=?`;
  if (typeof value === "boolean" || typeof value === "string") return `${name}=${value}`;
  return `${name}=${numberText(value)}`;
}

/** `0.75`, `1/3`, or a formula. */
export function numberText(e: Expr): string {
  const known = asConstant(e);
  if (known === undefined) return toText(e);
  const decimal = String(exactNumber(known) ?? "");
  return decimal !== "" && decimal.length <= 8 ? decimal : rationalToText(known);
}

/** What the MACs of the default convention are, in few words; of any other, the first clause of its description. */
function countedText({ convention, layers }: Report): string {
  if (convention.name !== "default") return `${convention.counts.split(";")[0] ?? ""} (--as ${convention.name})`;
  const hasMatmul = layers.some((row) => row.op.includes("attention") && !isZero(row.macs));
  return `multiply-accumulates of conv+linear${hasMatmul ? "+matmul" : ""} (BN folded)`;
}

/** The totals in all their digits, and the outputs when there are several, for below the table. */
export function totalsLines(report: Report, width: number): string[] {
  const { totals } = report;
  const exact = (name: string, e: typeof totals.macs) => {
    const value = asConstant(e);
    return value === undefined ? [] : [`${groupedText(value)} ${name}`];
  };
  const bytes = (name: string, e: typeof totals.macs) => {
    const value = asConstant(e);
    return value === undefined ? [] : [`${name} ${bytesText(value)}`];
  };
  const parts = [
    ...exact("MACs", totals.macs),
    ...exact("params", totals.params),
    ...exact("FLOPs", totals.flops),
    ...bytes("weights", totals.weightBytes),
    ...bytes("peak activations", totals.peakActivationBytes),
    ...layersText(totals.layers),
    ...(report.timing === undefined ? [] : [timeText(report.timing)]),
  ];
  const exactTotals = parts.length === 0 ? [] : fillParts(parts.join(" · "), width);
  return [...exactTotals, ...outputLines(report, width)];
}

/** `32.74 ms`; a roofline is a lower bound. */
export function timeText({ milliseconds, runtime }: NetworkTiming): string {
  return `${runtime === undefined ? "at least " : ""}${milliseconds.toFixed(2)} ms`;
}

/** Whether the line of the totals says how many layers there are. */
export function hasLayerCount(layers: Expr): boolean {
  return isConstant(layers) || toText(layers).length <= shortFormula;
}

/** `153 layers`, `n + 3 layers`; nothing where the formula is long. */
function layersText(layers: Expr): readonly string[] {
  const text = toText(layers);
  return hasLayerCount(layers) ? [`${text} ${text === "1" ? "layer" : "layers"}`] : [];
}

/** `outputs: conv 8×32² · conv_2 4×32²` of a network with several, which dead ends are too. */
function outputLines({ outputs }: Report, width: number): string[] {
  if (outputs.length <= 1) return [];
  const parts = outputs.map(({ name, shape }) => `${name} ${shapeCell(shape, Number.POSITIVE_INFINITY)}`);
  return fillParts(`outputs: ${parts.join(" · ")}`, width);
}
