import { describe, expect, it } from "vitest";
import { rational, rationalToNumber } from "../../src/core/rational.ts";
import { type DeviceProfile, resolveDevice } from "../../src/hardware/index.ts";
import { placeOn, roofline } from "../../src/sim/index.ts";
import { devicesWith, shippedProfiles } from "../hardware/shipped-profiles.ts";
import { costed, elaborateZoo } from "../model/elaborate-text.ts";

function deviceNamed(name: string): DeviceProfile {
  const { value } = resolveDevice(name, shippedProfiles);
  if (value === undefined) throw new Error(name);
  return value;
}

describe("the cores that run a network", () => {
  it.each(devicesWith("clusters"))("%s: no cluster would do more MAC/s", (name) => {
    const device = deviceNamed(name);
    const speed = ({ core, clock }: DeviceProfile["clusters"][number]) =>
      rationalToNumber(core.peakMacRate.get("fp32")?.value ?? rational(0n)) * rationalToNumber(clock.value);
    const { value } = placeOn(device, "fp32", {});
    expect(value && speed(value.cluster)).toBe(Math.max(...device.clusters.map(speed)));
    expect(value?.threads).toBe(1);
  });

  // One A76 at 2.84 GHz and three at 2.42 GHz; four A55.
  it("are of one cluster with a core for each thread, or of all with the core", () => {
    const device = deviceNamed("xiaomi-mi-9");
    const at = (threads: number, core?: string) => {
      const placed = placeOn(device, "fp32", { threads, core }).value?.cluster;
      return placed && [placed.core.name, placed.count, placed.clock.text];
    };
    expect(at(1)).toEqual(["cortex-a76", 1, "2.84 GHz"]);
    expect(at(3)).toEqual(["cortex-a76", 3, "2.42 GHz"]);
    // All four together, at the pace of the slower.
    expect(at(4)).toEqual(["cortex-a76", 3, "2.42 GHz"]);
    expect(at(5)).toBeUndefined();
    expect(at(4, "cortex-a55")?.[0]).toBe("cortex-a55");
  });

  it.each([
    ["pixel-2", { core: "cortex-a37" }, "fp32", "hardware/unknown", "did you mean `cortex-a73`"],
    ["pixel-2", { core: "kryo" }, "fp32", "hardware/unknown", "there is cortex-a73, cortex-a53"],
    ["pixel-2", {}, "fp16", "hardware/dtype", "it has fp32"],
    ["pixel-2", { threads: 99 }, "fp32", "hardware/threads", "--threads 4"],
    ["xiaomi-mi-9", { threads: 5 }, "fp32", "hardware/threads", "--threads 4"],
    ["raspberry-pi-zero-w", { threads: 2 }, "fp32", "hardware/threads", "--threads 1"],
    ["raspberry-pi-zero-w", { isa: "armv8" }, "fp32", "hardware/isa", "--isa armv6"],
    ["raspberry-pi-zero-w", { isa: "armv7" }, "fp32", "hardware/isa", "--isa armv6"],
  ] as const)("%s %j %s: %s", (name, options, dtype, code, hint) => {
    const { value, diagnostics } = placeOn(deviceNamed(name), dtype, options);
    expect(value).toBeUndefined();
    expect(diagnostics.map((each) => each.code)).toEqual([code]);
    expect(diagnostics[0]?.hint).toContain(hint);
  });

  it.each([
    ["pixel-2", "armv7 armv8"],
    ["raspberry-pi-zero-w", "armv6"],
  ])("%s runs systems of %s", (name, sets) => {
    for (const isa of ["armv6", "armv7", "armv8"] as const)
      expect(placeOn(deviceNamed(name), "fp32", { isa }).value !== undefined, isa).toBe(sets.split(" ").includes(isa));
  });
});

describe("the roofline of several threads", () => {
  const device = deviceNamed("pixel-2");
  const one = rationalToNumber(device.clusters[0]?.dramOneThread?.value ?? device.dramOneThread.value);
  const all = rationalToNumber(device.clusters[0]?.dramAllThreads?.value ?? device.dramAllThreads.value);

  it("is that of one, as many times the peak rate, and what the memory gives of as many bandwidths", () => {
    expect(all).toBeLessThan(2 * one);
    for (const [threads, bytesPerSecond] of [
      [1, one],
      [2, all],
      [4, all],
    ] as const) {
      const { value } = roofline.time(costed(elaborateZoo("mobilenet_v2")), device, undefined, { threads });
      expect(value?.threads).toBe(threads);
      expect(value?.ceilings.macRate.get("fp32")).toBe(4 * threads);
      expect(value?.ceilings.bandwidth.get("dram")).toBeCloseTo(bytesPerSecond / 2.36e9, 12);
    }
  });
});
