import { type Diagnostic, diagnostic, hasErrors, type PhaseResult } from "../core/diagnostic.ts";
import { InternalError } from "../core/internal-error.ts";
import { compareRational } from "../core/rational.ts";
import type { Source, Span } from "../core/source.ts";
import { nearestNames } from "../core/suggest.ts";
import { checkQuantity, type QuantityType } from "./check-value.ts";
import { type Field, inlineCoreFields, profileFields } from "./field-table.ts";
import type { Cluster, CoreProfile, DeviceProfile, DspUnit, Quantity } from "./profile.ts";

/** A value of a device that may be set anew for a run, and where it stands in the profile. */
interface Settable {
  readonly key: string;
  /** Names of fields from the device down; the field of a cluster or of its core holds for the cluster that runs. */
  readonly path: readonly string[];
  readonly on: (device: DeviceProfile, cluster: Cluster, value: Quantity) => DeviceProfile;
}

/** The same of a DSP. */
interface SettableOfDsp extends Omit<Settable, "on"> {
  readonly of: (value: Quantity) => Partial<DspUnit>;
}

const settable = [
  { key: "clock", path: ["clusters", "clock"], on: ofCluster((clock) => ({ clock })) },
  { key: "dram", path: ["dram", "oneThread"], on: withDram },
  { key: "dram-all", path: ["dram", "allThreads"], on: ofCluster((dramAllThreads) => ({ dramAllThreads })) },
  { key: "l1", path: ["clusters", "core", "l1Data"], on: ofCore((l1Data) => ({ l1Data })) },
  { key: "l2", path: ["clusters", "l2"], on: ofCluster((l2) => ({ l2 })) },
  { key: "l2-bandwidth", path: ["clusters", "l2Bandwidth"], on: withL2Bandwidth },
  { key: "l3", path: ["l3"], on: (device, _, l3) => ({ ...device, l3 }) },
  { key: "l3-bandwidth", path: ["l3Bandwidth"], on: (device, _, l3Bandwidth) => ({ ...device, l3Bandwidth }) },
] as const satisfies readonly Settable[];

const settableOfDsp = [
  { key: "clock", path: ["dsp", "clock"], of: (clock) => ({ clock }) },
  { key: "dram", path: ["dsp", "dram"], of: (dram) => ({ dram }) },
  { key: "vtcm", path: ["dsp", "vtcm"], of: (vtcm) => ({ vtcm }) },
] as const satisfies readonly SettableOfDsp[];

/** What `--set` may name. */
export type SettingKey = (typeof settable)[number]["key"] | (typeof settableOfDsp)[number]["key"];

/** In the order of the help text. */
export const settingKeys: readonly SettingKey[] = [
  ...new Set([...settable.map((each) => each.key), ...settableOfDsp.map((each) => each.key)]),
];

/** What a user's own value rests on. */
const origin = { source: "set for this run", kind: "assumed" } as const;

/**
 * The device with values of the user's own: `dram=6GB/s`, `l2=512KiB`, `clock=1.5GHz`. Those of a cluster or core, and what the
 * memory gives it, hold for `cluster` alone. Unit and range are those of the profile's field; the blank before the unit may be left out.
 *
 * Errors: hardware/setting, hardware/unknown-setting, hardware/duplicate-field, hardware/quantity, hardware/unit, hardware/absurd.
 */
export function withSettings(
  device: DeviceProfile,
  cluster: Cluster,
  settings: readonly Source[],
): PhaseResult<DeviceProfile> {
  const { value: values, diagnostics } = chosenValues<Settable>(settings, settable);
  const changed = values?.reduce((so, { row, quantity }) => {
    const inPlace = so.clusters.find((each) => each.name === cluster.name) ?? cluster;
    return row.on(so, inPlace, quantity);
  }, device);
  return { value: changed, diagnostics };
}

/** The same for what runs on the device's DSP: clock, memory and VTCM can be set. */
export function withDspSettings(device: DeviceProfile, settings: readonly Source[]): PhaseResult<DeviceProfile> {
  const { value: values, diagnostics } = chosenValues<SettableOfDsp>(settings, settableOfDsp);
  if (values === undefined || device.dsp === undefined) return { value: undefined, diagnostics };
  const unit: DspUnit = Object.assign({}, device.dsp, ...values.map(({ row, quantity }) => row.of(quantity)));
  return { value: { ...device, dsp: unit }, diagnostics };
}

interface ChosenValue<Row> {
  readonly row: Row;
  readonly quantity: Quantity;
}

function chosenValues<Row extends Pick<Settable, "key" | "path">>(
  settings: readonly Source[],
  rows: readonly Row[],
): PhaseResult<readonly ChosenValue<Row>[]> {
  const diagnostics: Diagnostic[] = [];
  const seen = new Set<string>();
  const values = settings.flatMap((each) => chosenValue(each, rows, seen, diagnostics) ?? []);
  return { value: hasErrors(diagnostics) ? undefined : values, diagnostics };
}

function chosenValue<Row extends Pick<Settable, "key" | "path">>(
  source: Source,
  rows: readonly Row[],
  seen: Set<string>,
  diagnostics: Diagnostic[],
): ChosenValue<Row> | undefined {
  const at = source.text.indexOf("=");
  const key = (at < 0 ? source.text : source.text.slice(0, at)).trim();
  const keySpan: Span = { source, start: 0, end: at < 0 ? source.text.length : at };
  const row = rows.find((each) => each.key === key);
  if (row === undefined) {
    const known = rows.map((each) => each.key);
    const facts = { key, nearest: nearestNames(key, known), known: known.join(", ") };
    diagnostics.push(diagnostic("hardware/unknown-setting", facts, keySpan));
    return undefined;
  }
  const type = typeAt(row.path);
  if (at < 0 || source.text.slice(at + 1).trim() === "") {
    diagnostics.push(diagnostic("hardware/setting", { key, example: unspaced(type.usual[1]) }, keySpan));
    return undefined;
  }
  if (seen.has(key)) {
    diagnostics.push(diagnostic("hardware/duplicate-field", { field: key }, keySpan));
    return undefined;
  }
  seen.add(key);
  const text = spaced(source.text.slice(at + 1).trim());
  const span: Span = { source, start: at + 1, end: source.text.length };
  const said: Diagnostic[] = [];
  const value = checkQuantity(type, key, text, span, said);
  diagnostics.push(...said.map((each) => asSetting(each, key)));
  return value === undefined ? undefined : { row, quantity: { value, text, unit: type.unit, ...origin } };
}

/** A hint that shows the value of a profile, as the setting that is typed. */
function asSetting(said: Diagnostic, key: string): Diagnostic {
  const [, value] = /^"(.*)"$/.exec(said.hint ?? "") ?? [];
  return value === undefined ? said : { ...said, hint: `--set ${key}=${unspaced(value)}` };
}

/** `6GB/s` as profiles write it. */
function spaced(text: string): string {
  return text.replace(/^([0-9.]+(?:e[0-9]+)?)\s*(?=\D)/, "$1 ");
}

function unspaced(text: string): string {
  return text.replace(" ", "");
}

function typeAt(path: readonly string[]): QuantityType {
  let fields: readonly Field[] = profileFields.device;
  let found: Field | undefined;
  for (const name of path) {
    found = fields.find((each) => each.name === name);
    const type = found?.type;
    fields =
      type?.kind === "core" ? inlineCoreFields[type.of] : type !== undefined && "fields" in type ? type.fields : [];
  }
  if (found?.type.kind === "quantity") return found.type;
  throw new InternalError("hardware", `no quantity at ${path.join(".")}`);
}

/** What the memory gives the cluster that runs; one thread never reads faster than all. */
function withDram(device: DeviceProfile, cluster: Cluster, dramOneThread: Quantity): DeviceProfile {
  const all = cluster.dramAllThreads ?? device.dramAllThreads;
  const dramAllThreads = compareRational(dramOneThread.value, all.value) > 0 ? dramOneThread : all;
  return ofCluster(() => ({ dramOneThread, dramAllThreads }))(device, cluster, dramOneThread);
}

/** What the level-2 cache gives one core; that is never more than what it gives all. */
function withL2Bandwidth(device: DeviceProfile, cluster: Cluster, l2Bandwidth: Quantity): DeviceProfile {
  const { l2Together } = cluster;
  const isMore = l2Together !== undefined && compareRational(l2Bandwidth.value, l2Together.value) > 0;
  return ofCluster(() => ({ l2Bandwidth, l2Together: isMore ? l2Bandwidth : l2Together }))(
    device,
    cluster,
    l2Bandwidth,
  );
}

function ofCluster(change: (value: Quantity) => Partial<Cluster>): Settable["on"] {
  return (device, cluster, value) => {
    const changed = { ...cluster, ...change(value) };
    return { ...device, clusters: device.clusters.map((each) => (each.name === cluster.name ? changed : each)) };
  };
}

function ofCore(change: (value: Quantity) => Partial<CoreProfile>): Settable["on"] {
  return (device, cluster, value) =>
    ofCluster(() => ({ core: { ...cluster.core, ...change(value) } }))(device, cluster, value);
}
