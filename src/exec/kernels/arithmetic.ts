import { inputOf, type Kernel, outputsOnly } from "../kernel.ts";
import { elementCount, featureAxis, type Tensor } from "../tensor.ts";

/** The dimensions of a tensor beside another: a vector stands for the features of an image or of tokens. */
function dimsBeside(tensor: Tensor, other: Tensor): readonly number[] {
  if (tensor.layout === other.layout || tensor.layout !== "vector") return tensor.dims;
  const axis = featureAxis(other);
  return other.dims.map((_, at) => (at === axis ? (tensor.dims[0] ?? 1) : 1));
}

/** Way from one index of each axis to the next in a tensor that is spread: 0 where its extent is 1. */
function pitchesOf(dims: readonly number[]): readonly number[] {
  return dims.map((extent, axis) => (extent === 1 ? 0 : elementCount(dims.slice(axis + 1))));
}

/** Both tensors spread over each other, element by element; each result is rounded once. */
function combine(first: Tensor, second: Tensor, apply: (a: number, b: number) => number): Tensor {
  const [firstDims, secondDims] = [dimsBeside(first, second), dimsBeside(second, first)];
  const dims = firstDims.map((each, axis) => Math.max(each, secondDims[axis] ?? 1));
  const [firstPitch, secondPitch] = [pitchesOf(firstDims), pitchesOf(secondDims)];
  const data = new Float32Array(elementCount(dims));
  const [outer = 1, middle = 1, inner = 1] = [...Array.from({ length: 3 - dims.length }, () => 1), ...dims];
  const pitchAt = (pitch: readonly number[], axis: number) => pitch[axis - (3 - dims.length)] ?? 0;
  let at = 0;
  for (let i = 0; i < outer; i++) {
    for (let j = 0; j < middle; j++) {
      const a = i * pitchAt(firstPitch, 0) + j * pitchAt(firstPitch, 1);
      const b = i * pitchAt(secondPitch, 0) + j * pitchAt(secondPitch, 1);
      const [stepA, stepB] = [pitchAt(firstPitch, 2), pitchAt(secondPitch, 2)];
      for (let k = 0; k < inner; k++)
        data[at++] = apply(first.data[a + k * stepA] ?? 0, second.data[b + k * stepB] ?? 0);
    }
  }
  return {
    layout: first.layout === "vector" ? second.layout : first.layout,
    dims,
    data,
    grid: first.grid ?? second.grid,
  };
}

const functions: Readonly<Record<string, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  mul: (a, b) => a * b,
  sub: (a, b) => a - b,
  div: (a, b) => a / b,
  maximum: Math.max,
  minimum: Math.min,
};

/** Element-wise arithmetic with the spreading of ONNX and NumPy. */
export const arithmetic: Readonly<Record<string, Kernel>> = Object.fromEntries(
  Object.entries(functions).map(([name, apply]): [string, Kernel] => [
    name,
    { run: (task) => outputsOnly(combine(inputOf(task), inputOf(task, 1), apply)) },
  ]),
);
