import type { Layer, TensorId } from "../../graph/index.ts";
import { type Attributes, attributesOf, flagOf, numberOf } from "../attributes.ts";
import { type ExecutableGraph, parameterSpecs, type StatedShape } from "../concrete.ts";
import type { Parameters } from "../kernel.ts";
import { batchNormAffine } from "../kernels/bn.ts";
import { coversOf } from "../kernels/pool.ts";
import { imageDims } from "../tensor.ts";
import { groupsOf, type WindowAxis, windowAxes } from "../window.ts";
import type { MultiplyAdd } from "./expression.ts";
import type { Fused } from "./fuse.ts";
import { type HostContext, hostStep } from "./host-step.ts";
import {
  type ConvGeometry,
  type ConvLayer,
  isDepthwise,
  lowerConv,
  lowerDepthwise,
  lowerMargins,
  marginBytes,
  type Places,
} from "./lower-conv.ts";
import { lowerChannelCopy, lowerGlobalPool, lowerPixels, lowerPool, type PoolWindows } from "./lower-rest.ts";
import { type MemoryPlan, shapeOf } from "./memory-plan.ts";
import type { ChannelParameters } from "./pack.ts";
import type { Job, ProgramBuilder } from "./program.ts";
import { slotShape } from "./slot.ts";

/** What steps are lowered with. */
export interface LowerContext {
  readonly executable: ExecutableGraph;
  readonly memory: MemoryPlan;
  readonly program: ProgramBuilder;
  readonly how: MultiplyAdd;
  /** Address of a line of zeros. */
  readonly zeros: number;
  readonly host: HostContext;
  /** The values of a step's layers; asked for when memory is filled. */
  readonly channelParameters: (step: Fused) => ChannelParameters;
  readonly parameters: (layer: Layer) => Parameters;
}

/** Adds the jobs of the step at a place of the network to the program. */
export function lowerStep(step: Fused, at: number, context: LowerContext): void {
  const { executable, memory, program, host } = context;
  const { head, inputs, outputs, stages } = step;
  const slotOf = (id: TensorId | undefined) => slotShape(shapeOf(executable.shapes, id));
  const other = stages.find((stage) => stage.other !== undefined)?.other;
  const addressOf = (id: TensorId | undefined) => (id === undefined ? 0 : memory.addressOf(id));
  const places = { input: addressOf(inputs[0]), output: addressOf(outputs[0]), other: addressOf(other) };
  switch (step.kind) {
    case "same":
      return;
    case "host":
      program.hostStep(hostStep(step, () => context.parameters(head), host));
      return;
    case "conv":
    case "linear":
      lowerProducts(convLayer(step, context), at, places, context);
      return;
    case "pixels": {
      const shapes = stages.map(({ shape }) => shape);
      lowerPixels(program, slotOf(inputs[0]), shapes, () => context.channelParameters(step).affines, places);
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

function lowerProducts(layer: ConvLayer, at: number, places: Places, { program, memory, zeros }: LowerContext): void {
  if (isDepthwise(layer)) lowerDepthwise(program, layer, places, zeros);
  else if (marginBytes(layer) === 0) lowerConv(program, layer, places);
  else {
    const input = memory.scratchOf(at);
    lowerMargins(program, layer, places.input, input);
    lowerConv(program, layer, { ...places, input });
  }
}

/** The sizes of a convolution. */
export function convGeometry(layer: Layer, shapes: ReadonlyMap<TensorId, StatedShape>): ConvGeometry {
  const attributes = attributesOf(layer);
  const [channels, height, width] = imageDims(shapeOf(shapes, layer.inputs[0]));
  const [rows, columns] = windowAxes(height, width, attributes);
  return { channels, filters: numberOf(attributes, "n"), groups: groupsOf(attributes), rows, columns };
}

/** A fully connected layer as a convolution: its pixels in one line, and a window of one. */
function linearGeometry(layer: Layer, shapes: ReadonlyMap<TensorId, StatedShape>): ConvGeometry {
  const { pixels, channels } = slotShape(shapeOf(shapes, layer.inputs[0]));
  const axis = (extent: number): WindowAxis => ({
    kernel: 1,
    stride: 1,
    dilation: 1,
    before: 0,
    after: 0,
    isCeil: false,
    extent,
  });
  const filters = numberOf(attributesOf(layer), "n");
  return { channels, filters, groups: 1, rows: axis(1), columns: axis(pixels) };
}

function convLayer(step: Fused, context: LowerContext): ConvLayer {
  const { head, stages, kind } = step;
  const { executable, how, channelParameters } = context;
  const { shapes } = executable;
  return {
    ...(kind === "conv" ? convGeometry(head, shapes) : linearGeometry(head, shapes)),
    hasBias: parameterSpecs(head, shapes).some(({ name }) => name === "bias"),
    parameters: () => channelParameters(step),
    how,
    stages: stages.map(({ shape }) => shape),
  };
}

/** What the layers of a step multiply and add. Layers without a bias have none, whatever a file holds. */
export function channelParametersOf(
  { kind, head, stages }: Fused,
  parametersOf: (layer: Layer) => Parameters,
): ChannelParameters {
  const own = kind === "conv" || kind === "linear" ? parametersOf(head) : undefined;
  return {
    weights: own?.get("weight") ?? new Float32Array(0),
    biases: own?.get("bias"),
    affines: stages
      .filter(({ shape }) => shape.kind === "affine")
      .map(({ layer }) => batchNormAffine(parametersOf(layer))),
  };
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
