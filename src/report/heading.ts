import { rationalToNumber, rationalToText } from "../core/rational.ts";
import { asConstant, isZero, toText } from "../symbolic/index.ts";
import { countText, groupedText } from "./quantity.ts";
import type { Report, ReportArgument } from "./report.ts";
import { fillLines } from "./text-width.ts";

/** `MobileNetV2  alpha=1 res=224 · batch 1 · fp32 · counted: …`, broken between its parts when the width asks for it. */
export function headingLines(report: Report, width: number): string[] {
  const given = report.arguments.map(argumentText).join(" ");
  const start = given === "" ? report.network : `${report.network}  ${given}`;
  return fillLines(
    `${start} · batch 1 · ${report.dtype}${deviceText(report)} · counted: ${countedText(report)}`,
    / (?=· )/,
    width,
  );
}

/** ` · on pixel-2, cortex-a73 2.36 GHz, 1 thread (roofline)`. */
function deviceText({ timing }: Report): string {
  if (timing === undefined) return "";
  return ` · on ${timing.device}, ${timing.core} ${Number(timing.clockGhz.toFixed(2))} GHz, 1 thread (roofline)`;
}

/** `alpha=0.75`, `res=?` for a free one. */
export function argumentText({ name, value, free }: ReportArgument): string {
  if (free) return `${name}=?`;
  if (typeof value === "boolean" || typeof value === "string") return `${name}=${value}`;
  const known = asConstant(value);
  if (known === undefined) return `${name}=${toText(value)}`;
  const decimal = String(rationalToNumber(known));
  return `${name}=${decimal.length <= 8 ? decimal : rationalToText(known)}`;
}

/** What the MACs of the default convention are, in few words; of any other, the first clause of its description. */
function countedText({ convention, layers }: Report): string {
  if (convention.name !== "default") return `${convention.name}: ${convention.counts.split(";")[0] ?? ""}`;
  const hasMatmul = layers.some((row) => row.op.includes("attention") && !isZero(row.macs));
  return `multiply-accumulates of conv+linear${hasMatmul ? "+matmul" : ""} (BN folded)`;
}

/** The totals in all their digits, for below the table. */
export function totalsLines(report: Report, width: number): string[] {
  const { totals } = report;
  const exact = (name: string, e: typeof totals.macs) => {
    const value = asConstant(e);
    return value === undefined ? [] : [`${groupedText(value)} ${name}`];
  };
  const bytes = (name: string, e: typeof totals.macs) => {
    const value = asConstant(e);
    return value === undefined ? [] : [`${name} ${bytesText(countText(value))}`];
  };
  const parts = [
    ...exact("MACs", totals.macs),
    ...exact("params", totals.params),
    ...exact("FLOPs", totals.flops),
    ...bytes("weights", totals.weightBytes),
    ...bytes("peak activations", totals.peakActivationBytes),
    `${totals.layers} layers`,
    ...(report.timing === undefined ? [] : [`at least ${report.timing.milliseconds.toFixed(2)} ms`]),
  ];
  return fillLines(parts.join(" · "), / (?=· )/, width);
}

function bytesText(count: string): string {
  return /[kMGT]$/.test(count) ? `${count}B` : `${count} B`;
}
