export { hardwareFiles, profileNames } from "./hardware.ts";
export { loadShipped } from "./load.ts";
export { ratedCases } from "./rated-cases.ts";
export { version } from "./version.ts";
export type { ZooEntry } from "./zoo.ts";
export { zooEntries, zooEntry, zooRequest, zooSource } from "./zoo.ts";
export type { ZooCall } from "./zoo-names.ts";
export { nearestNetworks, zooCall } from "./zoo-names.ts";
