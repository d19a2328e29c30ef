import { rational, rationalToNumber } from "../../core/rational.ts";
import type { Cluster, DeviceProfile, Pipeline, Quantity } from "../../hardware/index.ts";
import type { IssueOrder } from "./kernel/simulate.ts";
import type { CacheShape } from "./traffic.ts";

/** One level of the memory below the level-1 cache. */
export interface Level {
  readonly name: "l2" | "l3" | "dram";
  /** Undefined for DRAM, which holds everything. */
  readonly cache: CacheShape | undefined;
  /** Whether all threads see the same cache. */
  readonly isShared: boolean;
  /** Bytes per cycle towards one core. */
  readonly perCore: number;
  /** Bytes per cycle towards all cores together; undefined when it grows with them. */
  readonly together: number | undefined;
}

/** Cores of one cluster as numbers, in cycles of their clock. */
export interface Machine {
  readonly pipeline: Pipeline;
  readonly order: IssueOrder;
  readonly clock: number;
  readonly threads: number;
  readonly l1: CacheShape;
  /** From the level-2 cache outwards. */
  readonly levels: readonly Level[];
  /** Cores that share the level-2 cache. */
  readonly coresSharing: number;
  /** Cycles that a branch costs when it was predicted wrongly. */
  readonly mispredict: number;
  /** A time of a profile, which may be given in cycles or in seconds, in cycles. */
  cyclesOf(quantity: Quantity): number;
}

/** What a cache gives one core where its profile does not say. */
export const unstatedBandwidth: Quantity = {
  value: rational(8n),
  text: "8 B/cycle",
  unit: "B/cycle",
  source: "half of a vector a cycle",
  kind: "assumed",
};

export function machineOf(device: DeviceProfile, cluster: Cluster, pipeline: Pipeline, threads: number): Machine {
  const { core } = cluster;
  const clock = number(cluster.clock);
  const l2: Level = {
    name: "l2",
    cache: { capacity: number(cluster.l2), replacement: cluster.l2Replacement },
    isShared: cluster.l2Sharing === "cluster",
    perCore: number(cluster.l2Bandwidth ?? unstatedBandwidth),
    together: cluster.l2Together === undefined ? undefined : number(cluster.l2Together),
  };
  const l3: Level[] =
    device.l3 === undefined
      ? []
      : [
          {
            name: "l3",
            cache: { capacity: number(device.l3), replacement: device.l3Replacement },
            isShared: true,
            perCore: number(device.l3Bandwidth ?? unstatedBandwidth),
            together: undefined,
          },
        ];
  const dram: Level = {
    name: "dram",
    cache: undefined,
    isShared: true,
    perCore: number(cluster.dramOneThread ?? device.dramOneThread) / clock,
    together: number(cluster.dramAllThreads ?? device.dramAllThreads) / clock,
  };
  return {
    pipeline,
    order: core.order,
    clock,
    threads,
    l1: { capacity: number(core.l1Data), replacement: core.l1Replacement },
    levels: [l2, ...l3, dram],
    coresSharing: cluster.l2Sharing === "cluster" ? cluster.count : 1,
    mispredict: core.mispredictPenalty === undefined ? 0 : number(core.mispredictPenalty),
    cyclesOf: (quantity) => number(quantity) * (quantity.unit === "s" ? clock : 1),
  };
}

function number({ value }: Quantity): number {
  return rationalToNumber(value);
}
