import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { findProfile } from "../../src/cli/profile.ts";
import { displayWidth } from "../../src/core/display-width.ts";
import { profileNames } from "../../src/shipped/index.ts";
import { ridge } from "./fake-terminal.ts";

const folder = mkdtempSync(join(tmpdir(), "ridge-hw-"));

function file(name: string, text: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const heading = "profile: device\nname: my-board\ntitle: My board\n";
// Half the clock and half the memory rate of the Pixel 2: everything takes twice as long.
const half = file(
  "half.yaml",
  `${heading}extends: pixel-2
clusters:
  gold:
    clock: { value: "1.18 GHz", source: "half of 2.36 GHz", kind: derived }
dram:
  oneThread: { value: "7.9 GB/s", source: "half of 15.8 GB/s", kind: derived }
`,
);
const wrong = file(
  "wrong.yaml",
  `${heading}extends: pixel-2\ndram:\n  oneThread: { value: "6 GB", source: "tinymembench", kind: measured }\n`,
);
const unusual = file(
  "unusual.yaml",
  `${heading}extends: pixel-2\nclusters:\n  gold:\n    clock: { value: "23.6 GHz", source: "a slip", kind: measured }\n`,
);

function widest(text: string): number {
  return Math.max(...text.split("\n").map(displayWidth));
}

describe("hw list", () => {
  it("shows device, SoC, cores, clocks and memory in a table, without SoC in 80 columns", async () => {
    const narrow = (await ridge(["hw", "list"], { columns: 80 })).out;
    expect(widest(narrow)).toBeLessThanOrEqual(80);
    expect(narrow).toMatch(/│ pixel-2 +│ 4 cortex-a73 +│ 2\.36 GHz +│ [0-9.]+ GB\/s +│/);
    const { exit, out, err } = await ridge(["hw", "list"], { columns: 90 });
    expect([exit, err]).toEqual([0, ""]);
    expect(widest(out)).toBeLessThanOrEqual(90);
    expect(out).toMatch(/│ pixel-2 +│ snapdragon-835 +│ 4 cortex-a73 +│ 2\.36 GHz +│ 15\.8 GB\/s +│/);
    expect(out).toMatch(/│ +│ +│ 4 cortex-a53 +│ 1\.9 GHz +│ +│/);
  });

  it("drops columns, never rows, on a narrow terminal", async () => {
    const wide = (await ridge(["hw", "list"], { columns: 200 })).out;
    const narrow = (await ridge(["hw", "list", "--width", "60"])).out;
    expect(wide).toContain("all threads");
    expect(narrow).not.toContain("DRAM");
    expect(widest(narrow)).toBeLessThanOrEqual(60);
    expect(narrow.split("\n").length).toBe(wide.split("\n").length);
  });

  it("gives every device to machines, rates in base units", async () => {
    const { out } = await ridge(["hw", "list", "-f", "json"]);
    const { schema, devices, socs, cores, runtimes } = JSON.parse(out);
    expect(schema).toBe("ridge.hw/1");
    expect(devices.map((each: { name: string }) => each.name)).toEqual(profileNames("devices"));
    expect([socs, cores, runtimes]).toEqual(["socs", "cores", "runtimes"].map(profileNames));
    expect(devices.find((each: { name: string }) => each.name === "pixel-2")).toEqual({
      name: "pixel-2",
      title: "Google Pixel 2",
      soc: "snapdragon-835",
      clusters: [
        { name: "gold", core: "cortex-a73", count: 4, clockHz: 2_360_000_000 },
        { name: "silver", core: "cortex-a53", count: 4, clockHz: 1_900_000_000 },
      ],
      dramBytesPerSecond: { oneThread: 15_800_000_000, allThreads: 20_300_000_000 },
    });
  });

  it("names the profiles of one kind", async () => {
    expect((await ridge(["hw", "list", "runtimes"])).out).toBe(
      "ncnn\npaddle-lite\ntflite\nxnnpack-2020\nxnnpack-2022\n",
    );
    expect((await ridge(["hw", "list", "cores"])).out.split("\n")).toContain("cortex-a76");
    expect(JSON.parse((await ridge(["hw", "list", "socs", "-f", "json"])).out).socs).toContain("rk3399");
  });
});

describe("hw show", () => {
  const all = (["devices", "socs", "cores", "dsps", "runtimes", "dsp-runtimes"] as const).flatMap((kind) =>
    profileNames(kind),
  );
  it.each(all)("%s fits 80 columns and cuts no source", async (name) => {
    const { exit, out } = await ridge(["hw", "show", name], { columns: 80 });
    expect(exit).toBe(0);
    expect(widest(out)).toBeLessThanOrEqual(80);
    const { sections, counts } = JSON.parse((await ridge(["hw", "show", name, "-f", "json"])).out);
    const fields = sections.flatMap((each: { fields: readonly object[] }) => each.fields);
    const flat = out.replace(/\s+/g, " ");
    for (const { source } of fields) if (source !== undefined) expect(flat).toContain(source);
    const sourced = fields.filter((each: { kind?: string }) => each.kind !== undefined).length;
    const total = Object.values<number>(counts).reduce((sum, each) => sum + each, 0);
    expect([total, out]).toEqual([sourced, expect.stringContaining(`\n${total} values: `)]);
  });

  it("puts the device before its SoC before its cores", async () => {
    const { out } = await ridge(["hw", "show", "pixel-2"]);
    const places = ["device pixel-2", "SoC snapdragon-835", "core cortex-a73", "core cortex-a53", "sources"];
    const found = places.map((each) => out.indexOf(`\n${each}\n`));
    expect(found).toEqual([...found].sort((a, b) => a - b));
    expect(found).not.toContain(-1);
  });

  it("gives each table of a runtime's loops a heading", async () => {
    const { out } = await ridge(["hw", "show", "xnnpack-2022"], { columns: 80 });
    const titles = out.split("\n").filter((line) => / loops of runtime /.test(line));
    expect(titles).toEqual([
      ...["armv6-fp32", "armv6-int8", "armv7-fp32", "armv7-int8", "armv8-fp32", "armv8-fp16", "armv8-int8"].map(
        (each) => `${each} loops of runtime xnnpack-2022`,
      ),
      ...["armv7-fp32", "armv8-fp32"].map((each) => `${each} loops of runtime xnnpack-2020`),
    ]);
    expect(out).toMatch(/│ gemm +│ f32_gemm_4x4_vfp +│ datasheet │/);
  });

  it("says where the facts of a DSP's packets are from", async () => {
    const { out } = await ridge(["hw", "show", "hexagon-v79"], { columns: 80 });
    expect(out).toMatch(/DSP hexagon-v79\n[^D]*│ packets\.shiftsCross +│ yes +│ datasheet │ \[1\]/);
    expect(out).toMatch(/│ packets\.vectorRegisters +│ 32 registers +│ datasheet │/);
    expect(out).toMatch(/│ packets\.contextCycles +│ 2 cycles +│ assumed +│/);
  });

  it("shows a file of one's own over what it extends", async () => {
    const { exit, out, err } = await ridge(["hw", "show", half, "--width", "80"]);
    expect([exit, err]).toEqual([0, ""]);
    expect(out).toMatch(
      /device my-board\n[\s\S]*clusters\.gold\.clock +│ 1\.18 GHz +│ derived[\s\S]*\nSoC snapdragon-835/,
    );
    expect(out).not.toContain("2.36 GHz  ");
  });

  it("breaks long words of sources and cuts long names", async () => {
    const name = `cluster-${"x".repeat(50)}`;
    const path = file(
      "long.yaml",
      `${heading}extends: pixel-2\nclusters:\n  ${name}:\n    core: cortex-a53\n${["count", "clock", "l2", "l2Sharing"]
        .map((field, index) => {
          const value = ['"2 cores"', '"1 GHz"', '"1 MiB"', "core"][index];
          return `    ${field}: { value: ${value}, source: "https://example.org/${"很长".repeat(100)}", kind: measured }\n`;
        })
        .join("")}`,
    );
    const { exit, out } = await ridge(["hw", "show", path], { columns: 80 });
    expect(exit).toBe(0);
    expect(widest(out)).toBeLessThanOrEqual(80);
    expect(out).toContain("…");
  });

  it("is painted only where colour is wanted", async () => {
    expect((await ridge(["hw", "show", "pixel-2"])).out).not.toContain("\u001b");
    const painted = (await ridge(["hw", "show", "pixel-2", "--color"], { columns: 80 })).out;
    expect(painted).toContain("\u001b[");
    expect(stripVTControlCharacters(painted)).toBe((await ridge(["hw", "show", "pixel-2"], { columns: 80 })).out);
  });
});

describe("a profile by name or file", () => {
  it("is one of the kinds that are asked for", () => {
    expect(findProfile("xnnpack-2020", ["runtimes"])).toEqual({ value: { kind: "runtime", name: "xnnpack-2020" } });
    expect(findProfile(half, ["runtimes"])).toMatchObject({ value: { source: { name: half } } });
    expect(findProfile("pixel-2", ["runtimes"])).toMatchObject({
      fault: { code: "hardware/misplaced", message: "expected a runtime, found the device pixel-2" },
    });
    expect(findProfile("xnnpack2020", ["runtimes"])).toMatchObject({
      fault: { code: "usage/unknown-device", hint: "did you mean `xnnpack-2020`?" },
    });
  });
});

describe("hw check", () => {
  it("checks the shipped profiles", async () => {
    const { exit, out, err } = await ridge(["hw", "check"]);
    expect([exit, err]).toEqual([0, ""]);
    expect(out).toContain(`${profileNames("devices").length} devices`);
  });

  it("looks up the loops of a runtime", async () => {
    const text = (loop: string) =>
      `profile: runtime\nname: mine\ntitle: Mine\nextends: ncnn\nloops:\n  armv8-fp32:\n    gemm: { value: ${loop}, source: "a look", kind: measured }\n`;
    const right = file("right-runtime.yaml", text("f32_gemm_8x8_packed"));
    expect(await ridge(["hw", "check", right])).toEqual({ exit: 0, out: `${right}: no errors\n`, err: "" });
    const { exit, out, err } = await ridge(["hw", "check", file("wrong-runtime.yaml", text("f32_gemm_8x13"))]);
    expect([exit, out]).toEqual([2, ""]);
    expect(err).toContain("error[hardware/loop]: there is no inner loop `f32_gemm_8x13`");
    expect(err).toContain(":7:20");
  });

  it("checks files, and says nothing on standard output when one is wrong", async () => {
    expect(await ridge(["hw", "check", half])).toEqual({ exit: 0, out: `${half}: no errors\n`, err: "" });
    const { exit, out, err } = await ridge(["hw", "check", half, wrong]);
    expect([exit, out]).toEqual([2, ""]);
    expect(err).toContain("error[hardware/unit]");
    expect(err).toContain('hint: "6 GB/s"');
  });

  it("warns about the unusual and goes on", async () => {
    const { exit, out, err } = await ridge(["hw", "check", unusual]);
    expect([exit, out]).toEqual([0, `${unusual}: no errors\n`]);
    expect(err).toContain("warning[hardware/unusual]");
  });

  const nested = join(folder, "nested.yaml");
  mkdirSync(nested);
  it.each<[what: string, path: string, code: string]>([
    ["a file that is not there", join(folder, "none.yaml"), "file/unreadable"],
    ["a folder", nested, "file/unreadable"],
    ["a device file of the system", "/dev/zero", "file/unreadable"],
    ["bytes that are not UTF-8", file("latin1.yaml", Uint8Array.of(110, 58, 32, 233, 10)), "file/encoding"],
    ["more than a mebibyte", file("large.yaml", new Uint8Array(1024 * 1024 + 1).fill(10)), "file/too-large"],
    ["10^6 brackets", file("deep.yaml", "[".repeat(1_000_000)), "hardware/too-deep"],
  ])("refuses %s", async (_what, path, code) => {
    for (const words of [
      ["hw", "check", path],
      ["hw", "show", path],
      ["report", "mobilenet_v2", "--on", path],
    ]) {
      const { exit, out, err } = await ridge(words);
      expect([exit, out]).toEqual([2, ""]);
      expect(err).toContain(`error[${code}]`);
      expect(err).not.toContain("import");
    }
  });
});

describe("report --runtime", () => {
  const report = (runtime: string, device = "pixel-2", more: readonly string[] = []) =>
    ridge(["report", "mobilenet_v1", "--on", device, "--runtime", runtime, ...more]);
  const own = (loop: string) =>
    `profile: runtime\nname: mine\ntitle: Mine\nextends: xnnpack-2020\nloops:\n  armv8-fp32:\n    gemm: { value: ${loop}, source: "a look", kind: measured }\n`;

  it("runs under a file of one's own", async () => {
    const msOf = async (runtime: string) => Number(/([\d.]+) ms\s*$/.exec((await report(runtime)).out)?.[1]);
    // The loop that XNNPACK takes on this core anyway, and one with fewer sums.
    const base = await msOf("xnnpack-2020");
    expect(await msOf(file("same.yaml", own("f32_gemm_6x8_ld128_sp")))).toBe(base);
    expect(await msOf(file("fewer.yaml", own("f32_gemm_1x8_ld128")))).toBeGreaterThan(base);
  });

  it("looks the loops of a file up", async () => {
    const { exit, out, err } = await report(file("slip.yaml", own("f32_gemm_6x8_ld129_sp")));
    expect([exit, out]).toEqual([2, ""]);
    expect(err).toContain("error[hardware/loop]: there is no inner loop `f32_gemm_6x8_ld129_sp`");
  });

  it("says what a name of another kind is", async () => {
    const { exit, err } = await report("pixel-1");
    expect([exit, err.split("\n")[0]]).toEqual([
      2,
      "error[hardware/misplaced]: expected a runtime, found the device pixel-1",
    ]);
  });

  it("needs a core whose inner loops can be simulated", async () => {
    const fields = [
      ["order", "in-order"],
      ["issueWidth", '"2 instructions/cycle"'],
      ["l1Data", '"32 KiB"'],
      ["lineSize", '"64 B"'],
    ].map(([name, value]) => `      ${name}: { value: ${value}, source: "a look", kind: assumed }\n`);
    const rate = '      peakMacRate:\n        fp32: { value: "4 MAC/cycle", source: "a look", kind: assumed }\n';
    const bare = file(
      "bare.yaml",
      `${heading}extends: pixel-2\nclusters:\n  gold:\n    core:\n${fields.join("")}${rate}`,
    );
    const { exit, out, err } = await report("xnnpack-2020", bare, ["--core", "gold"]);
    expect([exit, out]).toEqual([2, ""]);
    expect(err).toContain("error[hardware/no-pipeline]");
  });
});

describe("report --on a file", () => {
  const timeOn = async (device: string) => {
    const words = ["report", "mobilenet_v2", "--on", device, "--core", "cortex-a73", "--width", "120"];
    const { exit, out, err } = await ridge(words);
    expect(exit).toBe(0);
    return { err, ms: Number(/│ total .*?(\d+\.\d{3}) │/.exec(out)?.[1]), heading: out.split("\n")[0] ?? "" };
  };

  it("takes twice as long at half the clock and half the memory rate", async () => {
    const [base, slow] = [await timeOn("pixel-2"), await timeOn(half)];
    expect(slow.ms / base.ms).toBeCloseTo(2, 3);
    expect(slow.heading).toContain("on my-board, cortex-a73 1.18 GHz");
  });

  it("hands on warnings", async () => {
    expect((await timeOn(unusual)).err).toContain("warning[hardware/unusual]");
  });

  it("reports what is wrong with the file", async () => {
    const { exit, out, err } = await ridge(["report", "mobilenet_v2", "--on", wrong]);
    expect([exit, out]).toEqual([2, ""]);
    expect(err).toContain("error[hardware/unit]");
  });

  it.each(["pixel2", "my-board"])("says that there is no device %s", async (name) => {
    const { exit, err } = await ridge(["report", "mobilenet_v2", "--on", name]);
    expect(exit).toBe(2);
    expect(err).toContain("error[usage/unknown-device]");
  });

  it("says what a name of another kind is", async () => {
    const { exit, err } = await ridge(["report", "mobilenet_v2", "--on", "xnnpack-2020"]);
    expect([exit, err.split("\n")[0]]).toEqual([
      2,
      "error[hardware/misplaced]: expected a device, found the runtime xnnpack-2020",
    ]);
  });

  it("runs on devices only", async () => {
    const path = file("chip.yaml", "profile: soc\nname: chip\nextends: rk3399\n");
    const { exit, err } = await ridge(["report", "mobilenet_v2", "--on", path]);
    expect([exit, err]).toEqual([2, expect.stringContaining("error[hardware/misplaced]")]);
  });
});
