import { diagnostic } from "../core/diagnostic.ts";
import type { Layer } from "../graph/index.ts";
import { ExecutionStopped } from "./execution-stopped.ts";

/** What V8 says of an array that it cannot make. */
const noArray = /^(Array buffer allocation failed|Invalid (typed )?array (buffer )?length)/i;

/** Runs a layer. Errors: run/layer-memory where the system has not the memory for it. */
export function enoughMemory<T>({ name }: Pick<Layer, "name">, run: () => T): T {
  try {
    return run();
  } catch (fault) {
    if (!(fault instanceof RangeError && noArray.test(fault.message))) throw fault;
    throw new ExecutionStopped(diagnostic("run/layer-memory", { layer: name }, undefined));
  }
}
