import { diagnostic, type PhaseResult } from "../core/diagnostic.ts";
import type { DeviceProfile } from "../hardware/index.ts";
import { hardwareFiles, profileNames } from "../shipped/index.ts";

/** The shipped device that `--on` names. The name of a core or chip is a fault that lists the devices with it. */
export async function findDevice(name: string): Promise<PhaseResult<DeviceProfile>> {
  const { resolveDevice } = await import("../hardware/index.ts");
  const kind = profileNames("devices").includes(name)
    ? undefined
    : profileNames("cores").includes(name)
      ? "core"
      : profileNames("socs").includes(name)
        ? "chip"
        : undefined;
  if (kind === undefined) return resolveDevice(name, hardwareFiles);
  const devices = profileNames("devices").filter((each) => {
    const { value } = resolveDevice(each, hardwareFiles);
    return value?.soc === name || value?.clusters.some(({ core }) => core.name === name) === true;
  });
  return { value: undefined, diagnostics: [diagnostic("usage/not-a-device", { name, kind, devices }, undefined)] };
}
