import type { TensorId } from "../../graph/index.ts";
import type { Tensor } from "../tensor.ts";
import type { Fused } from "./fuse.ts";

/**
 * The grids that tokens were taken from. Steps of the host set them while the network runs; steps in WebAssembly hand on what one of
 * their inputs has.
 */
export class Grids {
  readonly #set = new Map<TensorId, Tensor["grid"]>();
  readonly #sources: ReadonlyMap<TensorId, readonly TensorId[]>;

  constructor(steps: readonly Fused[]) {
    const inWasm = steps.filter(({ kind }) => kind !== "host");
    this.#sources = new Map(
      inWasm.flatMap(({ inputs, stages, outputs }) => {
        const sources = [...inputs, ...stages.flatMap(({ other }) => other ?? [])];
        return outputs.map((id) => [id, sources] as const);
      }),
    );
  }

  set(id: TensorId, grid: Tensor["grid"]): void {
    this.#set.set(id, grid);
  }

  of(id: TensorId): Tensor["grid"] {
    const pending = [id];
    const seen = new Set(pending);
    for (const each of pending) {
      const found = this.#set.get(each);
      if (found !== undefined) return found;
      for (const source of this.#sources.get(each) ?? []) {
        if (seen.has(source)) continue;
        seen.add(source);
        pending.push(source);
      }
    }
    return undefined;
  }
}
