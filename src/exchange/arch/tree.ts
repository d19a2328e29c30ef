import type { Layer, LayerGraph, TensorId } from "../../graph/index.ts";

/** One step of a flow. */
export type Step = OperatorStep | JoinStep | TangleStep;

export interface OperatorStep {
  readonly kind: "operator";
  readonly layer: Layer;
  /** Where the layer reads one part of a split that nothing else reads: the split, and which part. */
  readonly part?: { readonly split: Layer; readonly index: number };
}

/** Branches from one tensor, or from the parts of one split, to one layer; or, without a layer, to the network's outputs. */
export interface JoinStep {
  readonly kind: "join";
  readonly layer: Layer | undefined;
  /** The split whose parts the branches start at. */
  readonly split: Layer | undefined;
  readonly branches: readonly Branch[];
}

export interface Branch {
  /** The join's origin, a part of its split, or nothing: the branch is a learned tensor. */
  readonly start:
    | { readonly kind: "origin" }
    | { readonly kind: "part"; readonly index: number }
    | { readonly kind: "none" };
  readonly steps: readonly Step[];
}

/** Layers whose tensors cross each other, in execution order, from one tensor to one other. */
export interface TangleStep {
  readonly kind: "tangle";
  readonly layers: readonly Layer[];
  /** The split among them that all others come from. */
  readonly split: Layer | undefined;
  readonly from: TensorId;
  readonly to: TensorId;
}

/** A layer by its index; the network's input. */
type Node = number;
const root: Node = -1;

/**
 * A layer graph as nested flows: chains, and branches that meet again. Where branches cross each other, the layers between the tensor
 * that all of them come from and the one that they lead to stay a tangle.
 */
export function flowTree(graph: LayerGraph): readonly Step[] {
  return new TreeBuilder(graph).build();
}

/** The layers of a flow in the order in which its text runs them. */
export function layersOf(steps: readonly Step[]): readonly Layer[] {
  return steps.flatMap((step) => {
    if (step.kind === "operator") return step.part === undefined ? [step.layer] : [step.part.split, step.layer];
    if (step.kind === "tangle") return step.layers;
    const own = step.layer === undefined ? [] : [step.layer];
    return [
      ...(step.split === undefined ? [] : [step.split]),
      ...ordered(step).flatMap((each) => layersOf(each.steps)),
      ...own,
    ];
  });
}

/** The branches in the order in which the text runs them: a learned tensor stands in the argument of the layer. */
export function ordered({ branches, layer }: JoinStep): readonly Branch[] {
  const [first, second] = branches;
  const isPair = branches.length === 2 && layer?.operator.inputs === 2;
  if (isPair && first?.start.kind === "none" && second !== undefined) return [second, first];
  return branches;
}

class TreeBuilder {
  private readonly graph: LayerGraph;
  private readonly free: readonly boolean[];
  private readonly dominator: Node[] = [];
  private readonly depth: number[] = [];

  constructor(graph: LayerGraph) {
    this.graph = graph;
    const free: boolean[] = [];
    for (const layer of graph.layers) {
      free.push(layer.inputs.every((each) => this.isFreeIn(free, each)));
      const before = layer.inputs.filter((each) => !this.isFreeIn(free, each)).map((each) => this.producer(each));
      const [first = root, ...others] = before;
      const found = others.reduce((a, b) => this.common(a, b), first);
      this.dominator.push(found);
      this.depth.push((found === root ? 0 : (this.depth[found] ?? 0)) + 1);
    }
    this.free = free;
  }

  build(): readonly Step[] {
    const { graph } = this;
    const read = new Set(graph.layers.flatMap((each) => each.inputs));
    const unread = graph.outputs.filter((each) => !read.has(each));
    const ends = unread.length > 0 ? unread : graph.outputs.slice(-1);
    const [end] = ends;
    if (ends.length === 1 && end !== undefined) return this.series(root, this.producer(end));
    const origin = ends.map((each) => this.producer(each)).reduce((a, b) => this.common(a, b));
    const last = this.join(undefined, origin, ends);
    return [...(origin === root ? [] : this.series(root, this.before(last, origin))), last];
  }

  /** The steps from behind one node up to and with another. */
  private series(from: Node, to: Node): readonly Step[] {
    const steps: Step[] = [];
    let node = to;
    while (node !== from && node !== root) {
      const layer = this.graph.layers[node];
      if (layer === undefined) break;
      const [input] = layer.inputs;
      if (layer.inputs.length === 1 && input !== undefined && !this.isFree(input)) {
        const before = this.producer(input);
        const split = before === from || before === root ? undefined : this.graph.layers[before];
        const isPart = split !== undefined && split.outputs.length > 1;
        const part = isPart ? { split, index: split.outputs.indexOf(input) } : undefined;
        steps.unshift(part === undefined ? { kind: "operator", layer } : { kind: "operator", layer, part });
        node = part === undefined ? before : this.producer(part.split.inputs[0] ?? 0);
        continue;
      }
      const origin = this.dominator[node] ?? root;
      const join = this.join(layer, origin, layer.inputs);
      steps.unshift(join);
      node = this.before(join, origin);
    }
    return steps;
  }

  /** Where the flow goes on in front of a join: a split belongs to it. */
  private before(join: Step, origin: Node): Node {
    if (join.kind === "operator" || join.split === undefined) return origin;
    return this.producer(join.split.inputs[0] ?? 0);
  }

  private join(layer: Layer | undefined, origin: Node, inputs: readonly TensorId[]): Step {
    const split =
      origin !== root && (this.graph.layers[origin]?.outputs.length ?? 1) > 1 ? this.graph.layers[origin] : undefined;
    const regions = inputs.map((each) => this.region(origin, [each]));
    const region = new Set(regions.flatMap((each) => [...each]));
    // Looked at before the branches are: a tangle of n layers can have 2^n ways through it.
    const isApart = regions.reduce((sum, each) => sum + each.size, 0) === region.size;
    const branches = isApart ? inputs.map((each) => this.branch(origin, each, split !== undefined)) : [];
    const whole = branches.flatMap((each) => each ?? []);
    if (isApart && whole.length === inputs.length) return { kind: "join", layer, split, branches: whole };
    const layers = [...region, ...(layer === undefined ? [] : [layer.index])]
      .sort((a, b) => a - b)
      .flatMap((index) => this.graph.layers[index] ?? []);
    return {
      kind: "tangle",
      layers: split === undefined ? layers : [split, ...layers],
      split,
      from: split?.inputs[0] ?? this.outputOf(origin) ?? 0,
      to: layer?.outputs[0] ?? inputs.at(-1) ?? 0,
    };
  }

  /** One way from the origin to a tensor; undefined where it starts in a way that a text cannot say. */
  private branch(origin: Node, end: TensorId, isSplit: boolean): Branch | undefined {
    if (this.isFree(end)) return { start: { kind: "none" }, steps: this.freeSteps(end) };
    const steps = this.series(origin, this.producer(end));
    if (!isSplit) return { start: { kind: "origin" }, steps };
    const [first] = steps;
    if (first !== undefined && first.kind !== "operator") return undefined;
    const start = first === undefined ? end : (first.layer.inputs[0] ?? end);
    const tensor = this.graph.tensors[start];
    const index = tensor?.origin.kind === "layer" ? tensor.origin.output : 0;
    return { start: { kind: "part", index }, steps };
  }

  private freeSteps(end: TensorId): readonly Step[] {
    const layer = this.graph.layers[this.producer(end)];
    if (layer === undefined) return [];
    const [input, ...others] = layer.inputs;
    if (others.length > 0) return [];
    return [...(input === undefined ? [] : this.freeSteps(input)), { kind: "operator", layer }];
  }

  /** The layers between a node and tensors, learned ones included. */
  private region(origin: Node, ends: readonly TensorId[]): ReadonlySet<number> {
    const found = new Set<number>();
    const open = ends.map((each) => this.producer(each));
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      if (node === root || node === origin || found.has(node)) continue;
      found.add(node);
      open.push(...(this.graph.layers[node]?.inputs ?? []).map((each) => this.producer(each)));
    }
    return found;
  }

  private producer(tensor: TensorId): Node {
    const origin = this.graph.tensors[tensor]?.origin;
    return origin?.kind === "layer" ? origin.layer : root;
  }

  private outputOf(node: Node): TensorId | undefined {
    return node === root ? this.graph.inputs[0] : this.graph.layers[node]?.outputs[0];
  }

  private isFree(tensor: TensorId): boolean {
    return this.isFreeIn(this.free, tensor);
  }

  private isFreeIn(free: readonly boolean[], tensor: TensorId): boolean {
    const node = this.producer(tensor);
    return node !== root && free[node] === true;
  }

  /** The nearest node that both come from. */
  private common(a: Node, b: Node): Node {
    let [left, right] = [a, b];
    const depthOf = (node: Node) => (node === root ? 0 : (this.depth[node] ?? 0));
    while (left !== right) {
      if (depthOf(left) >= depthOf(right)) left = this.dominator[left] ?? root;
      else right = this.dominator[right] ?? root;
    }
    return left;
  }
}
