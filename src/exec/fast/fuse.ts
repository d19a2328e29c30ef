import type { Layer, TensorId } from "../../graph/index.ts";
import type { ExecutableGraph, StatedShape } from "../concrete.ts";
import { elementCount } from "../tensor.ts";
import type { MultiplyAdd } from "./expression.ts";
import { slotShape } from "./slot.ts";
import { type ActivationName, activationNames, type Combination, combinations, type StageShape } from "./stages.ts";

/** A stage with the layer whose parameters it takes, or the tensor beside it. */
export interface Stage {
  readonly shape: StageShape;
  readonly layer: Layer;
  readonly other?: TensorId;
}

/** Layers that run as one: the first, what follows on each of its values, and the tensor that comes out. */
export interface Fused {
  /** `pixels` where the head is a stage itself. */
  readonly kind: "conv" | "linear" | "pixels" | "gap" | "pool" | "concat" | "host" | "same";
  readonly head: Layer;
  readonly inputs: readonly TensorId[];
  readonly stages: readonly Stage[];
  readonly outputs: readonly TensorId[];
}

const headKinds: ReadonlyMap<string, Fused["kind"]> = new Map([
  ["conv", "conv"],
  ["linear", "linear"],
  ["gap", "gap"],
  ["maxpool", "pool"],
  ["avgpool", "pool"],
  ["adaptive_avgpool", "pool"],
  ["dropout", "same"],
]);

/** Stages of one step, so that its code stays small. */
const mostStages = 8;

/**
 * Takes a graph apart into steps. A batch norm, an activation or element-wise arithmetic joins the step before it when that one's result
 * is read by nobody else; a step stands where its last layer stood.
 */
export function fuseLayers(
  { graph, shapes }: Pick<ExecutableGraph, "graph" | "shapes">,
  folded: ReadonlySet<number>,
  how: MultiplyAdd,
): readonly Fused[] {
  const readers = new Map<TensorId, Layer[]>();
  for (const layer of graph.layers) {
    for (const id of layer.inputs) readers.set(id, [...(readers.get(id) ?? []), layer]);
  }
  const context = { shapes, folded, how };
  const onlyReader = (id: TensorId) => {
    const found = readers.get(id) ?? [];
    return found.length === 1 && !graph.outputs.includes(id) ? found[0] : undefined;
  };
  const joined = new Set<Layer>();
  const steps: { readonly fused: Fused; readonly at: number }[] = [];
  for (const head of graph.layers) {
    if (joined.has(head)) continue;
    const start = startOf(head, context);
    let [last, output] = [head, start.outputs[0]];
    const stages = [...start.stages];
    const takesStages = start.kind === "conv" || start.kind === "linear" || start.kind === "pixels";
    while (output !== undefined && takesStages && stages.length < mostStages) {
      const next = onlyReader(output);
      const follower =
        next === undefined || joined.has(next) ? undefined : followerOf(next, output, stages, start, context);
      if (next === undefined || follower === undefined) break;
      joined.add(next);
      stages.push(...follower);
      [last, output] = [next, next.outputs[0]];
    }
    const outputs = last === head ? start.outputs : last.outputs;
    steps.push({ fused: { ...start, stages, outputs }, at: last.index });
  }
  return steps.sort((a, b) => a.at - b.at).map(({ fused }) => fused);
}

interface Context {
  readonly shapes: ReadonlyMap<TensorId, StatedShape>;
  readonly folded: ReadonlySet<number>;
  readonly how: MultiplyAdd;
}

function startOf(head: Layer, context: Context): Fused {
  const { inputs, outputs } = head;
  const step = { head, inputs, outputs, stages: [] };
  if (context.folded.has(head.index)) return { ...step, kind: "same", inputs: inputs.slice(0, 1) };
  const kind = headKinds.get(head.operator.name);
  if (kind !== undefined) return { ...step, kind };
  for (const flowing of inputs) {
    const stage = stageOf(head, flowing, context);
    if (stage !== undefined) return { ...step, kind: "pixels", inputs: [flowing], stages: [stage] };
  }
  if (head.operator.name === "concat" && joinsChannels(head, context)) return { ...step, kind: "concat" };
  return { ...step, kind: isSameMemory(head, context) ? "same" : "host" };
}

/** What a layer adds to the step that computes one of its inputs; nothing where it cannot join. */
function followerOf(
  layer: Layer,
  flowing: TensorId,
  before: readonly Stage[],
  { kind }: Fused,
  context: Context,
): readonly Stage[] | undefined {
  if (context.folded.has(layer.index)) return [];
  const stage = stageOf(layer, flowing, context);
  if (stage?.shape.kind !== "combine") return stage && [stage];
  // A step has one tensor beside it; convolutions read theirs pixel by pixel.
  const isOnly = before.every(({ shape }) => shape.kind !== "combine");
  return isOnly && (kind === "pixels" || stage.shape.per === "element") ? [stage] : undefined;
}

/** The layer as a stage on one of its inputs. */
function stageOf(layer: Layer, flowing: TensorId, { shapes, how }: Context): Stage | undefined {
  const { name } = layer.operator;
  if (name === "bn") return { layer, shape: { kind: "affine", how } };
  if (isActivation(name)) return { layer, shape: { kind: "activation", name } };
  if (!isCombination(name)) return undefined;
  const [first, second] = layer.inputs;
  const other = first === flowing ? second : first;
  if (other === undefined || first === second) return undefined;
  const per = besideOf(shapes.get(flowing), shapes.get(other), shapes.get(layer.outputs[0] ?? -1));
  return per && { layer, other, shape: { kind: "combine", name, per, isSecond: first !== flowing } };
}

function isActivation(name: string): name is ActivationName {
  return activationNames.some((each) => each === name);
}

function isCombination(name: string): name is Combination {
  return Object.hasOwn(combinations, name);
}

/** Whether the other tensor has an element for each of the flowing one's, or one for each channel. */
function besideOf(flowing?: StatedShape, other?: StatedShape, result?: StatedShape): "element" | "channel" | undefined {
  if (flowing === undefined || other === undefined || result === undefined) return undefined;
  if (String(result.dims) !== String(flowing.dims)) return undefined;
  if (flowing.layout === other.layout && String(flowing.dims) === String(other.dims)) return "element";
  if (other.layout !== flowing.layout && other.layout !== "vector") return undefined;
  const [mine, beside] = [slotShape(flowing), slotShape(other)];
  return beside.pixels === 1 && beside.channels === mine.channels ? "channel" : undefined;
}

function joinsChannels({ inputs, outputs }: Layer, { shapes }: Context): boolean {
  const all = [...inputs, ...outputs].map((id) => shapes.get(id));
  const [first] = all;
  const rest = (shape: StatedShape | undefined) =>
    shape && `${shape.layout} ${elementCount(shape.dims) / slotShape(shape).channels}`;
  return (
    first?.layout === "image" &&
    all.every((each) => rest(each) === rest(first)) &&
    new Set(inputs).size === inputs.length
  );
}

/** Whether a layer only gives its input another shape, under which memory stays as it is. */
function isSameMemory({ operator, inputs, outputs }: Layer, { shapes }: Context): boolean {
  if (!["flatten", "reshape", "tokens", "to_image"].includes(operator.name)) return false;
  const [from, to] = [shapes.get(inputs[0] ?? -1), shapes.get(outputs[0] ?? -1)];
  if (from === undefined || to === undefined) return false;
  const [input, output] = [slotShape(from), slotShape(to)];
  const isTurned = operator.name === "tokens" || operator.name === "to_image";
  return isTurned || (input.pixels === 1 && output.pixels === 1);
}
