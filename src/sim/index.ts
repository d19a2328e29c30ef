export type { CauseShare, MemoryLevel } from "./causes.ts";
export { causes, causesOf, memoryLevels, memoryTotal, visibleCycles } from "./causes.ts";
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
export { cpu } from "./cpu/model.ts";
export {
  type ChipConstant,
  chipConstants,
  type DspConstant,
  type DspFit,
  type DspMeasurement,
  dspLatencies,
  fitChips,
  fitRatio,
} from "./dsp/fit.ts";
export { dsp, dspTypeOf } from "./dsp/model.ts";
export type { PacketBounds } from "./dsp/packet/bounds.ts";
export type { HvxLoop, PacketInstruction } from "./dsp/packet/instruction.ts";
export { hvxLoops } from "./dsp/packet/loops/catalogue.ts";
export { type PacketMachine, packetMachine } from "./dsp/packet/machine.ts";
export { loopCycles, type PacketBound, type PacketRun, packetsOf } from "./dsp/packet/packets-of.ts";
export { membersOf, type Resource, resources, slots } from "./dsp/packet/resources.ts";
export type { Placement } from "./placement.ts";
export { dspFor, placeOn } from "./placement.ts";
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
export { computedIn, noMemoryCycles, ridgePoint } from "./timing.ts";
export { type BandwidthLevel, withTwiceTheBandwidth } from "./twice.ts";
export type { Baseline, Baselines } from "./validate/baseline.ts";
export type { CaseDifference, CaseScale, CaseSize } from "./validate/case-distance.ts";
export {
  type ErrorBand,
  errorBand,
  type PredictionCase,
  type RatedCase,
} from "./validate/error-band.ts";
export { type FitRival, fitRivals } from "./validate/fit-rivals.ts";
export {
  type FitBaseline,
  type FitPart,
  type FitPartSummary,
  type FitSplit,
  fitParts,
} from "./validate/fit-split.ts";
export type { Inversion, Inversions } from "./validate/inversions.ts";
export type { FittedFactor, LeaveOneOut, Rated } from "./validate/leave-one-out.ts";
export {
  cellPlace,
  type Measurement,
  type Measurements,
  mostMeasurements,
  readMeasurements,
} from "./validate/measurement.ts";
export type { IssueKind, NetworkKind, Predicted, PredictedRow, Prediction } from "./validate/prediction.ts";
export { errorPercent, type Figures, figuresOf } from "./validate/statistics.ts";
export type { Summary, ValidatedRow } from "./validate/summary.ts";
export {
  type ValidatedGroup,
  type Validation,
  type ValidationKey,
  validate,
  validationKeys,
} from "./validate/validation.ts";
export { wholeCycles } from "./whole-cycles.ts";
