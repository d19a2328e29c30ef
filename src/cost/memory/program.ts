import type { Layer, LayerGraph, TensorId } from "../../graph/index.ts";
import { elements, type Operator } from "../../ops/index.ts";
import { asInteger, iverson, multiply, symbolsOf } from "../../symbolic/index.ts";
import { batchOf } from "../batch.ts";
import { bytesOf } from "../bytes.ts";
import type { DataType } from "../cost.ts";
import { learnedTensors } from "../learned.ts";

/**
 * When an operator needs no buffer of its own. A view never does. `none`: every other operator writes one. `in-place`: batch norm and
 * cheap activations overwrite an input of the same size that nothing reads later. `fused`: beside that, a batch norm or an element-wise
 * activation is one step with the operator before it when nothing else reads what lies between.
 */
export type Reuse = "none" | "in-place" | "fused";

export const reuses: readonly Reuse[] = ["none", "in-place", "fused"];

/** What one tensor holds, views of it included. */
export interface MemoryValue {
  /** The layer that makes it, or `input`. */
  readonly name: string;
  readonly bytes: bigint;
  readonly isInput: boolean;
  /** Whether the network hands it out, so that it lives to the end. */
  readonly isOutput: boolean;
}

/** One operator, or several that run as one; values are named by their place in the program's list. */
export interface MemoryStep {
  readonly layers: readonly Layer[];
  /** Each value once. */
  readonly reads: readonly number[];
  readonly writes: readonly number[];
  /** The value whose buffer the output may take over, when this step is the last to read it. */
  readonly overwrites: number | undefined;
}

/** A network as the memory sees it: steps in the order that is written. Learned tensors and views have no steps. */
export interface MemoryProgram {
  readonly values: readonly MemoryValue[];
  readonly steps: readonly MemoryStep[];
}

export interface ProgramOptions {
  readonly reuse: Reuse;
  readonly dtype: DataType;
  /** Inferences at once. */
  readonly batch: bigint;
}

export type ProgramResult =
  | { readonly kind: "program"; readonly program: MemoryProgram }
  /** Sizes or conditions depend on these symbols. */
  | { readonly kind: "free"; readonly symbols: readonly string[] };

/** The memory program of a network whose sizes are numbers. */
export function memoryProgram(graph: LayerGraph, options: ProgramOptions): ProgramResult {
  const symbols = freeSymbols(graph);
  return symbols.length > 0
    ? { kind: "free", symbols }
    : { kind: "program", program: new Builder(graph, options).build() };
}

/** Symbols that an activation's size, a repeat or a condition depends on. */
function freeSymbols(graph: LayerGraph): readonly string[] {
  const learned = learnedTensors(graph);
  const sizes = graph.tensors.flatMap(({ id, shape }) => (learned.has(id) ? [] : shape.dims));
  const factors = graph.layers.map((each) => each.factor);
  const counts = graph.loops.map((each) => each.count);
  const choices = graph.tensors.flatMap(({ origin }) => (origin.kind === "choice" ? iverson(origin.condition) : []));
  return [...new Set([...sizes, ...factors, ...counts, ...choices].flatMap((each) => [...symbolsOf(each).keys()]))];
}

/** Element-wise activations that runtimes compute in the loop of the operator before them; softmax needs a pass of its own. */
function isElementWise({ family, memory, name }: Operator): boolean {
  return memory === "in-place" || (family === "activation" && name !== "softmax");
}

/** Moving data is no loop that arithmetic could join. */
function absorbs({ family }: Operator): boolean {
  return family !== "layout" && family !== "weight";
}

interface OpenStep extends MemoryStep {
  readonly layers: Layer[];
}

class Builder {
  private readonly graph: LayerGraph;
  private readonly options: ProgramOptions;
  private readonly learned: ReadonlySet<TensorId>;
  private readonly bytes: (tensor: TensorId) => bigint;
  /** The tensor whose buffer a view shares, itself for the others. */
  private readonly roots: TensorId[] = [];
  private readonly readers = new Map<TensorId, Set<number>>();
  private readonly outputs: ReadonlySet<TensorId>;
  private readonly values: MemoryValue[] = [];
  private readonly steps: OpenStep[] = [];
  /** Which value a root tensor's content is, and which step makes it. */
  private readonly valueOf = new Map<TensorId, number>();
  private readonly stepOf = new Map<TensorId, OpenStep>();

  constructor(graph: LayerGraph, options: ProgramOptions) {
    this.graph = graph;
    this.options = options;
    this.learned = learnedTensors(graph);
    const scale = batchOf(graph, options.batch);
    this.bytes = (tensor) => {
      const shape = graph.tensors[tensor]?.shape;
      const size = shape === undefined ? undefined : bytesOf(multiply(scale(tensor), elements(shape)), options.dtype);
      return (size === undefined ? undefined : asInteger(size)) ?? 0n;
    };
    for (const { id, origin } of graph.tensors) {
      const layer = origin.kind === "layer" ? graph.layers[origin.layer] : undefined;
      const source = layer?.operator.memory === "view" ? layer.inputs[0] : undefined;
      this.roots[id] = source === undefined ? id : this.root(source);
    }
    for (const layer of graph.layers) {
      if (layer.operator.memory === "view") continue;
      for (const input of layer.inputs) this.readersOf(this.root(input)).add(layer.index);
    }
    this.outputs = new Set(graph.outputs.map((each) => this.root(each)));
  }

  build(): MemoryProgram {
    for (const [index, input] of this.graph.inputs.entries()) {
      if (this.readersOf(input).size === 0 && !this.outputs.has(input)) continue;
      this.addValue(input, this.graph.inputs.length === 1 ? "input" : `input.${index + 1}`, true);
    }
    for (const layer of this.graph.layers) {
      if (layer.operator.memory === "view" || layer.outputs.every((each) => this.learned.has(each))) continue;
      if (!this.absorb(layer)) this.addStep(layer);
    }
    return { values: this.values, steps: this.steps };
  }

  private root(tensor: TensorId): TensorId {
    return this.roots[tensor] ?? tensor;
  }

  private readersOf(root: TensorId): Set<number> {
    const known = this.readers.get(root);
    if (known !== undefined) return known;
    const readers = new Set<number>();
    this.readers.set(root, readers);
    return readers;
  }

  private addValue(root: TensorId, name: string, isInput: boolean): number {
    const id = this.values.length;
    this.values.push({ name, bytes: this.bytes(root), isInput, isOutput: this.outputs.has(root) });
    this.valueOf.set(root, id);
    return id;
  }

  /** Makes the layer a part of the step that computes its input, if the convention and the other readers allow it. */
  private absorb(layer: Layer): boolean {
    const [input] = layer.inputs;
    const [output] = layer.outputs;
    if (this.options.reuse !== "fused" || input === undefined || output === undefined) return false;
    const root = this.root(input);
    const step = this.stepOf.get(root);
    const value = this.valueOf.get(root);
    const isPrivate = this.readersOf(root).size === 1 && !this.outputs.has(root);
    const last = step?.layers.at(-1);
    if (step === undefined || value === undefined || last === undefined || !isPrivate) return false;
    const before = this.values[value];
    if (!isElementWise(layer.operator) || !absorbs(last.operator) || before?.bytes !== this.bytes(output)) return false;
    step.layers.push(layer);
    this.values[value] = { ...before, isOutput: this.outputs.has(output) };
    this.valueOf.set(output, value);
    this.stepOf.set(output, step);
    return true;
  }

  private addStep(layer: Layer): void {
    const reads = [...new Set(layer.inputs.flatMap((each) => this.valueOf.get(this.root(each)) ?? []))];
    const writes = layer.outputs.map((each) => this.addValue(each, layer.name, false));
    const mayOverwrite = this.options.reuse !== "none" && layer.operator.memory === "in-place";
    const [source] = reads;
    const [made] = writes;
    const fits = source !== undefined && made !== undefined && this.values[source]?.bytes === this.values[made]?.bytes;
    const step = { layers: [layer], reads, writes, overwrites: mayOverwrite && fits ? source : undefined };
    this.steps.push(step);
    for (const output of layer.outputs) this.stepOf.set(output, step);
  }
}
