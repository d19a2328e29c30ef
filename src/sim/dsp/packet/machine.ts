import { rationalToNumber } from "../../../core/rational.ts";
import type { DspPackets, Quantity } from "../../../hardware/index.ts";

/** What the packets of a core's inner loops depend on, as numbers; the names are those of its profile. Slots and pipes are the same on all cores. */
export type PacketMachine = {
  readonly [Name in keyof DspPackets]: DspPackets[Name] extends Quantity ? number : boolean;
};

const machines = new WeakMap<DspPackets, PacketMachine>();

/** The facts of a profile as numbers; the same ones give the same machine, for which results can be kept. */
export function packetMachine(facts: DspPackets): PacketMachine {
  const known = machines.get(facts) ?? newMachine(facts);
  machines.set(facts, known);
  return known;
}

function newMachine(facts: DspPackets): PacketMachine {
  return {
    vectorRegisters: rationalToNumber(facts.vectorRegisters.value),
    shiftsCross: facts.shiftsCross.isSo,
    narrowProducts: facts.narrowProducts.isSo,
    halfFloats: facts.halfFloats.isSo,
    lateDelay: rationalToNumber(facts.lateDelay.value),
    earlyDelay: rationalToNumber(facts.earlyDelay.value),
    scalarDelay: rationalToNumber(facts.scalarDelay.value),
    scalarLoadDelay: rationalToNumber(facts.scalarLoadDelay.value),
    contextCycles: rationalToNumber(facts.contextCycles.value),
    vectorContexts: rationalToNumber(facts.vectorContexts.value),
    hardwareThreads: rationalToNumber(facts.hardwareThreads.value),
  };
}
