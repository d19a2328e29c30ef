import { describe, expect, it } from "vitest";
import { compareRational } from "../../src/core/rational.ts";
import { listingOf, resolveCore, resolveDevice, resolveProfile } from "../../src/hardware/index.ts";
import { devicesWith, shippedProfiles } from "./shipped-profiles.ts";

describe.each(devicesWith("clusters"))("%s", (name) => {
  it("says the replacement of every cache", () => {
    const { value } = resolveProfile({ kind: "device", name }, shippedProfiles);
    if (value === undefined) throw new Error(name);
    const fields = listingOf(value).sections.flatMap((each) => each.rows.map(({ field }) => field));
    const caches = fields.filter((each) => /^(.*\.)?(l1Data|l2|l3)$/.test(each));
    const replacements = fields.filter((each) => each.endsWith("Replacement"));
    expect(replacements.sort()).toEqual(caches.map((each) => `${each.replace("l1Data", "l1")}Replacement`).sort());
    expect(caches.length).toBeGreaterThanOrEqual(2);
  });

  it("states a rate to all cores only of a cache that cores share, and no less than one core's", () => {
    for (const { l2Sharing, l2Bandwidth, l2Together } of resolveDevice(name, shippedProfiles).value?.clusters ?? []) {
      if (l2Together === undefined || l2Bandwidth === undefined) continue;
      expect(l2Sharing).toBe("cluster");
      expect(compareRational(l2Together.value, l2Bandwidth.value)).toBeGreaterThanOrEqual(0);
    }
  });
});

const coreNames = Object.keys(shippedProfiles).flatMap((path) => /^cores\/(.+)\.yaml$/.exec(path)?.[1] ?? []);

describe.each(coreNames)("%s", (name) => {
  it("has the instructions of its architecture: vectors came with ARMv7, halves and dot products with ARMv8.2", () => {
    const core = resolveCore({ kind: "core", name }, shippedProfiles).value;
    const sets = core?.instructionSets ?? [];
    const timings = core?.pipeline?.timings;
    expect(timings?.has("fpMla")).toBe(sets.includes("armv7") || sets.includes("armv8"));
    if (timings?.has("fp16Mla") || timings?.has("dot")) expect(sets).toContain("armv8");
  });
});
