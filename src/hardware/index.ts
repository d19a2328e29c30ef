export type { Cluster, CoreProfile, DeviceProfile, ProfileLibrary, Quantity, QuantityKind } from "./profile.ts";
export { deviceNames, resolveDevice } from "./resolve.ts";
