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

/** Flows whose tensors cross each other, in execution order. */
export interface TangleStep {
  readonly kind: "tangle";
  readonly segments: readonly Segment[];
  /** The split among them that all others come from. */
  readonly split: Layer | undefined;
  readonly from: TensorId;
}

/** A flow inside a tangle: from one tensor, or from a layer on several tensors, on none, or with several results. */
export interface Segment {
  readonly head: Layer | undefined;
  /** What the steps start at, where there is no head. */
  readonly input: TensorId | undefined;
  readonly steps: readonly Step[];
  readonly output: TensorId;
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
    if (step.kind === "tangle") {
      return step.segments.flatMap(({ head, steps: inner }) => [
        ...(head === undefined ? [] : [head]),
        ...layersOf(inner),
      ]);
    }
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

/** A layer of a tangle, or a join that stands for several. */
interface Piece {
  readonly layer: Layer;
  /** Undefined: the layer has several inputs, none, or several outputs. */
  readonly step: Step | undefined;
  readonly inputs: readonly TensorId[];
  readonly output: TensorId;
}

/** Joins are looked for in tangles of at most so many layers. */
const mostInTangle = 4000;
/** Layers that may be looked at, over and over, before the graph is left as one tangle. */
const mostLooks = 4_000_000;

/** Deepest nesting of joins. */
const deepestNesting = 100;

/** Ends the search for structure. */
class TooTangled extends Error {}

class TreeBuilder {
  private readonly graph: LayerGraph;
  private readers: Map<TensorId, number[]> | undefined;
  private readonly free: readonly boolean[];
  private readonly dominator: Node[] = [];
  private readonly depth: number[] = [];
  private looks = 0;
  private nesting = 0;

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
    try {
      return this.structured();
    } catch (fault) {
      if (!(fault instanceof TooTangled)) throw fault;
      // No more is looked for: the segments below are plain flows.
      this.looks = Number.POSITIVE_INFINITY;
      return [
        {
          kind: "tangle",
          segments: this.segments(this.graph.layers),
          split: undefined,
          from: this.outputOf(root) ?? 0,
        },
      ];
    }
  }

  private structured(): readonly Step[] {
    const { graph } = this;
    const read = new Set(graph.layers.flatMap((each) => each.inputs));
    const unread = graph.outputs.filter((each) => !read.has(each));
    const ends = unread.length > 0 ? unread : graph.outputs.slice(-1);
    const [end] = ends;
    if (ends.length === 1 && end !== undefined) return this.series(root, this.producer(end)) ?? [];
    const origin = ends.map((each) => this.producer(each)).reduce((a, b) => this.common(a, b));
    const last = this.join(undefined, origin, ends);
    return [...(origin === root ? [] : (this.series(root, this.before(last, origin)) ?? [])), last];
  }

  /**
   * The steps from behind one node up to and with another; undefined where a join reads several parts of the split that it starts at,
   * which only the flow around the split can say.
   */
  private series(from: Node, to: Node): readonly Step[] | undefined {
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
      if (origin === from && this.splitAt(from) !== undefined) return undefined;
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
    const found = this.branched(layer, origin, inputs);
    if (found !== undefined) return found;
    const split = this.splitAt(origin);
    const region = new Set(inputs.flatMap((each) => [...this.region(origin, [each])]));
    const layers = [
      ...(split === undefined ? [] : [split.index]),
      ...region,
      ...(layer === undefined ? [] : [layer.index]),
    ]
      .sort((a, b) => a - b)
      .flatMap((index) => this.graph.layers[index] ?? []);
    const from = split?.inputs[0] ?? this.outputOf(origin) ?? 0;
    return { kind: "tangle", segments: this.segments(layers), split, from };
  }

  /** Branches that meet; undefined where they cross each other. */
  private branched(layer: Layer | undefined, origin: Node, inputs: readonly TensorId[]): JoinStep | undefined {
    const regions = inputs.map((each) => this.region(origin, [each]));
    const region = new Set(regions.flatMap((each) => [...each]));
    // Looked at before the branches are: a tangle of n layers can have 2^n ways through it.
    if (regions.reduce((sum, each) => sum + each.size, 0) !== region.size) return undefined;
    this.nesting += 1;
    if (this.nesting > deepestNesting) throw new TooTangled();
    const split = this.splitAt(origin);
    const branches = inputs.flatMap((each) => this.branch(origin, each, split !== undefined) ?? []);
    this.nesting -= 1;
    return branches.length === inputs.length ? { kind: "join", layer, split, branches } : undefined;
  }

  private splitAt(node: Node): Layer | undefined {
    const layer = node === root ? undefined : this.graph.layers[node];
    return layer !== undefined && layer.outputs.length > 1 ? layer : undefined;
  }

  /** Layers one behind the other as flows; joins whose branches nothing else reads are steps of them. */
  private segments(layers: readonly Layer[]): readonly Segment[] {
    const pieces = this.pieces(layers);
    const readers = new Map<TensorId, Piece[]>();
    for (const piece of pieces) {
      for (const id of piece.inputs) readers.set(id, [...(readers.get(id) ?? []), piece]);
    }
    const done = new Set<Piece>();
    const segments: Segment[] = [];
    for (const first of pieces) {
      if (done.has(first)) continue;
      done.add(first);
      const isHead = first.step === undefined;
      const steps: Step[] = first.step === undefined ? [] : [first.step];
      let { output } = first;
      const isOpen = !isHead || first.layer.outputs.length === 1;
      for (let next = readers.get(output); isOpen && next?.length === 1; next = readers.get(output)) {
        const [piece] = next;
        if (piece?.step === undefined || done.has(piece)) break;
        done.add(piece);
        steps.push(piece.step);
        output = piece.output;
      }
      segments.push({
        head: isHead ? first.layer : undefined,
        input: isHead ? undefined : first.inputs[0],
        steps,
        output,
      });
    }
    return segments;
  }

  /** Layers, and joins in place of their layers. */
  private pieces(layers: readonly Layer[]): readonly Piece[] {
    const inside = new Set(layers.map((each) => each.index));
    const absorbed = new Set<number>();
    const joins = new Map<number, Piece>();
    for (const layer of layers.length > mostInTangle || this.looks > mostLooks ? [] : layers) {
      const origin = this.dominator[layer.index] ?? root;
      const isJoin = layer.inputs.some((each) => !this.isFree(each)) && layer.inputs.length > 1;
      if (!isJoin) continue;
      const step = this.branched(layer, origin, layer.inputs);
      if (step === undefined) continue;
      const own = layersOf([step]);
      const indices = new Set(own.map((each) => each.index));
      const isClosed = own.every(
        (each) =>
          each === layer || each.outputs.every((id) => this.readersOf(id).every((reader) => indices.has(reader))),
      );
      if (!isClosed || own.some((each) => !inside.has(each.index))) continue;
      for (const each of own) if (each !== layer) absorbed.add(each.index);
      const input = step.split?.inputs[0] ?? this.outputOf(origin) ?? 0;
      joins.set(layer.index, { layer, step, inputs: [input], output: layer.outputs[0] ?? 0 });
    }
    return layers.flatMap((layer) => {
      if (absorbed.has(layer.index)) return [];
      const isPlain = layer.inputs.length === 1 && layer.outputs.length === 1;
      const step: Step | undefined = isPlain ? { kind: "operator", layer } : undefined;
      return [joins.get(layer.index) ?? { layer, step, inputs: layer.inputs, output: layer.outputs[0] ?? 0 }];
    });
  }

  private readersOf(id: TensorId): readonly number[] {
    if (this.readers === undefined) {
      this.readers = new Map();
      for (const layer of this.graph.layers) {
        for (const each of layer.inputs) this.readers.set(each, [...(this.readers.get(each) ?? []), layer.index]);
      }
      for (const each of this.graph.outputs) this.readers.set(each, [...(this.readers.get(each) ?? []), root]);
    }
    return this.readers.get(id) ?? [];
  }

  /** One way from the origin to a tensor; undefined where it starts in a way that a text cannot say. */
  private branch(origin: Node, end: TensorId, isSplit: boolean): Branch | undefined {
    if (this.isFree(end)) {
      const own = this.freeSteps(end);
      return own === undefined ? undefined : { start: { kind: "none" }, steps: own };
    }
    const steps = this.series(origin, this.producer(end));
    if (steps === undefined) return undefined;
    if (!isSplit) return { start: { kind: "origin" }, steps };
    const [first] = steps;
    if (first !== undefined && first.kind !== "operator") return undefined;
    const start = first === undefined ? end : (first.layer.inputs[0] ?? end);
    const tensor = this.graph.tensors[start];
    const index = tensor?.origin.kind === "layer" ? tensor.origin.output : 0;
    return { start: { kind: "part", index }, steps };
  }

  /** A learned tensor and what is done to it; undefined where several of them meet. */
  private freeSteps(end: TensorId): readonly Step[] | undefined {
    const steps: Step[] = [];
    for (let id: TensorId | undefined = end; id !== undefined; ) {
      const layer: Layer | undefined = this.graph.layers[this.producer(id)];
      if (layer === undefined || layer.inputs.length > 1 || layer.outputs.length > 1) return undefined;
      steps.unshift({ kind: "operator", layer });
      [id] = layer.inputs;
    }
    return steps;
  }

  /** The layers between a node and tensors, learned ones included. */
  private region(origin: Node, ends: readonly TensorId[]): ReadonlySet<number> {
    const found = new Set<number>();
    const open = ends.map((each) => this.producer(each));
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      if (node === root || node === origin || found.has(node)) continue;
      this.look();
      found.add(node);
      open.push(...(this.graph.layers[node]?.inputs ?? []).map((each) => this.producer(each)));
    }
    return found;
  }

  private look(): void {
    this.looks += 1;
    if (this.looks > mostLooks) throw new TooTangled();
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
