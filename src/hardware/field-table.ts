import { dspFields, dspRuntimeFields, dspUnitFields } from "./dsp-fields.ts";
import { type Field, type ProfileKind, quantity } from "./field.ts";
import { pipelineFields } from "./pipeline-fields.ts";
import { runtimeFields } from "./runtime-fields.ts";

export type { Field, FieldType, ProfileKind } from "./field.ts";

export const profileKinds: readonly ProfileKind[] = ["core", "dsp", "soc", "device", "runtime", "dsp-runtime"];

/** Longest `source` text, in characters. */
export const longestSource = 500;

/** The name of a profile or a cluster: small letters, digits, `-` and `.`. */
export const namePattern = /^[a-z0-9][a-z0-9.-]{0,63}$/;

function heading(kind: ProfileKind): readonly Field[] {
  return [
    {
      name: "profile",
      meaning: "what the file describes",
      type: { kind: "text", longest: 20 },
      required: true,
      own: true,
    },
    {
      name: "name",
      meaning: `how commands and other profiles call the ${kind}`,
      type: { kind: "text", longest: 64 },
      required: true,
      own: true,
    },
    {
      name: "extends",
      meaning: `a ${kind} whose fields hold where this file gives none`,
      type: { kind: "reference", to: kind },
      required: false,
      own: true,
    },
  ];
}

function title(meaning: string): Field {
  return { name: "title", meaning, type: { kind: "text", longest: 100 }, required: true, own: true };
}

const rates: readonly Field[] = [
  quantity("fp32", "MAC/cycle", ["0.1 MAC/cycle", "512 MAC/cycle"], "32-bit floating point"),
  quantity("fp16", "MAC/cycle", ["0.1 MAC/cycle", "16384 MAC/cycle"], "16-bit floating point arithmetic", false),
  quantity("int8", "MAC/cycle", ["0.1 MAC/cycle", "32768 MAC/cycle"], "8-bit integers, 32-bit sums", false),
];

function ways(name: string, meaning: string): Field {
  const usual = ["1 ways", "64 ways"] as const;
  return { name, meaning, type: { kind: "quantity", unit: "ways", usual, whole: true }, required: false };
}

/** The order in which a cache gives lines up, the least recently used one first unless the profile says otherwise. */
function replacement(name: string, cache: string): Field {
  return {
    name,
    meaning: `which line of a set the ${cache} gives up; lru, also for close relatives of it, unless given`,
    type: { kind: "word", words: ["lru", "random"] },
    required: false,
  };
}

const coreFields: readonly Field[] = [
  {
    name: "order",
    meaning: "whether instructions issue in program order",
    type: { kind: "word", words: ["in-order", "out-of-order"] },
    required: true,
  },
  {
    name: "instructionSets",
    meaning: "instruction sets of the systems that run on the core, oldest first; armv8 unless given",
    type: {
      kind: "notation",
      pattern: "^(?:armv6(?: armv7)?(?: armv8)?|armv7(?: armv8)?|armv8)$",
      example: "armv7 armv8",
    },
    required: false,
  },
  quantity(
    "issueWidth",
    "instructions/cycle",
    ["1 instructions/cycle", "16 instructions/cycle"],
    "instructions that the front end hands on per cycle",
  ),
  quantity("l1Data", "B", ["4 KiB", "512 KiB"], "level-1 data cache of one core"),
  quantity("lineSize", "B", ["16 B", "256 B"], "bytes per line of the level-1 data cache"),
  ways("l1Ways", "lines of a set of the level-1 data cache"),
  replacement("l1Replacement", "level-1 data cache"),
  quantity(
    "mispredictPenalty",
    "cycles",
    ["2 cycles", "40 cycles"],
    "from a branch that was predicted wrongly to the next useful instruction, at least",
    false,
  ),
  quantity(
    "fmaRate",
    "instructions/cycle",
    ["0.1 instructions/cycle", "8 instructions/cycle"],
    "fp32 multiply-adds on 128-bit vectors started per cycle",
    false,
  ),
  quantity(
    "fmaLatency",
    "cycles",
    ["1 cycles", "40 cycles"],
    "from an fp32 multiply-add to a use of its result",
    false,
  ),
  quantity(
    "loadRate",
    "instructions/cycle",
    ["0.1 instructions/cycle", "8 instructions/cycle"],
    "128-bit vector loads from the level-1 cache started per cycle",
    false,
  ),
  {
    name: "peakMacRate",
    meaning: "multiply-accumulates per cycle of one core at best, by data type",
    type: { kind: "group", fields: rates },
    required: true,
  },
  {
    name: "pipeline",
    meaning: "how the core issues instructions, for simulating inner loops",
    type: { kind: "group", fields: pipelineFields },
    required: false,
  },
];

function bandwidths(oneThread: string, allThreads: string): readonly Field[] {
  return [
    quantity("oneThread", "B/s", ["50 MB/s", "500 GB/s"], oneThread),
    quantity("allThreads", "B/s", ["50 MB/s", "2 TB/s"], allThreads),
  ];
}

const clusterFields: readonly Field[] = [
  { name: "core", meaning: "the core of this cluster", type: { kind: "core", of: "core" }, required: true },
  {
    name: "count",
    meaning: "cores in the cluster",
    type: { kind: "quantity", unit: "cores", usual: ["1 cores", "128 cores"], whole: true },
    required: true,
  },
  quantity("clock", "Hz", ["100 MHz", "6 GHz"], "highest sustained clock"),
  quantity("l2", "B", ["32 KiB", "64 MiB"], "level-2 cache that a core sees"),
  {
    name: "l2Sharing",
    meaning: "whether each core has that cache to itself",
    type: { kind: "word", words: ["cluster", "core"] },
    required: true,
  },
  quantity(
    "l2Bandwidth",
    "B/cycle",
    ["0.5 B/cycle", "256 B/cycle"],
    "from level 2 to level 1, sustained, one core",
    false,
  ),
  quantity(
    "l2Together",
    "B/cycle",
    ["1 B/cycle", "1024 B/cycle"],
    "from a level-2 cache that cores share, to all of them together",
    false,
  ),
  ways("l2Ways", "lines of a set of the level-2 cache"),
  replacement("l2Replacement", "level-2 cache"),
  {
    name: "dram",
    meaning: "sustained read bandwidth of the memory from this cluster, where it is not that of the device",
    type: { kind: "group", fields: bandwidths("one thread on this cluster", "all cores of this cluster together") },
    required: false,
  },
];

/** Energy per event, by where it happens. */
const energyFields: readonly Field[] = [
  {
    name: "mac",
    meaning: "of one multiply-accumulate, by data type, without its operands' way",
    type: {
      kind: "group",
      fields: rates.map(({ name, meaning }) => quantity(name, "J/MAC", ["0.01 pJ/MAC", "1000 pJ/MAC"], meaning, false)),
    },
    required: false,
  },
  quantity("l1", "J/B", ["0.01 pJ/B", "100 pJ/B"], "of a byte read from a level-1 cache", false),
  quantity("l2", "J/B", ["0.1 pJ/B", "1000 pJ/B"], "of a byte read from a level-2 cache", false),
  quantity("l3", "J/B", ["0.1 pJ/B", "1000 pJ/B"], "of a byte read from the level-3 cache", false),
  quantity("dram", "J/B", ["1 pJ/B", "10000 pJ/B"], "of a byte read from memory", false),
];

const chipFields: readonly Field[] = [
  {
    name: "clusters",
    meaning: "groups of equal cores with one clock, fastest first",
    type: { kind: "named", fields: clusterFields },
    required: false,
  },
  { name: "dsp", meaning: "the chip's DSP", type: { kind: "group", fields: dspUnitFields }, required: false },
  quantity("l3", "B", ["256 KiB", "256 MiB"], "level-3 cache that all clusters share", false),
  quantity(
    "l3Bandwidth",
    "B/cycle",
    ["0.5 B/cycle", "256 B/cycle"],
    "from level 3, sustained, one core, by its own clock",
    false,
  ),
  ways("l3Ways", "lines of a set of the level-3 cache"),
  replacement("l3Replacement", "level-3 cache"),
  {
    name: "dram",
    meaning: "sustained read bandwidth of the memory",
    type: {
      kind: "group",
      fields: bandwidths("one thread on the fastest core", "all cores of the fastest cluster together"),
    },
    required: false,
  },
  {
    name: "energy",
    meaning: "energy per event of this chip and its memory",
    type: { kind: "group", fields: energyFields },
    required: false,
  },
];

/** The fields of each kind of profile, in the order in which listings show them. A device may replace any field of its SoC. */
export const profileFields: Readonly<Record<ProfileKind, readonly Field[]>> = {
  core: [...heading("core"), ...coreFields],
  dsp: [...heading("dsp"), ...dspFields],
  soc: [...heading("soc"), ...chipFields],
  device: [
    ...heading("device"),
    title("the name on the box"),
    { name: "soc", meaning: "the chip of the device", type: { kind: "reference", to: "soc" }, required: true },
    ...chipFields,
  ],
  runtime: [...heading("runtime"), title("the library and its version"), ...runtimeFields],
  "dsp-runtime": [...heading("dsp-runtime"), title("the library and its version"), ...dspRuntimeFields],
};

const inlineFields = (kind: "core" | "dsp") =>
  profileFields[kind].filter((each) => each.name !== "profile" && each.name !== "name");

/** The fields of a core or DSP that stands inside a chip: it needs no name and no `profile`. */
export const inlineCoreFields: Readonly<Record<"core" | "dsp", readonly Field[]>> = {
  core: inlineFields("core"),
  dsp: inlineFields("dsp"),
};
