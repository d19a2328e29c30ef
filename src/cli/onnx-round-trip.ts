import type { PhaseResult } from "../core/diagnostic.ts";
import { InternalError } from "../core/internal-error.ts";
import { exportOnnx, importOnnx } from "../exchange/index.ts";
import {
  type ExecutableGraph,
  type Experiment,
  executableGraph,
  execute,
  networkOf,
  parameterSpecs,
  seededInputs,
  seededWeights,
  single,
  type Tensor,
  type WeightSource,
} from "../exec/index.ts";
import { weightsOfImported } from "./network-weights.ts";

/** What MobileNetV3 is made of, small: a stem, an inverted residual with squeeze and excitation, a shortcut, a head. */
const text = `input: [3, 24, 24]
let stem = input -> conv(8, k=3, s=2) -> bn -> hswish
let wide = stem -> conv(24) -> bn -> relu6 -> conv(24, k=5, g=24) -> bn
let gate = wide -> gap -> conv(8, bias=true) -> relu -> conv(24, bias=true) -> hsigmoid
let inner = wide -> mul(gate) -> conv(8) -> bn -> add(stem)
let left = inner -> maxpool(3, s=2, pad=1)
let right = inner -> conv(16, k=3, s=2, pad=1) -> silu
[left, right] -> concat -> gap -> flatten -> linear(10) -> softmax`;

/** A network on seeded weights, against what its ONNX file says when it is read again. */
export const onnxRoundTrip: Experiment = {
  name: "onnx-round-trip",
  claim: "a network that is exported to ONNX and imported again multiplies as often and computes the same bits",
  source: "ONNX operator specification, opset 17",
  async run(seed) {
    const own = networkOf(text);
    const weights = seededWeights(seed);
    const inputs = seededInputs(own, seed);
    const valuesOf = (layer: (typeof own.graph.layers)[number]) => weights(layer, parameterSpecs(layer, own.shapes));
    const bytes = made(exportOnnx(own.graph, valuesOf));
    const imported = made(importOnnx({ bytes, name: "experiment.onnx" }));
    const again = made(executableGraph(imported.graph));
    const first = resultOf(own, weights, inputs);
    const second = resultOf(again, weightsOfImported(imported), inputs);
    return [
      {
        what: "layers whose values differ from all of the other's",
        measured: unmatched(first.layers, second.layers),
        relation: "equals",
        stated: 0,
        within: 0,
        why: "a file of the same operators, with the same weights in fp32",
      },
      {
        what: `output values that differ, of ${first.output.length}`,
        measured: differing(first.output, second.output),
        relation: "equals",
        stated: 0,
        within: 0,
        why: "the same sums in the same order",
      },
      {
        what: "multiplications, to the other's",
        measured: second.multiplications / first.multiplications,
        relation: "equals",
        stated: 1,
        within: 0,
        why: "the same layers",
      },
      {
        what: "output values that differ with the next seed",
        measured: differing(first.output, resultOf(again, seededWeights(seed + 1), inputs).output),
        relation: "above",
        stated: 0,
        within: 0,
        why: "the comparison sees the weights",
      },
    ];
  },
};

function made<T>({ value, diagnostics }: PhaseResult<T>): T {
  if (value === undefined) throw new InternalError("cli", diagnostics.map((each) => each.message).join("; "));
  return value;
}

interface Result {
  /** The bits of each layer's outputs. */
  readonly layers: ReadonlySet<string>;
  readonly output: Float32Array;
  readonly multiplications: number;
}

function resultOf(executable: ExecutableGraph, weights: WeightSource, inputs: readonly Tensor[]): Result {
  const run = execute(executable, { precision: single, weights, inputs });
  const layers = new Set<string>();
  let multiplications = 0;
  for (;;) {
    const next = run.next();
    if (next.done === true) return { layers, output: next.value[0]?.data ?? new Float32Array(0), multiplications };
    for (const { data } of next.value.outputs) layers.add(bitsOf(data).join());
    multiplications += next.value.multiplications;
  }
}

/** Layers of either run whose values the other has nowhere. */
function unmatched(first: ReadonlySet<string>, second: ReadonlySet<string>): number {
  const without = (some: ReadonlySet<string>, others: ReadonlySet<string>) =>
    [...some].filter((each) => !others.has(each)).length;
  return without(first, second) + without(second, first);
}

function differing(first: Float32Array, second: Float32Array): number {
  const [bits, others] = [bitsOf(first), bitsOf(second)];
  const beyond = Math.abs(bits.length - others.length);
  return bits.filter((each, at) => at < others.length && each !== others[at]).length + beyond;
}

function bitsOf({ buffer, byteOffset, length }: Float32Array): Uint32Array {
  return new Uint32Array(buffer, byteOffset, length);
}
