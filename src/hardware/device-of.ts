import { InternalError } from "../core/internal-error.ts";
import { rationalToNumber } from "../core/rational.ts";
import { type Entries, type Entry, textEntry } from "./entry.ts";
import { pipelineOf } from "./pipeline.ts";
import type { Cluster, CoreProfile, DeviceProfile, Energy, Quantity, Replacement } from "./profile.ts";

/** The device that checked fields describe. Every required field is there: checking has seen to that. */
export function deviceOf(name: string, entries: Entries): DeviceProfile {
  const dram = group(entries, "dram");
  return {
    name,
    title: textEntry(entries, "title")?.text ?? name,
    soc: textEntry(entries, "soc")?.text ?? "",
    clusters: [...group(entries, "clusters")].map(([cluster, entry]) => clusterOf(cluster, groupFields(entry))),
    l3: optional(entries, "l3"),
    l3Bandwidth: optional(entries, "l3Bandwidth"),
    l3Ways: optional(entries, "l3Ways"),
    l3Replacement: replacement(entries, "l3Replacement"),
    dramOneThread: quantity(dram, "oneThread"),
    dramAllThreads: quantity(dram, "allThreads"),
    energy: entries.has("energy") ? energyOf(group(entries, "energy")) : undefined,
  };
}

function energyOf(entries: Entries): Energy {
  return {
    mac: entries.has("mac") ? quantities(group(entries, "mac")) : new Map(),
    l1: optional(entries, "l1"),
    l2: optional(entries, "l2"),
    l3: optional(entries, "l3"),
    dram: optional(entries, "dram"),
  };
}

function clusterOf(name: string, entries: Entries): Cluster {
  const dram = entries.has("dram") ? group(entries, "dram") : undefined;
  return {
    name,
    core: coreOf(name, group(entries, "core")),
    count: rationalToNumber(quantity(entries, "count").value),
    clock: quantity(entries, "clock"),
    l2: quantity(entries, "l2"),
    l2Sharing: word(entries, "l2Sharing") === "core" ? "core" : "cluster",
    l2Bandwidth: optional(entries, "l2Bandwidth"),
    l2Together: optional(entries, "l2Together"),
    l2Ways: optional(entries, "l2Ways"),
    l2Replacement: replacement(entries, "l2Replacement"),
    dramOneThread: dram === undefined ? undefined : quantity(dram, "oneThread"),
    dramAllThreads: dram === undefined ? undefined : quantity(dram, "allThreads"),
  };
}

/** The core that checked fields describe; without a name of its own, and extending none, it takes the one given: its cluster's. */
export function coreOf(otherwise: string, entries: Entries): CoreProfile {
  const pipeline = entries.get("pipeline");
  return {
    name: textEntry(entries, "name")?.text ?? textEntry(entries, "extends")?.text ?? otherwise,
    order: word(entries, "order") === "in-order" ? "in-order" : "out-of-order",
    issueWidth: quantity(entries, "issueWidth"),
    l1Data: quantity(entries, "l1Data"),
    lineSize: quantity(entries, "lineSize"),
    instructionSets: entries.has("instructionSets") ? word(entries, "instructionSets").split(" ") : ["armv8"],
    l1Ways: optional(entries, "l1Ways"),
    l1Replacement: replacement(entries, "l1Replacement"),
    mispredictPenalty: optional(entries, "mispredictPenalty"),
    fmaRate: optional(entries, "fmaRate"),
    fmaLatency: optional(entries, "fmaLatency"),
    loadRate: optional(entries, "loadRate"),
    peakMacRate: quantities(group(entries, "peakMacRate")),
    pipeline: pipeline?.kind === "group" ? pipelineOf(pipeline.fields) : undefined,
  };
}

function group(entries: Entries, name: string): Entries {
  return groupFields(entries.get(name));
}

function groupFields(entry: Entry | undefined): Entries {
  if (entry?.kind === "group") return entry.fields;
  throw new InternalError("hardware", "a group of a checked profile is missing", entry?.span);
}

function optional(entries: Entries, name: string): Quantity | undefined {
  const entry = entries.get(name);
  return entry?.kind === "quantity" ? entry.quantity : undefined;
}

function quantity(entries: Entries, name: string): Quantity {
  const found = optional(entries, name);
  if (found !== undefined) return found;
  throw new InternalError("hardware", `\`${name}\` of a checked profile is missing`);
}

function quantities(entries: Entries): ReadonlyMap<string, Quantity> {
  return new Map([...entries.keys()].map((name) => [name, quantity(entries, name)]));
}

function replacement(entries: Entries, name: string): Replacement {
  return entries.has(name) && word(entries, name) === "random" ? "random" : "lru";
}

function word(entries: Entries, name: string): string {
  const entry = entries.get(name);
  if (entry?.kind === "word") return entry.word;
  throw new InternalError("hardware", `\`${name}\` of a checked profile is missing`, entry?.span);
}
