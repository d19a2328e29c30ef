import type { DspPackets, DspRuntimeProfile, DspUnit, Origin } from "../../hardware/index.ts";
import type { Footing } from "../timing.ts";
import type { StepLoad } from "./loads.ts";
import type { DspMachine } from "./machine.ts";

/** What the packets of a loop depend on; how threads share the core is in the pace of packets. */
const inPackets = [
  "vectorRegisters",
  "shiftsCross",
  "narrowProducts",
  "lateDelay",
  "earlyDelay",
  "scalarDelay",
  "scalarLoadDelay",
] as const satisfies readonly (keyof DspPackets)[];

/** How many values of each kind a prediction rests on: of the chip, of the DSP and the packets of its loops, of the runtime. */
export function footingOf(
  { core, ...unit }: DspUnit,
  runtime: DspRuntimeProfile,
  { dtype }: DspMachine,
  loads: readonly StepLoad[],
): Footing {
  const usesVectors = loads.some(({ packets: of }) => of.size > 0);
  const origins: readonly Pick<Origin, "kind">[] = [
    ...Object.values(unit),
    core.tile[dtype],
    core.tileCycles[dtype],
    core.neighbour[dtype],
    core.tileStore,
    core.operator,
    core.matrixFuses,
    ...(usesVectors ? [core.packet, core.vector, ...inPackets.map((each) => core.packets[each])] : []),
    runtime.fuses,
    runtime.floatEdges,
  ];
  const footing = new Map<Origin["kind"], number>();
  for (const { kind } of origins) footing.set(kind, (footing.get(kind) ?? 0) + 1);
  return footing;
}
