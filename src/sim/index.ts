export type { CauseShare } from "./causes.ts";
export { causes, causesOf, memoryLevels, memoryTotal, savedByDoubling, visibleCycles } from "./causes.ts";
export { checkRuntime } from "./cpu/check-runtime.ts";
export type { Bounds } from "./cpu/kernel/bounds.ts";
export type { Instruction, Kernel, Tile } from "./cpu/kernel/instruction.ts";
export { instructionSetOf, isWrittenFor } from "./cpu/kernel/instruction-set.ts";
export { kernels } from "./cpu/kernel/loops/catalogue.ts";
export type { Issue } from "./cpu/kernel/machine.ts";
export { missingClasses } from "./cpu/kernel/program.ts";
export {
  cyclesOfPasses,
  cyclesOnce,
  type IssueOrder,
  type KernelBound,
  type KernelRun,
  simulateLoop,
} from "./cpu/kernel/simulate.ts";
export type { Placement } from "./placement.ts";
export { placeOn } from "./placement.ts";
export type { Roofs } from "./roofline.ts";
export { layerCycles, roofline } from "./roofline.ts";
export type {
  Bound,
  Ceilings,
  Footing,
  LayerTiming,
  MemoryCycles,
  NetworkTiming,
  TimingModel,
  TimingOptions,
} from "./timing.ts";
export { ridgePoint } from "./timing.ts";
export { wholeCycles } from "./whole-cycles.ts";
