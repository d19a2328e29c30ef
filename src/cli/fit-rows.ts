import { type Diagnostic, diagnostic, type PhaseResult } from "../core/diagnostic.ts";
import { mostCsvFaults } from "../core/read-csv.ts";
import { dataTypes } from "../cost/index.ts";
import type { DeviceProfile, DspRuntimeProfile } from "../hardware/index.ts";
import { profileNames } from "../shipped/index.ts";
import {
  cellPlace,
  type DspMeasurement,
  dsp,
  dspFor,
  dspTypeOf,
  type Measurement,
  type Measurements,
} from "../sim/index.ts";
import { dspRuntimeOf, noRuntime } from "./chosen-runtime.ts";
import { type CountedNetwork, countedNetwork } from "./counted-network.ts";
import { withinLimits } from "./outcome.ts";

/** A row of a table, the first being 0. */
export interface TableRow {
  readonly at: number;
  readonly row: Measurement;
}

/** A row as the model takes it. */
export interface ReadRow extends TableRow {
  readonly measured: DspMeasurement;
}

export type RowResult = ReadRow | { readonly fault: Diagnostic };

/** Rows that ran on a device's DSP, as far as the table says: not those of the cores beside it, nor of a DSP that it has not. */
export function runsOnDsp({ row }: TableRow, device: DeviceProfile): boolean {
  if (dspFor(device, row.dtype, { core: row.core }) !== undefined) return true;
  // What no core of the device is called is a fault of the row.
  return row.core !== undefined && !device.clusters.some((each) => each.core.name === row.core);
}

/** Reads rows of DSPs; networks and runtimes that several of them name, once. */
export class RowReader {
  private readonly table: Measurements;
  private readonly root: string | undefined;
  private readonly networks = new Map<string, CountedNetwork>();
  private readonly runtimes = new Map<string, PhaseResult<DspRuntimeProfile>>();

  constructor(table: Measurements, root: string | undefined) {
    this.table = table;
    this.root = root;
  }

  /** A row as the model takes it, or what is wrong with it, at its place. */
  async read(each: TableRow, device: DeviceProfile): Promise<RowResult> {
    const { row } = each;
    const fault = (said: Diagnostic, column: string): RowResult => ({ fault: this.placed(said, each, column) });
    const value = (column: string, wanted: string, found: string) =>
      fault(diagnostic("measurement/value", { column, wanted, found }, undefined), column);
    const unit = dspFor(device, row.dtype, { core: row.core });
    if (unit === undefined) {
      const known = [...device.clusters.map(({ core }) => core.name), device.dsp?.core.name ?? ""].join(", ");
      const facts = { kind: "core", of: device.name, name: row.core ?? "", nearest: [], known };
      return fault(diagnostic("hardware/unknown", facts, undefined), "core");
    }
    if (row.clockGhz !== undefined) return value("clock_ghz", "empty, since the clock is fitted", String(row.clockGhz));
    if (row.isa !== undefined) return value("isa", "empty: a DSP has one instruction set", row.isa);
    const dtype = dataTypes.find((type) => type === row.dtype);
    const ofDsp = dtype === undefined ? undefined : dspTypeOf({ dtype });
    if (dtype === undefined || ofDsp === undefined) {
      const facts = { core: unit.core.name, dtype: row.dtype, known: "fp16, int8" };
      return fault(diagnostic("hardware/dtype", facts, undefined), "dtype");
    }
    if (row.runtime === noRuntime)
      return value("runtime", `a runtime of DSPs: ${profileNames("dsp-runtimes").join(", ")}`, noRuntime);
    const runtime = this.runtime(row.runtime, unit.core.name);
    if (runtime.value === undefined) return fault(firstError(runtime.diagnostics), "runtime");
    const network = await this.network(row);
    if (network.kind === "none") {
      if (network.fault !== undefined) return fault(network.fault, "network");
      return value("network", "a network of the zoo or of a file", row.network);
    }
    const cost = await withinLimits(() => ({ cost: network.costAt(dtype), diagnostics: [] }));
    if (!("cost" in cost)) return fault(firstError(cost.diagnostics), "network");
    const timed = dsp.time(cost.cost, device, runtime.value, { threads: row.threads });
    if (timed.value === undefined) return fault(firstError(timed.diagnostics), columnOf(timed.diagnostics));
    const { device: name, latencyMs: milliseconds } = row;
    const measured = { device: name, unit, cost: cost.cost, runtime: runtime.value, dtype: ofDsp, milliseconds };
    return { ...each, measured };
  }

  private runtime(name: string, core: string): PhaseResult<DspRuntimeProfile> {
    const key = JSON.stringify([name, core]);
    const known = this.runtimes.get(key) ?? dspRuntimeOf({ runtime: name }, core);
    this.runtimes.set(key, known);
    return known;
  }

  private async network(row: Measurement): Promise<CountedNetwork> {
    const key = JSON.stringify([row.network, row.args]);
    const known = this.networks.get(key) ?? (await countedNetwork(row, this.root));
    this.networks.set(key, known);
    return known;
  }

  /** What is said of a row, at one of its cells and with the number of the row, unless it has a place of its own. */
  placed(said: Diagnostic, { at, row }: TableRow, column: string): Diagnostic {
    const span = said.span ?? cellPlace(this.table, at, column);
    const note = `row ${at + 1}: ${[row.device, row.runtime, row.dtype, row.network, row.args].filter(Boolean).join(", ")}`;
    return { ...said, ...(span === undefined ? {} : { span }), notes: [...said.notes, note] };
  }
}

function firstError(diagnostics: readonly Diagnostic[]): Diagnostic {
  const found = diagnostics.find((each) => each.severity === "error");
  return (
    found ?? diagnostic("measurement/value", { column: "runtime", wanted: "a runtime of DSPs", found: "" }, undefined)
  );
}

/** The cell that a fault of the model is about. */
function columnOf(diagnostics: readonly Diagnostic[]): string {
  const { code } = firstError(diagnostics);
  return code === "hardware/threads" ? "threads" : code === "runtime/no-kernel" ? "runtime" : "network";
}

/** As many faults of one table as are shown. */
export function firstOf(said: readonly Diagnostic[]): readonly Diagnostic[] {
  const count = said.length - mostCsvFaults;
  if (count <= 0) return said;
  return [...said.slice(0, mostCsvFaults), diagnostic("csv/too-many-errors", { count }, undefined)];
}
