import v8 from "node:v8";
import { afterEach, describe, expect, it, vi } from "vitest";
import { startThread } from "../../src/cli/fast-thread.ts";
import { engine } from "../../src/exec/fast/engine.ts";
import {
  type ExecutableGraph,
  ExecutionStopped,
  executableGraph,
  FastNetwork,
  type Helper,
  hasRelaxed,
  parameterSpecs,
  rememberedWeights,
  seededInputs,
  seededWeights,
  type WeightSource,
} from "../../src/exec/index.ts";
import { elaborateText } from "../model/elaborate-text.ts";
import { differing, openFast, referenceOutputs } from "./fast.ts";

function executableOf(text: string): ExecutableGraph {
  const { value, diagnostics } = elaborateText(text);
  const executable = value && executableGraph(value.graph).value;
  if (executable === undefined) throw new Error(diagnostics.map((each) => each.message).join("\n"));
  return executable;
}

const weights = seededWeights(3);
const small = executableOf(`net N {
  input: [3, 40, 36]
  let stem = input -> conv(8, k=3, s=2) -> bn -> relu6
  let y = stem -> conv(12, k=5, g=4) -> maxpool(3, s=1, pad=1)
  stem -> conv(8, k=3, g=8) -> silu -> conv(12, k=1, bias=true) -> add(y) -> gap -> flatten -> linear(9)
}`);

/** Threads that are counted while they live. */
function counted() {
  let alive = 0;
  const start = async (work: Parameters<typeof startThread>[0]): Promise<Helper> => {
    const helper = await startThread(work);
    alive += 1;
    const leave = () => {
      alive -= 1;
    };
    return {
      ended: () => helper.ended().then(leave),
      terminate: () => helper.terminate().then(leave),
    };
  };
  return { start, alive: () => alive };
}

describe("threads", () => {
  it.each([2, 3, 5])("%i of them have the bits of one, run after run, and end", async (threads) => {
    const { start, alive } = counted();
    const fast = await openFast(small, { weights, helpers: { count: threads - 1, start } });
    expect(alive()).toBe(threads - 1);
    for (const seed of [1, 2, 3]) {
      const inputs = seededInputs(small, seed);
      expect(differing(fast.run(inputs), referenceOutputs(small, weights, inputs))).toBe(0);
    }
    await fast.close();
    expect(alive()).toBe(0);
  });

  it("end where a layer of the host stops the network, which then cannot run again", async () => {
    const network = executableOf("net N {\n  input: [4]\n  input -> embedding(6, 5) -> linear(3) -> relu\n}");
    const { start, alive } = counted();
    const fast = await openFast(network, { weights, helpers: { count: 1, start } });
    const [ids] = seededInputs(network, 0);
    if (ids === undefined) throw new Error("no input");
    expect(() => fast.run([{ ...ids, data: Float32Array.of(1, 2, 6, 0) }])).toThrow(ExecutionStopped);
    expect(() => fast.run([ids])).toThrow(RangeError);
    await fast.close();
    expect(alive()).toBe(0);
  });

  it("are refused together where the system gives too few", async () => {
    const { start, alive } = counted();
    let asked = 0;
    const helpers = {
      count: 2,
      start: (work: Parameters<typeof startThread>[0]) => {
        asked += 1;
        return asked === 2 ? Promise.reject(new Error("no more threads")) : start(work);
      },
    };
    const { value, diagnostics } = await FastNetwork.open(small, { weights, helpers });
    expect(value).toBeUndefined();
    expect(diagnostics.map(({ code }) => code)).toEqual(["run/threads"]);
    expect(alive()).toBe(0);
  });
});

describe("a network without a kernel in WebAssembly", () => {
  it.each([
    ["[4, 13, 5]", "silu"],
    ["[9]", "gelu"],
    ["[9]", "dropout"],
    ["[9]", "softmax"],
    ["[2, 5, 4]", "pad(1)"],
    ["[4, 3, 3]", "tokens -> attention(1)"],
    ["[4, 3, 3]", "tokens -> layernorm"],
  ])("%s -> %s runs in the host, on one thread and on two", async (input, body) => {
    const network = executableOf(`net N {\n  input: ${input}\n  ${body}\n}`);
    const inputs = seededInputs(network, 2);
    const wanted = referenceOutputs(network, weights, inputs);
    for (const count of [0, 1]) {
      const fast = await openFast(network, { weights, helpers: { count, start: startThread } });
      expect(differing(fast.run(inputs), wanted)).toBe(0);
      await fast.close();
    }
  });
});

describe("memory", () => {
  it("beyond the limit is refused before any value is asked for", async () => {
    // Each layer fits into the reference's memory; all five have 2.7 GB.
    const body = " -> linear(11600)".repeat(5);
    const large = executableOf(`net N {\n  input: [11600]\n  input${body}\n}`);
    const never: WeightSource = () => {
      throw new Error("values were asked for");
    };
    const { value, diagnostics } = await FastNetwork.open(large, { weights: never });
    expect(value).toBeUndefined();
    expect(diagnostics.map(({ code }) => code)).toEqual(["run/fast-memory"]);
  });
});

describe("an engine that lacks something", () => {
  afterEach(() => vi.restoreAllMocks());

  it("has not the memory", async () => {
    vi.spyOn(engine, "Memory").mockImplementation(function refuse(): never {
      throw new RangeError("could not allocate memory");
    });
    const { value, diagnostics } = await FastNetwork.open(small, { weights });
    expect(value).toBeUndefined();
    expect(diagnostics.map(({ code }) => code)).toEqual(["run/no-memory"]);
  });

  it("has no relaxed instructions", async () => {
    vi.spyOn(engine, "validate").mockReturnValue(false);
    const { value, diagnostics } = await FastNetwork.open(small, { weights, isRelaxed: true });
    expect(value).toBeUndefined();
    expect(diagnostics.map(({ code }) => code)).toEqual(["run/no-relaxed"]);
  });
});

/** Half the distance from 1 to the next fp32 number. */
const roundoff = 2 ** -24;
const gamma = (count: number) => (count * roundoff) / (1 - count * roundoff);

// Node 20 knows relaxed instructions behind a switch, Node 22 without.
if (!hasRelaxed()) v8.setFlagsFromString("--experimental-wasm-relaxed-simd");

describe.runIf(hasRelaxed())("a relaxed layer is as near to the reference as is stated", () => {
  it.each([
    ["conv", [7, 9, 8], "conv(13, k=3, s=2, bias=true)"],
    ["pointwise", [200, 5, 7], "conv(21, k=1, bias=true)"],
    ["depthwise", [9, 12, 11], "conv(9, k=5, g=9)"],
    ["linear", [900], "linear(50)"],
  ])("%s", async (_, input, body) => {
    const network = executableOf(`net N {\n  input: [${input}]\n  input -> ${body}\n}`);
    const values = rememberedWeights(weights);
    const inputs = seededInputs(network, 4);
    const relaxed = await openFast(network, { weights: values, isRelaxed: true });
    const [found] = relaxed.run(inputs);
    const [reference] = referenceOutputs(network, values, inputs);
    // The same sums of absolute values: what the bound is a share of.
    const absolute: WeightSource = (layer, specs) =>
      new Map([...values(layer, specs)].map(([name, data]) => [name, data.map(Math.abs)]));
    const absolutes = inputs.map((each) => ({ ...each, data: each.data.map(Math.abs) }));
    const [sums] = referenceOutputs(network, absolute, absolutes);
    const [layer] = network.graph.layers;
    if (found === undefined || reference === undefined || sums === undefined || layer === undefined) {
      throw new Error("no output");
    }
    const [weight] = parameterSpecs(layer, network.shapes);
    const products = (weight?.dims ?? []).slice(1).reduce((product, each) => product * each, 1);
    const share = 2 * gamma(products + 1) * (1 + gamma(products + 1));
    const beyond = found.data.filter(
      (value, at) => Math.abs(value - (reference.data[at] ?? 0)) > share * (sums.data[at] ?? 0),
    );
    expect([...beyond]).toEqual([]);
  });
});
