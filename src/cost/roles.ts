import type { Layer, LayerGraph, TensorId } from "../graph/index.ts";
import type { Shape } from "../ops/index.ts";
import { equals, isZero, one } from "../symbolic/index.ts";

/**
 * A layer's place in its network, where rules depend on it: the first convolution; a squeeze-and-excite branch with its product;
 * a layer norm that no linear layer reads; a batch norm behind a layer with a bias of its own.
 */
export type Role = "first conv" | "se" | "norm without linear" | "bn after bias";

/** Roles of the layers by index; a layer without one is left out. */
export function rolesOf(graph: LayerGraph): ReadonlyMap<number, ReadonlySet<Role>> {
  const roles = new Map<number, Set<Role>>();
  const give = (layer: Layer | undefined, role: Role) => {
    if (layer === undefined) return;
    const given = roles.get(layer.index);
    if (given === undefined) roles.set(layer.index, new Set([role]));
    else given.add(role);
  };
  give(
    graph.layers.find((each) => each.operator.family === "convolution"),
    "first conv",
  );
  const linearInputs = new Set(
    graph.layers.filter((each) => each.operator.name === "linear").flatMap((each) => each.inputs),
  );
  for (const layer of graph.layers) {
    switch (layer.operator.name) {
      case "mul":
        for (const member of excitation(graph, layer)) give(member, "se");
        break;
      case "layernorm":
        if (!layer.outputs.some((each) => linearInputs.has(each))) give(layer, "norm without linear");
        break;
      case "bn":
        if (hasBias(graph, producer(graph, layer.inputs[0]))) give(layer, "bn after bias");
        break;
    }
  }
  return roles;
}

/** The layers of a squeeze-and-excite branch: from pooling to [C, 1, 1] along single inputs to one side of a product, the product too. */
function excitation(graph: LayerGraph, product: Layer): readonly Layer[] {
  for (const side of product.inputs) {
    const members: Layer[] = [product];
    let layer = isPooled(graph, side) ? producer(graph, side) : undefined;
    while (layer !== undefined) {
      members.push(layer);
      const [input, another] = layer.inputs;
      if (input === undefined || another !== undefined) break;
      if (!isPooled(graph, input)) {
        if (isPooling(layer)) return members;
        break;
      }
      layer = producer(graph, input);
    }
  }
  return [];
}

function isPooling({ operator }: Layer): boolean {
  return operator.family === "pooling" || operator.name === "reduce_mean";
}

function isPooled(graph: LayerGraph, tensor: TensorId): boolean {
  const shape: Shape | undefined = graph.tensors[tensor]?.shape;
  if (shape === undefined) return false;
  if (shape.layout === "vector") return true;
  return shape.layout === "image" && shape.dims.slice(1).every((each) => equals(each, one));
}

function producer(graph: LayerGraph, tensor: TensorId | undefined): Layer | undefined {
  const origin = tensor === undefined ? undefined : graph.tensors[tensor]?.origin;
  return origin?.kind === "layer" ? graph.layers[origin.layer] : undefined;
}

function hasBias(graph: LayerGraph, layer: Layer | undefined): boolean {
  if (layer === undefined) return false;
  const shapes = (ids: readonly TensorId[]) => ids.flatMap((each) => graph.tensors[each]?.shape ?? []);
  return !isZero(layer.operator.cost(shapes(layer.inputs), shapes(layer.outputs), layer.attributes).biases);
}
