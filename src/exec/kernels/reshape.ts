import { type Attributes, listOf, wordOf } from "../attributes.ts";
import { inputOf, type Kernel, outputsOnly } from "../kernel.ts";
import type { Layout, Tensor } from "../tensor.ts";

/** The shape that an attribute writes: [D], [L, D] as one set of tokens, [C, H, W], or [P, L, D] with as=tokens. */
export function writtenShape(attributes: Attributes): { readonly layout: Layout; readonly dims: readonly number[] } {
  const dims = listOf(attributes, "shape");
  if (dims.length === 1) return { layout: "vector", dims };
  if (dims.length === 2) return { layout: "tokens", dims: [1, ...dims] };
  return { layout: wordOf(attributes, "as") === "tokens" ? "tokens" : "image", dims };
}

/** The same elements in the same order under another shape. */
export const reshape: Kernel = {
  run: (task) => outputsOnly({ ...writtenShape(task.attributes), data: inputOf(task).data }),
};

/** Any tensor as a vector, row-major. */
export const flatten: Kernel = {
  run(task) {
    const { data } = inputOf(task);
    return outputsOnly({ layout: "vector", dims: [data.length], data });
  },
};

/** The tensor itself. */
const same: Kernel = { run: (task) => outputsOnly(inputOf(task) satisfies Tensor) };

/** Dropout is the identity at inference. */
export const dropout = same;
