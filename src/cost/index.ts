export type { Convention } from "./convention.ts";
export { conventions } from "./convention.ts";
export type { CostTotals, DataType, LayerCost, NetworkCost } from "./cost.ts";
export type { CostOptions } from "./cost-of.ts";
export { costOf, operationalIntensity, shapeOf, sumsOf } from "./cost-of.ts";
export type { LayerClass } from "./layer-class.ts";
export { layerClass, layerClasses } from "./layer-class.ts";
export type { MemoryConvention } from "./liveness.ts";
export { peakActivation } from "./liveness.ts";
