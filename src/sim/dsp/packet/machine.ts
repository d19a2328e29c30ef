/** A number or choice of a core with where it is from. */
export interface PacketFact<Value> {
  readonly value: Value;
  readonly source: string;
  readonly kind: "datasheet" | "measured" | "derived" | "assumed";
}

/**
 * What the packets of a core's inner loops depend on beside the resources, which are the same on all cores. Plain data: a profile can say it.
 */
export interface PacketMachine {
  /** As it is called on the command line. */
  readonly name: string;
  /** Version of the instruction set: 68 for V68. */
  readonly version: PacketFact<number>;
  /** Instructions in a packet at most. */
  readonly packetWidth: PacketFact<number>;
  /** Vector registers of a thread. */
  readonly vectorRegisters: PacketFact<number>;
  readonly vectorBytes: PacketFact<number>;
  /** Whether shifts run on the permuting pipe, too. */
  readonly shiftsCross: PacketFact<boolean>;
  /** Whether sums of products of two vectors, and rounded products of halves, take one multiplying pipe instead of both. */
  readonly narrowProducts: PacketFact<boolean>;
  /** Whether loops are written with IEEE half floats, which need no conversion from the core's own format. */
  readonly halfFloats: PacketFact<boolean>;
  /** Packets from the one that makes a vector to the first that may use it as a late source: sums, accumulators, stored data. */
  readonly lateDelay: PacketFact<number>;
  /** The same for an early source: factors, and what is shifted or permuted. */
  readonly earlyDelay: PacketFact<number>;
  /** The same for general registers: sums and stepped addresses. */
  readonly scalarDelay: PacketFact<number>;
  /** The same for products of general registers, and what is loaded into them. */
  readonly scalarLoadDelay: PacketFact<number>;
  /** Core cycles from one vector packet of a thread to its next at least. */
  readonly contextCycles: PacketFact<number>;
  /** Threads that can hold the vector registers at a time. */
  readonly vectorContexts: PacketFact<number>;
  readonly hardwareThreads: PacketFact<number>;
}
