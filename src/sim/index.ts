export type { Bounds } from "./cpu/kernel/bounds.ts";
export { kernels } from "./cpu/kernel/catalogue.ts";
export type { Instruction, Kernel } from "./cpu/kernel/instruction.ts";
export type { Issue } from "./cpu/kernel/machine.ts";
export { missingClasses } from "./cpu/kernel/program.ts";
export {
  cyclesOfPasses,
  type IssueOrder,
  type KernelBound,
  type KernelRun,
  simulateLoop,
} from "./cpu/kernel/simulate.ts";
export type { Roofs } from "./roofline.ts";
export { layerCycles, roofline } from "./roofline.ts";
export {
  type Dataflow,
  dataflows,
  type Product,
  productCycles,
  type SystolicArray,
} from "./systolic/array.ts";
export {
  type DepthwiseMapping,
  depthwiseMappings,
  type MappedProduct,
  type SystolicOptions,
} from "./systolic/mapping.ts";
export { type ArrayLayer, type ArrayTiming, type ProductTiming, simulateArray } from "./systolic/simulate-array.ts";
export type { Bound, LayerTiming, NetworkTiming, TimingModel, TimingOptions } from "./timing.ts";
