import type { LayerClass } from "../cost/index.ts";

/** What sentences call one and several layers of a class; `other` are those without MACs. */
export const classWords: Readonly<Record<LayerClass | "other", readonly [one: string, more: string]>> = {
  pointwise: ["pointwise convolution", "pointwise convolutions"],
  depthwise: ["depthwise convolution", "depthwise convolutions"],
  standard: ["standard convolution", "standard convolutions"],
  linear: ["linear layer", "linear layers"],
  attention: ["attention layer", "attention layers"],
  other: ["layer without MACs", "layers without MACs"],
};
