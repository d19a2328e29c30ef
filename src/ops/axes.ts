import { axisNames, type Layout, type Shape } from "./shape.ts";

/** Every axis that a tensor can have, as one letter. */
export const singleAxes: readonly string[] = ["C", "H", "W", "D", "P", "L"];

/** Every set of axes of one layout as a word, letters in the order of the dimensions: C, H, CH, ..., CHW, D, P, ..., PLD. */
export const axisSets: readonly string[] = [
  ...new Set(
    (["image", "vector", "tokens"] as const satisfies readonly Layout[]).flatMap((each) => subsets(axisNames(each))),
  ),
];

function subsets(names: readonly string[]): readonly string[] {
  const sets = names.reduce((all, name) => all.concat(all.map((each) => each + name)), [""]);
  return sets.filter((each) => each !== "");
}

/** Where the named axis is; undefined when the tensor has none of that name. */
export function axisOf(shape: Shape | undefined, name: string): number | undefined {
  const axis = shape === undefined ? -1 : axisNames(shape.layout).indexOf(name);
  return axis < 0 ? undefined : axis;
}
