import type { DeviceProfile, Listing } from "../hardware/index.ts";
import { hardwareJson } from "./hardware-json.ts";
import { deviceListJson } from "./hardware-list-json.ts";
import type { Paint } from "./paint.ts";

export interface HardwareRenderOptions {
  readonly format: "table" | "json";
  /** Terminal cells per line. */
  readonly width: number;
  readonly paint?: Paint | undefined;
}

/** One profile with its sources. Tables are drawn by a package that is loaded when asked for. */
export async function renderHardware(listing: Listing, options: HardwareRenderOptions): Promise<string> {
  if (options.format === "json") return hardwareJson(listing);
  return (await import("./hardware-table.ts")).hardwareTable(listing, options.width, options.paint);
}

/** The devices, a line per cluster. `more` goes into the JSON object beside them. */
export async function renderDevices(
  devices: readonly DeviceProfile[],
  options: HardwareRenderOptions,
  more: Readonly<Record<string, readonly string[]>> = {},
): Promise<string> {
  if (options.format === "json") return deviceListJson(devices, more);
  return (await import("./hardware-list.ts")).deviceTable(devices, options.width, options.paint);
}
