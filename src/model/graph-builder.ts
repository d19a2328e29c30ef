import type { Layer, LayerGraph, Tensor, TensorId } from "../graph/index.ts";
import type { Shape } from "../ops/index.ts";
import type { Condition } from "../symbolic/index.ts";

/** Collects tensors and layers while a network is expanded. */
export class GraphBuilder {
  private readonly tensors: Tensor[] = [];
  private readonly layers: Layer[] = [];
  private readonly inputs: TensorId[] = [];

  /** A tensor that comes from outside. */
  addInput(shape: Shape): TensorId {
    const id = this.tensors.length;
    this.tensors.push({ id, shape, origin: { kind: "input" } });
    this.inputs.push(id);
    return id;
  }

  /** A layer with fresh output tensors, which it returns. */
  addLayer(layer: Omit<Layer, "index" | "outputs">, outputs: readonly Shape[]): readonly TensorId[] {
    const index = this.layers.length;
    const ids = outputs.map((shape, output) => {
      const id = this.tensors.length;
      this.tensors.push({ id, shape, origin: { kind: "layer", layer: index, output } });
      return id;
    });
    const { name, segments, operator, attributes, inputs, factor, guard, span, uses } = layer;
    this.layers.push({ index, name, segments, operator, attributes, inputs, outputs: ids, factor, guard, span, uses });
    return ids;
  }

  /** One of two tensors, by a condition on free symbols. */
  addChoice(condition: Condition, then: TensorId, otherwise: TensorId, shape: Shape): TensorId {
    const id = this.tensors.length;
    this.tensors.push({ id, shape, origin: { kind: "choice", condition, then, otherwise } });
    return id;
  }

  get layerCount(): number {
    return this.layers.length;
  }

  layerAt(index: number): Layer | undefined {
    return this.layers[index];
  }

  tensorAt(id: TensorId): Tensor | undefined {
    return this.tensors[id];
  }

  /** The whole graph. */
  finish(
    name: string,
    outputs: readonly TensorId[],
    taps: ReadonlyMap<string, TensorId>,
    assumptions: readonly string[],
  ): LayerGraph {
    return { name, inputs: this.inputs, outputs, layers: this.layers, tensors: this.tensors, taps, assumptions };
  }

  /** The part of the graph made of the given layers, renumbered; tensors that they read from elsewhere become inputs. */
  extract(name: string, chosen: readonly Layer[], outputs: readonly TensorId[]): LayerGraph {
    const part = new GraphBuilder();
    const renamed = new Map<TensorId, TensorId>();
    const rename = (id: TensorId): TensorId => {
      const known = renamed.get(id);
      if (known !== undefined) return known;
      const tensor = this.tensors[id];
      const origin = tensor?.origin;
      if (tensor === undefined) return id;
      const made =
        origin?.kind === "choice"
          ? part.addChoice(origin.condition, rename(origin.then), rename(origin.otherwise), tensor.shape)
          : part.addInput(tensor.shape);
      renamed.set(id, made);
      return made;
    };
    for (const layer of chosen) {
      const inputs = layer.inputs.map(rename);
      const shapes = layer.outputs.flatMap((each) => this.tensors[each]?.shape ?? []);
      const made = part.addLayer({ ...layer, inputs }, shapes);
      layer.outputs.forEach((each, position) => {
        const id = made[position];
        if (id !== undefined) renamed.set(each, id);
      });
    }
    return part.finish(name, outputs.map(rename), new Map(), []);
  }

  /** Forgets every layer and tensor added since the counts were taken. */
  rollback(layerCount: number, tensorCount: number): void {
    this.layers.length = layerCount;
    this.tensors.length = tensorCount;
    while ((this.inputs.at(-1) ?? -1) >= tensorCount) this.inputs.pop();
  }

  get tensorCount(): number {
    return this.tensors.length;
  }
}
