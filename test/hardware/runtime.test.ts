import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rational } from "../../src/core/rational.ts";
import {
  listingOf,
  type ProfileLibrary,
  type RuntimeProfile,
  resolveProfile,
  resolveRuntime,
  runtimeNames,
} from "../../src/hardware/index.ts";
import { parseChoice, placesOf } from "../../src/hardware/loop-choice.ts";
import { shippedProfiles } from "./shipped-profiles.ts";
import { smallLibrary } from "./small-library.ts";

function resolved(text: string, library: ProfileLibrary = smallLibrary): RuntimeProfile {
  const source = { name: "mine.yaml", text: `profile: runtime\nname: mine\ntitle: Mine\n${text}` };
  const { value, diagnostics } = resolveRuntime({ source }, library);
  expect(diagnostics).toEqual([]);
  if (value === undefined) throw new Error("no runtime");
  return value;
}

const q = (value: string) => `{ value: ${value}, source: "a look", kind: measured }`;

/** The loop of a core, as the simulator looks it up. */
function loopOf(runtime: RuntimeProfile, table: string, role: "gemm" | "depthwise3", core: string): string | undefined {
  const choice = runtime.loops.get(table)?.get(role);
  return choice?.byCore.get(core) ?? choice?.otherwise;
}

describe("a runtime profile", () => {
  it("says in numbers and names what the text says", () => {
    const { value } = resolveRuntime("quick", smallLibrary);
    expect(value).toMatchObject({
      name: "quick",
      title: "Quick kernels",
      vintage: "2020-03",
      layout: "pixels",
      gemm: "indirect",
      winograd: "none",
      direct: "none",
      storesSums: false,
      blockCache: "l2",
    });
    expect([...(value?.fuses.keys() ?? [])]).toEqual(["relu", "relu6"]);
    expect([value?.int8.size, value?.lacks.size, [...(value?.serial ?? [])]]).toEqual([0, 0, ["reduce", "binary"]]);
    // 20000 cycles; 5 us = 5 / 10^6 s.
    expect([value?.dispatch.value, value?.fork.value]).toEqual([rational(20_000n), rational(5n, 1_000_000n)]);
    expect([...(value?.loops.keys() ?? [])]).toEqual(["armv8-fp32"]);
  });

  it("extends another role by role and keeps the rest", () => {
    const mine = resolved(
      `extends: quick\nstoresSums: ${q("yes")}\nloops:\n  armv8-fp32:\n    gemm: ${q("f32_gemm_4x8_ld128")}\n`,
    );
    expect([mine.storesSums, mine.layout, mine.title]).toEqual([true, "pixels", "Mine"]);
    // The choice is replaced as a whole: the core that the base names has no loop of its own any more.
    expect(loopOf(mine, "armv8-fp32", "gemm", "small")).toBe("f32_gemm_4x8_ld128");
    expect(loopOf(mine, "armv8-fp32", "depthwise3", "small")).toBe("f32_dwconv_9p8c");
  });

  it("may have a loop for some cores only", () => {
    const mine = resolved(`extends: quick\nloops:\n  armv8-fp16:\n    gemm: ${q('"small: f16_gemm_6x16"')}\n`);
    expect(loopOf(mine, "armv8-fp16", "gemm", "small")).toBe("f16_gemm_6x16");
    expect(loopOf(mine, "armv8-fp16", "gemm", "cortex-a53")).toBeUndefined();
  });

  it("points at names where they stand, also at those that it inherits", () => {
    const mine = resolved(`extends: quick\nint8: ${q('"convolution linear"')}\n`);
    const texts = [...mine.fuses, ...mine.int8].map(([name, span]) => [
      name,
      span.source.name,
      span.source.text.slice(span.start, span.end),
    ]);
    expect(texts).toEqual([
      ["relu", "runtimes/quick.yaml", "relu"],
      ["relu6", "runtimes/quick.yaml", "relu6"],
      ["convolution", "mine.yaml", "convolution"],
      ["linear", "mine.yaml", "linear"],
    ]);
  });

  it("lists its loops under the text that gives them", () => {
    const text = `profile: runtime\nname: mine\ntitle: Mine\nextends: quick\nloops:\n  armv8-fp32:\n    gemm: ${q("f32_gemm_4x8_ld128")}\n`;
    const { value } = resolveProfile({ source: { name: "mine.yaml", text } }, smallLibrary);
    if (value === undefined) throw new Error("no profile");
    const { title, sections, counts } = listingOf(value);
    expect(title).toBe("Mine");
    expect(sections.map(({ kind, name, rows }) => [kind, name, rows.length])).toEqual([
      ["runtime", "mine", 1],
      // 13 values above the loops and depthwise3.
      ["runtime", "quick", 14],
    ]);
    expect(sections[0]?.rows[0]?.field).toBe("loops.armv8-fp32.gemm");
    expect([counts.get("measured"), counts.get("assumed")]).toEqual([1, 14]);
  });

  it("reports an unknown core of the base in the base", () => {
    const quick = smallLibrary["runtimes/quick.yaml"] ?? "";
    const library = { ...smallLibrary, "runtimes/quick.yaml": quick.replace("; small:", "; smalt:") };
    const source = { name: "mine.yaml", text: "profile: runtime\nname: mine\ntitle: Mine\nextends: quick\n" };
    const [fault] = resolveRuntime({ source }, library).diagnostics;
    const { span } = fault ?? {};
    expect([fault?.code, span?.source.name, span?.source.text.slice(span.start, span.end)]).toEqual([
      "hardware/unknown",
      "runtimes/quick.yaml",
      "smalt",
    ]);
  });
});

describe("a choice of loops", () => {
  const origin = { source: "a look", kind: "measured" } as const;
  const whole = (text: string) => ({ source: { name: "a", text }, start: 0, end: text.length });
  const loop = fc.stringMatching(/^[a-z][a-z0-9_]{0,12}$/);
  const core = fc.stringMatching(/^[a-z0-9][a-z0-9.-]{0,12}$/);
  const groups = fc.array(fc.tuple(fc.array(core, { minLength: 1, maxLength: 3 }), loop), { maxLength: 4 });

  it("gives each core the first loop beside its name, and others the one without", () => {
    fc.assert(
      fc.property(fc.option(loop, { nil: undefined }), groups, (otherwise, named) => {
        const parts = named.map(([cores, name]) => `${cores.join(" ")}: ${name}`);
        const text = [...(otherwise === undefined ? [] : [otherwise]), ...parts].join("; ");
        fc.pre(text !== "");
        const choice = parseChoice(text, origin, whole(text));
        expect(choice.otherwise).toBe(otherwise);
        for (const each of named.flatMap(([cores]) => cores))
          expect(choice.byCore.get(each)).toBe(named.find(([cores]) => cores.includes(each))?.[1]);
        expect([...choice.byCore.keys()].every((each) => named.some(([cores]) => cores.includes(each)))).toBe(true);
      }),
      { seed: 5 },
    );
  });

  it.each<[text: string, name: string, starts: readonly number[]]>([
    ["cortex-a5: x; cortex-a55 cortex-a5: y", "cortex-a5", [0, 25]],
    ['"small; small.b small: z"', "small", [1, 16]],
    ["a_b; c: a", "a", [8]],
    ["kryo: f32", "f3", [0]],
  ])("%s names %s at %j", (text, name, starts) => {
    expect(placesOf(name, whole(text)).map((each) => each.start)).toEqual(starts);
  });
});

describe("any text as a choice", () => {
  const gemm = (text: string) =>
    `profile: runtime\nname: mine\ntitle: Mine\nextends: quick\nloops:\n  armv8-fp32:\n    gemm: ${q(`"${text}"`)}\n`;

  it("gives loops, or faults inside of it", () => {
    const word = fc.constantFrom("small", "a", "f32_gemm", ";", "; ", ": ", ":", " ", "cortex-a53", "9", "-", "A", "é");
    const text = fc.array(word, { maxLength: 12 }).map((each) => each.join(""));
    fc.assert(
      fc.property(text, (each) => {
        const source = { name: "mine.yaml", text: gemm(each) };
        const { value, diagnostics } = resolveRuntime({ source }, smallLibrary);
        const from = source.text.indexOf(`"${each}"`);
        for (const { span } of diagnostics) {
          expect(span?.start).toBeGreaterThanOrEqual(from);
          expect(span?.end).toBeLessThanOrEqual(from + each.length + 2);
        }
        const { otherwise, byCore } = value?.loops.get("armv8-fp32")?.get("gemm") ?? {};
        expect(otherwise !== undefined || (byCore?.size ?? 0) > 0).toBe(diagnostics.length === 0);
        for (const core of byCore?.keys() ?? []) expect(core).toBe("small");
      }),
      { seed: 3, numRuns: 500 },
    );
  });

  it.each([
    ["names without end", "a ".repeat(195)],
    ["colons without end", "a: ".repeat(130)],
    ["parts without end", "a; ".repeat(130)],
    ["cores without a loop", `x; ${"small ".repeat(60)}`],
  ])("is read at once: %s", (_what, text) => {
    const { diagnostics } = resolveRuntime({ source: { name: "mine.yaml", text: gemm(text) } }, smallLibrary);
    expect(diagnostics.map((each) => each.code)).toEqual(["hardware/notation"]);
  });

  it("is bounded", () => {
    const { diagnostics } = resolveRuntime(
      { source: { name: "mine.yaml", text: gemm("a".repeat(401)) } },
      smallLibrary,
    );
    expect(diagnostics.map((each) => each.message)).toEqual([
      "the text of `loops.armv8-fp32.gemm.value` has 401 characters, the limit is 400",
    ]);
  });
});

describe("shipped runtimes", () => {
  it("are the five kernel libraries", () => {
    expect([...runtimeNames(shippedProfiles)].sort()).toEqual([
      "ncnn",
      "paddle-lite",
      "tflite",
      "xnnpack-2020",
      "xnnpack-2022",
    ]);
  });

  it.each(runtimeNames(shippedProfiles))("%s has no faults, and loops for fp32", (name) => {
    const { value, diagnostics } = resolveRuntime(name, shippedProfiles);
    expect(diagnostics).toEqual([]);
    for (const role of [
      "gemm",
      "depthwise3",
      "depthwise5",
      "binary",
      "unary",
      "exponential",
      "pool",
      "reduce",
      "copy",
    ] as const)
      expect(value?.loops.get("armv8-fp32")?.get(role)?.otherwise, role).toBeDefined();
  });

  it.each(runtimeNames(shippedProfiles))("%s has the loops that its choices of path ask for", (name) => {
    const { value } = resolveRuntime(name, shippedProfiles);
    const roles = value?.loops.get("armv8-fp32");
    expect(roles?.has("taps")).toBe(value?.gemm === "indirect");
    expect(roles?.has("winograd6-input")).toBe(value?.winograd !== "none");
    expect(roles?.has("winograd2-output")).toBe(value?.winograd !== "none");
    expect(roles?.has("winograd4-input")).toBe(value?.winograd === "by-channels");
    const int8 = value?.loops.get("armv8-int8");
    expect([int8 !== undefined, int8?.has("requantize") ?? false]).toEqual([value?.int8.size !== 0, value?.storesSums]);
  });

  it("name repository and file, and no place on a disk", () => {
    for (const name of runtimeNames(shippedProfiles)) {
      const text = shippedProfiles[`runtimes/${name}.yaml`] ?? "";
      expect(text).not.toMatch(/\/tmp|\/work|\bid \d{6}/);
      for (const [, source = "", kind] of text.matchAll(/source: "([^"]+)", kind: (\w+)/g))
        if (kind === "datasheet") expect(source, name).toMatch(/^[\w-]+\/[\w-]+, /);
    }
  });
});
