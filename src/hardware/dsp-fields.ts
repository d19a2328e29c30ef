import type { Unit } from "../core/units.ts";
import { type Field, quantity } from "./field.ts";

const names = "^[a-z][a-z0-9_-]{0,31}(?: [a-z][a-z0-9_-]{0,31}){0,31}$";
const tile = "^(?:1|2|4|8|16|32|64)x(?:1|2|4|8|16|32|64)x(?:8|16|32|64|128|256)$";
const tileLimits = "powers of two: at most 64 rows and 64 columns of pixels, 8 to 256 channels";

/** A number for each data type that the DSP computes in. */
function perType(name: string, meaning: string, each: (type: string) => Field): Field {
  return { name, meaning, type: { kind: "group", fields: ["fp16", "int8"].map(each) }, required: true };
}

function namesField(name: string, example: string, meaning: string): Field {
  return { name, meaning: `${meaning}; or none`, type: { kind: "notation", pattern: names, example }, required: true };
}

function counted(name: string, unit: Unit, low: number, high: number, meaning: string): Field {
  const usual = [`${low} ${unit}`, `${high} ${unit}`] as const;
  return { name, meaning, type: { kind: "quantity", unit, usual, whole: true }, required: true };
}

function yesOrNo(name: string, meaning: string): Field {
  return { name, meaning, type: { kind: "word", words: ["yes", "no"] }, required: true };
}

function delay(name: string, meaning: string): Field {
  return counted(name, "packets", 1, 8, `from the packet that makes a value to the first that uses it as ${meaning}`);
}

/** What the packets of inner loops depend on, beside the slots and pipes, which all cores have alike. */
const packetFields: readonly Field[] = [
  counted("vectorRegisters", "registers", 8, 128, "vector registers of a thread"),
  yesOrNo("shiftsCross", "whether shifts run on the permuting pipe, too"),
  yesOrNo(
    "narrowProducts",
    "whether sums of products of two vectors, and rounded products of halves, take one multiplying pipe instead of both",
  ),
  yesOrNo("halfFloats", "whether loops may be written with IEEE half floats, not the core's own format alone"),
  delay("lateDelay", "a late source: a summand, an accumulator, stored data"),
  delay("earlyDelay", "an early source: a factor, or what is shifted or permuted"),
  delay("scalarDelay", "a general register, the value being a sum or a stepped address"),
  delay("scalarLoadDelay", "a general register, the value being a product or loaded"),
  counted("contextCycles", "cycles", 1, 16, "from one packet of a thread to its next at least"),
  counted("vectorContexts", "threads", 1, 16, "threads that can hold the vector registers at a time"),
  counted("hardwareThreads", "threads", 1, 32, "threads of the core"),
];

/** What a profile says about a DSP with vector and matrix units. */
export const dspFields: readonly Field[] = [
  quantity("vector", "B", ["16 B", "512 B"], "bytes of a vector register"),
  quantity(
    "packet",
    "cycles",
    ["0.05 cycles", "8 cycles"],
    "from one packet of vector instructions to the next, all threads together",
  ),
  {
    name: "packets",
    meaning: "how the vector instructions of a thread go into packets",
    type: { kind: "group", fields: packetFields },
    required: true,
  },
  perType("tile", "what the matrix unit works on at once: rows x columns of pixels x channels", (name) => ({
    name,
    meaning: `of ${name}`,
    type: { kind: "notation", pattern: tile, example: "8x4x32", limits: tileLimits },
    required: true,
  })),
  perType("tileCycles", "cycles to multiply a tile of pixels with a tile of weights", (name) =>
    quantity(name, "cycles", ["0.5 cycles", "1024 cycles"], `of ${name}`),
  ),
  perType("neighbour", "further cycles where a kernel of several rows reads the tile below, too", (name) =>
    quantity(name, "cycles", ["0.05 cycles", "1024 cycles"], `of ${name}`),
  ),
  quantity("tileStore", "cycles", ["0.1 cycles", "1024 cycles"], "to scale a tile of sums and write it to the VTCM"),
  quantity("operator", "cycles", ["1 cycles", "100000 cycles"], "to start an operator on all threads"),
  namesField("matrixFuses", "relu relu6 hswish", "activations that the matrix unit applies to its sums"),
];

/** What a chip says about its DSP. */
export const dspUnitFields: readonly Field[] = [
  { name: "core", meaning: "the DSP", type: { kind: "core", of: "dsp" }, required: true },
  quantity("clock", "Hz", ["100 MHz", "6 GHz"], "clock, or the rate at which the cycles of its profile pass"),
  quantity("vtcm", "B", ["64 KiB", "64 MiB"], "tightly coupled memory that vectors and tiles are read from"),
  quantity("dram", "B/s", ["1 GB/s", "1 TB/s"], "sustained read bandwidth of its DMA"),
  quantity("inference", "s", ["1 us", "100 ms"], "to hand an inference to the DSP and to be told of its end"),
  quantity(
    "floatEdges",
    "B/s",
    ["100 MB/s", "1 TB/s"],
    "float32 inputs and outputs of the network, copied and converted",
  ),
];

/** What a profile says about how a runtime compiles networks for a DSP. */
export const dspRuntimeFields: readonly Field[] = [
  {
    name: "vintage",
    meaning: "year and month of the version described",
    type: { kind: "notation", pattern: "^20[0-9]{2}-(?:0[1-9]|1[0-2])$", example: "2025-06" },
    required: true,
  },
  namesField(
    "fuses",
    "relu relu6",
    "activations that run inside the operator that feeds them, beside the matrix unit's",
  ),
  namesField("floatEdges", "fp16 int8", "data types of networks whose inputs and outputs are float32"),
  namesField("lacks", "sdpa attention", "operators for which there is no kernel"),
];
