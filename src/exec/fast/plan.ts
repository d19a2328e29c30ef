import type { Layer, TensorId } from "../../graph/index.ts";
import { type Attributes, attributesOf, flagOf, numberOf } from "../attributes.ts";
import { type ExecutableGraph, parameterSpecs, type StatedShape } from "../concrete.ts";
import type { Parameters } from "../kernel.ts";
import { type Affine, batchNormAffine } from "../kernels/bn.ts";
import { coversOf } from "../kernels/pool.ts";
import { imageDims, type Tensor } from "../tensor.ts";
import type { WeightSource } from "../weights.ts";
import { groupsOf, type WindowAxis, windowAxes } from "../window.ts";
import { aligned } from "./arena.ts";
import { controlBytes } from "./conductor.ts";
import { type Fused, fuseLayers } from "./fuse.ts";
import { type HostContext, hostStep } from "./host-step.ts";
import { type ConvLayer, isDepthwise, lowerConv, lowerDepthwise, lowerMargins, marginBytes } from "./lower-conv.ts";
import { lowerChannelCopy, lowerGlobalPool, lowerPixels, lowerPool, type PoolWindows } from "./lower-rest.ts";
import { type MemoryPlan, planMemory, shapeOf } from "./memory-plan.ts";
import { type Job, mostBytes, type Program, ProgramBuilder } from "./program.ts";
import { pitchOf, slotShape } from "./slot.ts";

/** A tensor that is handed over at the ends of a network. */
export interface Port {
  readonly address: number;
  readonly shape: StatedShape;
}

export interface FastPlan {
  readonly program: Program;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  /** Layers that run in the host, by their names. */
  readonly hostLayers: readonly string[];
}

export interface PlanOptions {
  readonly weights: WeightSource;
  readonly threads: number;
  readonly folded: ReadonlySet<number>;
}

interface Context {
  readonly executable: ExecutableGraph;
  readonly options: PlanOptions;
  readonly memory: MemoryPlan;
  readonly program: ProgramBuilder;
  readonly zeros: number;
  readonly host: HostContext;
}

/** Plans a network: its steps, their kernels, and where everything lies in one memory. */
export function planNetwork(executable: ExecutableGraph, options: PlanOptions): FastPlan {
  const steps = fuseLayers(executable, options.folded);
  const { shapes, graph } = executable;
  const geometry = (step: Fused) => (step.kind === "conv" ? convGeometry(step.head, shapes) : undefined);
  const margins = steps.map(geometry).map((each) => (each === undefined ? { line: 0, before: 0 } : zeroLine(each)));
  const most = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b), 0);
  const zeros = aligned(controlBytes + most(margins.map(({ before }) => before)));
  const scratch = (step: Fused) => {
    const found = geometry(step);
    return found === undefined ? 0 : marginBytes(found);
  };
  const start = aligned(zeros + most(margins.map(({ line }) => line)));
  const memory = planMemory(executable, steps, scratch, start);
  const program = new ProgramBuilder(aligned(memory.end));
  const host: HostContext = {
    shapeOf: (id) => shapeOf(shapes, id),
    addressOf: memory.addressOf,
    grids: new Map<TensorId, Tensor["grid"]>(),
  };
  const context = { executable, options, memory, program, zeros, host };
  for (const [at, step] of steps.entries()) lower(step, at, context);
  const port = (id: TensorId): Port => ({ address: memory.addressOf(id), shape: shapeOf(shapes, id) });
  if (program.bytes > mostBytes) throw new RangeError(`${program.bytes} B do not fit into one WebAssembly memory`);
  return {
    program: program.build(options.threads),
    inputs: graph.inputs.map(port),
    outputs: graph.outputs.map(port),
    hostLayers: steps.filter(({ kind }) => kind === "host").map(({ head }) => head.name),
  };
}

type Geometry = Pick<ConvLayer, "channels" | "filters" | "groups" | "rows" | "columns">;

function convGeometry(layer: Layer, shapes: ReadonlyMap<TensorId, StatedShape>): Geometry {
  const attributes = attributesOf(layer);
  const [channels, height, width] = imageDims(shapeOf(shapes, layer.inputs[0]));
  const [rows, columns] = windowAxes(height, width, attributes);
  return { channels, filters: numberOf(attributes, "n"), groups: groupsOf(attributes), rows, columns };
}

/** What a depthwise kernel reads instead of rows above and below the image; `before` is what must lie in front. */
function zeroLine(geometry: Geometry): { readonly line: number; readonly before: number } {
  if (!isDepthwise(geometry)) return { line: 0, before: 0 };
  const { channels, columns } = geometry;
  return { line: columns.extent * pitchOf(channels), before: columns.before * pitchOf(channels) };
}

function parametersOf(layer: Layer, { executable, options }: Context): Parameters {
  return options.weights(layer, parameterSpecs(layer, executable.shapes));
}

function lower(step: Fused, at: number, context: Context): void {
  const { executable, memory, program, host } = context;
  const { head, inputs, outputs, stages } = step;
  const slotOf = (id: TensorId | undefined) => slotShape(shapeOf(executable.shapes, id));
  const other = stages.find((stage) => stage.other !== undefined)?.other;
  const addressOf = (id: TensorId | undefined) => (id === undefined ? 0 : memory.addressOf(id));
  const places = { input: addressOf(inputs[0]), output: addressOf(outputs[0]), other: addressOf(other) };
  host.grids.delete(outputs[0] ?? -1);
  switch (step.kind) {
    case "same":
      return;
    case "host":
      program.hostStep(hostStep(step, parametersOf(head, context), host));
      return;
    case "conv":
    case "linear": {
      const layer = convLayer(step, context);
      const margin = marginBytes(layer);
      if (isDepthwise(layer)) lowerDepthwise(program, layer, places, context.zeros);
      else if (margin === 0) lowerConv(program, layer, places);
      else {
        const input = memory.scratchOf(at);
        lowerMargins(program, layer, places.input, input);
        lowerConv(program, layer, { ...places, input });
      }
      return;
    }
    case "pixels": {
      const affines = affinesOf(step, context);
      const shapes = stages.map(({ shape }) => shape);
      const perChannel = shapes.some((shape) => shape.kind === "combine" && shape.per === "channel");
      lowerPixels(program, slotOf(inputs[0]), { stages: shapes, affines, perChannel }, places);
      return;
    }
    case "gap":
      lowerGlobalPool(program, slotOf(inputs[0]), places);
      return;
    case "pool": {
      const windows = poolWindows(head, attributesOf(head), shapeOf(executable.shapes, inputs[0]));
      const reduce = head.operator.name === "maxpool" ? "largest" : "mean";
      lowerPool(program, slotOf(inputs[0]), windows, reduce, places);
      return;
    }
    case "concat": {
      let first = 0;
      const jobs: Job[] = [];
      for (const id of inputs) {
        const from = slotOf(id);
        const ends = { ...places, input: addressOf(id) };
        jobs.push(...lowerChannelCopy(program, from, slotOf(outputs[0]), first, ends));
        first += from.channels;
      }
      program.step(jobs);
    }
  }
}

function affinesOf({ stages }: Fused, context: Context): readonly Affine[] {
  return stages
    .filter(({ shape }) => shape.kind === "affine")
    .map(({ layer }) => batchNormAffine(parametersOf(layer, context)));
}

function convLayer(step: Fused, context: Context): ConvLayer {
  const { head, stages, kind } = step;
  const { shapes } = context.executable;
  const parameters = parametersOf(head, context);
  const weights = parameters.get("weight");
  if (weights === undefined) throw new RangeError("parameter weight is missing");
  const ends = {
    parameters: { weights, biases: parameters.get("bias"), affines: affinesOf(step, context) },
    stages: stages.map(({ shape }) => shape),
  };
  if (kind === "conv") return { ...convGeometry(head, shapes), ...ends };
  const { pixels, channels } = slotShape(shapeOf(shapes, head.inputs[0]));
  const line = { kernel: 1, stride: 1, dilation: 1, before: 0, after: 0, isCeil: false };
  const filters = numberOf(attributesOf(head), "n");
  const [rows, columns]: readonly [WindowAxis, WindowAxis] = [
    { ...line, extent: 1 },
    { ...line, extent: pixels },
  ];
  return { channels, filters, groups: 1, rows, columns, ...ends };
}

function poolWindows({ operator }: Layer, attributes: Attributes, shape: StatedShape): PoolWindows {
  const [, height, width] = imageDims(shape);
  if (operator.name === "adaptive_avgpool") {
    const blocks = (extent: number, count: number) =>
      Array.from({ length: count }, (_, at) => {
        const [from, to] = [Math.floor((at * extent) / count), Math.ceil(((at + 1) * extent) / count)];
        return { from, to, counted: to - from };
      });
    const [rows, columns] = [numberOf(attributes, "h"), numberOf(attributes, "w")];
    return { rows: blocks(height, rows), columns: blocks(width, columns), inWidth: width };
  }
  const countsPadding = operator.name === "avgpool" && flagOf(attributes, "count_pad");
  const [rows, columns] = windowAxes(height, width, attributes).map((axis) =>
    coversOf(axis).map(({ padded, from, to }) => ({ from, to, counted: countsPadding ? padded : to - from })),
  );
  return { rows: rows ?? [], columns: columns ?? [], inWidth: width };
}
