import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { groupBy } from "../core/group-by.ts";
import { nearestNames } from "../core/suggest.ts";
import { type DeviceProfile, dspsOf } from "../hardware/index.ts";
import { hardwareFiles } from "../shipped/index.ts";
import type { Measurements } from "../sim/index.ts";
import { findDevice } from "./device-timing.ts";
import type { FitQuestion } from "./fit-question.ts";
import { firstOf, RowReader, runsOnDsp, type TableRow } from "./fit-rows.ts";
import type { Faults, Target } from "./fit-target.ts";
import { findProfile } from "./profile.ts";

/** Rows of the DSPs that are fitted, and what of them is fitted to. */
export interface Chosen {
  readonly devices: ReadonlyMap<string, DeviceProfile>;
  readonly rows: readonly TableRow[];
  readonly leftOut: ReadonlyMap<string, readonly string[]>;
}

/** The rows of a table that a fit is about. */
export function choose(target: Target, table: Measurements, question: FitQuestion): Chosen | Faults {
  return target.kind === "device" ? rowsOfDevice(target, table, question) : rowsOfDsp(target, table, question);
}

function rowsOfDevice(
  { name, text, device }: Extract<Target, { kind: "device" }>,
  table: Measurements,
  question: FitQuestion,
): Chosen | Faults {
  const all = table.rows.map((row, at) => ({ row, at }));
  // A file's device may be called by its path, as in `ridge validate`, or by its own name.
  const ofDevice = all.filter(({ row }) => row.device === text || row.device === device.name);
  const known = [...new Set(table.rows.map((row) => row.device))];
  const names = [...new Set([name, device.name])].map((each) => `\`${each}\``).join(", or ");
  if (ofDevice.length === 0) return { faults: [noRows(question, `the device ${names}`, device.name, known)] };
  const rows = ofDevice
    .filter((each) => runsOnDsp(each, device) && isOfType(each, question))
    .map((each) => ({ ...each, row: { ...each.row, device: name } }));
  if (rows.length === 0) return { faults: [noRows(question, `the DSP of \`${name}\`${typeWords(question)}`, "", [])] };
  const faults = networkFaults(rows, `\`${name}\``, question);
  if (faults.length > 0) return { faults };
  return { devices: new Map([[name, device]]), rows, leftOut: new Map() };
}

function rowsOfDsp(
  { name }: Extract<Target, { kind: "dsp" }>,
  table: Measurements,
  question: FitQuestion,
): Chosen | Faults {
  const all = table.rows.map((row, at) => ({ row, at }));
  const reader = new RowReader(table, question.root);
  const faults: Diagnostic[] = [];
  const devices = new Map<string, DeviceProfile>();
  for (const [device, [first]] of groupBy(all, ({ row }) => row.device)) {
    const { value, diagnostics } = findDevice(device);
    if (first === undefined) continue;
    if (value === undefined)
      faults.push(...diagnostics.slice(0, 1).map((said) => reader.placed(said, first, "device")));
    else if (value.dsp !== undefined && isOfDsp(device, name)) devices.set(device, value);
  }
  if (faults.length > 0) return { faults: firstOf(faults) };
  const rows = all.filter((each) => {
    const device = devices.get(each.row.device);
    return device !== undefined && runsOnDsp(each, device) && isOfType(each, question);
  });
  if (rows.length === 0) {
    const known = [...new Set(table.rows.map((row) => row.device))];
    return { faults: [noRows(question, `devices with \`${name}\`${typeWords(question)}`, "", known)] };
  }
  const unknown = networkFaults(rows, `devices with \`${name}\``, question);
  if (unknown.length > 0) return { faults: unknown };
  const leftOut = new Map(
    [...devices.keys()].flatMap((device) => {
      const measured = new Set(rows.flatMap(({ row }) => (row.device === device ? [row.network] : [])));
      const lacking = question.networks.filter((each) => !measured.has(each));
      return lacking.length === 0 ? [] : [[device, lacking] as const];
    }),
  );
  for (const device of leftOut.keys()) devices.delete(device);
  if (devices.size === 0) {
    const facts = { profile: name, file: question.data, networks: question.networks };
    return { faults: [diagnostic("fit/incomplete", facts, undefined)] };
  }
  return { devices, rows: rows.filter(({ row }) => devices.has(row.device)), leftOut };
}

/** Whether a device's DSP is one of the shipped ones, or extends it, directly or through others. */
function isOfDsp(device: string, dsp: string): boolean {
  const found = findProfile(device, ["devices"]);
  return !("fault" in found) && dspsOf(found.value, hardwareFiles).value?.includes(dsp) === true;
}

function isOfType({ row }: TableRow, { dtype }: FitQuestion): boolean {
  return dtype === undefined || row.dtype === dtype;
}

function typeWords({ dtype }: FitQuestion): string {
  return dtype === undefined ? "" : ` in ${dtype}`;
}

function noRows({ data }: FitQuestion, of: string, name: string, known: readonly string[]): Diagnostic {
  return diagnostic("fit/no-rows", { file: data, of, nearest: nearestNames(name, known), known }, undefined);
}

function networkFaults(rows: readonly TableRow[], of: string, question: FitQuestion): readonly Diagnostic[] {
  const known = [...new Set(rows.map(({ row }) => row.network))];
  return question.networks
    .filter((each) => !known.includes(each))
    .map((network) => {
      const facts = { network, of: of + typeWords(question), nearest: nearestNames(network, known), known };
      return diagnostic("fit/network", facts, undefined);
    });
}
