import { InternalError } from "../../../core/internal-error.ts";
import type { PacketFact, PacketMachine } from "./machine.ts";

const hvxManual = "Hexagon V79 HVX Programmer's Reference Manual 80-N2040-61, Vector instructions";
const latencyManual = "Hexagon V65 HVX Programmer's Reference Manual, 4.6 Instruction latency";
const itineraries = "LLVM, HexagonDepIICHVX.td: vectors are made in stage 9, late sources read in 7, early ones in 5";
const halved = "HexagonSubtarget.cpp, updateLatency: two stages to a packet of a thread";

function fact<Value>(value: Value, kind: PacketFact<Value>["kind"], source: string): PacketFact<Value> {
  return { value, source, kind };
}

/** What all generations from V68 on have in common. */
const common = {
  packetWidth: fact(4, "datasheet", `${hvxManual}, VLIW packing rules`),
  vectorRegisters: fact(32, "datasheet", "Hexagon V79 HVX Programmer's Reference Manual 80-N2040-61, Registers"),
  vectorBytes: fact(128, "datasheet", "Rust core::arch::hexagon: 128 bytes are the default from V66 on"),
  lateDelay: fact(1, "datasheet", `${latencyManual}; ${itineraries}; ${halved}`),
  earlyDelay: fact(2, "datasheet", `${latencyManual}: one packet between; ${itineraries}; ${halved}`),
  scalarDelay: fact(1, "derived", `LLVM, HexagonDepIICScalar.td, ALU32; ${halved}`),
  scalarLoadDelay: fact(2, "assumed", "general registers that are loaded or multiplied, as an early source"),
  contextCycles: fact(
    2,
    "assumed",
    `${latencyManual}: a packet per context cycle, contexts interleaved in time; its length is not public, ${halved}`,
  ),
} as const;

interface Generation {
  readonly version: number;
  readonly hardwareThreads: PacketFact<number>;
  readonly vectorContexts: PacketFact<number>;
}

const contextsOfV68 = fact(
  4,
  "datasheet",
  "introduction to HVX instructions, aijishu.com/a/1060000000302177 (2022): four HVX threads",
);
const sixThreads =
  "chipsandcheese.com, Hexagon DSP and tensor accelerator, 2023-10-04: six-way SMT on Snapdragon 8 Gen 2";

const generations: readonly Generation[] = [
  {
    version: 68,
    hardwareThreads: fact(
      6,
      "datasheet",
      "introduction to HVX instructions, aijishu.com/a/1060000000302177 (2022): six hardware threads on the V68 compute DSP",
    ),
    vectorContexts: contextsOfV68,
  },
  {
    version: 69,
    hardwareThreads: fact(6, "assumed", "as V68 and V73"),
    vectorContexts: fact(4, "assumed", "as V68"),
  },
  {
    version: 73,
    hardwareThreads: fact(6, "datasheet", sixThreads),
    vectorContexts: fact(4, "assumed", "as V68"),
  },
  {
    version: 75,
    hardwareThreads: fact(6, "assumed", "as V73"),
    vectorContexts: fact(4, "assumed", "as V68"),
  },
  {
    version: 79,
    hardwareThreads: fact(6, "assumed", "as V73"),
    vectorContexts: fact(4, "assumed", "as V68"),
  },
  {
    version: 81,
    hardwareThreads: fact(6, "assumed", "as V73"),
    vectorContexts: fact(4, "assumed", "as V68"),
  },
];

/** The first generation whose permuting pipe takes shifts. */
const crossing = 79;

function machineOf({ version, hardwareThreads, vectorContexts }: Generation): PacketMachine {
  const crosses = version >= crossing;
  return {
    ...common,
    name: `hexagon-v${version}`,
    version: fact(version, "datasheet", "the generation's name"),
    shiftsCross: crosses
      ? fact(
          true,
          version === crossing ? "datasheet" : "assumed",
          `${hvxManual}: the permute resource allows shift instructions; LLVM keeps most of them on the shift unit`,
        )
      : fact(
          false,
          "derived",
          "Hexagon V75 HVX Programmer's Reference Manual 80-N2040-58 lists shift and permute apart; LLVM 19's assembler refuses two shifts",
        ),
    halfFloats: crosses
      ? fact(
          true,
          "assumed",
          "LLVM has IEEE half floats from V68 on as an option of the core; taken to be there from V79 on",
        )
      : fact(
          false,
          "assumed",
          "LLVM has IEEE half floats from V68 on as an option of the core; kernels for phones use qfloat",
        ),
    narrowProducts: fact(
      version > 68,
      "datasheet",
      "LLVM 19's assembler: two of them share a packet from V69 on, not on V68; HexagonDepIICHVX.td, tc_37820f4c: VX_DV, then VX",
    ),
    hardwareThreads,
    vectorContexts,
  };
}

let all: ReadonlyMap<string, PacketMachine> | undefined;

/** The cores whose packets can be simulated, by name. */
export function packetMachines(): ReadonlyMap<string, PacketMachine> {
  all ??= new Map(generations.map(machineOf).map((each) => [each.name, each]));
  return all;
}

/** The packets of a DSP; those of the newest one that is known where it is not among them. */
export function packetMachineOf(name: string): PacketMachine {
  const all = packetMachines();
  const found = all.get(name) ?? [...all.values()].at(-1);
  if (found === undefined) throw new InternalError("simulator", "no DSP can pack vectors");
  return found;
}
