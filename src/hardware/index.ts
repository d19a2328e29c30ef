export type { ResolvedProfile } from "./entry.ts";
export type { ProfileKind } from "./field-table.ts";
export { dspsOf } from "./lineage.ts";
export type { Listing, ListingRow, ListingSection } from "./listing.ts";
export { listingOf } from "./listing.ts";
export { namedLoops, placesOf } from "./loop-choice.ts";
export { parseTiming } from "./pipeline.ts";
export { type InstructionClass, instructionClasses } from "./pipeline-fields.ts";
export type {
  Cluster,
  CoreProfile,
  DeviceProfile,
  DspPackets,
  DspProfile,
  DspRuntimeProfile,
  DspTile,
  DspType,
  DspUnit,
  Energy,
  InstructionSet,
  InstructionTiming,
  Origin,
  Pipeline,
  PortUse,
  ProfileLibrary,
  Quantity,
  QuantityKind,
  Replacement,
  Stated,
} from "./profile.ts";
export { quantityKinds } from "./profile.ts";
export type { FileNamed, NamedFile } from "./reader.ts";
export type { CoreOrDsp, ProfileRequest } from "./resolve.ts";
export {
  checkLibrary,
  deviceNames,
  resolveCore,
  resolveCoreOrDsp,
  resolveDevice,
  resolveDevices,
  resolveDsp,
  resolveDspRuntime,
  resolveProfile,
  resolveRuntime,
  runtimeNames,
} from "./resolve.ts";
export type { LoopChoice, RuntimeProfile } from "./runtime.ts";
export { type LoopRole, loopRoles } from "./runtime-fields.ts";
export type { SettingKey } from "./settings.ts";
export { settingKeys, withDspSettings, withSettings } from "./settings.ts";
export { extendingDevice, type FittedValue, withFitted } from "./with-fitted.ts";
export { profileLimits } from "./yaml-bounds.ts";
