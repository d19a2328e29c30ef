import type { FreeLoop, Layer, LayerGraph, PathSegment, Tensor, TensorId } from "../graph/index.ts";
import type { Shape } from "../ops/index.ts";
import type { Condition, Expr } from "../symbolic/index.ts";

/** Collects tensors and layers while a network is expanded. */
export class GraphBuilder {
  private readonly tensors: Tensor[] = [];
  private readonly layers: Layer[] = [];
  private readonly inputs: TensorId[] = [];
  private readonly loops: FreeLoop[] = [];

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
  addChoice(
    condition: Condition,
    then: TensorId,
    otherwise: TensorId,
    shape: Shape,
    segments: readonly PathSegment[],
  ): TensorId {
    const id = this.tensors.length;
    this.tensors.push({ id, shape, origin: { kind: "choice", condition, then, otherwise, segments } });
    return id;
  }

  /** What flows into each turn of a repeat with a free count; the turn's layers follow. */
  addCarried(before: TensorId, shape: Shape): TensorId {
    const id = this.tensors.length;
    this.tensors.push({ id, shape, origin: { kind: "carried", before } });
    return id;
  }

  /** Ends the repeat whose turn began with `carried`. */
  closeLoop(count: Expr, segments: readonly PathSegment[], carried: TensorId, result: TensorId): void {
    this.loops.push({ count, segments, carried, end: this.tensors.length, result });
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

  /** The whole graph but for layers that are left out; what the taps name must be left. */
  finish(
    name: string,
    outputs: readonly TensorId[],
    taps: ReadonlyMap<string, TensorId>,
    assumptions: readonly string[],
    leftOut: ReadonlySet<number> = new Set(),
  ): LayerGraph {
    const { inputs, layers, tensors, loops } = this;
    if (leftOut.size > 0) {
      const chosen = layers.filter((each) => !leftOut.has(each.index));
      return this.extract(name, chosen, outputs, taps, assumptions);
    }
    return { name, inputs, outputs, layers, tensors, loops, taps, assumptions };
  }

  /** The part of the graph made of the given layers, renumbered; tensors that they read from elsewhere become inputs. */
  extract(
    name: string,
    chosen: readonly Layer[],
    outputs: readonly TensorId[],
    taps: ReadonlyMap<string, TensorId> = new Map(),
    assumptions: readonly string[] = [],
  ): LayerGraph {
    const part = new GraphBuilder();
    const kept = new Set(chosen.map((each) => each.index));
    const renamed = new Map<TensorId, TensorId>();
    const named = (id: TensorId): TensorId => renamed.get(id) ?? id;
    const open = this.loops.filter(({ carried, end }) => chosen.some((each) => isMadeIn(each, carried, end)));
    const close = (until: TensorId) => {
      while (open[0] !== undefined && open[0].end <= until) {
        const { count, segments, carried, result } = open[0];
        part.closeLoop(count, segments, named(carried), named(result));
        open.shift();
      }
    };
    for (const id of this.reach(chosen, outputs)) {
      const tensor = this.tensors[id];
      if (tensor === undefined || renamed.has(id)) continue;
      close(id);
      const { origin, shape } = tensor;
      const layer = origin.kind === "layer" && kept.has(origin.layer) ? this.layers[origin.layer] : undefined;
      if (layer !== undefined) {
        const shapes = layer.outputs.flatMap((each) => this.tensors[each]?.shape ?? []);
        const made = part.addLayer({ ...layer, inputs: layer.inputs.map(named) }, shapes);
        for (const [position, each] of layer.outputs.entries()) renamed.set(each, made[position] ?? each);
      } else if (origin.kind === "choice") {
        const { condition, then, otherwise, segments } = origin;
        renamed.set(id, part.addChoice(condition, named(then), named(otherwise), shape, segments));
      } else if (origin.kind === "carried") {
        const isTurn = open.some((each) => each.carried === id);
        renamed.set(id, isTurn ? part.addCarried(named(origin.before), shape) : named(origin.before));
      } else {
        renamed.set(id, part.addInput(shape));
      }
    }
    close(this.tensors.length);
    const renamedTaps = new Map([...taps].map(([tap, id]) => [tap, named(id)]));
    return part.finish(name, outputs.map(named), renamedTaps, assumptions);
  }

  /** The tensors that the layers read and write, and those that these are chosen from, in order. */
  private reach(layers: readonly Layer[], outputs: readonly TensorId[]): readonly TensorId[] {
    const found = new Set<TensorId>();
    const open = [...outputs, ...layers.flatMap((each) => [...each.inputs, ...each.outputs])];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (found.has(id)) continue;
      found.add(id);
      const origin = this.tensors[id]?.origin;
      if (origin?.kind === "choice") open.push(origin.then, origin.otherwise);
      if (origin?.kind === "carried") open.push(origin.before, this.resultOf(id));
    }
    return [...found].sort((a, b) => a - b);
  }

  /** What the turns of the repeat that begins with `carried` hand on; the tensor itself while the repeat is open. */
  resultOf(carried: TensorId): TensorId {
    return this.loops.find((each) => each.carried === carried)?.result ?? carried;
  }

  /** Forgets every layer and tensor added since the counts were taken. */
  rollback(layerCount: number, tensorCount: number): void {
    this.layers.length = layerCount;
    this.tensors.length = tensorCount;
    while ((this.loops.at(-1)?.carried ?? -1) >= tensorCount) this.loops.pop();
    while ((this.inputs.at(-1) ?? -1) >= tensorCount) this.inputs.pop();
  }

  get freeLoops(): readonly FreeLoop[] {
    return this.loops;
  }

  get tensorCount(): number {
    return this.tensors.length;
  }
}

function isMadeIn(layer: Layer, from: TensorId, end: TensorId): boolean {
  const [first] = layer.outputs;
  return first !== undefined && first >= from && first < end;
}
