import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ridge } from "./fake-terminal.ts";

const folder = mkdtempSync(join(tmpdir(), "ridge-own-dsp-"));
mkdirSync(join(folder, "boards", "dsps"), { recursive: true });

function file(name: string, text: string): string {
  const path = join(folder, "boards", name);
  writeFileSync(path, text);
  return path;
}

const value = (text: string) => `{ value: "${text}", source: "measured on the board", kind: measured }`;
const dspText = `profile: dsp\nname: mine\nextends: hexagon-v73\npackets:\n  lateDelay: ${value("4 packets")}\n`;
const chipText = (core: string) =>
  `profile: soc\nname: chip\ndsp:\n  core: ${core}\n  clock: ${value("1 GHz")}\n  vtcm: ${value("8 MiB")}\n` +
  `  dram: ${value("50 GB/s")}\n  inference: ${value("10 us")}\n  floatEdges: ${value("3 GB/s")}\n`;
const boardText = (soc: string) => `profile: device\nname: board\ntitle: Board\nsoc: ${soc}\n`;

const dsp = file("dsps/mine.yaml", dspText);
file("chip.yaml", chipText("dsps/mine.yaml"));
file("plain.yaml", chipText("hexagon-v73"));
const board = file("board.yaml", boardText("./chip.yaml"));

describe("a device of one's own", () => {
  it("runs networks on a DSP of one's own, whose file stands beside the chip's", async () => {
    const simulate = async (on: string) => {
      const { exit, out, err } = await ridge(["simulate", "mobilenet_v2", "--on", on, "--dtype", "int8", "-f", "json"]);
      expect({ exit, err }).toEqual({ exit: 0, err: "" });
      return JSON.parse(out);
    };
    const own = await simulate(board);
    const usual = await simulate(file("usual.yaml", boardText("./plain.yaml")));
    expect([own.core, usual.core]).toEqual(["mine", "hexagon-v73"]);
    // Values that are there later make longer loops.
    expect(own.cycles).toBeGreaterThan(usual.cycles);
  });

  it("is checked with all its files, and faults are shown where they stand", async () => {
    expect((await ridge(["hw", "check", board])).out).toBe(`${board}: no errors\n`);
    file("dsps/faulty.yaml", dspText.replace("4 packets", "4 pockets"));
    const { exit, err } = await ridge(["hw", "check", file("faulty-chip.yaml", chipText("./dsps/faulty.yaml"))]);
    expect([exit, err.includes("dsps/faulty.yaml:5:")]).toEqual([2, true]);
  });

  it.each([
    ["a file that is not there", "./none.yaml", "hardware/file", "there is no such file"],
    ["a file above the folder", "../outside.yaml", "hardware/file", "it lies outside the folder of the given file"],
    ["a link out of the folder", "./link.yaml", "hardware/file", "it lies outside the folder of the given file"],
    ["an absolute path", "/etc/chip.yaml", "hardware/file", "expected a path relative to the file that names it"],
    ["a profile of another kind", "./dsps/mine.yaml", "hardware/misplaced", "expected a SoC, found the DSP mine"],
    ["itself", "./wrong.yaml", "hardware/misplaced", "expected a SoC, found the device board"],
  ])("may not name %s as its chip", async (_what, path, code, reason) => {
    writeFileSync(join(folder, "outside.yaml"), chipText("hexagon-v73"));
    try {
      symlinkSync(join(folder, "outside.yaml"), join(folder, "boards", "link.yaml"));
    } catch {
      // It is there from the case before.
    }
    const { exit, err } = await ridge(["hw", "check", file("wrong.yaml", boardText(path))]);
    expect(exit).toBe(2);
    expect(err).toContain(`error[${code}]`);
    expect(err).toContain(reason);
  });

  it("sees that files extend each other in a circle", async () => {
    file("dsps/left.yaml", "profile: dsp\nname: left\nextends: ./right.yaml\n");
    file("dsps/right.yaml", "profile: dsp\nname: right\nextends: ./left.yaml\n");
    const { err } = await ridge(["hw", "check", join(folder, "boards", "dsps", "left.yaml")]);
    expect(err).toContain("error[hardware/extends-cycle]");
  });

  it("packs loops for a DSP's file", async () => {
    const { exit } = await ridge(["simulate", "--kernel", "hvx_u8_dwconv3x3_s1", "--core", dsp]);
    expect(exit).toBe(0);
  });
});
