import { type Diagnostic, diagnostic, type PhaseResult } from "../core/diagnostic.ts";
import { nearestNames } from "../core/suggest.ts";
import type { NetworkCost } from "../cost/index.ts";
import type { DeviceProfile } from "../hardware/index.ts";
import { hardwareFiles, profileNames } from "../shipped/index.ts";
import type { NetworkTiming } from "../sim/index.ts";
import { findProfile } from "./profile.ts";
import type { TimingRequest } from "./timing-options.ts";

/** The device that `--on` names, shipped or in a file. The name of a core or chip is a fault that lists the devices with it. */
export async function findDevice(name: string): Promise<PhaseResult<DeviceProfile>> {
  const { resolveDevice } = await import("../hardware/index.ts");
  const kind = profileNames("devices").includes(name)
    ? undefined
    : profileNames("cores").includes(name)
      ? "core"
      : profileNames("socs").includes(name)
        ? "chip"
        : undefined;
  if (kind === undefined) {
    const found = findProfile(name, ["devices"]);
    if ("fault" in found) return { value: undefined, diagnostics: [found.fault] };
    return resolveDevice(found.value, hardwareFiles);
  }
  const devices = profileNames("devices").filter((each) => {
    const { value } = resolveDevice({ kind: "device", name: each }, hardwareFiles);
    return value?.soc === name || value?.clusters.some(({ core }) => core.name === name) === true;
  });
  return { value: undefined, diagnostics: [diagnostic("usage/not-a-device", { name, kind, devices }, undefined)] };
}

/** The runtime that stands for the plain roofline. */
const noRuntime = "none";

/**
 * Times a network on a device, in whole cycles. Models and profiles are loaded when asked for, since they bring the YAML reader.
 *
 * Errors: those of the profiles, of the cores that are asked for, of values set anew, and of the model.
 */
export async function timeOn(request: TimingRequest, cost: NetworkCost): Promise<PhaseResult<NetworkTiming>> {
  const { placeOn, roofline, wholeCycles } = await import("../sim/index.ts");
  const { withSettings } = await import("../hardware/index.ts");
  const device = await findDevice(request.device);
  if (device.value === undefined) return { value: undefined, diagnostics: device.diagnostics };
  const placed = placeOn(device.value, cost.dtype, request);
  const wrong = [...placed.diagnostics, ...runtimeFaults(request)];
  if (placed.value === undefined || wrong.length > 0)
    return { value: undefined, diagnostics: [...device.diagnostics, ...wrong] };
  const { cluster } = placed.value;
  const set = withSettings(device.value, cluster, request.settings);
  const said = [...device.diagnostics, ...set.diagnostics];
  if (set.value === undefined) return { value: undefined, diagnostics: said };
  // What is set for a cluster does not move the network to another one.
  const clusters = set.value.clusters.filter((each) => each.name === cluster.name);
  const timed = roofline.time(cost, { ...set.value, clusters }, undefined, request);
  const value = timed.value === undefined ? undefined : wholeCycles(timed.value);
  return { value, diagnostics: [...said, ...timed.diagnostics] };
}

/** A runtime that is not known, and options that the plain roofline does not heed. */
function runtimeFaults({ runtime = noRuntime, isa, fallback, settings }: TimingRequest): readonly Diagnostic[] {
  if (runtime !== noRuntime) {
    const names = [noRuntime, ...profileNames("runtimes")];
    const facts = { kind: "runtime", name: runtime, nearest: nearestNames(runtime, names), known: names.join(", ") };
    return [diagnostic("hardware/unknown", facts, undefined)];
  }
  const keys = settings.map(({ text }) => (text.split("=")[0] ?? "").trim());
  const idle = [
    ...(isa === undefined ? [] : [`--isa ${isa}`]),
    ...(fallback ? ["--fallback"] : []),
    ...keys.filter((each) => beyondRoofline.includes(each)).map((each) => `--set ${each}`),
  ];
  const where = "on the plain roofline, which knows peak rate, clock and DRAM alone";
  return idle.map((option) => diagnostic("usage/no-effect", { option, where }, undefined));
}

/** Values of a device that the plain roofline has no use for. */
const beyondRoofline: readonly string[] = ["l1", "l2", "l2-bandwidth", "l3", "l3-bandwidth"];
