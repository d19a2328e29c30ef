import type { MemoryPlan } from "../cost/index.ts";
import { type JsonValue, jsonText } from "./json-text.ts";
import { type MemoryReport, reuseTexts } from "./memory-report.ts";
import { jsonArguments } from "./render-json.ts";

/** The plan as `ridge.memory/1`: sizes and offsets in bytes, steps counted from 0, buffers by their place in `arena.buffers`. */
export function memoryJson({ network, arguments: given, plan }: MemoryReport): string {
  const { reuse, schedule, dtype, batch, peakBytes, apartBytes, peakActivationBytes } = plan;
  const record: JsonValue = {
    schema: "ridge.memory/1",
    network,
    arguments: jsonArguments(given),
    reuse: { name: reuse, means: reuseTexts[reuse] },
    schedule,
    dtype,
    batch,
    peakBytes,
    apartBytes,
    peakActivationBytes,
    peaks: plan.peaks.map(({ reuse: name, writtenBytes, best }) => ({
      reuse: name,
      writtenBytes,
      bestBytes: best.peakBytes,
      lowerBoundBytes: best.lowerBoundBytes,
      optimal: best.isOptimal,
      states: best.states,
    })),
    steps: stepRecords(plan),
    arena: arenaRecord(plan),
    storage: plan.storage.map((each) => ({ ...each })),
  };
  return `${jsonText(record, 3)}\n`;
}

function stepRecords({ moments, peakBytes }: MemoryPlan): JsonValue {
  return moments.map(({ step, liveBytes, aliveCount, largest }) => ({
    layers: step.layers.map((each) => each.name),
    liveBytes,
    peak: liveBytes === peakBytes,
    alive: aliveCount,
    largest,
  }));
}

function arenaRecord({ arena }: MemoryPlan): JsonValue {
  const { bytes, align, strategy, lowerBoundBytes, buffers } = arena;
  return {
    bytes,
    align,
    strategy,
    lowerBoundBytes,
    buffers: buffers.map(({ name, bytes: size, first, last, offset }) => ({ name, bytes: size, first, last, offset })),
  };
}

/** A row per step; the buffers are the largest that are alive, joined with blanks. */
export function memoryCsv({ plan }: MemoryReport): string {
  const { moments, peakBytes, arena } = plan;
  const rows = moments.map(({ step, liveBytes, aliveCount, largest }, index) => {
    const names = largest.flatMap((each) => arena.buffers[each]?.name ?? []);
    const layers = step.layers.map((each) => each.name).join(" ");
    return [index, layers, liveBytes, liveBytes === peakBytes ? 1 : 0, aliveCount, names.join(" ")].join(",");
  });
  return `${["step,layers,alive_bytes,is_peak,buffers_alive,largest_buffers", ...rows].join("\n")}\n`;
}
