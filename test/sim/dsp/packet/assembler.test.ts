import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { assemble } from "../../../../src/sim/dsp/packet/assemble.ts";
import { fitPacket } from "../../../../src/sim/dsp/packet/fit.ts";
import { hvxLoops } from "../../../../src/sim/dsp/packet/loops/catalogue.ts";
import { packetProgram } from "../../../../src/sim/dsp/packet/program.ts";
import { shippedMachine } from "./shipped-machines.ts";

const versions = ["v68", "v69", "v73"] as const;
const rows = readFileSync(new URL("../../../oracles/hexagon_packets.csv", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .slice(1)
  .map((line) => {
    const [head = "", packet = ""] = line.split(',"');
    return { verdicts: head.split(","), lines: packet.replace(/"$/, "").split(" ; ") };
  });

describe("packets against LLVM's assembler", () => {
  it.each(versions)("takes and refuses the same ones on %s", (version) => {
    const machine = shippedMachine(`hexagon-${version}`);
    const wrong = rows.filter(({ verdicts, lines }) => {
      const fits = fitPacket(packetProgram(assemble(lines), machine).ways) !== undefined;
      return fits !== (verdicts[versions.indexOf(version)] === "accepted");
    });
    expect(rows.length).toBeGreaterThan(250);
    expect(wrong.map(({ lines }) => lines.join(" ; "))).toEqual([]);
  });

  it("shows every kind of instruction that the loops use", () => {
    const shown = new Set(rows.flatMap(({ lines }) => assemble(lines).map(({ kind }) => kind)));
    const used = new Set([...hvxLoops().values()].flatMap(({ body }) => body.map(({ kind }) => kind)));
    const untested = [...used].filter((each) => !shown.has(each));
    // They need a partner in the packet, and take less than the forms without.
    expect(untested.sort()).toEqual(["loadTemporary", "storeNew"]);
  });
});

describe("reading instructions", () => {
  it.each([
    ["v0.w += vrmpy(v1.ub,v2.b)", "multiplyNarrow", { v1: "early", v2: "early", v0: "late" }, ["v0"]],
    ["v3:2.h = vadd(v3:2.h,v31:30.h)", "aluPair", { v2: "late", v3: "late", v30: "late", v31: "late" }, ["v2", "v3"]],
    ["v0 = valign(v1,v2,r7)", "permute", { v1: "early", v2: "early", r7: "general" }, ["v0"]],
    ["v5 = vmem(r0+#3)", "load", { r0: "general" }, ["v5"]],
    ["vmem(r4++#1) = v0.new", "storeNew", { v0: "same" }, []],
    ["v0.hf = v0.qf16", "shift", { v0: "early" }, ["v0"]],
    ["r9 = add(r9,#-3200)", "scalar", { r9: "general" }, ["r9"]],
  ])("%s", (text, kind, sources, writes) => {
    const [instruction] = assemble([text]);
    expect(instruction?.kind).toBe(kind);
    expect(Object.fromEntries(instruction?.reads.map(({ register, when }) => [register, when]) ?? [])).toEqual(sources);
    expect(instruction?.writes).toEqual(writes);
  });

  it("refuses what it does not know", () => {
    expect(() => assemble(["v0 = vgather(r0)"])).toThrow("no such instruction");
  });
});
