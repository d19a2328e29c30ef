import type { Layout } from "./tensor.ts";

const names: Readonly<Record<Layout, readonly string[]>> = {
  image: ["C", "H", "W"],
  vector: ["D"],
  tokens: ["P", "L", "D"],
};

/** The letters of a layout's axes, in order. */
export function axisNames(layout: Layout): readonly string[] {
  return names[layout];
}
