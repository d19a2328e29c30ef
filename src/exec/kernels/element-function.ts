import { numberOf } from "../attributes.ts";
import { inputOf, type Kernel, outputsOnly } from "../kernel.ts";
import { mapElements } from "./activation.ts";
import { normalDistribution } from "./error-function.ts";

const functions: Readonly<Record<string, (x: number) => number>> = {
  absolute: Math.abs,
  exponential: Math.exp,
  natural_log: Math.log,
  square_root: Math.sqrt,
  erf: (x) => 2 * normalDistribution(x * Math.SQRT2) - 1,
};

/** Functions of one element, evaluated in double and rounded once where the result is stored. */
export const elementFunctions: Readonly<Record<string, Kernel>> = Object.fromEntries(
  Object.entries(functions).map(([name, apply]): [string, Kernel] => [
    name,
    { run: (task) => outputsOnly(mapElements(inputOf(task), apply)) },
  ]),
);

/** Each element to a fixed power. */
export const power: Kernel = {
  run(task) {
    const exponent = numberOf(task.attributes, "p");
    return outputsOnly(mapElements(inputOf(task), (x) => x ** exponent));
  },
};

/** scale * x + shift: the product is rounded, then the sum. */
export const affine: Kernel = {
  run(task) {
    const [scale, shift] = [numberOf(task.attributes, "scale"), numberOf(task.attributes, "shift")].map(Math.fround);
    return outputsOnly(mapElements(inputOf(task), (x) => Math.fround(x * (scale ?? 1)) + (shift ?? 0)));
  },
};
