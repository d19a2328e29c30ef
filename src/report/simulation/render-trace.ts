import { type LayerTiming, memoryLevels, memoryTotal, type NetworkTiming } from "../../sim/index.ts";
import { type JsonValue, jsonText } from "../json-text.ts";
import { jsonArguments } from "../render-json.ts";
import type { Simulation } from "./simulation.ts";

/** The tracks of a trace, top to bottom; each is a thread of the format. */
const tracks = ["layers", "overhead", "compute", ...memoryLevels] as const;

type Track = (typeof tracks)[number];

const trackNames: Readonly<Record<Track, string>> = {
  layers: "layers",
  overhead: "overhead",
  compute: "compute",
  l2: "L2",
  l3: "L3",
  vtcm: "VTCM",
  dram: "DRAM",
};

/** The one process of a trace: the device. */
const pid = 1;

/** A stretch of a track, in cycles from the start of the inference. */
interface Slice {
  readonly track: Track;
  readonly start: number;
  readonly end: number;
}

/**
 * A timeline in the Trace Event Format, which Perfetto and chrome://tracing open: a process for the device, a track for the layers, and
 * one for each cause. Overhead stands at the start of its layer, computing behind it, memory as late as it can, so that what overlaps is
 * what is hidden. On a DSP the VTCM stands behind computing, and the DMA's transfers end to end: those that run ahead begin before their
 * layer does. Units: `ts` and `dur` in µs, to the nanosecond.
 *
 * Source: Trace Event Format, https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
 */
export function simulationTrace({ report }: Simulation): string {
  const { timing } = report;
  const shown = new Set<Track>(["layers"]);
  const events: JsonValue[] = [];
  const ahead = timing.model === "dsp" ? transferStarts(timing) : [];
  let start = 0;
  for (const [at, layer] of timing.layers.entries()) {
    const slices = timing.model === "dsp" ? dspSlices(layer, start, ahead[at] ?? start) : slicesOf(layer, start);
    for (const slice of slices) {
      shown.add(slice.track);
      events.push(sliceEvent(slice, layer, timing));
    }
    start += layer.cycles;
  }
  const names = tracks.flatMap((track, at) => (shown.has(track) ? trackEvents(track, at + 1) : []));
  const document = {
    traceEvents: [nameEvent("process_name", undefined, `${timing.device} ${timing.core}`), ...names, ...events],
    displayTimeUnit: "ms",
    otherData: {
      schema: "ridge.trace/1",
      network: report.network,
      arguments: jsonArguments(report.arguments),
      dtype: report.dtype,
      clockGhz: timing.clockGhz,
    },
  };
  return `${jsonText(document, 2)}\n`;
}

/** The layer, its overhead and its computing. */
function workSlices(layer: LayerTiming, start: number): readonly Slice[] {
  const begin = start + layer.overheadCycles;
  return [
    { track: "layers", start, end: start + layer.cycles },
    { track: "overhead", start, end: begin },
    { track: "compute", start: begin, end: begin + layer.computeCycles },
  ];
}

function dspSlices(layer: LayerTiming, start: number, transfer: number): readonly Slice[] {
  const { overheadCycles, computeCycles, memoryCycles } = layer;
  const begin = start + overheadCycles + computeCycles;
  const slices: readonly Slice[] = [
    ...workSlices(layer, start),
    { track: "vtcm", start: begin, end: begin + memoryCycles.vtcm },
    { track: "dram", start: transfer, end: transfer + memoryCycles.dram },
  ];
  return slices.filter((each) => each.end > each.start);
}

/** Where the DMA begins each layer's transfers: one after the other, each as late as the layer and those behind it allow. */
function transferStarts({ layers, cycles }: NetworkTiming): readonly number[] {
  let free = cycles;
  let end = cycles;
  const starts = layers.toReversed().map((layer) => {
    free = Math.max(0, Math.min(end, free) - layer.memoryCycles.dram);
    end -= layer.cycles;
    return free;
  });
  return starts.toReversed();
}

function slicesOf(layer: LayerTiming, start: number): readonly Slice[] {
  const end = start + layer.cycles;
  const begin = start + layer.overheadCycles;
  const slices: Slice[] = [...workSlices(layer, start)];
  let at = Math.max(begin, end - memoryTotal(layer));
  for (const track of memoryLevels.toReversed()) {
    const cycles = layer.memoryCycles[track];
    // Levels that wait at the same time, too, reach back to where the layer's work begins.
    const from = Math.min(at, end - cycles);
    slices.push({ track, start: from, end: from + cycles });
    at = from + cycles;
  }
  return slices.filter((each) => each.end > each.start);
}

function sliceEvent({ track, start, end }: Slice, layer: LayerTiming, timing: NetworkTiming): JsonValue {
  const nanoseconds = (cycles: number) => Math.round(cycles / timing.clockGhz);
  const ts = nanoseconds(start);
  return {
    name: layer.cost.layer.name,
    cat: track,
    ph: "X",
    ts: ts / 1e3,
    dur: (nanoseconds(end) - ts) / 1e3,
    pid,
    tid: tracks.indexOf(track) + 1,
    args: track === "layers" ? layerArguments(layer) : { cycles: end - start },
  };
}

function layerArguments(layer: LayerTiming): JsonValue {
  const { kernel, cycles, computeCycles, memoryCycles, overheadCycles, hiddenCycles, bound, utilization } = layer;
  const { l2, l3, vtcm, dram } = memoryCycles;
  return {
    op: layer.cost.layer.operator.name,
    kernel: kernel === "" ? undefined : kernel,
    cycles,
    computeCycles,
    memoryCycles: { l2, l3, vtcm, dram },
    overheadCycles,
    hiddenCycles,
    bound,
    utilization,
  };
}

function trackEvents(track: Track, tid: number): readonly JsonValue[] {
  const order = { name: "thread_sort_index", ph: "M", pid, tid, args: { sort_index: tid } };
  return [nameEvent("thread_name", tid, trackNames[track]), order];
}

function nameEvent(name: string, tid: number | undefined, text: string): JsonValue {
  return { name, ph: "M", pid, tid, args: { name: text } };
}
