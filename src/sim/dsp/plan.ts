import type { LayerCost, NetworkCost } from "../../cost/index.ts";
import type { Layer } from "../../graph/index.ts";
import type { DspProfile, DspRuntimeProfile, DspType } from "../../hardware/index.ts";
import { type Plan, planSteps, type Step } from "../steps.ts";
import { extentOf, layerWork } from "../work.ts";

/**
 * What of a network a DSP executes as an operator of its own. Batch norm folds into the weights before it. The matrix unit applies some
 * activations to its sums; the clamps among them run in the loops of the vector unit, too.
 */
export function planOf(cost: NetworkCost, core: DspProfile, runtime: DspRuntimeProfile, dtype: DspType): Plan {
  const last = cost.layers.at(-1);
  const rules = {
    runsInside: (layer: Layer, host: Step) => runsInside(layer, host, core, runtime),
    isView: (each: LayerCost) => isView(each, core.tile[dtype].channels),
    dtypeOf: () => dtype,
  };
  const plan = planSteps(cost, rules);
  // A network of views alone copies its input: results have memory of their own.
  return plan.steps.length > 0
    ? plan
    : planSteps(cost, { ...rules, isView: (each) => each !== last && rules.isView(each) });
}

function runsInside(
  { operator }: Layer,
  { cost, folded, batch }: Step,
  core: DspProfile,
  runtime: DspRuntimeProfile,
): boolean {
  const { family } = cost.layer.operator;
  const isProduct = family === "convolution" || family === "linear";
  if (operator.name === "bn") return folded.length === 0 && isProduct;
  if (isProduct && runsOnMatrices(cost, batch) && core.matrixFuses.names.has(operator.name)) return true;
  return (isProduct || family === "arithmetic" || family === "norm") && runtime.fuses.names.has(operator.name);
}

/** Whether the matrix unit runs a layer: all products but those of depthwise convolutions, which sum nothing over channels. */
export function runsOnMatrices(cost: LayerCost, batch: number): boolean {
  const { work } = layerWork(cost, batch);
  if (work.kind !== "macs") return false;
  const isDepthwise = work.nests.every(({ groups, channels }) => groups > 1 && channels === 1);
  return !(isDepthwise && cost.layer.operator.family === "convolution");
}

/** Views of the language that move nothing in tiles of `width` channels: parts must start with a tile, and pixels keep their places. */
function isView({ layer, inputs, outputs }: LayerCost, width: number): boolean {
  const { name, memory } = layer.operator;
  if (memory !== "view") return false;
  switch (name) {
    case "shuffle":
    case "transpose":
    case "tokens":
    case "to_image":
      return false;
    case "split":
    case "slice":
      return outputs.every((each) => channelsOf(each) % width === 0);
    case "flatten":
    case "reshape":
      return [...inputs, ...outputs].every(isVector) || inputs.every((each) => each.layout !== "image");
    default:
      return true;
  }
}

function channelsOf(shape: LayerCost["outputs"][number]): number {
  return extentOf(shape, 1).channels;
}

function isVector(shape: LayerCost["outputs"][number]): boolean {
  const { height, width } = extentOf(shape, 1);
  return height * width === 1;
}
