import { ridgePoint } from "../../sim/index.ts";
import { csvText } from "../csv-text.ts";
import { type JsonValue, jsonCount, jsonText } from "../json-text.ts";
import { jsonArguments } from "../render-json.ts";
import type { RooflinePoint, RooflineView } from "./roofline-view.ts";

/** `ridge.roofline/1`: the roofs and a point per layer with MACs. Units: MAC, B and cycles; ms. */
export function rooflineJson(view: RooflineView): string {
  const { timing, points, others } = view;
  const { ceilings } = timing;
  const value: JsonValue = {
    schema: "ridge.roofline/1",
    network: view.network,
    arguments: jsonArguments(view.arguments),
    model: timing.model,
    device: timing.device,
    core: timing.core,
    runtime: timing.runtime ?? null,
    dtype: view.dtype,
    threads: timing.threads,
    clockGhz: timing.clockGhz,
    ceilings: { macRate: Object.fromEntries(ceilings.macRate), bandwidth: Object.fromEntries(ceilings.bandwidth) },
    ridgePoint: ridgePoint(timing),
    points: points.map(fieldsOf),
    others: others.map((each) => each.cost.layer.name),
  };
  return `${jsonText(value, 2)}\n`;
}

/** The points under the names of the JSON fields, in full digits. */
export function rooflineCsv({ points }: RooflineView): string {
  const rows = points.map(fieldsOf);
  const names = ["name", "op", "class", "kernel", "macs", "cycles", "intensity", "macRate", "roof", "share"] as const;
  const all = [...names, "latencyMs", "bound"] as const;
  return csvText([all, ...rows.map((row) => all.map((each) => String(row[each])))]);
}

function fieldsOf({ layer, layerClass, intensity, macRate, roof, share }: RooflinePoint) {
  return {
    name: layer.cost.layer.name,
    op: layer.cost.layer.operator.name,
    class: layerClass,
    kernel: layer.kernel,
    macs: jsonCount(layer.cost.macs),
    cycles: layer.cycles,
    intensity,
    macRate,
    roof,
    share,
    latencyMs: layer.milliseconds,
    bound: layer.bound,
  };
}
