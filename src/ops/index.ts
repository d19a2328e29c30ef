export { numberOf } from "./attributes.ts";
export type {
  AttributeSpec,
  AttributeType,
  AttributeValue,
  LoopNest,
  MemoryBehaviour,
  Operator,
  OperatorCost,
  OperatorFault,
  ShapeContext,
  ShapeResult,
} from "./operator.ts";
export type { AxisReach, AxisRule, IndexRange, Reach } from "./reach.ts";
export { longestPeriod } from "./reach.ts";
export { operators } from "./registry.ts";
export type { Layout, Shape } from "./shape.ts";
export {
  axisNames,
  commonGrid,
  elements,
  featureAxis,
  features,
  image,
  listedShape,
  positions,
  shapeText,
  vector,
} from "./shape.ts";
export type { WindowAxis } from "./window.ts";
export { windowAxes } from "./window.ts";
