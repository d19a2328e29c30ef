import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ridge } from "./fake-terminal.ts";

const folder = mkdtempSync(join(tmpdir(), "ridge-packets-"));

/** A DSP of the user's over V75, with facts of its packets set anew. */
function ownDsp(name: string, facts: Readonly<Record<string, string>>): string {
  const path = join(folder, `${name}.yaml`);
  const lines = Object.entries(facts).map(
    ([fact, value]) => `  ${fact}: { value: ${value}, source: "a test", kind: assumed }\n`,
  );
  writeFileSync(path, `profile: dsp\nname: ${name}\nextends: hexagon-v75\npackets:\n${lines.join("")}`);
  return path;
}

const on = (core: string, kernel: string, ...words: string[]) =>
  ridge(["simulate", "--kernel", kernel, "--core", core, ...words]);

describe("inner loops in packets", () => {
  it("names what binds", async () => {
    const { exit, out } = await on("hexagon-v73", "hvx_u8_lookup");
    expect(exit).toBe(0);
    expect(out).toContain("8 packets per iteration · 16 cycles · 0.125 cycles/element");
    expect(out).toContain("bound by xlane: busy in every packet");
  });

  it("shows the packets with --explain, in 80 columns", async () => {
    const { out } = await on("hexagon-v73", "hvx_u8_dwconv5x5_s1", "--explain");
    expect(out).toMatch(/slot 3 +slot 2 +slot 1 +slot 0 +ld +st +xl +sh +m0 +m1/);
    expect(Math.max(...out.split("\n").map((line) => [...line].length))).toBeLessThanOrEqual(80);
  });

  it("shows stalls", async () => {
    const { out } = await on("hexagon-v73", "hvx_f16_gavgpool", "--explain");
    expect(out).toContain("recurrence  2");
    expect(out).not.toContain("stall");
  });

  it("gives JSON", async () => {
    const { out } = await on("hexagon-v68", "hvx_copy", "-f", "json", "--explain");
    const { schema, core, packets, cycles, elements, bindingResource, schedule } = JSON.parse(out);
    expect([schema, core, packets, cycles, elements]).toEqual(["ridge.packets/1", "hexagon-v68", 1, 2, 128]);
    expect(bindingResource).toBe("slot0");
    expect(schedule).toEqual([
      [
        { index: 0, text: "v0.cur = vmem(r0++#1)", slot: 1, pipes: ["load", "xlane"], iteration: 0 },
        { index: 1, text: "vmem(r1++#1) = v0.new", slot: 0, pipes: ["store"], iteration: 0 },
      ],
    ]);
  });
});

describe("a DSP of one's own", () => {
  const packetsOn = async (core: string, kernel: string) => {
    const { exit, out, err } = await on(core, kernel, "-f", "json");
    expect([exit, err]).toEqual([0, ""]);
    const { core: name, packets, stalls, cycles, vectorContexts } = JSON.parse(out);
    return [name, packets + stalls, cycles, vectorContexts];
  };

  it("packs as its profile says", async () => {
    // Two loads and a sum of qfloats: the sum waits for the one before.
    expect(await packetsOn("hexagon-v75", "hvx_f16_gavgpool")).toEqual(["hexagon-v75", 2, 4, 4]);
    const slow = ownDsp("slow", {
      earlyDelay: '"5 packets"',
      contextCycles: '"3 cycles"',
      vectorContexts: '"2 threads"',
    });
    expect(await packetsOn(slow, "hvx_f16_gavgpool")).toEqual(["slow", 5, 15, 2]);
  });

  it("shifts on two pipes and runs half floats where it says so", async () => {
    // Three sums or conversions for each of two vectors, all on the shifting pipe, or half of them on the other.
    expect(await packetsOn("hexagon-v75", "hvx_f16_hswish")).toEqual(["hexagon-v75", 6, 12, 4]);
    const file = ownDsp("two", { shiftsCross: "yes", halfFloats: "yes" });
    expect((await packetsOn(file, "hvx_f16_hswish"))[1]).toBeLessThan(6);
    expect((await on(file, "hvx_f16_dwconv3x3_s1_ieee")).exit).toBe(0);
  });

  it("says where its registers do not suffice", async () => {
    const { out } = await on(ownDsp("few", { vectorRegisters: '"8 registers"' }), "hvx_u8_dwconv3x3_s1");
    expect(out.replace(/\s+/g, " ")).toMatch(/\d+ vector registers, which is more than the 8 there are/);
  });

  it("names every mistake in its place", async () => {
    const facts = { shiftsCross: "maybe", vectorRegisters: "32", lateDelay: '"2 cycles"', halfFloat: "yes" };
    const file = ownDsp("wrong", facts);
    for (const words of [
      ["hw", "check", file],
      ["simulate", "--kernel", "hvx_copy", "--core", file],
    ]) {
      const { exit, out, err } = await ridge(words);
      expect([exit, out]).toEqual([2, ""]);
      expect(err).toContain("error[hardware/word]: `packets.shiftsCross.value` cannot be `maybe`");
      expect(err).toContain("use one of yes, no");
      expect(err).toContain("error[hardware/unit]: `packets.vectorRegisters` needs a unit");
      expect(err).toContain('"32 registers"');
      expect(err).toContain("error[hardware/unit]: `packets.lateDelay` is in packets, found `2 cycles`");
      expect(err).toContain("did you mean `halfFloats`?");
    }
  });

  it("is a DSP or a core, not a runtime", async () => {
    const path = join(folder, "runtime.yaml");
    writeFileSync(path, "profile: dsp-runtime\nname: mine\ntitle: Mine\nextends: qnn\n");
    const { exit, err } = await on(path, "hvx_copy");
    expect([exit, err]).toEqual([2, expect.stringContaining("expected a core or a DSP, found the DSP runtime mine")]);
  });
});

describe("mistakes", () => {
  it("are all named: the core and the loop", async () => {
    const one = (await on("hexagon-v74", "hvx_copy")).err;
    expect(one).not.toContain("--kernel");
    const { err } = await on("hexagon-v74", "hvx_coppy");
    expect(err).toContain("did you mean `hvx_copy`?");
    expect(err).toContain("`--core` cannot be `hexagon-v74`");
  });

  it.each([
    ["an unknown loop", "hexagon-v73", "hvx_u8_lookups", "usage/choice", "did you mean `hvx_u8_lookup`"],
    ["a loop of another kind of core", "hexagon-v73", "f16_add_16el", "usage/instruction-set", "hvx_f16_add"],
    ["a packed loop on another kind of core", "cortex-a76", "hvx_copy", "usage/instruction-set", "Hexagon HVX"],
    [
      "half floats that are not there",
      "hexagon-v73",
      "hvx_f16_dwconv3x3_s1_ieee",
      "usage/no-instruction",
      "hvx_f16_dwconv3x3_s1",
    ],
    ["an unknown core", "hexagon-v74", "hvx_copy", "usage/choice", "hexagon-v73"],
  ])("%s", async (_what, core, kernel, code, hint) => {
    const { exit, out, err } = await on(core, kernel);
    expect([exit, out]).toEqual([2, ""]);
    expect(err).toContain(`error[${code}`);
    expect(err).toContain(hint);
  });
});
