import { message } from "./message.ts";

const orElse = (nearest: readonly string[], known: string) =>
  nearest.length > 0
    ? `did you mean ${nearest.map((each) => `\`${each}\``).join(" or ")}?`
    : `there is ${known === "" ? "none" : known}`;

/** A text of the user's as messages repeat it: the start says enough. */
const shown = (text: string) => (text.length > 60 ? `${text.slice(0, 60)}…` : text);

/** What profiles and timing can be told about. */
export const hardwareMessages = {
  "hardware/unknown": message({
    text: (a: { kind: string; of?: string; name: string; nearest: readonly string[]; known: string }) =>
      a.of === undefined ? `no ${a.kind} \`${a.name}\`` : `${a.of} has no ${a.kind} \`${a.name}\``,
    hint: (a) => orElse(a.nearest, a.known),
    explanation:
      "The device, SoC, core or runtime is not among the shipped profiles; `extends`, `soc`, `core` and the loops of a runtime name such a one.",
  }),
  "hardware/file": message({
    text: (a: { path: string; reason: string }) => `the profile \`${shown(a.path)}\` cannot be read: ${a.reason}`,
    explanation:
      "`extends`, `soc` and `core` name a shipped profile, or a file by a path that is relative to the file which names it and does not " +
      "leave the folder of the file on the command line.",
  }),
  "hardware/yaml": message({
    text: (a: { detail: string }) => `the profile is no readable YAML: ${a.detail}`,
    explanation: "A profile is one YAML document that holds a mapping.",
  }),
  "hardware/too-large": message({
    text: (a: { found: string; limit: number }) => `the profile has ${a.found}, the limit is ${a.limit}`,
    explanation: "Profiles are small; size and number of words are bounded before the text is read.",
  }),
  "hardware/too-deep": message({
    text: (a: { depth: number; column: number }) =>
      `the profile is nested more than ${a.depth} brackets or ${a.column} columns deep`,
    explanation: "A profile needs four levels. The bound keeps the YAML reader from running out of stack.",
  }),
  "hardware/not-plain": message({
    text: (a: { what: string }) => `the profile uses ${a.what}`,
    hint: () => "write the value itself, in quotes if it starts with `&`, `*`, `!` or `%`",
    explanation:
      "Anchors, aliases, tags and directives are refused: a profile is plain data, and says a thing where it holds.",
  }),
  "hardware/duplicate-field": message({
    text: (a: { field: string }) => `\`${shown(a.field)}\` is given twice`,
    hint: () => "keep one of them",
    explanation: "A mapping names each field once, so that no value wins silently.",
  }),
  "hardware/missing-field": message({
    text: (a: { field: string; wanted: string }) => `the profile needs \`${a.field}\`: ${a.wanted}`,
    explanation: "A required field is neither in the profile nor in what it extends.",
  }),
  "hardware/unknown-field": message({
    text: (a: { field: string; nearest: readonly string[]; known: string }) => `unknown field \`${shown(a.field)}\``,
    hint: (a) => orElse(a.nearest, a.known),
    explanation: "The profile has a field that Ridge does not read; nothing in a profile is ignored silently.",
  }),
  "hardware/type": message({
    text: (a: { field: string; wanted: string; found: string }) =>
      `\`${a.field}\` must be ${a.wanted}, found ${a.found}`,
    explanation: "The field holds another sort of YAML value than it takes.",
  }),
  "hardware/text": message({
    text: (a: { field: string; problem: string }) => `the text of \`${a.field}\` ${a.problem}`,
    explanation: "Names, titles and sources are short texts on one line, without control characters.",
  }),
  "hardware/word": message({
    text: (a: { field: string; found: string; nearest: readonly string[]; known: string }) =>
      `\`${a.field}\` cannot be \`${shown(a.found)}\``,
    hint: (a) => (a.nearest.length > 0 ? orElse(a.nearest, a.known) : `use one of ${a.known}`),
    explanation: "The field takes one of a few words.",
  }),
  "hardware/quantity": message({
    text: (a: { field: string; found: string; example: string }) =>
      `\`${a.field}\` must be a positive quantity such as "${a.example}", found \`${shown(a.found)}\``,
    explanation: "The value is no decimal number above zero; things that are counted take whole numbers.",
  }),
  "hardware/notation": message({
    text: (a: { field: string; found: string; example: string; limits?: string | undefined }) =>
      `\`${a.field}\` must look like "${a.example}", found \`${shown(a.found)}\``,
    hint: (a) => a.limits,
    explanation:
      "The value has a form of its own. A timing is the latency, then cycles to the same accumulator, cycles to the stepped address, " +
      "micro-operations, and the ports that it takes, each with its cycles before it unless it is one. A choice of loops is the loop of " +
      "most cores, then after each `;` cores, a colon and their loop.",
  }),
  "hardware/contexts": message({
    text: (a: { path: string; contexts: string; threads: string }) =>
      `\`${a.path}.vectorContexts\` is ${a.contexts}, more than the ${a.threads} of \`${a.path}.hardwareThreads\``,
    explanation: "A vector context belongs to a thread of the core: there are at most as many as hardware threads.",
  }),
  "hardware/pipe": message({
    text: (a: { field: string; pipe: string; nearest: readonly string[]; known: string }) =>
      `\`${a.field}\` takes the port \`${a.pipe}\`, which is not among \`pipes\``,
    hint: (a) => orElse(a.nearest, a.known),
    explanation: "Every port that a timing names stands in `pipes`.",
  }),
  "hardware/ports": message({
    text: (a: { field: string; count: number }) =>
      `\`${a.field}\` takes ${a.count} ports at once, which it can never have together`,
    explanation:
      "An instruction takes all its ports when it issues, each use a port of its own; `2 l` takes one port for two cycles.",
  }),
  "hardware/loop": message({
    text: (a: { loop: string; role: string | undefined; nearest: readonly string[] }) =>
      a.role === undefined ? `there is no inner loop \`${a.loop}\`` : `\`${a.loop}\` is no loop for \`${a.role}\``,
    hint: (a) => (a.nearest.length > 0 ? orElse(a.nearest, "") : "`ridge help simulate` lists the loops"),
    explanation:
      "A runtime names an inner loop for each role. A loop for `gemm` has a tile, one for `depthwise3` nine products per output, " +
      "one for `copy` none.",
  }),
  "hardware/unit": message({
    text: (a: { field: string; unit: string; found: string | undefined; write: string }) =>
      a.found === undefined ? `\`${a.field}\` needs a unit` : `\`${a.field}\` is in ${a.unit}, found \`${a.found}\``,
    hint: (a) => `"${a.write}"`,
    explanation:
      "Every number of a profile is a text with its unit, one blank before it. k M G T are powers of 1000, Ki Mi Gi Ti of 1024.",
  }),
  "hardware/absurd": message({
    text: (a: { field: string; found: string; low: string; high: string }) =>
      `\`${a.field}\` cannot be ${a.found}: usual is ${a.low} to ${a.high}`,
    explanation: "The value is more than a thousand times outside what hardware has; most often the prefix is wrong.",
  }),
  "hardware/unusual": message({
    severity: "warning",
    text: (a: { field: string; found: string; low: string; high: string }) =>
      `\`${a.field}\` is ${a.found}: usual is ${a.low} to ${a.high}`,
    explanation: "The value is used as it stands; check its unit and prefix.",
  }),
  "hardware/too-many-errors": message({
    text: (a: { count: number }) => `and ${a.count} more ${a.count === 1 ? "fault" : "faults"} in this profile`,
    explanation: "The first 20 faults of a profile are shown. Mend them and run again.",
  }),
  "hardware/extends-cycle": message({
    text: (a: { chain: string }) => `profiles extend each other in a circle: ${a.chain}`,
    explanation: "A profile may not extend itself, directly or through others.",
  }),
  "hardware/misplaced": message({
    text: (a: { wanted: string; found: string }) => `expected ${a.wanted}, found ${a.found}`,
    explanation:
      "A shipped file is named after the profile that it holds; a device is wanted where one is to run on, a runtime where one is to run with.",
  }),
  "hardware/dtype": message({
    text: (a: { core: string; dtype: string; known: string }) => `\`${a.core}\` has no rate for ${a.dtype}`,
    hint: (a) => `it has ${a.known}`,
    explanation: "The core's profile gives no peak rate for this data type.",
  }),
  "hardware/isa": message({
    text: (a: { core: string; isa: string; known: readonly string[] }) =>
      `\`${a.core}\` does not run systems of ${a.isa}`,
    hint: (a) => a.known.map((each) => `--isa ${each}`).join(" or "),
    explanation: "A core runs systems of the instruction sets that its profile names.",
  }),
  "hardware/half": message({
    severity: "warning",
    text: (a: { core: string }) => `\`${a.core}\` has no fp32: the network is timed in fp16`,
    hint: () => "--dtype fp16, or --dtype int8",
    explanation: "A DSP computes in halves and in bytes; its runtimes compile networks of floats to halves.",
  }),
  "hardware/threads": message({
    text: (a: { device: string; core: string; cores: number; threads: number; others: readonly string[] }) =>
      `${a.threads} threads do not fit on ${a.cores} ${a.cores === 1 ? "core" : "cores"}: ${a.device} has no more cores \`${a.core}\``,
    hint: (a) => [`--threads ${a.cores}`, ...a.others.map((each) => `--core ${each}`)].join(", or "),
    explanation: "The threads of a run have a core each, all of one kind.",
  }),
  "hardware/setting": message({
    text: (a: { key: string; example: string }) => `\`${a.key}\` is set to nothing`,
    hint: (a) => `--set ${a.key}=${a.example}`,
    explanation: "A value of a device is set anew with its name, `=`, and a number with its unit.",
  }),
  "hardware/unknown-setting": message({
    text: (a: { key: string; nearest: readonly string[]; known: string }) =>
      `\`${shown(a.key)}\` is no value of a device that can be set`,
    hint: (a) => orElse(a.nearest, a.known),
    explanation:
      "Values that stand alone can be set for a run: clock, sizes of caches, bandwidths. For anything else, write a profile that " +
      "extends the device and name its file.",
  }),
  "hardware/no-pipeline": message({
    text: (a: { core: string }) =>
      `the profile of \`${a.core}\` has no \`pipeline\`, so its inner loops cannot be simulated`,
    hint: () => "--runtime none takes the plain roofline instead",
    explanation: "Timing of kernels needs the ports of the core and what each class of instructions takes.",
  }),
  "hardware/free-symbols": message({
    text: (a: { symbols: string }) => `a network with ${a.symbols} free has no timing`,
    hint: (a) => `give ${a.symbols} a value`,
    explanation: "Timing needs numbers.",
  }),
} as const;
