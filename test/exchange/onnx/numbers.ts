import { layerParameters } from "../../../src/exchange/index.ts";
import {
  executableGraph,
  execute,
  givenWeights,
  seededInputs,
  seededWeights,
  single,
} from "../../../src/exec/index.ts";
import { imported, type SmallModel, small } from "./costs.ts";
import { finished, relativeDistance } from "./distance.ts";
import { runtimeOutputs } from "./onnxruntime.ts";

/**
 * How far the output of an imported small model, run on the file's own weights and seeded inputs, is from what onnxruntime makes of the
 * same file: the largest difference over the largest value. The output has the input's rank unless the model says otherwise.
 */
export async function distanceToRuntime(model: SmallModel): Promise<number> {
  const rank = model.inputs?.[0]?.dims.length ?? 4;
  const outputs = [{ name: "y", dims: Array.from({ length: rank }, (_, axis) => `y${axis}`) }];
  const bytes = small({ outputs, ...model });
  const { graph, weights } = imported(bytes);
  const { value: executable } = executableGraph(graph);
  if (executable === undefined) throw new Error("not executable");
  const inputs = seededInputs(executable, 0);
  const given = new Map([...weights].map(([name, each]) => [name, layerParameters(each).value ?? new Map()]));
  const run = execute(executable, { precision: single, weights: givenWeights(given, seededWeights(0)), inputs });
  const [own] = finished(run);
  const dims = (model.inputs ?? [{ dims: [1, 3, 8, 8] }]).map((each) => each.dims.map(Number));
  const [theirs = new Float32Array()] = await runtimeOutputs(
    bytes,
    inputs.map(({ data }, at) => ({ dims: dims[at] ?? [], data })),
  );
  return relativeDistance(own?.data ?? [], theirs);
}

/** A tensor of numbers between -2 and 2 that all differ. */
export function varied(name: string, dims: readonly number[], seed = 1) {
  const count = dims.reduce((product, each) => product * each, 1);
  return { name, dims, data: Float32Array.from({ length: count }, (_, at) => 2 * Math.sin(seed + 2.3 * at)) };
}
