import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { executableGraph, FastNetwork, seededInputs, seededWeights, type Tensor } from "../../src/exec/index.ts";
import { zoo } from "../model/elaborate-text.ts";
import { referenceOutputs } from "./fast.ts";
import { smallestZoo } from "./smallest-zoo.ts";

/** `npm run verify` compares every network; here a few do, which together have all kinds of steps. */
const isComplete = process.env.RIDGE_EXECUTE === "all";
const some = ["mobilenet_v3_small", "shufflenet_v2", "mobilevit_xxs"];

function hashOf(tensors: readonly Tensor[]): string {
  const hash = createHash("sha256");
  for (const { dims, data } of tensors) hash.update(`${dims}:`).update(data);
  return hash.digest("hex");
}

describe("outputs of a whole network have the hash of the reference's", () => {
  it.each(isComplete ? Object.keys(zoo) : some)("%s", async (name) => {
    const { value: executable } = executableGraph(smallestZoo(name));
    if (executable === undefined) throw new Error("not executable");
    const weights = seededWeights(0);
    const { value: fast, diagnostics } = await FastNetwork.open(executable, { weights });
    if (fast === undefined) {
      expect(diagnostics.map(({ code }) => code)).toEqual(["run/fast-memory"]);
      return;
    }
    const inputs = seededInputs(executable, 0);
    const wanted = referenceOutputs(executable, weights, inputs);
    expect(wanted.every(({ data }) => data.every((value) => Number.isFinite(value)))).toBe(true);
    expect(hashOf(fast.run(inputs))).toBe(hashOf(wanted));
  }, 1_200_000);
});
