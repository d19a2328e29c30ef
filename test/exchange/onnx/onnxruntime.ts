import { env, InferenceSession, Tensor as RuntimeTensor } from "onnxruntime-web";
import { exportOnnx } from "../../../src/exchange/index.ts";
import {
  executableGraph,
  execute,
  type Kernel,
  kernels,
  parameterSpecs,
  seededInputs,
  seededWeights,
  single,
  type Tensor,
  type WeightSource,
} from "../../../src/exec/index.ts";
import type { LayerGraph } from "../../../src/graph/index.ts";
import { finished, relativeDistance } from "./distance.ts";

env.wasm.numThreads = 1;
env.logLevel = "error";

/** Outputs of an ONNX file in onnxruntime-web, one thread of WebAssembly; ids are 64-bit integers. */
export async function runtimeOutputs(
  bytes: Uint8Array,
  inputs: readonly { readonly dims: readonly number[]; readonly data: Float32Array }[],
): Promise<readonly Float32Array[]> {
  const session = await InferenceSession.create(bytes, { executionProviders: ["wasm"], logSeverityLevel: 3 });
  try {
    const feeds = Object.fromEntries(
      session.inputNames.map((name, at) => {
        const { dims = [], data = new Float32Array() } = inputs[at] ?? {};
        const metadata = session.inputMetadata[at];
        const isIds = metadata?.isTensor === true && metadata.type === "int64";
        return [
          name,
          isIds
            ? new RuntimeTensor(
                "int64",
                BigInt64Array.from(data, (each) => BigInt(each)),
                [...dims],
              )
            : new RuntimeTensor("float32", data, [...dims]),
        ];
      }),
    );
    const results = await session.run(feeds);
    return session.outputNames.map((name) => results[name]?.data as Float32Array);
  } finally {
    await session.release();
  }
}

export interface CrossCheck {
  readonly bytes: Uint8Array;
  /** Of each output, against onnxruntime: the largest difference over the largest value. */
  readonly distances: readonly number[];
  /** The largest value of each output: agreement on zeros proves nothing. */
  readonly largest: readonly number[];
}

/** A graph exported with seeded weights, and run by Ridge and by onnxruntime on the same input. */
export async function crossCheck(graph: LayerGraph, isNormal = false): Promise<CrossCheck> {
  const { value: executable } = executableGraph(graph);
  if (executable === undefined) throw new Error("not executable");
  const inputs = seededInputs(executable, 0);
  const weights = isNormal ? normalisedWeights(graph, inputs) : seededWeights(0);
  const { value: bytes, diagnostics } = exportOnnx(graph, (layer) =>
    weights(layer, parameterSpecs(layer, executable.shapes)),
  );
  if (bytes === undefined) throw new Error(diagnostics.map((each) => each.message).join("\n"));
  const own = finished(execute(executable, { precision: single, weights, inputs }));
  const feeds = inputs.map(({ layout, dims, data }) => ({ dims: layout === "tokens" ? dims : [1, ...dims], data }));
  const theirs = await runtimeOutputs(bytes, feeds);
  return {
    bytes,
    distances: own.map(({ data }, at) => relativeDistance(data, theirs[at] ?? [])),
    largest: own.map(({ data }) => data.reduce((most, each) => Math.max(most, Math.abs(each)), 0)),
  };
}

/**
 * Seeded weights with means and variances of batch norms that are those of their inputs, as training leaves them. Without, the values of
 * a hundred residual layers grow until gates flip from 0 to 1 on the last bit, and no two programs agree.
 */
function normalisedWeights(graph: LayerGraph, inputs: readonly Tensor[]): WeightSource {
  const { value: executable } = executableGraph(graph);
  if (executable === undefined) throw new Error("not executable");
  const seeded = seededWeights(0);
  const measured = new Map<string, { readonly mean: number; readonly variance: number }>();
  let current = "";
  const bn = kernels.get("bn");
  if (bn === undefined) throw new Error("no kernel");
  const withMeasured = (name: string, parameters: ReadonlyMap<string, Float32Array>) => {
    const found = measured.get(name);
    if (found === undefined) return parameters;
    const filled = (role: "mean" | "variance") => new Float32Array(parameters.get(role)?.length ?? 0).fill(found[role]);
    return new Map([...parameters, ["mean", filled("mean")], ["variance", filled("variance")]]);
  };
  const measuring: Kernel = {
    ...bn,
    run(task) {
      const data = task.inputs[0]?.data ?? new Float32Array();
      const mean = data.reduce((sum, each) => sum + each, 0) / data.length;
      const variance = data.reduce((sum, each) => sum + (each - mean) ** 2, 0) / data.length;
      measured.set(current, { mean, variance });
      return bn.run({ ...task, parameters: withMeasured(current, task.parameters) });
    },
  };
  const weights: WeightSource = (layer, specs) => {
    current = layer.name;
    return seeded(layer, specs);
  };
  finished(execute(executable, { precision: single, weights, inputs, faster: new Map([["bn", measuring]]) }));
  return (layer, specs) => withMeasured(layer.name, seeded(layer, specs));
}
