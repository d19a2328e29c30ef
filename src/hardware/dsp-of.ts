import { type Entries, groupEntry, quantityEntry, textEntry, wordEntry } from "./entry.ts";
import type { DspPackets, DspProfile, DspRuntimeProfile, DspTile, DspType, DspUnit, Named, Stated } from "./profile.ts";

/** The DSP of a chip that checked fields describe. */
export function dspUnitOf(entries: Entries): DspUnit {
  return {
    core: dspOf(groupEntry(entries, "core")),
    clock: quantityEntry(entries, "clock"),
    vtcm: quantityEntry(entries, "vtcm"),
    dram: quantityEntry(entries, "dram"),
    inference: quantityEntry(entries, "inference"),
    floatEdges: quantityEntry(entries, "floatEdges"),
  };
}

/** The DSP that checked fields describe; without a name of its own, and extending none, it is called `dsp`. */
export function dspOf(entries: Entries): DspProfile {
  return {
    name: textEntry(entries, "name")?.text ?? textEntry(entries, "extends")?.text ?? "dsp",
    vector: quantityEntry(entries, "vector"),
    packet: quantityEntry(entries, "packet"),
    packets: sharedPackets(groupEntry(entries, "packets")),
    tile: perType(groupEntry(entries, "tile"), tileOf),
    tileCycles: perType(groupEntry(entries, "tileCycles"), quantityEntry),
    neighbour: perType(groupEntry(entries, "neighbour"), quantityEntry),
    tileStore: quantityEntry(entries, "tileStore"),
    operator: quantityEntry(entries, "operator"),
    matrixFuses: named(entries, "matrixFuses"),
  };
}

const packetsOfFields = new WeakMap<Entries, DspPackets>();

/** How the instructions of a DSP go into packets; DSPs that share these fields share it. */
function sharedPackets(fields: Entries): DspPackets {
  const known = packetsOfFields.get(fields) ?? packetsOf(fields);
  packetsOfFields.set(fields, known);
  return known;
}

function packetsOf(entries: Entries): DspPackets {
  return {
    vectorRegisters: quantityEntry(entries, "vectorRegisters"),
    shiftsCross: stated(entries, "shiftsCross"),
    narrowProducts: stated(entries, "narrowProducts"),
    halfFloats: stated(entries, "halfFloats"),
    lateDelay: quantityEntry(entries, "lateDelay"),
    earlyDelay: quantityEntry(entries, "earlyDelay"),
    scalarDelay: quantityEntry(entries, "scalarDelay"),
    scalarLoadDelay: quantityEntry(entries, "scalarLoadDelay"),
    contextCycles: quantityEntry(entries, "contextCycles"),
    vectorContexts: quantityEntry(entries, "vectorContexts"),
    hardwareThreads: quantityEntry(entries, "hardwareThreads"),
  };
}

/** The runtime of DSPs that checked fields describe. */
export function dspRuntimeOf(name: string, entries: Entries): DspRuntimeProfile {
  return {
    name,
    title: textEntry(entries, "title")?.text ?? name,
    vintage: wordEntry(entries, "vintage").word,
    fuses: named(entries, "fuses"),
    floatEdges: named(entries, "floatEdges"),
    lacks: named(entries, "lacks"),
  };
}

function perType<T>(entries: Entries, read: (entries: Entries, name: string) => T): Readonly<Record<DspType, T>> {
  return { fp16: read(entries, "fp16"), int8: read(entries, "int8") };
}

/** `8x4x32` */
function tileOf(entries: Entries, name: string): DspTile {
  const { word, origin } = wordEntry(entries, name);
  const [rows = 1, columns = 1, channels = 1] = word.split("x").map(Number);
  return { rows, columns, channels, ...origin };
}

/** Names with a blank between them; none for `none`. */
function named(entries: Entries, field: string): Named {
  const { word, origin } = wordEntry(entries, field);
  return { names: new Set(word === "none" ? [] : word.split(" ")), ...origin };
}

function stated(entries: Entries, field: string): Stated {
  const { word, origin } = wordEntry(entries, field);
  return { isSo: word === "yes", ...origin };
}
