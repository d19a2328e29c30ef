import type { FreeLoop, Layer, LayerGraph, Tensor, TensorId } from "../graph/index.ts";
import {
  and,
  type Condition,
  compare,
  constant,
  ExpressionTooLarge,
  isFalse,
  trueCondition,
} from "../symbolic/index.ts";

/**
 * The first turn reads what flowed into the repeat, the last one is the last to read what stands outside, and all turns between are
 * alike: three turns show everything that can be alive at once.
 */
const shownTurns = 3n;
const largestGraph = 50_000;

/** The graph with each repeat of a free count as its first, a middle and its last turn, each under the condition that it runs. */
export function unrollLoops(graph: LayerGraph): LayerGraph {
  if (graph.loops.length === 0) return graph;
  const unrolled = new Unrolled(graph);
  unrolled.copy(0, graph.tensors.length, trueCondition);
  const { layers, tensors } = unrolled;
  const [inputs, outputs] = [graph.inputs, graph.outputs].map((list) => list.map((each) => unrolled.named(each)));
  return { ...graph, layers, tensors, loops: [], inputs: inputs ?? [], outputs: outputs ?? [] };
}

class Unrolled {
  readonly layers: Layer[] = [];
  readonly tensors: Tensor[] = [];
  private readonly graph: LayerGraph;
  private readonly loops: ReadonlyMap<TensorId, FreeLoop>;
  /** The tensor that stands for one of the graph, at the place that has been reached. */
  private readonly names = new Map<TensorId, TensorId>();

  constructor(graph: LayerGraph) {
    this.graph = graph;
    this.loops = new Map(graph.loops.map((each) => [each.carried, each]));
  }

  named(id: TensorId): TensorId {
    return this.names.get(id) ?? id;
  }

  /** Copies the tensors from `from` up to `end` and the layers that make them, under a condition. */
  copy(from: TensorId, end: TensorId, condition: Condition): void {
    for (let id = from; id < end; id++) {
      const loop = this.loops.get(id);
      if (loop === undefined) {
        this.copyTensor(id, condition);
      } else {
        this.copyLoop(loop, condition);
        id = loop.end - 1;
      }
    }
  }

  private copyTensor(id: TensorId, condition: Condition): void {
    const tensor = this.graph.tensors[id];
    if (tensor === undefined) return;
    const { origin } = tensor;
    switch (origin.kind) {
      case "choice": {
        const [then, otherwise] = [this.named(origin.then), this.named(origin.otherwise)];
        this.names.set(id, this.addTensor(tensor, { ...origin, then, otherwise }));
        return;
      }
      case "layer": {
        const layer = this.graph.layers[origin.layer];
        if (layer !== undefined && layer.outputs[0] === id) this.copyLayer(layer, condition);
        return;
      }
      case "carried":
        this.names.set(id, this.named(origin.before));
        return;
      case "input":
        this.names.set(id, this.addTensor(tensor, origin));
    }
  }

  private copyLayer(layer: Layer, condition: Condition): void {
    const index = this.layers.length;
    if (index >= largestGraph) throw new ExpressionTooLarge("free repeats nested too deeply");
    const inputs = layer.inputs.map((each) => this.named(each));
    const outputs = layer.outputs.map((each, output) => {
      const tensor = this.graph.tensors[each];
      const id = tensor === undefined ? each : this.addTensor(tensor, { kind: "layer", layer: index, output });
      this.names.set(each, id);
      return id;
    });
    this.layers.push({ ...layer, index, inputs, outputs, guard: and([layer.guard, condition]) });
  }

  private copyLoop({ count, segments, carried, end, result }: FreeLoop, condition: Condition): void {
    this.copyTensor(carried, condition);
    const latest = new Map<TensorId, TensorId>();
    for (let turn = 1n; turn <= shownTurns; turn++) {
      const runs = compare(">=", count, constant(turn));
      if (turn > 1n && isFalse(runs)) break;
      if (turn > 1n) this.names.set(carried, this.named(result));
      this.copy(carried + 1, end, and([condition, runs]));
      for (let id = carried + 1; id < end; id++) {
        const then = this.named(id);
        const otherwise = latest.get(id);
        const tensor = this.graph.tensors[id];
        if (otherwise === undefined || tensor === undefined) latest.set(id, then);
        else latest.set(id, this.addTensor(tensor, { kind: "choice", condition: runs, then, otherwise, segments }));
      }
    }
    for (const [id, last] of latest) this.names.set(id, last);
  }

  private addTensor({ shape }: Tensor, origin: Tensor["origin"]): TensorId {
    const id = this.tensors.length;
    this.tensors.push({ id, shape, origin });
    return id;
  }
}
