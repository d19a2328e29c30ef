import { describe, expect, it } from "vitest";
import { helpedKeys } from "../../src/cli/timing-options.ts";
import { spanText } from "../../src/core/source.ts";
import { parseQuantity } from "../../src/core/units.ts";
import { type DeviceProfile, resolveDevice, settingKeys, withSettings } from "../../src/hardware/index.ts";
import { shippedProfiles } from "./shipped-profiles.ts";

function deviceNamed(name: string): DeviceProfile {
  const { value } = resolveDevice(name, shippedProfiles);
  if (value === undefined) throw new Error(name);
  return value;
}

const device = deviceNamed("pixel-2");
const [gold, silver] = device.clusters;

function set(...texts: readonly string[]) {
  if (gold === undefined) throw new Error("no cluster");
  return withSettings(
    device,
    gold,
    texts.map((text) => ({ name: "--set", text })),
  );
}

describe("values of one's own", () => {
  it.each([
    ["clock=1.5GHz", "1500 MHz", "Hz", (on: DeviceProfile) => on.clusters[0]?.clock],
    ["l1=32KiB", "32768 B", "B", (on: DeviceProfile) => on.clusters[0]?.core.l1Data],
    ["l2=1 MiB", "1048576 B", "B", (on: DeviceProfile) => on.clusters[0]?.l2],
    ["l2-bandwidth=16B/cycle", "16 B/cycle", "B/cycle", (on: DeviceProfile) => on.clusters[0]?.l2Bandwidth],
    ["l3=2MiB", "2097152 B", "B", (on: DeviceProfile) => on.l3],
    ["dram=6GB/s", "6000 MB/s", "B/s", (on: DeviceProfile) => on.clusters[0]?.dramOneThread],
    ["dram-all=20GB/s", "20000 MB/s", "B/s", (on: DeviceProfile) => on.clusters[0]?.dramAllThreads],
    ["l3-bandwidth=8B/cycle", "8 B/cycle", "B/cycle", (on: DeviceProfile) => on.l3Bandwidth],
  ] as const)("%s", (text, same, unit, read) => {
    const { value, diagnostics } = set(text);
    expect(diagnostics).toEqual([]);
    expect(value && read(value)).toMatchObject({ value: parseQuantity(same, unit), unit, kind: "assumed" });
  });

  it("leave everything else as it is, other clusters too", () => {
    const { value } = set("clock=1.5GHz", "l1=32KiB", "dram=6GB/s");
    expect(value?.clusters[1]).toBe(silver);
    expect(value?.clusters[0]?.l2).toBe(gold?.l2);
    expect(value?.clusters[0]?.dramAllThreads).toBe(device.dramAllThreads);
    expect(value?.dramOneThread).toBe(device.dramOneThread);
    expect(set().value).toBe(device);
  });

  it("of one thread's memory lift those of all threads that would be less", () => {
    expect(set("dram=50GB/s").value?.clusters[0]?.dramAllThreads?.value).toEqual(parseQuantity("50 GB/s", "B/s"));
    // said by the user, and kept
    expect(set("dram=50GB/s", "dram-all=18GB/s").value?.clusters[0]?.dramAllThreads?.value).toEqual(
      parseQuantity("18 GB/s", "B/s"),
    );
  });

  it("of one core's level 2 lift those of all cores that would be less", () => {
    const { value } = set("l2-bandwidth=64B/cycle");
    const together = value?.clusters[0]?.l2Together;
    if (gold?.l2Together === undefined) expect(together).toBeUndefined();
    else expect(together?.value).toEqual(parseQuantity("64 B/cycle", "B/cycle"));
  });

  it("are what the help text lists", () => {
    expect(helpedKeys).toEqual(settingKeys);
  });
});

describe("mistakes in them", () => {
  it.each([
    ["dram=6 GB", "hardware/unit", "6 GB", "--set dram=6GB/s"],
    ["dram=6", "hardware/unit", "6", "--set dram=6GB/s"],
    ["clock=2.0MB", "hardware/unit", "2.0MB", "--set clock=2.0MHz"],
    ["dram=0 GB/s", "hardware/quantity", "0 GB/s", undefined],
    ["dram=-6GB/s", "hardware/quantity", "-6GB/s", undefined],
    ["dram=fast", "hardware/quantity", "fast", undefined],
    ["dram=6e30GB/s", "hardware/absurd", "6e30GB/s", undefined],
    ["dram", "hardware/setting", "dram", "--set dram=500GB/s"],
    ["dram=", "hardware/setting", "dram", "--set dram=500GB/s"],
    ["drm=6GB/s", "hardware/unknown-setting", "drm", "did you mean `dram`?"],
    [
      "cores=9",
      "hardware/unknown-setting",
      "cores",
      "there is clock, dram, dram-all, l1, l2, l2-bandwidth, l3, l3-bandwidth",
    ],
    [
      "=6GB/s",
      "hardware/unknown-setting",
      "",
      "there is clock, dram, dram-all, l1, l2, l2-bandwidth, l3, l3-bandwidth",
    ],
  ])("%s", (text, code, marked, hint) => {
    const { value, diagnostics } = set(text);
    expect(value).toBeUndefined();
    expect(diagnostics.map((each) => each.code)).toEqual([code]);
    const [said] = diagnostics;
    expect(said?.span && spanText(said.span)).toBe(marked);
    expect(said?.hint).toBe(hint);
  });

  it("all of them at once, and a key that is given twice", () => {
    const { diagnostics } = set("dram=6GB/s", "drm=1", "dram=7GB/s", "l2=1GB/s");
    expect(diagnostics.map((each) => each.code)).toEqual([
      "hardware/unknown-setting",
      "hardware/duplicate-field",
      "hardware/unit",
    ]);
  });

  it("an unusual value is used and warned about", () => {
    const { value, diagnostics } = set("clock=10GHz");
    expect(value).toBeDefined();
    expect(diagnostics.map(({ code, severity }) => [code, severity])).toEqual([["hardware/unusual", "warning"]]);
  });
});
