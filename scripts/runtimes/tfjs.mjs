import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { setThreadsCount, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";

const folder = dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm"));

/** [filters, depth, rows, columns] as [rows, columns, depth, filters]. */
const filterOf = ({ weight, filters, channels, groups, rows, columns }) =>
  tf.tidy(() =>
    tf.transpose(tf.tensor4d(weight, [filters, channels / groups, rows.kernel, columns.kernel]), [2, 3, 1, 0]),
  );

/** A plain network in TensorFlow.js on its WebAssembly backend with SIMD, one thread: fused kernels, NHWC. */
export async function tfjsNetwork({ layers, input, inputDims, output }, values) {
  setWasmPaths(`${join(folder)}/`);
  setThreadsCount(1);
  await tf.setBackend("wasm");
  await tf.ready();
  const [channels, height, width] = inputDims;
  const image = tf.tidy(() => tf.transpose(tf.tensor4d(values, [1, channels, height, width]), [0, 2, 3, 1]));
  const steps = layers.map((layer) => {
    const activation = layer.activation ?? "linear";
    if (layer.kind === "conv") {
      const { rows, columns, filters, groups } = layer;
      const bias = tf.tensor1d(layer.bias);
      const pad = [
        [0, 0],
        [rows.before, rows.after],
        [columns.before, columns.after],
        [0, 0],
      ];
      const rest = {
        strides: [rows.stride, columns.stride],
        pad,
        dataFormat: "NHWC",
        dilations: [1, 1],
        bias,
        activation,
      };
      if (groups === 1) {
        const filter = filterOf(layer);
        return (x) => tf.fused.conv2d({ x, filter, ...rest });
      }
      const filter = tf.reshape(filterOf(layer), [rows.kernel, columns.kernel, filters, 1]);
      return (x) => tf.fused.depthwiseConv2d({ x, filter, ...rest });
    }
    if (layer.kind === "linear") {
      const b = tf.tidy(() => tf.transpose(tf.tensor2d(layer.weight, [layer.filters, layer.features])));
      const bias = tf.tensor1d(layer.bias);
      return (a) => tf.fused.matMul({ a: tf.reshape(a, [1, layer.features]), b, bias, activation });
    }
    if (layer.kind === "add") return (a, b) => tf.add(a, b);
    if (layer.kind === "gap") return (x) => tf.mean(x, [1, 2], true);
    return (x) => x;
  });
  const run = () => {
    const result = tf.tidy(() => {
      const live = new Map([[input, image]]);
      for (const [at, layer] of layers.entries())
        live.set(layer.output, steps[at](...layer.inputs.map((id) => live.get(id))));
      return live.get(output);
    });
    const data = result.dataSync();
    result.dispose();
    return data;
  };
  return { run, close: () => tf.disposeVariables() };
}
