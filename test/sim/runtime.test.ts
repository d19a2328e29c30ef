import { describe, expect, it } from "vitest";
import { resolveCore, resolveRuntime, runtimeNames } from "../../src/hardware/index.ts";
import { checkRuntime, kernels, missingClasses } from "../../src/sim/index.ts";
import { shippedProfiles } from "../hardware/shipped-profiles.ts";

function runtime(name: string) {
  const { value } = resolveRuntime(name, shippedProfiles);
  if (value === undefined) throw new Error(name);
  return value;
}

const cores = Object.keys(shippedProfiles)
  .filter((path) => path.startsWith("cores/"))
  .flatMap((path) => {
    const name = path.slice("cores/".length, -".yaml".length);
    const core = resolveCore({ kind: "core", name }, shippedProfiles).value;
    return core?.pipeline === undefined ? [] : [{ ...core, pipeline: core.pipeline }];
  });

function gemmOf(name: string, table: string, core: string) {
  const choice = runtime(name).loops.get(table)?.get("gemm");
  return kernels().get(choice?.byCore.get(core) ?? choice?.otherwise ?? "");
}

describe("shipped runtimes", () => {
  it.each(runtimeNames(shippedProfiles))("%s names loops that there are, for what they compute", (name) => {
    expect(checkRuntime(runtime(name)).map((each) => each.message)).toEqual([]);
  });

  it("are checked on all cores", () => {
    expect(cores.length).toBeGreaterThanOrEqual(15);
  });

  it.each(runtimeNames(shippedProfiles))("%s gives each core loops that it can run", (name) => {
    const unable = [...runtime(name).loops].flatMap(([table, roles]) => {
      const [isa = "", dtype] = table.split("-");
      const able = cores
        .filter((core) => core.instructionSets.some((each) => each === isa))
        .filter(({ pipeline }) => dtype !== "fp16" || pipeline.timings.has("fp16Mla"));
      expect(able.length).toBeGreaterThan(0);
      return able.flatMap(({ name: core, pipeline }) =>
        [...roles].flatMap(([role, { byCore, otherwise }]) => {
          const chosen = byCore.get(core) ?? otherwise;
          const loop = kernels().get(chosen ?? "");
          if (chosen === undefined) return [];
          const missing = loop === undefined ? ["no loop"] : missingClasses(loop, pipeline);
          return missing.length === 0 ? [] : [`${core} ${table} ${role}: ${missing.join(" ")}`];
        }),
      );
    });
    expect(unable).toEqual([]);
  });
});

/** Rows x columns of the f32 and qs8 GEMMs that src/init.c of google/XNNPACK names for a core: early 2020, autumn 2021 and spring 2022. */
describe("XNNPACK's tiles by core", () => {
  it.each<[runtime: string, table: string, core: string, tile: string]>([
    ["xnnpack-2020", "armv8-fp32", "cortex-a53", "6x8"],
    ["xnnpack-2020", "armv8-fp32", "cortex-a55", "6x8"],
    ["xnnpack-2020", "armv8-fp32", "cortex-a57", "6x8"],
    ["xnnpack-2020", "armv8-fp32", "cortex-a72", "4x8"],
    ["xnnpack-2020", "armv8-fp32", "cortex-a73", "6x8"],
    ["xnnpack-2020", "armv8-fp32", "cortex-a75", "6x8"],
    ["xnnpack-2020", "armv8-fp32", "cortex-a76", "6x8"],
    ["xnnpack-2020", "armv8-fp32", "cortex-a77", "4x8"],
    ["xnnpack-2020", "armv8-fp32", "kryo", "4x8"],
    ["xnnpack-2020", "armv8-fp32", "a core of next year", "4x8"],
    ["xnnpack-2020", "armv7-fp32", "cortex-a53", "4x8"],
    ["xnnpack-2022", "armv8-fp32", "cortex-a53", "6x8"],
    ["xnnpack-2022", "armv8-fp32", "cortex-a57", "6x8"],
    ["xnnpack-2022", "armv8-fp32", "cortex-a72", "4x8"],
    ["xnnpack-2022", "armv8-fp32", "cortex-a76", "6x8"],
    ["xnnpack-2022", "armv8-fp32", "cortex-a77", "4x8"],
    ["xnnpack-2022", "armv8-fp32", "cortex-x1", "6x8"],
    ["xnnpack-2022", "armv8-fp32", "kryo", "4x8"],
    ["xnnpack-2022", "armv8-fp32", "a core of next year", "6x8"],
    ["xnnpack-2022", "armv8-int8", "cortex-a53", "4x16"],
    ["xnnpack-2022", "armv8-int8", "cortex-a55r0", "4x16"],
    ["xnnpack-2022", "armv8-int8", "cortex-a55", "4x16"],
    ["xnnpack-2022", "armv8-int8", "cortex-a72", "2x8"],
    ["xnnpack-2022", "armv8-int8", "cortex-a75", "2x8"],
    ["xnnpack-2022", "armv8-int8", "cortex-a76", "4x16"],
    ["xnnpack-2022", "armv8-int8", "kryo", "2x8"],
    ["xnnpack-2022", "armv7-fp32", "cortex-a72", "4x8"],
    ["xnnpack-2022", "armv7-int8", "cortex-a53", "4x8"],
    ["xnnpack-2022", "armv6-fp32", "arm1176", "4x4"],
  ])("%s, %s on %s: %s", (name, table, core, tile) => {
    const { rows, columns } = gemmOf(name, table, core)?.tile ?? {};
    expect(`${rows}x${columns}`).toBe(tile);
  });

  it("are read through as many pointers per tap as they have rows", () => {
    for (const name of ["xnnpack-2020", "xnnpack-2022"])
      for (const { name: core } of cores.filter((each) => each.instructionSets.includes("armv8"))) {
        const taps = runtime(name).loops.get("armv8-fp32")?.get("taps");
        const rows = gemmOf(name, "armv8-fp32", core)?.tile?.rows;
        expect(taps?.byCore.get(core) ?? taps?.otherwise, `${name} ${core}`).toBe(`f32_igemm_${rows}x8_tap`);
      }
  });
});
