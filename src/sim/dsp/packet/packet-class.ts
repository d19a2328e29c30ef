import { type Resource, type ResourceSet, resourceSet, vectorPipes } from "./resources.ts";

/** One way to serve part of an instruction: all of these resources. */
type Choice = readonly Resource[];

/** What a kind of instruction needs: one choice out of each list. */
export interface PacketNeed {
  readonly meaning: string;
  readonly needs: readonly (readonly Choice[])[];
}

const anySlot: readonly Choice[] = [["slot0"], ["slot1"], ["slot2"], ["slot3"]];
const upperSlot: readonly Choice[] = [["slot2"], ["slot3"]];
const lowerSlot: readonly Choice[] = [["slot0"], ["slot1"]];
const anyPipe: readonly Choice[] = vectorPipes.map((each) => [each]);

/**
 * Kinds of instructions, as far as packets tell them apart. The name behind each is that of LLVM's HexagonDepIICHVX.td, where it stands as a
 * comment of the itinerary. Which instruction is of which kind was asked of LLVM 19's assembler, which
 * refuses packets that need too much.
 */
export const packetClasses = {
  alu: { meaning: "vector arithmetic, any pipe (VA)", needs: [anySlot, anyPipe] },
  aluPair: {
    meaning: "vector arithmetic on a pair, both multiplying or both other pipes (VA_DV)",
    needs: [
      anySlot,
      [
        ["mpy0", "mpy1"],
        ["xlane", "shift"],
      ],
    ],
  },
  multiply: { meaning: "multiplication on one pipe (VX)", needs: [upperSlot, [["mpy0"], ["mpy1"]]] },
  multiplyNarrow: {
    meaning: "sum of products by vector, rounded product of halves: one pipe from V69 on, before both (VX, VX_DV)",
    needs: [upperSlot, [["mpy0"], ["mpy1"]]],
  },
  multiplyBoth: { meaning: "multiplication on both pipes (VX_DV)", needs: [upperSlot, [["mpy0", "mpy1"]]] },
  permute: { meaning: "bytes moved across lanes (VP)", needs: [anySlot, [["xlane"]]] },
  shift: { meaning: "shift, conversion or sum of qfloats (VS)", needs: [anySlot, [["shift"]]] },
  permuteShift: {
    meaning: "permutation that writes a pair or is joined (VP_VS)",
    needs: [anySlot, [["xlane", "shift"]]],
  },
  load: { meaning: "aligned vector load, kept in a register (LOAD, VA)", needs: [lowerSlot, [["load"]], anyPipe] },
  loadTemporary: { meaning: "aligned vector load for its own packet (LOAD)", needs: [lowerSlot, [["load"]]] },
  loadUnaligned: {
    meaning: "vector load at any address (NOSLOT1, LOAD, VP)",
    needs: [[["slot0", "slot1"]], [["load"]], [["xlane"]]],
  },
  store: { meaning: "aligned vector store (STORE, VA)", needs: [[["slot0"]], [["store"]], anyPipe] },
  storeNew: { meaning: "aligned store of what its own packet makes (STORE)", needs: [[["slot0"]], [["store"]]] },
  storeUnaligned: {
    meaning: "vector store at any address (NOSLOT1, STORE, VP)",
    needs: [[["slot0", "slot1"]], [["store"]], [["xlane"]]],
  },
  scalar: { meaning: "arithmetic on general registers (ALU32)", needs: [anySlot] },
  scalarMultiply: { meaning: "multiplication or shift of general registers (XTYPE)", needs: [upperSlot] },
  scalarLoad: { meaning: "load of a general register", needs: [lowerSlot] },
} as const satisfies Readonly<Record<string, PacketNeed>>;

export type PacketClass = keyof typeof packetClasses;

/** In what the generations differ. */
export interface PacketVariant {
  /** Shifts run on the permuting pipe, too. */
  readonly shiftsCross: boolean;
  /** `multiplyNarrow` takes one pipe. */
  readonly narrowProducts: boolean;
}

/** Every way in which an instruction can be served, as sets of resources. */
export function waysOf(kind: PacketClass, { shiftsCross, narrowProducts }: PacketVariant): readonly ResourceSet[] {
  const needs: PacketNeed["needs"] =
    kind === "shift" && shiftsCross
      ? [anySlot, [["shift"], ["xlane"]]]
      : packetClasses[kind === "multiplyNarrow" && !narrowProducts ? "multiplyBoth" : kind].needs;
  let ways: readonly (readonly Resource[])[] = [[]];
  for (const choices of needs) ways = ways.flatMap((way) => choices.map((each) => [...way, ...each]));
  return ways.map(resourceSet);
}
