import type { Cluster, DeviceProfile, Origin, Pipeline } from "../../hardware/index.ts";
import type { Footing } from "../timing.ts";
import { loopCycles } from "./loop-cycles.ts";
import type { Target } from "./lowering/lowering-of.ts";
import type { PlannedJob } from "./simulate-steps.ts";

/** How many values of each kind a prediction rests on: of the memory, of the instructions that its loops use, of the runtime. */
export function footingOf(
  device: DeviceProfile,
  cluster: Cluster,
  pipeline: Pipeline,
  jobs: readonly PlannedJob[],
  { runtime, isa, machine }: Target,
): Footing {
  const loops = new Set(jobs.flatMap(({ job }) => job.passes.flatMap(({ runs }) => runs.map(({ loop }) => loop))));
  const classes = new Set([...loops].flatMap((each) => [...loopCycles(each, machine).classes]));
  const tables = [...runtime.loops].filter(([name]) => name.startsWith(`${isa}-`)).map(([, table]) => table);
  const choices = tables.flatMap((table) =>
    [...table.values()].filter((each) =>
      [each.otherwise, ...each.byCore.values()].some((name) => name !== undefined && loops.has(name)),
    ),
  );
  const origins: readonly (Origin | undefined)[] = [
    cluster.clock,
    cluster.core.l1Data,
    cluster.l2,
    cluster.l2Bandwidth,
    cluster.l2Together,
    cluster.core.mispredictPenalty,
    device.l3,
    device.l3Bandwidth,
    cluster.dramOneThread ?? device.dramOneThread,
    cluster.dramAllThreads ?? device.dramAllThreads,
    ...[...classes].map((each) => pipeline.timings.get(each)),
    ...choices,
    runtime.dispatch,
    runtime.fork,
  ];
  const footing = new Map<Origin["kind"], number>();
  for (const origin of origins) if (origin !== undefined) footing.set(origin.kind, (footing.get(origin.kind) ?? 0) + 1);
  return footing;
}
