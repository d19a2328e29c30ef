import { InternalError } from "../../core/internal-error.ts";
import { elaborateNetwork } from "../../model/index.ts";
import { type ExecutableGraph, executableGraph } from "../concrete.ts";
import { type ExecutionOptions, execute } from "../execute.ts";
import { single } from "../precision.ts";
import type { Tensor } from "../tensor.ts";

/** The network of a text without imports. */
export function networkOf(body: string): ExecutableGraph {
  const source = { name: "experiment.arch", text: `net Experiment {\n  ${body.replaceAll("\n", "\n  ")}\n}` };
  const loader = { load: () => ({ kind: "fault", detail: "experiments import nothing" }) as const };
  const { value, diagnostics } = elaborateNetwork({ source, settings: [], loader });
  const executable = value === undefined ? undefined : executableGraph(value.graph).value;
  if (executable === undefined) throw new InternalError("exec", diagnostics.map((each) => each.message).join("; "));
  return executable;
}

/** First output of a network, and the multiplications that it took. Sums are kept in fp32 unless the options say otherwise. */
export function outputOf(
  executable: ExecutableGraph,
  options: Omit<ExecutionOptions, "precision"> & Partial<Pick<ExecutionOptions, "precision">>,
): { readonly data: Float32Array; readonly multiplications: number } {
  const run = execute(executable, { precision: single, ...options });
  let multiplications = 0;
  for (;;) {
    const next = run.next();
    if (next.done === true) return { data: next.value[0]?.data ?? new Float32Array(0), multiplications };
    multiplications += next.value.multiplications;
  }
}

/** Values as the only input of a network. */
export function inputsOf({ graph, shapes }: ExecutableGraph, data: Float32Array): readonly Tensor[] {
  const [id = -1] = graph.inputs;
  return [{ layout: "image", dims: [], ...shapes.get(id), data }];
}

/** Largest distance of two lists, as a share of the largest magnitude of the second. */
export function relativeDistance(found: Float32Array, wanted: Float32Array): number {
  let [most, peak] = [0, 0];
  for (let at = 0; at < wanted.length; at++) {
    most = Math.max(most, Math.abs((found[at] ?? 0) - (wanted[at] ?? 0)));
    peak = Math.max(peak, Math.abs(wanted[at] ?? 0));
  }
  return most / peak;
}

/** Points of the unit circle as an image [2, 1, count]. */
export function circle(count: number): Float32Array {
  return Float32Array.from({ length: 2 * count }, (_, at) => {
    const angle = (2 * Math.PI * (at % count)) / count;
    return at < count ? Math.cos(angle) : Math.sin(angle);
  });
}
