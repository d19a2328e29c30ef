import { describe, expect, it } from "vitest";
import { ridge } from "./fake-terminal.ts";

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

describe("mistakes", () => {
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
