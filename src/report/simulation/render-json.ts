import { type JsonValue, jsonText } from "../json-text.ts";
import { jsonArguments } from "../render-json.ts";
import { boundOf, isLayerRow, kernelsOf, type LayerRow, type Row, utilizationOf } from "../row.ts";
import type { Selection } from "../select.ts";
import { errorNote } from "./error-text.ts";
import type { Simulation } from "./simulation.ts";

/** The form of a simulation in JSON; another number for another form. */
const schema = "ridge.simulate/1";

type JsonObject = { readonly [key: string]: JsonValue | undefined };

/**
 * `ridge.simulate/1`: every layer in execution order; cycles are whole numbers, each layer's causes less its hidden cycles add up to its
 * cycles, and those to the network's. What takes no time has no bound and no utilization; a view has no kernel, either. `groups` holds the rows that were asked for with a grouping, an order or a cut.
 */
export function simulationJson(simulation: Simulation, rows: readonly Row[], { by, sort, top }: Selection): string {
  const isSelected = by !== "layer" || sort !== "order" || top !== undefined;
  const groups = { by, sort: sort === "order" ? undefined : sort, top, rows: rows.map(rowRecord) };
  const record = {
    ...headRecord(simulation),
    layers: layersOf(simulation),
    groups: isSelected ? groups : undefined,
  };
  return `${jsonText(record, 2)}\n`;
}

/** One JSON object per line: first the network, then each row: a layer, or a group of layers. */
export function simulationJsonLines(simulation: Simulation, rows: readonly Row[]): string {
  const byName = new Map(simulation.report.layers.map((row, index) => [row, layerRecord(simulation, row, index)]));
  const lines = rows.map((row) => {
    const layer = isLayerRow(row) ? byName.get(row) : undefined;
    return layer === undefined ? { kind: "group", ...rowRecord(row) } : { kind: "layer", ...layer };
  });
  const head = { kind: "network", ...headRecord(simulation) };
  return `${[head, ...lines].map((each) => jsonText(each, 0)).join("\n")}\n`;
}

function headRecord({ report, settings, errorBand }: Simulation): JsonObject {
  const { timing } = report;
  return {
    schema,
    network: report.network,
    arguments: jsonArguments(report.arguments),
    batch: report.batch,
    model: timing.model,
    device: timing.device,
    core: timing.core,
    runtime: timing.runtime ?? null,
    dtype: report.dtype,
    threads: timing.threads,
    clockGhz: timing.clockGhz,
    settings: settings.length === 0 ? undefined : settings,
    errorBandPct: errorBand?.kind === "near" ? errorBand.percent : null,
    errorBandNote: errorBand === undefined || errorBand.kind === "near" ? undefined : errorNote(errorBand),
    latencyMs: timing.milliseconds,
    cycles: timing.cycles,
    energyMj: timing.energyMj ?? null,
    footing: Object.fromEntries(timing.footing),
  };
}

function layersOf(simulation: Simulation): readonly JsonObject[] {
  return simulation.report.layers.map((row, index) => layerRecord(simulation, row, index));
}

function layerRecord({ report }: Simulation, row: LayerRow, index: number): JsonObject {
  const isFallback = report.timing.layers[index]?.isFallback === true;
  return { name: row.name, op: row.op, ...timeRecord(row), fallback: isFallback ? true : undefined };
}

function rowRecord(row: Row): JsonObject {
  return { name: row.name, ...timeRecord(row) };
}

function timeRecord(row: Row): JsonObject {
  const { timing } = row;
  if (timing === undefined) return {};
  const { cycles, computeCycles, memoryCycles, overheadCycles, hiddenCycles, milliseconds } = timing;
  const { l2, l3, vtcm, dram } = memoryCycles;
  return {
    kernel: kernelsOf(row)[0] ?? null,
    cycles,
    computeCycles,
    memoryCycles: { l2, l3, vtcm, dram },
    overheadCycles,
    hiddenCycles,
    bound: boundOf(row) ?? null,
    utilization: utilizationOf(row) ?? null,
    latencyMs: milliseconds,
  };
}
