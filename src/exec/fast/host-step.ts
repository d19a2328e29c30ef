import { InternalError } from "../../core/internal-error.ts";
import type { TensorId } from "../../graph/index.ts";
import { attributesOf } from "../attributes.ts";
import type { StatedShape } from "../concrete.ts";
import { enoughMemory } from "../enough-memory.ts";
import type { Parameters } from "../kernel.ts";
import { activations } from "../kernels/activation.ts";
import { kernels } from "../kernels/index.ts";
import { single } from "../precision.ts";
import type { Tensor } from "../tensor.ts";
import type { Fused } from "./fuse.ts";
import type { Grids } from "./grids.ts";
import type { HostStep } from "./program.ts";
import { readSlot, slotShape, writeSlot } from "./slot.ts";

const floatBytes = 4;

/** Operators that treat all elements alike, so that it does not matter how they lie. */
const elementwise: ReadonlySet<string> = new Set([...Object.keys(activations), "leaky_relu", "elu"]);

/** What host steps know of tensors beside their values. */
export interface HostContext {
  readonly shapeOf: (id: TensorId) => StatedShape;
  readonly addressOf: (id: TensorId) => number;
  readonly grids: Grids;
}

/** A layer without a kernel in WebAssembly: the reference kernel, between copies of its tensors. */
export function hostStep(
  { head, inputs, outputs }: Fused,
  parameters: () => Parameters,
  context: HostContext,
): HostStep {
  const kernel = kernels.get(head.operator.name);
  if (kernel === undefined) throw new InternalError("exec", `no kernel for ${head.operator.name}`, head.span);
  const attributes = attributesOf(head);
  const { shapeOf, addressOf, grids } = context;
  let known: Parameters | undefined;
  const valuesOf = (): Parameters => {
    known ??= parameters();
    return known;
  };
  const run = (tensors: readonly Tensor[]) =>
    enoughMemory(
      head,
      () => kernel.run({ inputs: tensors, attributes, parameters: valuesOf(), precision: single }).outputs,
    );
  const [input, output] = [inputs[0], outputs[0]];
  if (elementwise.has(head.operator.name) && input !== undefined && output !== undefined) {
    const count = slotShape(shapeOf(input)).bytes / floatBytes;
    return (memory) => {
      const from = addressOf(input) / floatBytes;
      const data = memory.subarray(from, from + count);
      const [result] = run([{ layout: "vector", dims: [count], data }]);
      if (result !== undefined) memory.set(result.data, addressOf(output) / floatBytes);
      grids.set(output, grids.of(input));
    };
  }
  return (memory) => {
    const tensors = inputs.map((id) => ({ ...readSlot(memory, addressOf(id), shapeOf(id)), grid: grids.of(id) }));
    for (const [at, result] of run(tensors).entries()) {
      const id = outputs[at];
      if (id === undefined) continue;
      writeSlot(memory, addressOf(id), result);
      grids.set(id, result.grid);
    }
  };
}
