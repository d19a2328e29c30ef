import type { Cluster, DeviceProfile, Origin, Pipeline } from "../../hardware/index.ts";
import type { Footing } from "../timing.ts";
import { loopCycles } from "./loop-cycles.ts";
import type { Target } from "./lowering/lowering-of.ts";
import type { PlannedJob } from "./simulate-steps.ts";

/** The visible part of the shorter of work and transfers, in compose.ts. */
const composition: readonly Origin["kind"][] = ["fitted"];

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
  const types = new Set(jobs.map(({ step }) => step.dtype));
  const choices = [...types].flatMap((dtype) =>
    [...(runtime.loops.get(`${isa}-${dtype}`)?.values() ?? [])].filter((each) =>
      loops.has(each.byCore.get(cluster.core.name) ?? each.otherwise ?? ""),
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
  const kinds = origins.flatMap((each) => (each === undefined ? [] : [each.kind]));
  const composed = cluster.core.order === "out-of-order" ? composition : [];
  for (const kind of [...kinds, ...composed]) footing.set(kind, (footing.get(kind) ?? 0) + 1);
  return footing;
}
