/**
 * What the instructions of a packet share: the four slots, and the six parts of the vector coprocessor. Each serves one instruction per packet.
 * Source: LLVM 19, HexagonScheduleV68.td to V73.td (the functional units SLOT0 to SLOT3 and CVI_*); Hexagon V79 HVX Programmer's
 * Reference Manual 80-N2040-61, "VLIW packing rules".
 */
export const resources = [
  "slot0",
  "slot1",
  "slot2",
  "slot3",
  "load",
  "store",
  "xlane",
  "shift",
  "mpy0",
  "mpy1",
] as const;

export type Resource = (typeof resources)[number];

/** Those that are slots, first to last. */
export const slots = ["slot0", "slot1", "slot2", "slot3"] as const satisfies readonly Resource[];

/** The four that vector arithmetic runs on. */
export const vectorPipes = ["xlane", "shift", "mpy0", "mpy1"] as const satisfies readonly Resource[];

/** A set of resources, one bit each, in the order of the list. */
export type ResourceSet = number;

export function resourceSet(members: readonly Resource[]): ResourceSet {
  return members.reduce((set, each) => set | (1 << resources.indexOf(each)), 0);
}

export function membersOf(set: ResourceSet): readonly Resource[] {
  return resources.filter((_, at) => (set & (1 << at)) !== 0);
}
