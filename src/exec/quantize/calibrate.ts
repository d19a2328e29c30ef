import type { TensorId } from "../../graph/index.ts";
import type { ExecutableGraph } from "../concrete.ts";
import { type ExecutionOptions, execute } from "../execute.ts";
import type { Tensor } from "../tensor.ts";

/** The values that a tensor takes: smallest and largest that int8 will tell apart. */
export interface ValueRange {
  readonly min: number;
  readonly max: number;
}

/** All values, or all but a share of the smallest and largest: `percentile` 99.9 leaves out 0.05 % on each side. */
export type CalibrationMethod =
  | { readonly kind: "min-max" }
  | { readonly kind: "percentile"; readonly percentile: number };

/** Cells of the histogram between the smallest and the largest value of a tensor. */
const cells = 4096;

/** Called after each layer, so that a long calibration can tell how far it is. */
export type Step = () => Promise<void> | void;

/**
 * Ranges of all tensors over some inputs of the network; percentiles need a second pass, for histograms between the extremes.
 * Tensors without finite values get the range 0 to 0.
 */
export async function calibrate(
  executable: ExecutableGraph,
  options: Omit<ExecutionOptions, "inputs">,
  batches: readonly (readonly Tensor[])[],
  method: CalibrationMethod,
  step: Step = () => undefined,
): Promise<ReadonlyMap<TensorId, ValueRange>> {
  const extremes = new Map<TensorId, { min: number; max: number }>();
  for (const inputs of batches) {
    await visitTensors(executable, { ...options, inputs }, step, (id, data) => {
      const range = extremes.get(id) ?? { min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY };
      for (const value of data) {
        if (value < range.min && value !== Number.NEGATIVE_INFINITY) range.min = value;
        if (value > range.max && value !== Number.POSITIVE_INFINITY) range.max = value;
      }
      extremes.set(id, range);
    });
  }
  for (const [id, { min, max }] of extremes) if (min > max) extremes.set(id, { min: 0, max: 0 });
  if (method.kind === "min-max") return extremes;
  const histograms = new Map<TensorId, Float64Array>();
  for (const inputs of batches) {
    await visitTensors(executable, { ...options, inputs }, step, (id, data) => {
      const { min, max } = extremes.get(id) ?? { min: 0, max: 0 };
      const histogram = histograms.get(id) ?? new Float64Array(cells);
      for (const value of data) {
        const cell = max > min ? Math.floor(((value - min) / (max - min)) * cells) : 0;
        const place = Math.min(Math.max(cell, 0), cells - 1);
        histogram[place] = (histogram[place] ?? 0) + 1;
      }
      histograms.set(id, histogram);
    });
  }
  const share = (1 - method.percentile / 100) / 2;
  return new Map([...extremes].map(([id, range]) => [id, narrowed(range, histograms.get(id), share)]));
}

async function visitTensors(
  executable: ExecutableGraph,
  options: ExecutionOptions,
  step: Step,
  visit: (id: TensorId, data: Float32Array) => void,
): Promise<void> {
  for (const [at, id] of executable.graph.inputs.entries()) {
    const input = options.inputs[at];
    if (input !== undefined) visit(id, input.data);
  }
  for (const { layer, outputs } of execute(executable, options)) {
    for (const [at, id] of layer.outputs.entries()) {
      const output = outputs[at];
      if (output !== undefined) visit(id, output.data);
    }
    await step();
  }
}

/** The range without the cells that hold at most `share` of the values on each side. */
function narrowed({ min, max }: ValueRange, histogram: Float64Array | undefined, share: number): ValueRange {
  if (histogram === undefined || max === min) return { min, max };
  const total = histogram.reduce((sum, each) => sum + each, 0);
  let [low, below] = [0, 0];
  while (low < cells - 1 && below + (histogram[low] ?? 0) <= share * total) below += histogram[low++] ?? 0;
  let [high, above] = [cells - 1, 0];
  while (high > low && above + (histogram[high] ?? 0) <= share * total) above += histogram[high--] ?? 0;
  const width = (max - min) / cells;
  return { min: min + low * width, max: min + (high + 1) * width };
}
