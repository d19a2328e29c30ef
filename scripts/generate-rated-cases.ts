import { readFileSync } from "node:fs";
import { predictAll } from "../src/cli/predict.ts";
import { jsonText } from "../src/report/index.ts";
import { errorPercent, type Measurement, type Prediction, type RatedCase, readMeasurements } from "../src/sim/index.ts";

/** measurements/NAME.errors.json: what each measurement of NAME.csv is like and how far its prediction lies from it, for error bands. */
export async function ratedCasesFile(name: "cpu" | "hexagon"): Promise<string> {
  const table = `measurements/${name}.csv`;
  const { value, diagnostics } = readMeasurements({ name: table, text: readFileSync(table, "utf8") });
  if (value === undefined) throw new Error(`${table}: ${diagnostics[0]?.message}`);
  const predictions = await predictAll(value.rows, { root: undefined });
  const cases = value.rows.flatMap((row, at) => ratedCase(row, predictions[at]));
  return `${jsonText(
    cases.map((each) => ({ ...each })),
    1,
  )}\n`;
}

function ratedCase(
  { device, runtime, dtype, network: net, args, latencyMs }: Measurement,
  prediction: Prediction | undefined,
): readonly RatedCase[] {
  if (prediction?.kind !== "predicted") return [];
  const error = errorPercent({ predicted: prediction.milliseconds, measured: latencyMs });
  const { issue, network, scale } = prediction;
  if (scale === undefined) return [];
  const name = [net, args].filter(Boolean).join(" ");
  const errorPct = Math.round(100 * error) / 100;
  return [{ runtime, dtype, issue, network, errorPct, device, name, ...scale }];
}
