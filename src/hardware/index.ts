export type { ResolvedProfile } from "./entry.ts";
export type { ProfileKind } from "./field-table.ts";
export type { Listing, ListingRow, ListingSection } from "./listing.ts";
export { listingOf } from "./listing.ts";
export type { Cluster, CoreProfile, DeviceProfile, ProfileLibrary, Quantity, QuantityKind } from "./profile.ts";
export { quantityKinds } from "./profile.ts";
export type { ProfileRequest } from "./resolve.ts";
export { checkLibrary, deviceNames, resolveDevice, resolveDevices, resolveProfile } from "./resolve.ts";
export { profileLimits } from "./yaml-bounds.ts";
