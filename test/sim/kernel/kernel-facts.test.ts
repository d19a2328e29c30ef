import { describe, expect, it } from "vitest";
import { type Instruction, kernels } from "../../../src/sim/index.ts";

const all = [...kernels().values()].map((each) => [each.name, each] as const);

/** MACs of an instruction by its text alone: a product per lane of the narrower operands. */
function macsOf({ text }: Instruction): number {
  const [opcode = ""] = text.split(" ");
  if (/^[us]dot$/.test(opcode)) return 16;
  if (opcode === "mla") return 1;
  if (opcode === "vmla.f32") return / s\d/.test(text) ? 1 : 4;
  if (opcode === "vmlal.s16") return 4;
  if (/^vml?u?l?a?l\.s8$/.test(opcode)) return 8;
  if (!/^(fmla|smull2?|smlal2?)$/.test(opcode)) return 0;
  const [, lanes = "", size = ""] = / v\d+\.(\d+)([bhs]),/.exec(text) ?? [];
  return size === "s" || size === "h" ? Number(lanes) : 0;
}

describe("facts of a loop", () => {
  const gemms = all.filter(([, each]) => each.tile !== undefined);
  it.each(gemms)("%s: rows x columns x depth is its MACs", (_name, { tile, macs, outputs }) => {
    expect((tile?.rows ?? 0) * (tile?.columns ?? 0) * (tile?.depth ?? 0)).toBe(macs);
    expect(outputs).toBeUndefined();
  });

  it.each(gemms)("%s: its multiply-adds are its MACs", (_name, { body, macs }) => {
    expect(body.reduce((sum, each) => sum + macsOf(each), 0)).toBe(macs);
  });

  it("every loop says what it makes, in one way", () => {
    for (const [name, { tile, outputs, outputBytes, pointers }] of all)
      expect([tile, outputs, outputBytes, pointers].filter((each) => each !== undefined).length, name).toBe(1);
  });

  it.each(all)("%s: registers exist", (name, { body }) => {
    const limits: Readonly<Record<string, number>> = /_v7|_vfp/.test(name) ? { s: 32, d: 32, r: 13 } : { v: 32, x: 31 };
    for (const { reads, writes } of body)
      for (const register of [...reads, ...writes]) {
        const [, letter = "", number = ""] = /^([a-z])(\d+)$/.exec(register) ?? [];
        if (!["sp", "nzcv", "fpscr"].includes(register))
          expect(Number(number), register).toBeLessThan(limits[letter] ?? 0);
      }
  });
});
