import { describe, expect, it } from "vitest";
import { kernelComparisons, largestDifference } from "../../../scripts/generate-fidelity.ts";
import { resolveCore } from "../../../src/hardware/index.ts";
import { cyclesOfPasses } from "../../../src/sim/index.ts";
import { shippedProfiles } from "../../hardware/shipped-profiles.ts";
import { assemblyLines, readInstruction } from "./read-assembly.ts";

const comparisons = kernelComparisons("llvm_mca");
const own = kernelComparisons("llvm_mca_own").map((each) => [each.core, each.kernel, each] as const);
const named = comparisons.map((each) => [each.core, each.kernel, each] as const);

describe("cycles per pass against llvm-mca", () => {
  it("covers every kernel of the oracle whose instructions the core has", () => {
    const count = (core: string) => comparisons.filter((each) => each.core === core).length;
    // 28 kernels; one with fp16 arithmetic and four with dot products are of no Cortex-A57 and no Kryo.
    expect([count("cortex-a57"), count("neoverse-n1"), count("kryo")]).toEqual([23, 28, 23]);
  });

  it.each(named)("%s %s: the steady state within 2.5 %%", (_core, _kernel, { oracle, steady }) => {
    expect(Math.abs(steady / oracle - 1)).toBeLessThanOrEqual(0.025);
  });

  it.each(named)("%s %s: the assembly itself, over as many passes", (core, kernel, { oracle }) => {
    const profile = resolveCore({ kind: "core", name: core }, shippedProfiles).value;
    if (profile?.pipeline === undefined) throw new Error(core);
    const body = assemblyLines(kernel).map(readInstruction);
    const cycles = cyclesOfPasses(body, profile.pipeline, profile.order, 200) ?? 0;
    const isExplained = core === "kryo" && kernel === "f32_dw3x3_chw_row";
    expect(Math.abs(cycles / 200 / oracle - 1)).toBeLessThanOrEqual(isExplained ? 0.02 : largestDifference);
  });

  it.each(own)("%s %s, kept apart: the steady state within 2 %%", (_core, _kernel, { oracle, steady }) => {
    expect(Math.abs(steady / oracle - 1)).toBeLessThanOrEqual(0.02);
  });
});
