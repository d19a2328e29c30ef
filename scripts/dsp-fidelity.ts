import { readFileSync } from "node:fs";
import { predictAll } from "../src/cli/predict.ts";
import { costOf, defaultConvention } from "../src/cost/index.ts";
import { type DspUnit, resolveDevice, resolveDspRuntime } from "../src/hardware/index.ts";
import { elaborateNetwork } from "../src/model/index.ts";
import { hardwareFiles, loadShipped, zooEntry, zooRequest } from "../src/shipped/index.ts";
import { type DspMeasurement, fitRatio, scaledUnit } from "../src/sim/dsp/fit.ts";
import {
  dsp,
  dspTypeOf,
  errorPercent,
  type Measurement,
  readMeasurements,
  type Validation,
  validate,
} from "../src/sim/index.ts";

/** The measurements of Hexagon, below the working folder, and the networks that constants of its chips are fitted on. */
const table = "measurements/hexagon.csv";
const fittedOn = ["resnet50", "squeezenet1_1", "mobilenet_v2"];

export function measurements() {
  const { value, diagnostics } = readMeasurements({ name: table, text: readFileSync(table, "utf8") });
  if (value === undefined) throw new Error(`${table}: ${diagnostics[0]?.message}`);
  return value;
}

/** What `ridge validate measurements/hexagon.csv --fitted-on resnet50,squeezenet1_1,mobilenet_v2` finds. */
export async function dspValidation(): Promise<Validation> {
  const { columns, rows } = measurements();
  return validate({ columns, rows }, await predictAll(rows, { root: undefined }), fittedOn);
}

/** A chip predicted from another one's constants. Errors in percent. */
export interface CarriedOver {
  readonly ratio: number;
  /** Mean absolute errors: of the rows that gave the ratio, of the others, of all. */
  readonly anchor: number;
  readonly others: number;
  readonly all: number;
}

/** One chip's rows from the constants of another, so many times faster; the ratio is fitted on the rows of one network. */
export function carriedOver(device: string, from: string, anchor: string): CarriedOver {
  const rows = measurements().rows.filter((each) => each.device === device);
  const unit = unitOf(from);
  const measured = rows.map((each) => ({ network: each.network, row: measurementOf(each) }));
  const ofAnchor = measured.filter(({ network }) => network === anchor).map(({ row }) => row);
  const ratio = fitRatio(ofAnchor, unit, 1).constants[0]?.value ?? Number.NaN;
  const errors = measured.map(({ network, row }) => ({ network, error: Math.abs(errorOf(row, unit, ratio)) }));
  const mean = (some: typeof errors) => some.reduce((sum, { error }) => sum + error, 0) / some.length;
  return {
    ratio,
    anchor: mean(errors.filter(({ network }) => network === anchor)),
    others: mean(errors.filter(({ network }) => network !== anchor)),
    all: mean(errors),
  };
}

function errorOf({ device, unit, cost, runtime, milliseconds }: DspMeasurement, from: DspUnit, ratio: number): number {
  const profile = { ...deviceNamed(device), dsp: scaledUnit(unit, from, ratio) };
  const { value } = dsp.time(cost, profile, runtime, {});
  if (value === undefined) throw new Error(`${device} has no prediction`);
  return errorPercent({ predicted: value.milliseconds, measured: milliseconds });
}

function deviceNamed(name: string) {
  const { value } = resolveDevice({ kind: "device", name }, hardwareFiles);
  if (value === undefined) throw new Error(`there is no device ${name}`);
  return value;
}

export function unitOf(device: string): DspUnit {
  const { dsp: unit } = deviceNamed(device);
  if (unit === undefined) throw new Error(`${device} has no DSP`);
  return unit;
}

export function measurementOf({ device, runtime: name, dtype: text, network, latencyMs }: Measurement): DspMeasurement {
  const runtime = resolveDspRuntime({ kind: "dsp-runtime", name }, hardwareFiles).value;
  const entry = zooEntry(network);
  if (runtime === undefined || entry === undefined) throw new Error(`there is no ${name} or no ${network}`);
  const loader = { load: (from: string) => loadShipped(from) ?? { kind: "fault" as const, detail: "not shipped" } };
  const { value } = elaborateNetwork({ ...zooRequest(entry), settings: [], loader });
  const dtype = text === "int8" ? "int8" : "fp16";
  const cost = value && costOf(value.graph, { convention: defaultConvention, dtype });
  const type = cost && dspTypeOf(cost);
  if (cost === undefined || type === undefined) throw new Error(`${network} has no costs`);
  return { device, unit: unitOf(device), cost, runtime, dtype: type, milliseconds: latencyMs };
}
