import { type Entries, groupEntry, quantityEntry, textEntry, wordEntry } from "./entry.ts";
import type { DspProfile, DspRuntimeProfile, DspTile, DspType, DspUnit, Named } from "./profile.ts";

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

/** A DSP without a name of its own, and extending none, is called `dsp`. */
function dspOf(entries: Entries): DspProfile {
  return {
    name: textEntry(entries, "name")?.text ?? textEntry(entries, "extends")?.text ?? "dsp",
    vector: quantityEntry(entries, "vector"),
    packet: quantityEntry(entries, "packet"),
    tile: perType(groupEntry(entries, "tile"), tileOf),
    tileCycles: perType(groupEntry(entries, "tileCycles"), quantityEntry),
    neighbour: perType(groupEntry(entries, "neighbour"), quantityEntry),
    tileStore: quantityEntry(entries, "tileStore"),
    operator: quantityEntry(entries, "operator"),
    matrixFuses: named(entries, "matrixFuses"),
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
