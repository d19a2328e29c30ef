import * as ort from "onnxruntime-web";
import { onnxModel } from "./onnx-model.mjs";

/** A plain network in onnxruntime-web on its WebAssembly backend, one thread: `run` gives the output's values. */
export async function onnxruntimeNetwork(network, input) {
  ort.env.wasm.numThreads = 1;
  const session = await ort.InferenceSession.create(onnxModel(network), {
    executionProviders: ["wasm"],
    graphOptimizationLevel: "all",
  });
  const feeds = { input: new ort.Tensor("float32", input, [1, ...network.inputDims]) };
  return { run: async () => (await session.run(feeds)).output.data, close: () => session.release() };
}
