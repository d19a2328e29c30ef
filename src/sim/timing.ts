import type { PhaseResult } from "../core/diagnostic.ts";
import type { LayerCost, NetworkCost } from "../cost/index.ts";
import type { DeviceProfile } from "../hardware/index.ts";

export interface TimingOptions {
  /** Name of the core to run on; the one with the highest rate unless given. */
  readonly core?: string | undefined;
}

/** Which part of the machine limits a layer. */
export type Bound = "compute" | "dram";

/** Cycles of one layer on one core. */
export interface LayerTiming {
  readonly cost: LayerCost;
  readonly computeCycles: number;
  readonly memoryCycles: number;
  readonly cycles: number;
  readonly milliseconds: number;
  readonly bound: Bound;
}

export interface NetworkTiming {
  readonly device: string;
  readonly core: string;
  readonly clockGhz: number;
  /** MAC/B at which both roofs meet. */
  readonly ridgePoint: number;
  readonly layers: readonly LayerTiming[];
  readonly cycles: number;
  readonly milliseconds: number;
}

/** Predicts the latency of one inference; models of different depth share this interface. */
export interface TimingModel {
  readonly name: string;
  time(cost: NetworkCost, device: DeviceProfile, options: TimingOptions): PhaseResult<NetworkTiming>;
}
