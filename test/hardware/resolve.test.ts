import { describe, expect, it } from "vitest";
import { deviceNames, type ProfileLibrary, resolveDevice } from "../../src/hardware/index.ts";
import { shippedProfiles } from "./shipped-profiles.ts";

describe("hardware profiles", () => {
  it.each(deviceNames(shippedProfiles))("%s loads, and every number has a source", (name) => {
    const { value, diagnostics } = resolveDevice(name, shippedProfiles);
    expect(diagnostics).toEqual([]);
    expect(value?.clusters.length).toBeGreaterThan(0);
    for (const { core, clock } of value?.clusters ?? []) {
      for (const quantity of [clock, core.issueWidth, core.l1Data, ...core.peakMacRate.values()])
        expect(quantity.source).not.toBe("");
    }
  });

  const broken: readonly (readonly [code: string, path: string, text: string])[] = [
    ["hardware/unknown", "devices/pixel-2.yaml", "name: pixel-2\ntitle: x\nsoc: snapdragon-836\n"],
    ["hardware/yaml", "devices/pixel-2.yaml", "name: [\n"],
    ["hardware/yaml", "devices/pixel-2.yaml", "name: &a pixel\ntitle: *a\nsoc: *a\n"],
    ["hardware/missing-field", "devices/pixel-2.yaml", "name: pixel-2\ntitle: x\n"],
    ["hardware/unknown-field", "devices/pixel-2.yaml", "name: pixel-2\ntitle: x\nsocc: y\nsoc: snapdragon-835\n"],
    [
      "hardware/quantity",
      "socs/snapdragon-835.yaml",
      shippedProfiles["socs/snapdragon-835.yaml"]?.replace("12 GB/s", "-12 GB/s") ?? "",
    ],
    [
      "hardware/quantity",
      "socs/snapdragon-835.yaml",
      shippedProfiles["socs/snapdragon-835.yaml"]?.replace("2.36 GHz", "2.36 GB") ?? "",
    ],
  ];
  it.each(broken)("reports %s in %s", (code, path, text) => {
    const library: ProfileLibrary = { ...shippedProfiles, [path]: text };
    const { value, diagnostics } = resolveDevice("pixel-2", library);
    expect(value).toBeUndefined();
    expect(diagnostics.map((each) => each.code)).toContain(code);
  });

  it("suggests the nearest device", () => {
    expect(resolveDevice("pixel2", shippedProfiles).diagnostics[0]?.hint).toBe("did you mean `pixel-2` or `pixel-1`?");
  });
});
