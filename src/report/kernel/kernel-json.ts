import type { KernelRun } from "../../sim/index.ts";
import { type JsonValue, jsonText } from "../json-text.ts";
import { type KernelReport, macRate } from "./kernel-report.ts";

/** `ridge.kernel/1`: cycles per pass, what binds, work per port; with `explain` each instruction of a steady pass. */
export function kernelJson(report: KernelReport, explain: boolean): string {
  const { kernel, core, run } = report;
  const { steady, bounds, program } = run;
  const value: JsonValue = {
    schema: "ridge.kernel/1",
    kernel: kernel.name,
    core,
    instructions: kernel.body.length,
    macs: kernel.macs,
    cycles: run.cyclesPerPass,
    macsPerCycle: macRate(report) ?? null,
    bound: run.bound,
    bounds: {
      ports: bounds.ports.cycles,
      busiestPorts: bounds.ports.pipes,
      frontEnd: bounds.frontEnd.cycles,
      microOps: bounds.frontEnd.microOps,
      dependences: bounds.dependences.cycles,
      chain: bounds.dependences.chain,
    },
    period: { passes: steady.passes, cycles: steady.cycles },
    ports: Object.fromEntries(program.pipeline.pipes.map((pipe, at) => [pipe, run.pressure[at] ?? 0])),
    schedule: explain ? scheduleJson(run) : undefined,
  };
  return `${jsonText(value, 2)}\n`;
}

/** Cycles are counted from the dispatch of the pass's first instruction. */
function scheduleJson({ steady, program }: KernelRun): JsonValue {
  const origin = steady.pass[0]?.dispatched ?? 0;
  return steady.pass.map(({ index, dispatched, ready, issued, taken }) => {
    const step = program.steps[index];
    return {
      index,
      text: step?.instruction.text ?? "",
      dispatched: dispatched - origin,
      ready: ready - origin,
      issued: issued - origin,
      done: issued + (step?.done ?? 0) - origin,
      ports: taken.map(({ pipe }) => program.pipeline.pipes[pipe] ?? ""),
    };
  });
}
