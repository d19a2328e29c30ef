import { describe, expect, it } from "vitest";
import { conventions, costOf, type DataType, type NetworkCost } from "../../../src/cost/index.ts";
import {
  type CoreProfile,
  type DeviceProfile,
  type InstructionSet,
  type Pipeline,
  resolveDevice,
  resolveRuntime,
  runtimeNames,
} from "../../../src/hardware/index.ts";
import { cpu, placeOn } from "../../../src/sim/index.ts";
import { devicesWith, shippedProfiles } from "../../hardware/shipped-profiles.ts";
import { elaborateZoo } from "../../model/elaborate-text.ts";

/* Every shipped device under every runtime, on each instruction set and data type that the runtime has loops for: a time, or why there is none. */

const networks = [
  "mobilenet_v1",
  "mobilenet_v2",
  "mobilenet_v3_large",
  "mobilenet_v3_small",
  "resnet50",
  "squeezenet1_0",
  "efficientnet_b0",
  "shufflenet_v2",
];

function costsOf(dtype: DataType): ReadonlyMap<string, NetworkCost> {
  return new Map(
    networks.map((name) => {
      const graph = elaborateZoo(name).value?.graph;
      const convention = conventions[0];
      if (graph === undefined || convention === undefined) throw new Error(name);
      return [name, costOf(graph, { convention, dtype })];
    }),
  );
}

const costs: Readonly<Record<string, ReadonlyMap<string, NetworkCost>>> = {
  fp32: costsOf("fp32"),
  fp16: costsOf("fp16"),
  int8: costsOf("int8"),
};

/** One pipeline per core, so that each loop is simulated once, not once per device. */
const pipelines = new Map<string, Pipeline>();

function withSharedPipelines(device: DeviceProfile): DeviceProfile {
  const shared = (core: CoreProfile): CoreProfile => {
    if (core.pipeline === undefined) return core;
    const pipeline = pipelines.get(core.name) ?? core.pipeline;
    pipelines.set(core.name, pipeline);
    return { ...core, pipeline };
  };
  return { ...device, clusters: device.clusters.map((each) => ({ ...each, core: shared(each.core) })) };
}

const devices = devicesWith("clusters").map((name) => {
  const { value } = resolveDevice(name, shippedProfiles);
  if (value === undefined) throw new Error(name);
  return withSharedPipelines(value);
});

const tables = runtimeNames(shippedProfiles).flatMap((name) => {
  const { value: runtime } = resolveRuntime(name, shippedProfiles);
  if (runtime === undefined) throw new Error(name);
  return [...runtime.loops.keys()].map((table) => {
    const [isa, dtype = ""] = table.split("-");
    return { runtime, isa: isa as InstructionSet, dtype };
  });
});

/** Why a core has no time of a network, by its instructions alone; undefined where it has one. */
function refusal({ instructionSets, pipeline }: CoreProfile, isa: InstructionSet, dtype: string): string | undefined {
  if (!instructionSets.includes(isa)) return "hardware/isa";
  return dtype === "fp16" && pipeline?.timings.has("fp16Mla") !== true ? "hardware/dtype" : undefined;
}

/** What a run came to: `timed`, or the code of the refusal, or what is wrong with the time. */
function outcome(name: string, device: DeviceProfile, core: string, { runtime, isa, dtype }: (typeof tables)[number]) {
  const cost = costs[dtype]?.get(name);
  if (cost === undefined) throw new Error(`${name} ${dtype}`);
  const { value, diagnostics } = cpu.time(cost, device, runtime, { core, isa });
  if (value === undefined) return diagnostics[0]?.code;
  if (
    value.layers.some(({ cycles, cost: { macs } }) => !(cycles >= 0 && Number.isFinite(cycles)) || macs === undefined)
  )
    return "a layer without a time";
  return value.milliseconds > 0 && Number.isFinite(value.milliseconds) ? "timed" : `${value.milliseconds} ms`;
}

/** What differs from what the core's instructions let expect. */
function unexpected(device: DeviceProfile, core: CoreProfile, names: readonly string[]): readonly string[] {
  return tables.flatMap((table) => {
    const wanted = refusal(core, table.isa, table.dtype) ?? "timed";
    return names.flatMap((network) => {
      const found = outcome(network, device, core.name, table);
      return found === wanted ? [] : [`${table.runtime.name} ${table.isa}-${table.dtype} ${network}: ${found}`];
    });
  });
}

/** The cores of a device, that which it runs on unless told otherwise first. */
function coresOf(device: DeviceProfile): readonly CoreProfile[] {
  const main = placeOn(device, "fp32", {}).value?.cluster.core;
  const cores = device.clusters.map(({ core }) => core);
  return [...cores.filter((each) => each === main), ...cores.filter((each) => each !== main)];
}

describe.each(devices.map((device) => [device.name, device] as const))("%s", (_name, device) => {
  const [main, ...others] = coresOf(device);

  it("times every network under every runtime, or says why not", () => {
    expect(main === undefined ? ["no core"] : unexpected(device, main, networks)).toEqual([]);
  });

  it("times a network on its other cores", () => {
    expect(others.flatMap((core) => unexpected(device, core, ["mobilenet_v3_small"]))).toEqual([]);
  });
});

it("every runtime times the networks of every data type on some device", () => {
  for (const { isa, dtype } of tables)
    expect(devices.some((each) => each.clusters.some(({ core }) => refusal(core, isa, dtype) === undefined))).toBe(
      true,
    );
});
