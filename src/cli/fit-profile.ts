import { rationalToNumber } from "../core/rational.ts";
import type { Source } from "../core/source.ts";
import { quantityText } from "../core/units.ts";
import { extendingDevice, withFitted } from "../hardware/index.ts";
import { type FitReport, logErrorPercent } from "../report/index.ts";
import { chipConstants } from "../sim/index.ts";
import type { Target } from "./fit-target.ts";

/** The device with the fitted values in it: a file of one's own as it is written, or one that extends a shipped device. */
export function profileText({ device, request }: Extract<Target, { kind: "device" }>, report: FitReport): string {
  const [unit] = report.fit.units.values();
  const base: Source = "source" in request ? request.source : { name: device.name, text: extendingDevice(device) };
  const source = sourceText(report);
  const kind = report.from === undefined ? "fitted" : "derived";
  const values = chipConstants.flatMap((field) => {
    const found = unit?.[field];
    if (found === undefined) return [];
    const text = quantityText(rationalToNumber(found.value), found.unit, 4);
    return [{ field, text, source, kind } as const];
  });
  return withFitted(base, values);
}

/** The command line, and how far the rows lie from what the constants make of them. */
function sourceText(report: FitReport): string {
  const { profile, data, networks, from, dtype, seed, fit } = report;
  const options = [
    ...(from === undefined ? [] : [` --from ${from}`]),
    ...(dtype === undefined ? [] : [` --dtype ${dtype}`]),
    ...(seed === 0 ? [] : [` --seed ${seed}`]),
  ].join("");
  const error = logErrorPercent(report).toFixed(1);
  const result = `${fit.residuals.length} latencies, root mean square of log errors ${error} %`;
  const text = (names: string) => `ridge hw fit ${profile} --data ${data} --networks ${names}${options}: ${result}`;
  const full = text(networks.join(",")).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "?");
  return full.length <= longestSource ? full : `${full.slice(0, longestSource - result.length - 5)}...: ${result}`;
}

/** Of a source in a profile, in characters. */
const longestSource = 500;
