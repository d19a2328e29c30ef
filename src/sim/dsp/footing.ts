import type { DspRuntimeProfile, DspUnit, Origin } from "../../hardware/index.ts";
import type { Footing } from "../timing.ts";
import type { StepLoad } from "./loads.ts";
import type { DspMachine } from "./machine.ts";

/** How many values of each kind a prediction rests on: of the chip, of the DSP and the packets of its loops, of the runtime. */
export function footingOf(
  { core, ...unit }: DspUnit,
  runtime: DspRuntimeProfile,
  { dtype, packets }: DspMachine,
  loads: readonly StepLoad[],
): Footing {
  const usesVectors = loads.some(({ packets: of }) => of.size > 0);
  const { name: _, ...facts } = packets;
  const origins: readonly Pick<Origin, "kind">[] = [
    ...Object.values(unit),
    core.tile[dtype],
    core.tileCycles[dtype],
    core.neighbour[dtype],
    core.tileStore,
    core.operator,
    core.matrixFuses,
    ...(usesVectors ? [core.packet, core.vector, ...Object.values(facts)] : []),
    runtime.fuses,
    runtime.floatEdges,
  ];
  const footing = new Map<Origin["kind"], number>();
  for (const { kind } of origins) footing.set(kind, (footing.get(kind) ?? 0) + 1);
  return footing;
}
