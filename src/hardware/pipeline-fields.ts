import type { Field } from "./field.ts";

/** What an instruction does, as far as timing tells kinds of instructions apart, and what each stands for. */
export const instructionClasses = {
  integer: "add, subtract or compare of a general register and a constant; select",
  integerRegisters: "add, subtract or compare of two general registers",
  integerMac: "multiply-accumulate of general registers, 32 bits",
  branch: "conditional branch",
  loadInteger: "load of one general register",
  loadPairInteger: "load of two general registers",
  loadByte: "load of a byte into a general register, extended",
  loadScalar: "load of one fp32 register, address stepped on",
  load64: "64-bit vector load",
  load64Post: "64-bit vector load, address stepped on",
  loadPair64Post: "load of two 64-bit vectors, address stepped on",
  load128: "128-bit vector load",
  load128Indexed: "128-bit vector load, two address registers",
  load128Post: "128-bit vector load, address stepped on",
  loadPair128: "load of two 128-bit vectors",
  loadPair128Post: "load of two 128-bit vectors, address stepped on",
  loadReplicatedPost: "load of one value into all lanes of 128 bits, address stepped on",
  loadDeinterleavedPost:
    "load of two 128-bit vectors, even elements into one, odd ones into the other, address stepped on",
  store64Post: "64-bit vector store, address stepped on",
  storeByte: "store of a byte of a general register",
  storePairInteger: "store of two general registers",
  storeScalar: "store of one fp32 register, address stepped on",
  store128: "128-bit vector store",
  store128Post: "128-bit vector store, address stepped on",
  fpAdd: "fp32 or fp16 add on 128 bits",
  fpMinMax: "fp32 or fp16 minimum or maximum on 128 bits",
  fpMul: "fp32 or fp16 multiply on 128 bits",
  fpMla: "fp32 multiply-add on 128 bits",
  fp16Mla: "fp16 multiply-add on 128 bits",
  scalarMac: "multiply-accumulate of single fp32 values",
  fpConvert: "fp32 to int32 or back, or first estimate of a reciprocal, on 128 bits",
  scalarAdd: "add or multiply of single fp32 values, or int32 to fp32",
  scalarDivide: "quotient of single fp32 values",
  scalarCompare: "comparison, copy or absolute value of single fp32 values",
  scalarFlags:
    "result of a comparison of floats, or a single fp32 register, brought to the integer flags or a general register",
  mulLong: "integer multiply to twice the width, 128-bit result",
  mlaLong: "the same added to an accumulator",
  pairwiseAccumulate: "pairs of integers added to an accumulator of twice the width, 128 bits",
  dot: "dot products of four int8 values added to 32-bit accumulators, 128 bits",
  widen: "integers extended to twice the width, 128-bit result, or shifted by a constant",
  mulSame: "integer multiply or multiply-add on 128 bits, result of the same width",
  integerVector: "integer add, minimum or maximum on 128 bits",
  addLong: "integers added to integers of twice their width, 128 bits",
  narrow: "integers saturated to half the width",
  shiftRounding: "integers shifted by a vector, with rounding, on 128 bits",
  extract: "128 bits cut out of two registers, or put together from their elements",
  insert: "general register into half of a vector, or into a single fp32 register",
  move: "copy of a 128-bit register, or of its elements in reverse order",
} as const;

export type InstructionClass = keyof typeof instructionClasses;

const pipe = "[a-z][a-z0-9]{0,7}";
const use = `(?:[1-9][0-9]? )?${pipe}(?:\\|${pipe})*`;

/** `x y0 y1` */
export const pipesPattern = `^${pipe}(?: ${pipe}){0,15}$`;
/** `10 cycles, 4 accumulating, 2 micro-ops, 2 w|x`, see `parseTiming`. */
export const timingPattern = `^[0-9]{1,2} cycles(?:, (?:[0-9]{1,2} (?:accumulating|address)|[1-9][0-9]? micro-ops|${use})){0,8}$`;

const timingExample = "10 cycles, 4 accumulating, 1 micro-ops, 2 w|x";

/** What a core profile says about its pipeline. */
export const pipelineFields: readonly Field[] = [
  {
    name: "dispatch",
    meaning: "micro-operations that enter the window per cycle; in order: that issue per cycle",
    type: {
      kind: "quantity",
      unit: "micro-ops/cycle",
      usual: ["1 micro-ops/cycle", "16 micro-ops/cycle"],
      whole: true,
    },
    required: true,
  },
  {
    name: "window",
    meaning: "micro-operations between dispatch and retirement; cores that issue in order have none",
    type: { kind: "quantity", unit: "micro-ops", usual: ["8 micro-ops", "1024 micro-ops"], whole: true },
    required: false,
  },
  {
    name: "pipes",
    meaning: "names of the issue ports, at most 16; each starts at most one operation per cycle",
    type: { kind: "notation", pattern: pipesPattern, example: "i0 i1 l s w x" },
    required: true,
  },
  {
    name: "instructions",
    meaning: "latency, micro-operations and ports by class of instruction; absent where the core has none such",
    type: {
      kind: "group",
      fields: Object.entries(instructionClasses).map(([name, meaning]) => ({
        name,
        meaning,
        type: { kind: "notation", pattern: timingPattern, example: timingExample },
        required: false,
      })),
    },
    required: true,
  },
];
