import { equals, one, zero } from "../symbolic/index.ts";
import type { LayerCost } from "./cost.ts";

/** The kinds of layers that papers give shares of; each layer with MACs is of one. */
export type LayerClass = "pointwise" | "depthwise" | "standard" | "linear" | "attention";

export const layerClasses: readonly LayerClass[] = ["pointwise", "depthwise", "standard", "linear", "attention"];

/**
 * `depthwise`: a convolution with as many groups as channels, more than one; `pointwise`: any other with a 1x1 kernel; `standard`: all
 * other convolutions, grouped ones too. `linear` are linear layers and matmul. Undefined for layers without MACs.
 */
export function layerClass({ layer, inputs }: Pick<LayerCost, "layer" | "inputs">): LayerClass | undefined {
  const { operator, attributes } = layer;
  if (operator.family === "linear" || operator.family === "attention") return operator.family;
  const geometry = operator.family === "convolution" ? operator.geometry?.(inputs, attributes) : undefined;
  if (geometry === undefined) return undefined;
  const { kernel, groups } = geometry;
  if (!equals(groups, one) && equals(groups, inputs[0]?.dims[0] ?? zero)) return "depthwise";
  return kernel.every((each) => equals(each, one)) ? "pointwise" : "standard";
}
