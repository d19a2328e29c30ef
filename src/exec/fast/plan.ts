import { diagnostic, type PhaseResult } from "../../core/diagnostic.ts";
import type { Layer, TensorId } from "../../graph/index.ts";
import { type ExecutableGraph, parameterSpecs, type StatedShape } from "../concrete.ts";
import type { Parameters } from "../kernel.ts";
import { elementCount } from "../tensor.ts";
import type { WeightSource } from "../weights.ts";
import { aligned } from "./arena.ts";
import { controlBytes } from "./conductor.ts";
import type { MultiplyAdd } from "./expression.ts";
import { type Fused, fuseLayers } from "./fuse.ts";
import { Grids } from "./grids.ts";
import { type ConvGeometry, isDepthwise, marginBytes } from "./lower-conv.ts";
import { channelParametersOf, convGeometry, type LowerContext, lowerStep } from "./lower-step.ts";
import { planMemory, shapeOf } from "./memory-plan.ts";
import { type Program, ProgramBuilder } from "./program.ts";
import { rememberLast } from "./remember-last.ts";
import { pitchOf } from "./slot.ts";

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
  readonly how: MultiplyAdd;
}

/** Bytes of the memory and of what the host's layers hold beside it. */
const memoryLimit = 2 ** 31;
const floatBytes = 4;

/**
 * Plans a network: its steps, their kernels, and where everything lies in one memory. No value is asked for and nothing of the size of a
 * feature map is allocated.
 * Errors: run/fast-memory.
 */
export function planNetwork(executable: ExecutableGraph, options: PlanOptions): PhaseResult<FastPlan> {
  const { shapes, graph } = executable;
  const { weights, threads, folded, how } = options;
  const steps = fuseLayers(executable, folded, how);
  const geometries = steps.map(({ kind, head }) => (kind === "conv" ? convGeometry(head, shapes) : undefined));
  const lines = geometries.map(zeroLine);
  const most = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b), 0);
  const zeros = aligned(controlBytes + most(lines.map(({ before }) => before)));
  const start = aligned(zeros + most(lines.map(({ line }) => line)));
  const scratches = geometries.map((each) => (each === undefined ? 0 : marginBytes(each)));
  const memory = planMemory(executable, steps, scratches, start);
  if (memory.end > memoryLimit) return tooLarge(memory.end);
  const program = new ProgramBuilder(aligned(memory.end));
  const parametersOf = (layer: Layer): Parameters => weights(layer, parameterSpecs(layer, shapes));
  const context: LowerContext = {
    executable,
    memory,
    program,
    how,
    zeros,
    host: {
      shapeOf: (id) => shapeOf(shapes, id),
      addressOf: memory.addressOf,
      grids: new Grids(steps),
    },
    channelParameters: rememberLast((step: Fused) => channelParametersOf(step, parametersOf)),
    parameters: parametersOf,
  };
  for (const [at, step] of steps.entries()) lowerStep(step, at, context);
  const hosts = steps.filter(({ kind }) => kind === "host").map(({ head }) => head);
  const bytes = program.bytes + hosts.reduce((sum, layer) => sum + parameterBytes(layer, executable), 0);
  if (bytes > memoryLimit) return tooLarge(bytes);
  const port = (id: TensorId): Port => ({ address: memory.addressOf(id), shape: shapeOf(shapes, id) });
  const plan = {
    program: program.build(threads),
    inputs: graph.inputs.map(port),
    outputs: graph.outputs.map(port),
    hostLayers: hosts.map(({ name }) => name),
  };
  return { value: plan, diagnostics: [] };
}

function tooLarge(bytes: number): PhaseResult<FastPlan> {
  return { value: undefined, diagnostics: [diagnostic("run/fast-memory", { bytes, limit: memoryLimit }, undefined)] };
}

/** What a depthwise kernel reads instead of rows above and below the image; `before` is what must lie in front. */
function zeroLine(geometry: ConvGeometry | undefined): { readonly line: number; readonly before: number } {
  if (geometry === undefined || !isDepthwise(geometry)) return { line: 0, before: 0 };
  const { channels, columns } = geometry;
  return { line: columns.extent * pitchOf(channels), before: columns.before * pitchOf(channels) };
}

function parameterBytes(layer: Layer, { shapes }: ExecutableGraph): number {
  return parameterSpecs(layer, shapes).reduce((sum, { dims }) => sum + floatBytes * elementCount(dims), 0);
}
