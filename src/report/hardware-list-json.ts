import type { DeviceProfile } from "../hardware/index.ts";
import { jsonNumber, jsonText } from "./json-text.ts";

/** The devices as `ridge.hw/1`, rates in the base unit, exact; beside them the names of other profiles. */
export function deviceListJson(
  devices: readonly DeviceProfile[],
  more: Readonly<Record<string, readonly string[]>>,
): string {
  const list = devices.map(({ name, title, soc, clusters, dsp, dramOneThread, dramAllThreads }) => ({
    name,
    title,
    soc,
    clusters: clusters.map((each) => ({
      name: each.name,
      core: each.core.name,
      count: each.count,
      clockHz: jsonNumber(each.clock.value),
    })),
    dsp: dsp && {
      core: dsp.core.name,
      clockHz: jsonNumber(dsp.clock.value),
      vtcmBytes: jsonNumber(dsp.vtcm.value),
      dramBytesPerSecond: jsonNumber(dsp.dram.value),
    },
    dramBytesPerSecond: { oneThread: jsonNumber(dramOneThread.value), allThreads: jsonNumber(dramAllThreads.value) },
  }));
  return `${jsonText({ schema: "ridge.hw/1", devices: list, ...more }, 4)}\n`;
}
