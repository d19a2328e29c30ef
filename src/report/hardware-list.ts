import type { DeviceProfile } from "../hardware/index.ts";
import { drawGrid, gridWidth } from "./grid.ts";
import { type Paint, plain } from "./paint.ts";
import { textWidth } from "./text-width.ts";

/** One line per cluster, and one for a DSP: the device and its memory stand at the first. */
type Key = "device" | "soc" | "cores" | "clock" | "oneThread" | "allThreads";

const titles: Readonly<Record<Key, string>> = {
  device: "device",
  soc: "SoC",
  cores: "cores",
  clock: "clock",
  oneThread: "DRAM read",
  allThreads: "all threads",
};

/** Columns that a narrow terminal loses, first to last; device, cores and clock stay. */
const dropOrder: readonly Key[] = ["allThreads", "soc", "oneThread"];

const narrowest = 12;

/** The devices as a table. Too narrow for what stays, it cuts names in the middle. */
export function deviceTable(devices: readonly DeviceProfile[], width: number, paint: Paint = plain): string {
  const lines = devices.flatMap(linesOf);
  const widths = new Map<Key, number>();
  for (const key of ["device", "soc", "cores", "clock", "oneThread", "allThreads"] as const) {
    widths.set(key, Math.max(textWidth(titles[key]), ...lines.map((each) => textWidth(each[key]))));
  }
  for (const key of dropOrder) if (gridWidth(widths.values()) > width) widths.delete(key);
  const surplus = gridWidth(widths.values()) - width;
  if (surplus > 0) widths.set("device", Math.max((widths.get("device") ?? 0) - surplus, narrowest));
  const keys = [...widths.keys()];
  const columns = [...widths].map(([key, room]) => ({ title: titles[key], width: room }));
  return `${drawGrid(
    columns,
    lines.map((line) => keys.map((key) => line[key])),
    paint,
  )}\n`;
}

function linesOf(device: DeviceProfile): readonly Readonly<Record<Key, string>>[] {
  const { clusters, dsp } = device;
  const ofDsp = dsp === undefined ? [] : [{ cores: dsp.core.name, clock: dsp.clock }];
  const units = [...clusters.map(({ core, count, clock }) => ({ cores: `${count} ${core.name}`, clock })), ...ofDsp];
  return units.map(({ cores, clock }, index) => ({
    device: index === 0 ? device.name : "",
    soc: index === 0 ? device.soc : "",
    cores,
    clock: clock.text,
    oneThread: index === 0 ? device.dramOneThread.text : "",
    allThreads: index === 0 ? device.dramAllThreads.text : "",
  }));
}
