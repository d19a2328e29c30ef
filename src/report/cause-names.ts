import type { Bound } from "../sim/index.ts";

/** What tables call the parts of a machine. */
export const causeNames: Readonly<Record<Bound, string>> = {
  compute: "compute",
  l2: "L2",
  l3: "L3",
  vtcm: "VTCM",
  dram: "DRAM",
  overhead: "overhead",
};
