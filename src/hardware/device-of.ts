import { rationalToNumber } from "../core/rational.ts";
import { dspUnitOf } from "./dsp-of.ts";
import { type Entries, groupEntry, optionalQuantity, quantityEntry, textEntry, wordEntry } from "./entry.ts";
import { pipelineOf } from "./pipeline.ts";
import {
  type Cluster,
  type CoreProfile,
  type DeviceProfile,
  type Energy,
  type InstructionSet,
  instructionSets,
  type Pipeline,
  type Quantity,
  type Replacement,
} from "./profile.ts";

/** The device that checked fields describe. Every required field is there: checking has seen to that. */
export function deviceOf(name: string, entries: Entries): DeviceProfile {
  const dram = entries.has("dram") ? groupEntry(entries, "dram") : undefined;
  const clusters: Entries = entries.has("clusters") ? groupEntry(entries, "clusters") : new Map();
  const dsp = entries.has("dsp") ? dspUnitOf(groupEntry(entries, "dsp")) : undefined;
  const ofCores = (name: string) =>
    dram === undefined && dsp !== undefined ? dsp.dram : quantityEntry(groupEntry(entries, "dram"), name);
  return {
    name,
    title: textEntry(entries, "title")?.text ?? name,
    soc: textEntry(entries, "soc")?.text ?? "",
    clusters: [...clusters.keys()].map((each) => clusterOf(each, groupEntry(clusters, each))),
    dsp,
    l3: optionalQuantity(entries, "l3"),
    l3Bandwidth: optionalQuantity(entries, "l3Bandwidth"),
    l3Ways: optionalQuantity(entries, "l3Ways"),
    l3Replacement: replacement(entries, "l3Replacement"),
    dramOneThread: ofCores("oneThread"),
    dramAllThreads: ofCores("allThreads"),
    energy: entries.has("energy") ? energyOf(groupEntry(entries, "energy")) : undefined,
  };
}

function energyOf(entries: Entries): Energy {
  return {
    mac: entries.has("mac") ? quantities(groupEntry(entries, "mac")) : new Map(),
    l1: optionalQuantity(entries, "l1"),
    l2: optionalQuantity(entries, "l2"),
    l3: optionalQuantity(entries, "l3"),
    dram: optionalQuantity(entries, "dram"),
  };
}

function clusterOf(name: string, entries: Entries): Cluster {
  const dram = entries.has("dram") ? groupEntry(entries, "dram") : undefined;
  return {
    name,
    core: coreOf(name, groupEntry(entries, "core")),
    count: rationalToNumber(quantityEntry(entries, "count").value),
    clock: quantityEntry(entries, "clock"),
    l2: quantityEntry(entries, "l2"),
    l2Sharing: wordEntry(entries, "l2Sharing").word === "core" ? "core" : "cluster",
    l2Bandwidth: optionalQuantity(entries, "l2Bandwidth"),
    l2Together: optionalQuantity(entries, "l2Together"),
    l2Ways: optionalQuantity(entries, "l2Ways"),
    l2Replacement: replacement(entries, "l2Replacement"),
    dramOneThread: dram === undefined ? undefined : quantityEntry(dram, "oneThread"),
    dramAllThreads: dram === undefined ? undefined : quantityEntry(dram, "allThreads"),
  };
}

const pipelines = new WeakMap<Entries, Pipeline | undefined>();

/** The pipeline of a core; cores that share its fields share it. */
function sharedPipeline(fields: Entries): Pipeline | undefined {
  const known = pipelines.get(fields) ?? pipelineOf(fields);
  pipelines.set(fields, known);
  return known;
}

/** The core that checked fields describe; without a name of its own, and extending none, it takes the one given: its cluster's. */
export function coreOf(otherwise: string, entries: Entries): CoreProfile {
  const pipeline = entries.get("pipeline");
  return {
    name: textEntry(entries, "name")?.text ?? textEntry(entries, "extends")?.text ?? otherwise,
    order: wordEntry(entries, "order").word === "in-order" ? "in-order" : "out-of-order",
    issueWidth: quantityEntry(entries, "issueWidth"),
    l1Data: quantityEntry(entries, "l1Data"),
    lineSize: quantityEntry(entries, "lineSize"),
    instructionSets: instructionSetsOf(
      entries.has("instructionSets") ? wordEntry(entries, "instructionSets").word : "armv8",
    ),
    l1Ways: optionalQuantity(entries, "l1Ways"),
    l1Replacement: replacement(entries, "l1Replacement"),
    mispredictPenalty: optionalQuantity(entries, "mispredictPenalty"),
    fmaRate: optionalQuantity(entries, "fmaRate"),
    fmaLatency: optionalQuantity(entries, "fmaLatency"),
    loadRate: optionalQuantity(entries, "loadRate"),
    peakMacRate: quantities(groupEntry(entries, "peakMacRate")),
    pipeline: pipeline?.kind === "group" ? sharedPipeline(pipeline.fields) : undefined,
  };
}

/** `armv7 armv8` as a list. */
function instructionSetsOf(text: string): readonly InstructionSet[] {
  return instructionSets.filter((each) => text.split(" ").includes(each));
}

function quantities(entries: Entries): ReadonlyMap<string, Quantity> {
  return new Map([...entries.keys()].map((name) => [name, quantityEntry(entries, name)]));
}

function replacement(entries: Entries, name: string): Replacement {
  return entries.has(name) && wordEntry(entries, name).word === "random" ? "random" : "lru";
}
