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
export type {
  Bound,
  Ceilings,
  Footing,
  InstructionSet,
  LayerTiming,
  MemoryCycles,
  NetworkTiming,
  TimingModel,
  TimingOptions,
} from "./timing.ts";
export { ridgePoint } from "./timing.ts";
export type { Baseline, Baselines } from "./validate/baseline.ts";
export { errorBand, type PredictionCase, type RatedCase } from "./validate/error-band.ts";
export type { Inversion, Inversions } from "./validate/inversions.ts";
export type { FittedFactor, LeaveOneOut, Rated } from "./validate/leave-one-out.ts";
export { type Measurement, type Measurements, mostMeasurements, readMeasurements } from "./validate/measurement.ts";
export type { IssueKind, NetworkKind, Predicted, PredictedRow, Prediction } from "./validate/prediction.ts";
export { errorPercent, type Figures } from "./validate/statistics.ts";
export {
  type Summary,
  type ValidatedGroup,
  type ValidatedRow,
  type Validation,
  type ValidationKey,
  validate,
  validationKeys,
} from "./validate/validation.ts";
