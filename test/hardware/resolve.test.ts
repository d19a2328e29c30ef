import { describe, expect, it } from "vitest";
import { rational } from "../../src/core/rational.ts";
import {
  checkLibrary,
  deviceNames,
  listingOf,
  type ProfileLibrary,
  resolveDevice,
  resolveDevices,
  resolveProfile,
} from "../../src/hardware/index.ts";
import { shippedProfiles } from "./shipped-profiles.ts";
import { smallLibrary } from "./small-library.ts";

const own = (text: string) => ({
  source: { name: "mine.yaml", text: `profile: device\nname: mine\ntitle: Mine\n${text}` },
});

describe("shipped profiles", () => {
  it("have no faults and nothing unusual", () => {
    expect(checkLibrary(shippedProfiles)).toEqual([]);
  });

  it.each(deviceNames(shippedProfiles))("%s loads with clusters, memory and sources", (name) => {
    const { value, diagnostics } = resolveDevice(name, shippedProfiles);
    expect(diagnostics).toEqual([]);
    expect(value?.clusters.length).toBeGreaterThan(0);
    for (const { core, clock, l2 } of value?.clusters ?? []) {
      for (const quantity of [clock, l2, core.issueWidth, core.l1Data, ...core.peakMacRate.values()])
        expect(quantity.source.length).toBeGreaterThan(5);
    }
  });

  it.each(deviceNames(shippedProfiles))("%s: peak fp32 rate is four lanes times its multiply-add rate", (name) => {
    for (const { core } of resolveDevice(name, shippedProfiles).value?.clusters ?? []) {
      if (core.fmaRate === undefined) continue;
      const { num, den } = core.fmaRate.value;
      expect(core.peakMacRate.get("fp32")?.value).toEqual(rational(4n * num, den));
    }
  });

  it("say why where nothing is known", () => {
    for (const name of deviceNames(shippedProfiles)) {
      const { value } = resolveProfile({ kind: "device", name }, shippedProfiles);
      if (value === undefined) throw new Error(name);
      const rows = listingOf(value).sections.flatMap((each) => each.rows);
      for (const { origin, field } of rows) {
        if (origin?.kind === "assumed") expect(origin.source.split(" ").length, `${name} ${field}`).toBeGreaterThan(3);
      }
    }
  });

  it("are the same read together and one by one", () => {
    const { value, diagnostics } = resolveDevices(shippedProfiles);
    expect(diagnostics).toEqual([]);
    expect(value).toEqual(deviceNames(shippedProfiles).map((name) => resolveDevice(name, shippedProfiles).value));
  });

  it("suggest the nearest device", () => {
    expect(resolveDevice("pixel2", shippedProfiles).diagnostics[0]?.hint).toBe("did you mean `pixel-2`?");
  });
});

describe("a library with faults", () => {
  it("reports each once, at its place, although two devices share the chip", () => {
    const library: ProfileLibrary = {
      ...smallLibrary,
      "devices/left.yaml": "profile: device\nname: left\ntitle: Left\nsoc: chip\n",
      "devices/right.yaml": "profile: device\nname: right\ntitle: Right\nextends: board\n",
      "socs/chip.yaml": (smallLibrary["socs/chip.yaml"] ?? "").replace("4 GB/s", "4 GB"),
    };
    const found = checkLibrary(library).map(({ code, span }) => [code, span?.source.name]);
    expect(found).toEqual([["hardware/unit", "socs/chip.yaml"]]);
  });

  it("gives no devices at all", () => {
    const { value, diagnostics } = resolveDevices(smallLibrary);
    expect(value).toBeUndefined();
    expect(new Set(diagnostics.map((each) => each.code))).toEqual(new Set(["hardware/extends-cycle"]));
  });

  it("finds a file whose name or folder is not that of its profile", () => {
    const library: ProfileLibrary = {
      ...smallLibrary,
      "devices/left.yaml": "profile: device\nname: lift\ntitle: Left\nextends: board\n",
      "devices/right.yaml": smallLibrary["socs/chip.yaml"] ?? "",
    };
    expect(checkLibrary(library).map((each) => each.message)).toEqual([
      "expected device left, found device lift",
      "expected device right, found SoC chip",
    ]);
  });

  it("finds a profile that extends itself", () => {
    const library = {
      ...smallLibrary,
      "devices/left.yaml": "profile: device\nname: left\ntitle: Left\nextends: left\n",
    };
    const [fault] = resolveDevice("left", library).diagnostics;
    expect([fault?.code, fault?.message.endsWith("left -> left")]).toEqual(["hardware/extends-cycle", true]);
  });
});

describe("extends", () => {
  it("replaces single fields, also those of the chip, and keeps the rest", () => {
    const request = own(
      'extends: board\nclusters:\n  cpu:\n    clock: { value: "1.8 GHz", source: "cpufreq-info", kind: measured }\n',
    );
    const device = resolveDevice(request, smallLibrary).value;
    expect(device?.name).toBe("mine");
    expect(device?.title).toBe("Mine");
    expect(device?.soc).toBe("chip");
    expect(device?.clusters.map(({ clock, l2, core }) => [clock.text, l2.text, core.name])).toEqual([
      ["1.8 GHz", "512 KiB", "small"],
    ]);
    expect(device?.dramOneThread.value).toEqual(rational(4_000_000_000n));
  });

  it("lets a cluster bring a core of its own", () => {
    const request = own(
      'soc: chip\nclusters:\n  cpu:\n    core:\n      extends: small\n      l1Data: { value: "64 KiB", source: "lscpu", kind: measured }\n',
    );
    const core = resolveDevice(request, smallLibrary).value?.clusters[0]?.core;
    expect(core?.l1Data.value).toEqual(rational(65_536n));
    expect(core?.peakMacRate.get("fp32")?.value).toEqual(rational(4n));
  });

  it("does not hand on name and title", () => {
    const source = { name: "mine.yaml", text: "profile: device\nextends: board\n" };
    expect(resolveDevice({ source }, smallLibrary).diagnostics.map((each) => each.message.split(":")[0])).toEqual([
      "the profile needs `name`",
      "the profile needs `title`",
    ]);
  });

  it("may name a shipped device by the name that the file itself has", () => {
    const source = { name: "mine.yaml", text: "profile: device\nname: board\ntitle: Mine\nextends: board\n" };
    expect(resolveDevice({ source }, smallLibrary).diagnostics).toEqual([]);
  });
});

describe("listing", () => {
  it("shows each value under the text that gives it, and counts the kinds", () => {
    const request = own('extends: board\nl3: { value: "2 MiB", source: "lscpu", kind: measured }\n');
    const { value } = resolveProfile(request, smallLibrary);
    if (value === undefined) throw new Error("no profile");
    const { sections, counts } = listingOf(value);
    const fields = sections.map(({ kind, name, rows }) => [kind, name, rows.map((each) => each.field)]);
    expect(fields).toEqual([
      ["device", "mine", ["l3"]],
      ["device", "board", ["soc"]],
      [
        "soc",
        "chip",
        [
          "clusters.cpu.core",
          "clusters.cpu.count",
          "clusters.cpu.clock",
          "clusters.cpu.l2",
          "clusters.cpu.l2Sharing",
          "dram.oneThread",
          "dram.allThreads",
        ],
      ],
      ["core", "small", ["order", "issueWidth", "l1Data", "lineSize", "peakMacRate.fp32"]],
    ]);
    // 6 sourced values of the chip, 5 of the core; one of the device's own.
    expect([counts.get("assumed"), counts.get("measured")]).toEqual([11, 1]);
  });
});
