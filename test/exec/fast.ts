import {
  type ExecutableGraph,
  execute,
  FastNetwork,
  type FastOptions,
  single,
  type Tensor,
  type WeightSource,
} from "../../src/exec/index.ts";

/** A network on the fast path. Errors: throws what it is refused for. */
export async function openFast(executable: ExecutableGraph, options: FastOptions): Promise<FastNetwork> {
  const { value, diagnostics } = await FastNetwork.open(executable, options);
  if (value === undefined) throw new Error(diagnostics.map((each) => each.message).join("\n"));
  return value;
}

/** Outputs of the reference in fp32. */
export function referenceOutputs(
  executable: ExecutableGraph,
  weights: WeightSource,
  inputs: readonly Tensor[],
): readonly Tensor[] {
  const run = execute(executable, { precision: single, weights, inputs });
  for (;;) {
    const next = run.next();
    if (next.done === true) return next.value;
  }
}

/** How many bits patterns of values differ; any NaN is like any other. */
export function differing(found: readonly Tensor[], wanted: readonly Tensor[]): number {
  let count = Math.abs(found.length - wanted.length);
  for (const [at, { data, dims }] of wanted.entries()) {
    const other = found[at];
    if (other === undefined || String(other.dims) !== String(dims)) return Number.POSITIVE_INFINITY;
    for (let i = 0; i < data.length; i++) count += Object.is(data[i], other.data[i]) ? 0 : 1;
  }
  return count;
}
