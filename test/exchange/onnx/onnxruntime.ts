import { env, InferenceSession, Tensor as RuntimeTensor } from "onnxruntime-web";
import { exportOnnx, inTextOrder } from "../../../src/exchange/index.ts";
import {
  executableGraph,
  execute,
  parameterSpecs,
  seededInputs,
  seededWeights,
  single,
  type Tensor,
} from "../../../src/exec/index.ts";
import type { LayerGraph } from "../../../src/graph/index.ts";

env.wasm.numThreads = 1;
env.logLevel = "error";

/** Outputs of an ONNX file in onnxruntime-web, one thread of WebAssembly. */
export async function runtimeOutputs(
  bytes: Uint8Array,
  inputs: readonly { readonly dims: readonly number[]; readonly data: Float32Array }[],
): Promise<readonly (readonly number[] | Float32Array)[]> {
  const session = await InferenceSession.create(bytes, { executionProviders: ["wasm"], logSeverityLevel: 3 });
  try {
    const feeds = Object.fromEntries(
      session.inputNames.map((name, at) => {
        const { dims = [], data = new Float32Array() } = inputs[at] ?? {};
        return [name, new RuntimeTensor("float32", data, [...dims])];
      }),
    );
    const results = await session.run(feeds);
    return session.outputNames.map((name) => results[name]?.data as Float32Array);
  } finally {
    await session.release();
  }
}

/** The largest difference over the largest value. */
export function relativeDistance(found: ArrayLike<number>, wanted: ArrayLike<number>): number {
  let [difference, size] = [found.length === wanted.length ? 0 : Number.POSITIVE_INFINITY, 0];
  for (let at = 0; at < wanted.length; at++) {
    const gap = Math.abs((found[at] ?? 0) - (wanted[at] ?? 0));
    difference = Number.isNaN(gap) ? Number.POSITIVE_INFINITY : Math.max(difference, gap);
    size = Math.max(size, Math.abs(wanted[at] ?? 0));
  }
  return difference / size;
}

/** A graph exported with seeded weights, run here and there: how far each output differs, and how large it is. */
export async function crossCheck(graph: LayerGraph, seed = 0) {
  const { value: executable } = executableGraph(graph);
  if (executable === undefined) throw new Error("not executable");
  const source = seededWeights(seed);
  const { value: bytes, diagnostics } = exportOnnx(graph, (layer) =>
    source(layer, parameterSpecs(layer, executable.shapes)),
  );
  if (bytes === undefined) throw new Error(diagnostics.map((each) => each.message).join("\n"));
  const inputs = seededInputs(executable, seed);
  const own = finished(execute(executable, { precision: single, weights: source, inputs }));
  const feeds = inputs.map(({ layout, dims, data }) => ({ dims: layout === "tokens" ? dims : [1, ...dims], data }));
  const theirs = await runtimeOutputs(bytes, feeds);
  return {
    bytes,
    distances: own.map(({ data }, at) => relativeDistance(data, theirs[at] ?? [])),
    largest: own.map(({ data }) => data.reduce((most, each) => Math.max(most, Math.abs(each)), 0)),
  };
}

export function finished(run: Generator<unknown, readonly Tensor[]>): readonly Tensor[] {
  for (;;) {
    const next = run.next();
    if (next.done === true) return next.value;
  }
}

export { inTextOrder };
