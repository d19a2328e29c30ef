import { rational } from "../../core/rational.ts";
import type { CaseSize, ErrorBand } from "../../sim/index.ts";
import { groupedText, percentText } from "../quantity.ts";
import type { Simulation } from "./simulation.ts";

const sizeWords: Readonly<Record<CaseSize, string>> = {
  macs: "the MACs",
  bytes: "the bytes to move",
  pixels: "the input pixels",
  macsPerSecond: "the peak rate",
  bytesPerSecond: "the memory bandwidth",
};

/** `± 9 % on measured cases like this one`, or what tells it from all that was measured; nothing where nothing was. */
export function errorTexts({ errorBand }: Pick<Simulation, "errorBand">): readonly string[] {
  if (errorBand === undefined) return [];
  if (errorBand.kind === "near") return [`± ${errorBand.percent.toFixed(0)} % on measured cases like this one`];
  return [errorNote(errorBand)];
}

/** `no measured case like this one: 84 times the input pixels of mobilenet_v2 on qcs8550, the nearest`. */
export function errorNote(band: Exclude<ErrorBand, { readonly kind: "near" }>): string {
  return `no measured case like this one: ${reasonText(band)}`;
}

function reasonText(band: Exclude<ErrorBand, { readonly kind: "near" }>): string {
  if (band.kind === "set") return `nothing was measured with ${band.settings.join(", ")}`;
  const { nearest, difference } = band;
  const other = `${nearest.name} on ${nearest.device}, the nearest`;
  if (difference.what === "kinds") return `other kinds of layers than in ${other}`;
  return `${ratioText(difference.ratio)} ${sizeWords[difference.what]} of ${other}`;
}

/** `84 times`, `4.5 times`, `20 % of`, `1/840 of`. */
function ratioText(ratio: number): string {
  const digits = (value: number) => (value < 10 ? value.toFixed(1) : groupedText(rational(BigInt(Math.round(value)))));
  if (ratio >= 1) return `${digits(ratio)} times`;
  return ratio >= 0.01 ? `${percentText(ratio)} of` : `1/${digits(1 / ratio)} of`;
}
