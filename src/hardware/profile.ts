import type { Rational } from "../core/rational.ts";
import type { Unit } from "../core/units.ts";
import type { InstructionClass } from "./pipeline-fields.ts";

/** Where a number comes from. */
export type QuantityKind = "datasheet" | "measured" | "derived" | "fitted" | "assumed";

export const quantityKinds: readonly QuantityKind[] = ["datasheet", "measured", "derived", "fitted", "assumed"];

/** What a value of a profile rests on: a document and page, a command and its date, a derivation, or why it is assumed. */
export interface Origin {
  readonly source: string;
  readonly kind: QuantityKind;
}

/** A number of a profile: exact value in the base unit, the text as written, its origin. */
export interface Quantity extends Origin {
  readonly value: Rational;
  readonly text: string;
  readonly unit: Unit;
}

/** Cycles on one of several equal ports. */
export interface PortUse {
  readonly pipes: readonly string[];
  readonly cycles: number;
}

/** How one class of instructions runs. Units: cycles from issue. */
export interface InstructionTiming extends Origin {
  /** Until a use of the result. */
  readonly latency: number;
  /** Until the next instruction of the class adds to the same accumulator; the latency unless the core forwards. */
  readonly accumulating: number;
  /** Until a use of the address register that the instruction steps on. */
  readonly address: number;
  readonly microOps: number;
  /** All are taken at issue. */
  readonly uses: readonly PortUse[];
}

/** The part of a core that an inner loop sees. */
export interface Pipeline {
  /** Micro-operations per cycle. */
  readonly dispatch: number;
  /** Micro-operations in flight; undefined for cores that issue in order. */
  readonly window: number | undefined;
  readonly pipes: readonly string[];
  readonly timings: ReadonlyMap<InstructionClass, InstructionTiming>;
}

/** 32-bit ARMv6 and ARMv7, 64-bit ARMv8. */
export type InstructionSet = "armv6" | "armv7" | "armv8";

/** Oldest first. */
export const instructionSets: readonly InstructionSet[] = ["armv6", "armv7", "armv8"];

/** Which line of a set a cache gives up: the least recently used one, or any. */
export type Replacement = "lru" | "random";

export interface CoreProfile {
  readonly name: string;
  readonly order: "in-order" | "out-of-order";
  readonly issueWidth: Quantity;
  readonly l1Data: Quantity;
  readonly lineSize: Quantity;
  /** Of the systems that run on the core, oldest first. */
  readonly instructionSets: readonly InstructionSet[];
  readonly l1Ways: Quantity | undefined;
  readonly l1Replacement: Replacement;
  readonly mispredictPenalty: Quantity | undefined;
  /** fp32 multiply-adds on 128-bit vectors per cycle; absent when not known, as the next two. */
  readonly fmaRate: Quantity | undefined;
  readonly fmaLatency: Quantity | undefined;
  readonly loadRate: Quantity | undefined;
  /** MAC per cycle by data type: fp32, fp16, int8. */
  readonly peakMacRate: ReadonlyMap<string, Quantity>;
  /** Ports and timings for inner loops; absent when not known. */
  readonly pipeline: Pipeline | undefined;
}

export interface Cluster {
  readonly name: string;
  readonly core: CoreProfile;
  readonly count: number;
  readonly clock: Quantity;
  readonly l2: Quantity;
  /** Whether the cores of the cluster share that cache, or each has one. */
  readonly l2Sharing: "cluster" | "core";
  readonly l2Bandwidth: Quantity | undefined;
  /** From a cache that cores share to all of them together; absent when not known. */
  readonly l2Together: Quantity | undefined;
  readonly l2Ways: Quantity | undefined;
  readonly l2Replacement: Replacement;
  /** Read bandwidth of one thread on this cluster, and of all its cores; absent where the device's hold. */
  readonly dramOneThread: Quantity | undefined;
  readonly dramAllThreads: Quantity | undefined;
}

/** A data type that a DSP computes in. */
export type DspType = "fp16" | "int8";

/** A DSP with a unit for vectors and one for matrices. Units of times: cycles. */
export interface DspProfile {
  readonly name: string;
  readonly vector: Quantity;
  readonly packet: Quantity;
  readonly packets: DspPackets;
  /** Rows and columns of pixels, and channels, of a tile of the matrix unit. */
  readonly tile: Readonly<Record<DspType, DspTile>>;
  readonly tileCycles: Readonly<Record<DspType, Quantity>>;
  readonly neighbour: Readonly<Record<DspType, Quantity>>;
  readonly tileStore: Quantity;
  readonly operator: Quantity;
  /** Activations that the matrix unit applies to its sums. */
  readonly matrixFuses: Named;
}

/** What the packets of a DSP's inner loops depend on, beside slots and pipes. Units of delays: packets of a thread. */
export interface DspPackets {
  /** Of a thread. */
  readonly vectorRegisters: Quantity;
  /** Whether shifts run on the permuting pipe, too. */
  readonly shiftsCross: Stated;
  /** Whether sums of products of two vectors, and rounded products of halves, take one multiplying pipe instead of both. */
  readonly narrowProducts: Stated;
  /** Whether loops may be written with IEEE half floats. */
  readonly halfFloats: Stated;
  /** Until a use as a late source. */
  readonly lateDelay: Quantity;
  /** Until a use as an early source. */
  readonly earlyDelay: Quantity;
  /** Until a use of a general register. */
  readonly scalarDelay: Quantity;
  /** The same of products, and of what is loaded. */
  readonly scalarLoadDelay: Quantity;
  /** Cycles from one packet of a thread to its next at least. */
  readonly contextCycles: Quantity;
  /** Threads that can hold the vector registers at a time. */
  readonly vectorContexts: Quantity;
  readonly hardwareThreads: Quantity;
}

/** Yes or no, and where that comes from. */
export interface Stated extends Origin {
  readonly isSo: boolean;
}

export interface DspTile extends Origin {
  readonly rows: number;
  readonly columns: number;
  readonly channels: number;
}

/** Names of operators, and where they come from. */
export interface Named extends Origin {
  readonly names: ReadonlySet<string>;
}

/** The DSP of a chip. */
export interface DspUnit {
  readonly core: DspProfile;
  readonly clock: Quantity;
  readonly vtcm: Quantity;
  /** Sustained, in B/s. */
  readonly dram: Quantity;
  /** Seconds to hand an inference over and to be told of its end. */
  readonly inference: Quantity;
  /** Rate in B/s at which float32 inputs and outputs of a network are copied and converted. */
  readonly floatEdges: Quantity;
}

/** A runtime that compiles networks for a DSP. */
export interface DspRuntimeProfile {
  readonly name: string;
  readonly title: string;
  /** Year and month: `2025-06`. */
  readonly vintage: string;
  /** Activations that run inside the operator that feeds them, beside those of the matrix unit. */
  readonly fuses: Named;
  /** Data types of networks whose inputs and outputs are float32. */
  readonly floatEdges: Named;
  /** Operators without a kernel. */
  readonly lacks: Named;
}

/** Energy per event, in J/MAC and J/B; absent where no figure is known. */
export interface Energy {
  /** By data type: fp32, fp16, int8. */
  readonly mac: ReadonlyMap<string, Quantity>;
  readonly l1: Quantity | undefined;
  readonly l2: Quantity | undefined;
  readonly l3: Quantity | undefined;
  readonly dram: Quantity | undefined;
}

/** A device: its chip's clusters and memory, fastest cluster first as listed; its DSP; at least one of both. */
export interface DeviceProfile {
  readonly name: string;
  readonly title: string;
  readonly soc: string;
  readonly clusters: readonly Cluster[];
  readonly dsp: DspUnit | undefined;
  readonly l3: Quantity | undefined;
  /** In bytes per cycle of the reading core. */
  readonly l3Bandwidth: Quantity | undefined;
  readonly l3Ways: Quantity | undefined;
  readonly l3Replacement: Replacement;
  /** Of the cores; of the DSP where there are none. */
  readonly dramOneThread: Quantity;
  readonly dramAllThreads: Quantity;
  readonly energy: Energy | undefined;
}

/** Profile texts by path: `devices/pixel-2.yaml`. */
export type ProfileLibrary = Readonly<Record<string, string>>;
