import { diagnostic } from "../../core/diagnostic.ts";
import { numberOf } from "../attributes.ts";
import { ExecutionStopped } from "../execution-stopped.ts";
import { inputOf, type Kernel, outputsOnly, parameterOf } from "../kernel.ts";
import { tokensOf } from "../tensor.ts";

/** A learned row of d values for each id. Errors: run/id, for what is no whole number below n. */
export const embedding: Kernel = {
  parameters(_inputs, attributes) {
    const dims = [numberOf(attributes, "n"), numberOf(attributes, "d")];
    return [{ name: "weight", dims, start: { kind: "around", value: 0, spread: 1 } }];
  },
  run(task) {
    const ids = inputOf(task).data;
    const [count, depth] = [numberOf(task.attributes, "n"), numberOf(task.attributes, "d")];
    const rows = parameterOf(task, "weight");
    const data = new Float32Array(ids.length * depth);
    for (const [at, id] of ids.entries()) {
      if (!Number.isInteger(id) || id < 0 || id >= count) {
        throw new ExecutionStopped(diagnostic("run/id", { found: String(id), count, at }, undefined));
      }
      data.set(rows.subarray(id * depth, (id + 1) * depth), at * depth);
    }
    return outputsOnly(tokensOf(1, ids.length, depth, data));
  },
};
