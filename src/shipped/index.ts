export { hardwareFiles, profileNames } from "./hardware.ts";
export { loadShipped } from "./load.ts";
export { version } from "./version.ts";
export type { ZooEntry } from "./zoo.ts";
export { zooEntries, zooEntry, zooRequest, zooSource } from "./zoo.ts";
