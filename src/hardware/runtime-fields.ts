import { type Field, type FieldType, quantity } from "./field.ts";

/** What a runtime needs an inner loop for, and what each stands for. */
export const loopRoles = {
  gemm: "matrix product, also of convolutions",
  gemv: "product of a matrix and a vector",
  taps: "pointers of one tap of an indirect convolution",
  depthwise3: "3x3 depthwise convolution",
  depthwise3s2: "the same at stride 2, where it has a loop of its own",
  depthwise5: "5x5 depthwise convolution",
  binary: "sum or product of two arrays",
  unary: "function of each element without an exponential, such as h-swish",
  exponential: "function of each element with an exponential, such as sigmoid",
  pool: "pooling over windows",
  reduce: "mean of each channel over all its pixels",
  copy: "elements copied to other places",
  "winograd2-input": "F(2x2,3x3): a line of the input's transform",
  "winograd2-output": "F(2x2,3x3): a line of the output's transform",
  "winograd4-input": "F(4x4,3x3): a line of the input's transform",
  "winograd4-output": "F(4x4,3x3): a line of the output's transform",
  "winograd6-input": "F(6x6,3x3): a line of the input's transform",
  "winograd6-output": "F(6x6,3x3): a line of the output's transform",
  quantize: "fp32 to int8",
  dequantize: "int8 or 32-bit sums to fp32",
  requantize: "32-bit sums to int8, as a pass of its own",
} as const;

export type LoopRole = keyof typeof loopRoles;

/** Instruction set and data type that a table of loops is for. */
export const loopTables = {
  "armv6-fp32": "32-bit systems without vectors, fp32",
  "armv6-int8": "32-bit systems without vectors, int8",
  "armv7-fp32": "32-bit systems, fp32",
  "armv7-int8": "32-bit systems, int8",
  "armv8-fp32": "64-bit systems, fp32",
  "armv8-fp16": "64-bit systems, fp16 arithmetic",
  "armv8-int8": "64-bit systems, int8",
} as const;

export const layouts = ["pixels", "planes", "packs"] as const;
export const gemmOperands = ["indirect", "packed"] as const;
export const winogradRules = ["none", "by-map", "by-channels"] as const;
export const directRules = ["none", "large-maps", "few-channels"] as const;
export const blockCaches = ["l2", "l2-per-core", "last"] as const;

const loop = "[a-z][a-z0-9_]{0,63}";
const core = "[a-z0-9][a-z0-9.-]{0,63}";
const forCores = `${core}(?: ${core}){0,15}: ${loop}`;

/** `f32_gemm_6x8; cortex-a72 kryo: f32_gemm_4x8`, see `parseChoice`. */
export const choicePattern = `^(?:${loop}|${forCores})(?:; ${forCores}){0,15}$`;
/** `relu relu6` or `none`. */
const namesPattern = "^[a-z][a-z0-9_-]{0,31}(?: [a-z][a-z0-9_-]{0,31}){0,31}$";

function word(name: string, words: readonly string[], meaning: string): Field {
  return { name, meaning, type: { kind: "word", words }, required: true };
}

function names(name: string, example: string, meaning: string): Field {
  return {
    name,
    meaning: `${meaning}; or none`,
    type: { kind: "notation", pattern: namesPattern, example },
    required: true,
  };
}

const choice: FieldType = {
  kind: "notation",
  pattern: choicePattern,
  example: "f32_gemm_6x8_ld128; cortex-a72 kryo: f32_gemm_4x8_ld128",
};

/** One table of loops: the loop for each role. */
export const loopFields: readonly Field[] = Object.entries(loopRoles).map(([name, meaning]) => ({
  name,
  meaning,
  type: choice,
  required: false,
}));

/** What a runtime profile says about how a kernel library computes. */
export const runtimeFields: readonly Field[] = [
  {
    name: "vintage",
    meaning: "year and month of the version described",
    type: { kind: "notation", pattern: "^20[0-9]{2}-(?:0[1-9]|1[0-2])$", example: "2020-03" },
    required: true,
  },
  word("layout", layouts, "feature maps: channels last, channels first, or planes of packs of four or eight channels"),
  word("gemm", gemmOperands, "pixels of a matrix product: read in place through pointers, or packed at each call"),
  word(
    "winograd",
    winogradRules,
    "minimal filtering of 3x3 convolutions: never, by the size of the map, or by channels",
  ),
  word("direct", directRules, "direct 3x3 convolutions: never, at stride 2 on large maps, or of few input channels"),
  names("fuses", "relu relu6", "operators that run inside the convolution or sum that feeds them, next to batch norm"),
  names("int8", "convolution linear", "operator families with int8 arithmetic; the others convert to fp32"),
  names("lacks", "sdpa attention", "operators for which there is no kernel"),
  word(
    "storesSums",
    ["yes", "no"],
    "whether int8 products are stored as 32-bit sums and requantised in a pass of their own",
  ),
  names("serial", "reduce binary", "roles of loops whose work runs on one thread"),
  word(
    "blockCache",
    blockCaches,
    "cache that blocks of pixels are cut to: level 2, a core's part of it, or the last one",
  ),
  quantity("dispatch", "cycles", ["100 cycles", "1000000 cycles"], "to call an operator"),
  quantity("fork", "s", ["100 ns", "1 ms"], "to hand work to other threads and wait for them, once per pass"),
  {
    name: "loops",
    meaning:
      "inner loops by instruction set and data type, then by role; one for most cores, others by the core's name",
    type: {
      kind: "group",
      fields: Object.entries(loopTables).map(([name, meaning]) => ({
        name,
        meaning,
        type: { kind: "group", fields: loopFields },
        required: false,
      })),
    },
    required: true,
  },
];
