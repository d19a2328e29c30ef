import type { PhaseResult } from "../core/diagnostic.ts";
import type { LayerCost, NetworkCost } from "../cost/index.ts";
import type {
  DeviceProfile,
  DspRuntimeProfile,
  InstructionSet,
  QuantityKind,
  RuntimeProfile,
} from "../hardware/index.ts";

export interface TimingOptions {
  /** Name of the core to run on; the one with the highest rate unless given. */
  readonly core?: string | undefined;
  /** Threads on the cores of one cluster; 1 unless given. */
  readonly threads?: number | undefined;
  /** Instruction set of the system; the newest that the core has unless given. */
  readonly isa?: InstructionSet | undefined;
  /** Layers for which the runtime has no kernel are timed by a plain loop and marked, instead of being an error. */
  readonly fallback?: boolean | undefined;
}

/** Which part of the machine takes most of a layer's cycles. */
export type Bound = "compute" | "l2" | "l3" | "vtcm" | "dram" | "overhead";

/** Cycles of moving data into the level-1 cache from the level named, as if nothing overlapped. */
export interface MemoryCycles {
  readonly l2: number;
  readonly l3: number;
  readonly vtcm: number;
  readonly dram: number;
}

/** Nothing moved. */
export const noMemoryCycles: MemoryCycles = { l2: 0, l3: 0, vtcm: 0, dram: 0 };

/** Cycles of one layer on the cores that run it. */
export interface LayerTiming {
  readonly cost: LayerCost;
  /** The inner loop that takes most of the time; the layer it runs inside of (`in stem.conv`) when it takes none of its own. */
  readonly kernel: string;
  /** All of the layer: what is not hidden behind something else. */
  readonly cycles: number;
  /** The cores' own work, with all data in the level-1 cache. */
  readonly computeCycles: number;
  readonly memoryCycles: MemoryCycles;
  /** Of these, the cycles of moving weights. */
  readonly weightCycles: MemoryCycles;
  /** Dispatch of the operator, fork and join of threads, threads that wait for others. */
  readonly overheadCycles: number;
  /** Cycles of memory and cores that run at the same time: `computeCycles` + memory + `overheadCycles` - `cycles`. */
  readonly hiddenCycles: number;
  readonly milliseconds: number;
  readonly bound: Bound;
  /** MACs, or what a faster algorithm leaves of them, over what the cores could do in the cycles at their peak rate; 0 for layers without MACs. */
  readonly utilization: number;
  /** The runtime has no kernel for the layer; see `TimingOptions.fallback`. */
  readonly isFallback: boolean;
}

/** How many values of each kind a prediction rests on. */
export type Footing = ReadonlyMap<QuantityKind, number>;

/** The roofs over a network's layers on its cores. Units: MAC and B per cycle. */
export interface Ceilings {
  /** Peak rate of all threads, by data type that the core computes in; the network's own first. */
  readonly macRate: ReadonlyMap<string, number>;
  /** Bytes per cycle from each level to the cores, nearest level first: `l1`, `l2`, `l3`, `dram`. */
  readonly bandwidth: ReadonlyMap<string, number>;
}

/** MAC/B at which the roof of the memory meets that of the data type. */
export function ridgePoint({ ceilings }: Pick<NetworkTiming, "ceilings">): number {
  const [rate = 0] = ceilings.macRate.values();
  return rate / (ceilings.bandwidth.get("dram") ?? Number.POSITIVE_INFINITY);
}

/** The type that the core computes the network in: halves for a network of single floats on a DSP. */
export function computedIn({ ceilings }: Pick<NetworkTiming, "ceilings">): string | undefined {
  const [dtype] = ceilings.macRate.keys();
  return dtype;
}

export interface NetworkTiming {
  /** `cpu`, `dsp` or `roofline`. */
  readonly model: string;
  readonly device: string;
  readonly core: string;
  /** Undefined for the plain roofline. */
  readonly runtime: string | undefined;
  readonly threads: number;
  readonly clockGhz: number;
  readonly ceilings: Ceilings;
  readonly layers: readonly LayerTiming[];
  readonly cycles: number;
  readonly milliseconds: number;
  /** Per inference, in mJ; undefined unless the device's profile has sourced figures for every event. */
  readonly energyMj: number | undefined;
  readonly footing: Footing;
}

/** Predicts the latency of one inference; models of different depth share this interface, some without a runtime. */
export interface TimingModel<R extends RuntimeProfile | DspRuntimeProfile | undefined> {
  readonly name: string;
  time(cost: NetworkCost, device: DeviceProfile, runtime: R, options: TimingOptions): PhaseResult<NetworkTiming>;
}
