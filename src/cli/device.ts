import { diagnostic, type PhaseResult } from "../core/diagnostic.ts";
import type { NetworkCost } from "../cost/index.ts";
import type { DeviceProfile } from "../hardware/index.ts";
import { hardwareFiles, profileNames } from "../shipped/index.ts";
import type { NetworkTiming } from "../sim/index.ts";
import { findProfile } from "./profile.ts";

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

/** The plain roofline on a device, whatever the report counts. Loaded when asked for, since it brings the YAML reader. */
export async function timeOn(
  device: string,
  core: string | undefined,
  cost: NetworkCost,
): Promise<PhaseResult<NetworkTiming>> {
  const { roofline } = await import("../sim/index.ts");
  const resolved = await findDevice(device);
  if (resolved.value === undefined) return { value: undefined, diagnostics: resolved.diagnostics };
  const timed = roofline.time(cost, resolved.value, undefined, { core });
  return { value: timed.value, diagnostics: [...resolved.diagnostics, ...timed.diagnostics] };
}
