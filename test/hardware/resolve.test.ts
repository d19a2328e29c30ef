import { describe, expect, it } from "vitest";
import { compareRational, multiplyRational, rational, rationalToNumber } from "../../src/core/rational.ts";
import {
  checkLibrary,
  deviceNames,
  type InstructionClass,
  listingOf,
  type PortUse,
  type ProfileLibrary,
  resolveCore,
  resolveDevice,
  resolveDevices,
  resolveProfile,
} from "../../src/hardware/index.ts";
import { devicesWith, shippedProfiles } from "./shipped-profiles.ts";
import { smallLibrary } from "./small-library.ts";

const own = (text: string) => ({
  source: { name: "mine.yaml", text: `profile: device\nname: mine\ntitle: Mine\n${text}` },
});

describe("shipped profiles", () => {
  it("have no faults and nothing unusual", () => {
    expect(checkLibrary(shippedProfiles)).toEqual([]);
  });

  it.each(devicesWith("clusters"))("%s loads with clusters, memory and sources", (name) => {
    const { value, diagnostics } = resolveDevice(name, shippedProfiles);
    expect(diagnostics).toEqual([]);
    expect(value?.clusters.length).toBeGreaterThan(0);
    for (const { core, clock, l2 } of value?.clusters ?? []) {
      for (const quantity of [clock, l2, core.issueWidth, core.l1Data, ...core.peakMacRate.values()])
        expect(quantity.source.length).toBeGreaterThan(5);
    }
  });

  it.each(devicesWith("dsp"))("%s loads with its DSP, memory and sources", (name) => {
    const { value, diagnostics } = resolveDevice(name, shippedProfiles);
    expect(diagnostics).toEqual([]);
    const { core, ...unit } = value?.dsp ?? {};
    expect(core?.name).toMatch(/^hexagon-v\d\d$/);
    for (const quantity of [...Object.values(unit), core?.packet, core?.tileStore, core?.operator])
      expect(quantity?.source.length).toBeGreaterThan(5);
    expect(value?.dramOneThread).toBe(value?.dsp?.dram);
  });

  it.each(deviceNames(shippedProfiles))("%s: peak fp32 rate is four lanes times its multiply-add rate", (name) => {
    for (const { core } of resolveDevice(name, shippedProfiles).value?.clusters ?? []) {
      if (core.fmaRate === undefined) continue;
      const { num, den } = core.fmaRate.value;
      expect(core.peakMacRate.get("fp32")?.value).toEqual(rational(4n * num, den));
    }
  });

  const coreNames = Object.keys(shippedProfiles).flatMap((path) => /^cores\/(.+)\.yaml$/.exec(path)?.[1] ?? []);
  const coreNamed = (name: string) => {
    const core = resolveCore({ kind: "core", name }, shippedProfiles).value;
    if (core === undefined) throw new Error(name);
    return core;
  };

  it.each(deviceNames(shippedProfiles))("%s: caches have a power of two of sets", (name) => {
    const device = resolveDevice(name, shippedProfiles).value;
    const clusters = device?.clusters ?? [];
    const caches = [
      ...clusters.flatMap(({ core, l2, l2Ways }) => [
        { size: core.l1Data, ways: core.l1Ways, line: core.lineSize },
        { size: l2, ways: l2Ways, line: core.lineSize },
      ]),
      { size: device?.l3, ways: device?.l3Ways, line: clusters[0]?.core.lineSize },
    ];
    for (const { size, ways, line } of caches) {
      if (size === undefined || ways === undefined || line === undefined) continue;
      const sets = rationalToNumber(size.value) / (rationalToNumber(ways.value) * rationalToNumber(line.value));
      expect(Math.log2(sets), `${size.text}, ${ways.text}`).toBe(Math.round(Math.log2(sets)));
    }
  });

  it.each(deviceNames(shippedProfiles))("%s: other clusters read no faster than the fastest", (name) => {
    const device = resolveDevice(name, shippedProfiles).value;
    if (device === undefined) throw new Error(name);
    for (const { count, dramOneThread: one, dramAllThreads: all } of device.clusters) {
      if (one === undefined || all === undefined) continue;
      expect(compareRational(one.value, device.dramOneThread.value)).toBeLessThanOrEqual(0);
      expect(compareRational(all.value, device.dramAllThreads.value)).toBeLessThanOrEqual(0);
      expect(compareRational(all.value, multiplyRational(one.value, rational(BigInt(count))))).toBeLessThanOrEqual(0);
    }
  });

  /** Instructions of a class per cycle that the ports start: each use may go to any of its ports. */
  const startRate = (uses: readonly PortUse[]) => Math.min(...uses.map(({ pipes, cycles }) => pipes.length / cycles));

  it.each(coreNames)("%s: rates and latencies beside the pipeline are those of the pipeline", (name) => {
    const { fmaRate, fmaLatency, loadRate, peakMacRate, pipeline } = coreNamed(name);
    const timing = (kind: InstructionClass) => pipeline?.timings.get(kind);
    const rate = (kind: InstructionClass) => startRate(timing(kind)?.uses ?? []);
    if (fmaRate !== undefined) expect(rationalToNumber(fmaRate.value)).toBe(rate("fpMla"));
    if (fmaLatency !== undefined) expect(rationalToNumber(fmaLatency.value)).toBe(timing("fpMla")?.latency);
    if (loadRate !== undefined) expect(rationalToNumber(loadRate.value)).toBe(rate("load128"));
    // 128 bits hold 8 halves and, as dot products, 16 products of bytes.
    const peak = (dtype: string) => {
      const found = peakMacRate.get(dtype);
      return found === undefined ? undefined : rationalToNumber(found.value);
    };
    expect(peak("fp16")).toBe(timing("fp16Mla") === undefined ? undefined : 8 * rate("fp16Mla"));
    expect(peak("int8")).toBe(timing("dot") === undefined ? undefined : 16 * rate("dot"));
  });

  it.each([
    ["pixel-3", [false, false]],
    ["pixel-3a", [false, false]],
    ["xiaomi-mi-8", [false, false]],
    ["pixel-4", [true, true, true]],
    ["xiaomi-mi-9", [true, true, true]],
    ["xiaomi-mi-10", [true, true, true]],
    ["huawei-mate-20", [true, true, true]],
    ["raspberry-pi-5", [true]],
  ])("%s has fp16 arithmetic, and dot products in %j of its clusters", (name, dots) => {
    const clusters = resolveDevice(name, shippedProfiles).value?.clusters ?? [];
    expect(clusters.map(({ core }) => core.pipeline?.timings.has("dot"))).toEqual(dots);
    expect(clusters.map(({ core }) => core.peakMacRate.has("int8"))).toEqual(dots);
    expect(clusters.map(({ core }) => core.peakMacRate.has("fp16"))).toEqual(dots.map(() => true));
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

  const sourced = (value: string) => `{ value: "${value}", source: "a test", kind: measured }`;

  it("takes memory per cluster, ways, replacement, rates of shared caches, instruction sets and energies where they are given", () => {
    const request = own(`extends: board
clusters:
  cpu:
    l2Ways: ${sourced("8 ways")}
    l2Together: ${sourced("24 B/cycle")}
    l2Replacement: ${sourced("random")}
    dram: { oneThread: ${sourced("2.5 GB/s")}, allThreads: ${sourced("5 GB/s")} }
    core:
      extends: small
      instructionSets: ${sourced("armv7 armv8")}
      l1Ways: ${sourced("4 ways")}
      l1Replacement: ${sourced("random")}
      mispredictPenalty: ${sourced("11 cycles")}
l3Replacement: ${sourced("random")}
l3Bandwidth: ${sourced("9 B/cycle")}
l3Ways: ${sourced("16 ways")}
energy: { mac: { int8: ${sourced("0.2 pJ/MAC")} }, dram: ${sourced("80 pJ/B")} }
`);
    const device = resolveDevice(request, smallLibrary).value;
    const [cluster] = device?.clusters ?? [];
    const given = [cluster?.l2Ways, cluster?.dramOneThread, cluster?.dramAllThreads, cluster?.core.l1Ways];
    expect(given.map((each) => each?.value)).toEqual([8n, 2_500_000_000n, 5_000_000_000n, 4n].map((n) => rational(n)));
    expect(cluster?.core.mispredictPenalty?.value).toEqual(rational(11n));
    expect(cluster?.l2Together?.value).toEqual(rational(24n));
    expect([cluster?.core.l1Replacement, cluster?.l2Replacement, device?.l3Replacement]).toEqual(
      Array(3).fill("random"),
    );
    expect(cluster?.core.instructionSets).toEqual(["armv7", "armv8"]);
    expect([device?.l3Bandwidth?.text, device?.l3Ways?.text]).toEqual(["9 B/cycle", "16 ways"]);
    expect([...(device?.energy?.mac ?? [])].map(([dtype, { value }]) => [dtype, value])).toEqual([
      ["int8", rational(2n, 10_000_000_000_000n)],
    ]);
    expect(device?.energy?.dram?.value).toEqual(rational(80n, 1_000_000_000_000n));
    expect([device?.energy?.l1, device?.energy?.l2, device?.energy?.l3]).toEqual([undefined, undefined, undefined]);
    // The device's own rates stay.
    expect(device?.dramOneThread.value).toEqual(rational(4_000_000_000n));
  });

  it("leaves them out where they are not given", () => {
    const device = resolveDevice("board", smallLibrary).value;
    const [cluster] = device?.clusters ?? [];
    const left = [device?.l3Bandwidth, device?.l3Ways, device?.energy, cluster?.l2Ways, cluster?.dramOneThread];
    const inside = [cluster?.dramAllThreads, cluster?.core.l1Ways, cluster?.core.mispredictPenalty];
    for (const each of [...left, ...inside, cluster?.l2Together]) expect(each).toBeUndefined();
    expect([cluster?.core.l1Replacement, cluster?.l2Replacement, device?.l3Replacement]).toEqual(Array(3).fill("lru"));
    expect(cluster?.core.instructionSets).toEqual(["armv8"]);
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

describe("texts that were read before", () => {
  it("report their faults to whoever asks", () => {
    const library = {
      ...smallLibrary,
      "devices/broken.yaml": "profile: device\nname: broken\nclock: fast\nsoc: nowhere\n",
    };
    const first = resolveDevice("broken", library);
    expect(first.diagnostics.length).toBeGreaterThan(1);
    expect(resolveDevice("broken", library)).toEqual(first);
    expect(resolveDevice("broken", { ...library })).toEqual(first);
  });

  it("are read again when they have changed", () => {
    const [name = ""] = deviceNames(smallLibrary);
    const path = `devices/${name}.yaml`;
    const library: Record<string, string> = { ...smallLibrary };
    const title = resolveDevice(name, library).value?.title ?? "";
    library[path] = (library[path] ?? "").replace(title, "Another title");
    expect(title).not.toBe("");
    expect(resolveDevice(name, library).value?.title).toBe("Another title");
  });

  it("give devices of one core one pipeline", () => {
    const pipelineOf = (device: string, core: string) =>
      resolveDevice(device, shippedProfiles).value?.clusters.find((each) => each.core.name === core)?.core.pipeline;
    const pipeline = pipelineOf("raspberry-pi-4b", "cortex-a72");
    expect(pipeline).toBeDefined();
    expect(pipelineOf("nanopc-t4", "cortex-a72")).toBe(pipeline);
  });
});
