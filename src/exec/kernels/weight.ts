import { type Kernel, outputsOnly, parameterOf } from "../kernel.ts";
import { writtenShape } from "./reshape.ts";

/** A learned tensor that no operator owns. */
export const weight: Kernel = {
  parameters: (_inputs, attributes) => [
    { name: "weight", dims: writtenShape(attributes).dims, start: { kind: "around", value: 0, spread: 0.1 } },
  ],
  run: (task) => outputsOnly({ ...writtenShape(task.attributes), data: parameterOf(task, "weight") }),
};
