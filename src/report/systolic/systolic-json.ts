import type { ArrayLayer, ProductTiming } from "../../sim/index.ts";
import { type JsonValue, jsonCount, jsonRatio, jsonText } from "../json-text.ts";
import { jsonArguments } from "../render-json.ts";
import { operatorOf, type SystolicReport } from "./systolic-report.ts";

/** `ridge.systolic/1`: every layer in execution order, those without MACs with 0 cycles and no products; formulas are strings. */
export function systolicJson({ network, arguments: given, timing, networkMacs, assumptions }: SystolicReport): string {
  const { array, dataflow, depthwise, unpadded } = timing.options;
  const value: JsonValue = {
    schema: "ridge.systolic/1",
    network,
    arguments: jsonArguments(given),
    array: { rows: array.rows, columns: array.columns },
    dataflow,
    depthwise,
    unpadded,
    totals: { ...workRecord(timing), networkMacs: jsonCount(networkMacs) },
    layers: timing.layers.map(layerRecord),
    assumptions: assumptions.length === 0 ? undefined : assumptions,
  };
  return `${jsonText(value, 2)}\n`;
}

function layerRecord(layer: ArrayLayer): JsonValue {
  return {
    name: layer.cost.layer.name,
    op: operatorOf(layer),
    ...workRecord(layer),
    products: layer.products.map(productRecord),
  };
}

function productRecord(timing: ProductTiming): JsonValue {
  const { count, atOnce, pixels, filters, summed, mappingEfficiency } = timing;
  return {
    count: jsonCount(count),
    atOnce: jsonCount(atOnce),
    pixels: jsonCount(pixels),
    filters: jsonCount(filters),
    summed: jsonCount(summed),
    ...workRecord(timing),
    mappingEfficiency: jsonRatio(mappingEfficiency),
  };
}

function workRecord({ cycles, macs, utilization }: Pick<ArrayLayer, "cycles" | "macs" | "utilization">): {
  readonly [key: string]: JsonValue;
} {
  return { cycles: jsonCount(cycles), macs: jsonCount(macs), utilization: jsonRatio(utilization) };
}
