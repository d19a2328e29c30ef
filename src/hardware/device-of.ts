import { InternalError } from "../core/internal-error.ts";
import { rationalToNumber } from "../core/rational.ts";
import { type Entries, type Entry, textEntry } from "./entry.ts";
import { pipelineOf } from "./pipeline.ts";
import {
  type Cluster,
  type CoreProfile,
  type DeviceProfile,
  type InstructionSet,
  instructionSets,
  type Quantity,
} from "./profile.ts";

/** The device that checked fields describe. Every required field is there: checking has seen to that. */
export function deviceOf(name: string, entries: Entries): DeviceProfile {
  const dram = group(entries, "dram");
  return {
    name,
    title: textEntry(entries, "title")?.text ?? name,
    soc: textEntry(entries, "soc")?.text ?? "",
    clusters: [...group(entries, "clusters")].map(([cluster, entry]) => clusterOf(cluster, groupFields(entry))),
    l3: optional(entries, "l3"),
    dramOneThread: quantity(dram, "oneThread"),
    dramAllThreads: quantity(dram, "allThreads"),
  };
}

function clusterOf(name: string, entries: Entries): Cluster {
  return {
    name,
    core: coreOf(name, group(entries, "core")),
    count: rationalToNumber(quantity(entries, "count").value),
    clock: quantity(entries, "clock"),
    l2: quantity(entries, "l2"),
    l2Sharing: word(entries, "l2Sharing") === "core" ? "core" : "cluster",
    l2Bandwidth: optional(entries, "l2Bandwidth"),
  };
}

/** The core that checked fields describe; without a name of its own, and extending none, it takes the one given: its cluster's. */
export function coreOf(otherwise: string, entries: Entries): CoreProfile {
  const rates = [...group(entries, "peakMacRate").keys()];
  const pipeline = entries.get("pipeline");
  return {
    name: textEntry(entries, "name")?.text ?? textEntry(entries, "extends")?.text ?? otherwise,
    instructionSet: entries.has("instructionSet") ? instructionSetOf(word(entries, "instructionSet")) : undefined,
    order: word(entries, "order") === "in-order" ? "in-order" : "out-of-order",
    issueWidth: quantity(entries, "issueWidth"),
    l1Data: quantity(entries, "l1Data"),
    lineSize: quantity(entries, "lineSize"),
    fmaRate: optional(entries, "fmaRate"),
    fmaLatency: optional(entries, "fmaLatency"),
    loadRate: optional(entries, "loadRate"),
    peakMacRate: new Map(rates.map((dtype) => [dtype, quantity(group(entries, "peakMacRate"), dtype)])),
    pipeline: pipeline?.kind === "group" ? pipelineOf(pipeline.fields) : undefined,
  };
}

function instructionSetOf(found: string): InstructionSet | undefined {
  return instructionSets.find((each) => each === found);
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

function word(entries: Entries, name: string): string {
  const entry = entries.get(name);
  if (entry?.kind === "word") return entry.word;
  throw new InternalError("hardware", `\`${name}\` of a checked profile is missing`, entry?.span);
}
