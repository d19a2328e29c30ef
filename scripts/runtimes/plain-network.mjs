/**
 * A network as other runtimes like it best: batch norm folded into the convolution before it, activations named with their layer.
 * Knows the operators of MobileNetV1 and MobileNetV2; any other is an error.
 */
export function plainNetwork({ graph, shapes }, weights, exec) {
  const layers = [];
  const producer = new Map();
  const same = new Map();
  const found = (id) => (same.has(id) ? found(same.get(id)) : id);
  for (const layer of graph.layers) {
    const inputs = layer.inputs.map(found);
    const [output] = layer.outputs;
    const parameters = weights(layer, exec.parameterSpecs(layer, shapes));
    const before = producer.get(inputs[0]);
    switch (layer.operator.name) {
      case "conv": {
        const attributes = exec.attributesOf(layer);
        const [channels, height, width] = shapes.get(layer.inputs[0]).dims;
        const [rows, columns] = exec.windowAxes(height, width, attributes);
        const weight = parameters.get("weight");
        const filters = attributes.get("n");
        const bias = parameters.get("bias") ?? new Float32Array(filters);
        layers.push({
          kind: "conv",
          inputs,
          output,
          channels,
          filters,
          groups: attributes.get("g"),
          rows,
          columns,
          weight,
          bias,
        });
        break;
      }
      case "linear": {
        const features = shapes.get(layer.inputs[0]).dims[0];
        const filters = exec.attributesOf(layer).get("n");
        const bias = parameters.get("bias") ?? new Float32Array(filters);
        layers.push({ kind: "linear", inputs, output, features, filters, weight: parameters.get("weight"), bias });
        break;
      }
      case "bn": {
        const { factors, addends } = exec.batchNormAffine(parameters);
        const each = before.weight.length / before.filters;
        before.weight = before.weight.map((value, at) => value * factors[Math.floor(at / each)]);
        before.bias = before.bias.map((value, at) => value * factors[at] + addends[at]);
        same.set(output, inputs[0]);
        break;
      }
      case "relu":
      case "relu6":
        before.activation = layer.operator.name;
        same.set(output, inputs[0]);
        break;
      case "add":
      case "gap":
        layers.push({ kind: layer.operator.name, inputs, output });
        break;
      case "flatten":
        layers.push({ kind: "flatten", inputs, output });
        break;
      case "dropout":
        same.set(output, inputs[0]);
        break;
      default:
        throw new Error(`no plain form of ${layer.operator.name}`);
    }
    const last = layers.at(-1);
    if (last?.output === output) producer.set(output, last);
  }
  const [input] = graph.inputs;
  return { layers, input, inputDims: shapes.get(input).dims, output: found(graph.outputs[0]) };
}
