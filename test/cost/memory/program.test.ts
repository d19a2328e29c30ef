import { describe, expect, it } from "vitest";
import { memoryProgram, peakActivation, type Reuse, reuses, traceOf } from "../../../src/cost/index.ts";
import { asInteger } from "../../../src/symbolic/index.ts";
import { elaborateText, elaborateZoo, onePerNet } from "../../model/elaborate-text.ts";

function programOf(body: string, reuse: Reuse) {
  const { value, diagnostics } = elaborateText(`net A { ${body} }`);
  if (value === undefined) throw new Error(diagnostics.map((each) => each.message).join("\n"));
  const made = memoryProgram(value.graph, { reuse, dtype: "int8", batch: 1n });
  if (made.kind === "free") throw new Error(`free: ${made.symbols.join()}`);
  return made.program;
}

function traceWritten(body: string, reuse: Reuse) {
  const program = programOf(body, reuse);
  return traceOf(
    program,
    program.steps.map((_, index) => index),
  );
}

/** Bytes at int8, so elements: what is alive at every step under each convention, counted by hand. */
const timelines: readonly (readonly [what: string, body: string, Readonly<Record<Reuse, readonly number[]>>])[] = [
  [
    "conv, bn and relu: two more buffers, none, or one step",
    "input: [1, 4, 4]; conv(4); bn; relu",
    { none: [16 + 64, 64 + 64, 64 + 64], "in-place": [16 + 64, 64, 64], fused: [16 + 64] },
  ],
  [
    "a relu whose input is read again overwrites nothing, and is no part of the step before it",
    "input: [1, 4, 4]; conv(4); let skip = it; relu; conv(4); add(skip)",
    // conv, relu beside it, conv with the skip waiting, the sum of both
    {
      none: [16 + 64, 64 + 64, 64 + 64 + 64, 64 + 64 + 64],
      "in-place": [16 + 64, 64 + 64, 64 + 64 + 64, 64 + 64 + 64],
      fused: [16 + 64, 64 + 64, 64 + 64 + 64, 64 + 64 + 64],
    },
  ],
  [
    "gelu writes a buffer unless it is fused; softmax always does",
    "input: [1, 4, 4]; conv(4); gelu; softmax",
    { none: [80, 128, 128], "in-place": [80, 128, 128], fused: [80, 128] },
  ],
  [
    "moving data absorbs no activation, but the activation overwrites what is moved",
    "input: [2, 4, 4]; [it, it] -> concat; relu; conv(1)",
    { none: [32 + 64, 64 + 64, 64 + 16], "in-place": [32 + 64, 64, 64 + 16], fused: [32 + 64, 64, 64 + 16] },
  ],
  [
    "views have no step; half of a split is not overwritten, since the buffer is larger",
    "input: [4, 4, 4]; let h = it -> split(2); h[1] -> relu -> flatten -> linear(10)",
    { none: [64 + 32, 32 + 10], "in-place": [64 + 32, 32 + 10], fused: [64 + 32, 32 + 10] },
  ],
];

describe("memory timelines by hand", () => {
  it.each(timelines)("%s", (_, body, wanted) => {
    for (const reuse of reuses) {
      const { moments } = traceWritten(body, reuse);
      expect({ reuse, live: moments.map((each) => Number(each.liveBytes)) }).toEqual({ reuse, live: wanted[reuse] });
    }
  });

  it("a fused output of the network stays: its activation is no part of it", () => {
    const body = "input: [1, 4, 4]; conv(4); tap raw; relu; conv(1); [it, raw] -> concat";
    expect(traceWritten(body, "fused").moments.map((each) => Number(each.liveBytes))).toEqual([
      80,
      128,
      144,
      16 + 64 + 80,
    ]);
  });

  it("buffers are named after their first maker and live from it to their last reader", () => {
    const { buffers } = traceWritten("input: [1, 4, 4]; conv(4); bn; relu; conv(2)", "in-place");
    expect(buffers.map(({ name, bytes, first, last }) => [name, Number(bytes), first, last])).toEqual([
      ["input", 16, 0, 0],
      ["conv", 64, 0, 3],
      ["conv_2", 32, 3, 3],
    ]);
  });

  it("counts a batch, and whole bytes of int4 tensors", () => {
    const { value } = elaborateText("net A { input: [1, 3, 3]; conv(1) }");
    if (value === undefined) throw new Error("no network");
    const bytes = (dtype: "int4" | "fp16", batch: bigint) => {
      const made = memoryProgram(value.graph, { reuse: "none", dtype, batch });
      return made.kind === "program" ? made.program.values.map((each) => Number(each.bytes)) : [];
    };
    expect(bytes("int4", 1n)).toEqual([5, 5]);
    expect(bytes("int4", 3n)).toEqual([14, 14]);
    expect(bytes("fp16", 3n)).toEqual([54, 54]);
  });

  it.each([
    ["size", "param n: int in [1, 8]; input: [1, 4, 4]; conv(n)", { n: "?" }, ["n"]],
    ["repeat", "param n: int in [1, 8]; input: [1, 4, 4]; repeat n { conv(1) }", { n: "?" }, ["n"]],
    ["condition", "param n: int in [1, 8]; input: [1, 4, 4]; conv(1); if n > 4 { conv(1) }", { n: "?" }, ["n"]],
  ])("names the free symbol of a %s", (_, body, settings, symbols) => {
    const graph = elaborateText(`net A { ${body} }`, settings).value?.graph;
    if (graph === undefined) throw new Error("no network");
    expect(memoryProgram(graph, { reuse: "none", dtype: "fp32", batch: 1n })).toEqual({ kind: "free", symbols });
  });
});

describe("beside the peaks of the report", () => {
  it.each(onePerNet)("%s", (name) => {
    const graph = elaborateZoo(name).value?.graph;
    if (graph === undefined) throw new Error("no network");
    const peak = (reuse: Reuse) => {
      const made = memoryProgram(graph, { reuse, dtype: "int8", batch: 1n });
      if (made.kind === "free") throw new Error("free");
      return traceOf(
        made.program,
        made.program.steps.map((_, index) => index),
      ).peakBytes;
    };
    const [none, inPlace, fused] = [peak("none"), peak("in-place"), peak("fused")];
    // Without reuse the two say the same. The report's number lets an activation overwrite what is read again, so it is never more.
    expect(none).toBe(asInteger(peakActivation(graph, "unfused")));
    const literal = asInteger(peakActivation(graph, "fused")) ?? 0n;
    expect(inPlace >= literal && inPlace <= none && fused <= inPlace).toBe(true);
    // Of the zoo only DenseNet normalises a tensor that is read again.
    expect(inPlace > literal).toBe(name.startsWith("densenet"));
  });
});
