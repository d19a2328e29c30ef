import { message } from "./message.ts";

const quote = (names: readonly string[]) => names.map((each) => `\`${each}\``).join(" or ");
const didYouMean = (nearest: readonly string[]) =>
  nearest.length === 0 ? undefined : `did you mean ${quote(nearest)}?`;

/** More words than these are not listed in a hint. */
const mostWords = 24;

/** Some of the inner loops that a core runs. */
function kernelsHint(runs: readonly string[]): string {
  const some = runs.slice(0, mostWords / 2);
  const listed = runs.length > some.length ? `${some.join(", ")}, ...` : some.join(", ");
  return `${some.length === 0 ? "" : `it runs ${listed}; `}\`ridge help simulate\` lists the kernels`;
}

/** What the command line says: words, files, outputs. */
export const usageMessages = {
  "usage/command-line": message({
    text: (a: { problem: string; hint: string | undefined }) => a.problem,
    hint: (a) => a.hint ?? "ridge --help",
    explanation: "An option or a word of the command line is not known, is missing or is given too often.",
  }),
  "usage/choice": message({
    text: (a: { what: string; found: string; known: readonly string[]; nearest: readonly string[] }) =>
      `${a.what} cannot be \`${a.found}\``,
    hint: (a) => {
      const all =
        a.known.length > mostWords ? `\`--help\` lists all ${a.known.length}` : `use one of ${a.known.join(", ")}`;
      return [didYouMean(a.nearest), all].filter(Boolean).join(" ");
    },
    explanation: "The option takes one of some words.",
  }),
  "usage/number": message({
    text: (a: { what: string; found: string; wanted: string }) => `${a.what} must be ${a.wanted}, found \`${a.found}\``,
    explanation: "The option takes a number in a range.",
  }),
  "usage/not-comparable": message({
    text: (a: { what: string; first: string; second: string; symbols: readonly string[] }) =>
      `the ${a.what} of \`${a.first}\` and \`${a.second}\` have no order while ${a.symbols.map((each) => `\`${each}\``).join(" and ")} ` +
      `${a.symbols.length === 1 ? "is" : "are"} free`,
    hint: (a) => `give ${a.symbols.join(" and ")} a value, or leave out --sort and --top`,
    explanation: "Rows are sorted by formulas only where one is proved to be at least the other for all values.",
  }),
  "usage/no-effect": message({
    text: (a: { option: string; where: string }) => `\`${a.option}\` has no effect ${a.where}`,
    hint: (a) => `leave out ${a.option}`,
    explanation: "An option that would change nothing is refused rather than ignored.",
  }),
  "usage/needs-device": message({
    text: (a: { option: string }) => `\`${a.option}\` needs a device`,
    hint: () => "--on pixel-2; `ridge hw list devices` lists them",
    explanation: "Times exist only on a device.",
  }),
  "usage/not-a-device": message({
    text: (a: { name: string; kind: string; devices: readonly string[] }) =>
      `\`${a.name}\` is a ${a.kind}, where a device is wanted`,
    hint: (a) => (a.devices.length === 0 ? "`ridge hw list devices`" : `devices with it: ${a.devices.join(", ")}`),
    explanation: "Times need the clock and the memory of a device, not only its core or chip.",
  }),
  "usage/setting": message({
    text: (a: { found: string; isNetwork: boolean }) =>
      a.isNetwork
        ? `\`${a.found}\` is a second network: one network per call`
        : `\`${a.found}\` is no parameter: expected NAME=VALUE`,
    hint: (a) =>
      a.isNetwork
        ? `ridge report ${a.found}`
        : /^[\p{L}_][\p{L}\p{N}_]*$/u.test(a.found)
          ? `${a.found}=...`
          : "alpha=0.75",
    explanation: "Words behind the network set its parameters: `alpha=0.75`, or `alpha=?` to leave one free.",
  }),
  "usage/not-onnx": message({
    text: (a: { file: string }) => `\`${a.file}\` is no ONNX file`,
    hint: () => "ridge import model.onnx",
    explanation: "`ridge import` reads files whose names end in `.onnx`.",
  }),
  "usage/unknown-network": message({
    text: (a: { name: string; nearest: readonly string[]; fileExists: boolean }) =>
      `there is no shipped network \`${a.name}\``,
    hint: (a) =>
      a.fileExists
        ? `for the file, write ./${a.name}`
        : (didYouMean(a.nearest) ?? "`ridge zoo` lists the networks; a file's name ends in .arch or .onnx"),
    explanation:
      "A network is named by its name in the zoo, by a file that ends in `.arch` or `.onnx`, or by `-` for standard input.",
  }),
  "usage/unknown-device": message({
    text: (a: { name: string; nearest: readonly string[] }) => `there is no hardware profile \`${a.name}\``,
    hint: (a) => didYouMean(a.nearest) ?? "`ridge hw list` lists the profiles; for a file, write ./NAME.yaml",
    explanation:
      "Profiles of devices, SoCs, cores and runtimes are named after their files; a name with `/` or `.yaml` is a file.",
  }),
  "usage/no-pipeline": message({
    text: (a: { core: string; known: readonly string[] }) => `the profile of \`${a.core}\` has no \`pipeline\``,
    hint: (a) => `cores with one: ${a.known.join(", ")}`,
    explanation: "Inner loops are simulated on the ports and latencies that a core profile gives under `pipeline`.",
  }),
  "usage/no-instruction": message({
    text: (a: { core: string; kernel: string; classes: readonly string[]; runs: readonly string[] }) =>
      `\`${a.core}\` cannot run \`${a.kernel}\`: its profile has no ${a.classes.map((each) => `\`${each}\``).join(" and ")}`,
    hint: (a) => kernelsHint(a.runs),
    explanation:
      "The core's pipeline has no timing for a class of instructions that the inner loop needs, or the DSP no arithmetic of its kind.",
  }),
  "usage/instruction-set": message({
    text: (a: { core: string; kernel: string; needed: string; known: readonly string[]; runs: readonly string[] }) =>
      `\`${a.core}\` cannot run \`${a.kernel}\`: it is code of ${a.needed}, the core runs ${a.known.join(" and ")}`,
    hint: (a) => kernelsHint(a.runs),
    explanation:
      "Loops are written for single floats (armv6), for vectors in 32-bit code (armv7, `_v7`), for 64-bit code (armv8) or for the vector unit of a Hexagon (`hvx_`); a core profile says under `instructionSets` which of the former its systems run.",
  }),
  "usage/no-steady-state": message({
    text: (a: { core: string; kernel: string }) => `\`${a.kernel}\` comes to no steady state on \`${a.core}\``,
    hint: () => "check `pipeline.dispatch` and `pipeline.window` of the core's profile",
    explanation:
      "A loop repeats itself once the window is full. Where the window is so large that two thousand passes do not fill it, no speed is given.",
  }),
  "usage/extension": message({
    text: (a: { extension: string; known: readonly string[]; usual: string | undefined }) =>
      `no format belongs to the file extension \`${a.extension}\``,
    hint: (a) => (a.usual === undefined ? `name the format with -f: ${a.known.join(", ")}` : `use ${a.usual}`),
    explanation: "The extension of the output file chooses the format; not every command writes every format.",
  }),
  "usage/format-extension": message({
    text: (a: { format: string; extension: string; chosen: string }) =>
      `the format is ${a.format}, but \`${a.extension}\` stands for ${a.chosen}`,
    hint: (a) => `leave out -f ${a.format}, or rename the output file`,
    explanation: "A file whose extension promises another format would mislead whoever opens it.",
  }),
  "usage/no-files": message({
    text: (a: { folder: string }) => `there is no .arch file in \`${a.folder}\``,
    explanation:
      "A folder stands for every `.arch` file in it and below it; hidden folders, node_modules and links are left out.",
  }),
  "usage/no-claim": message({
    text: (a: { filter: string }) => `no claim has \`${a.filter}\` in its name, tag or source`,
    hint: (a) => `leave out \`--filter ${a.filter}\` to check all of them`,
    explanation: "A filter that chooses nothing would let a check pass that checked nothing.",
  }),
  "usage/unknown-code": message({
    text: (a: { code: string; nearest: readonly string[]; area: readonly string[] }) =>
      `there is no message \`${a.code}\``,
    hint: (a) =>
      didYouMean(a.nearest) ??
      (a.area.length === 0 ? "`ridge explain` lists the codes" : `there is ${a.area.join(", ")}`),
    explanation: "Each message of Ridge has a code such as `shape/groups`, in brackets behind its severity.",
  }),
  "file/numpy": message({
    text: (a: { file: string; reason: string }) => `\`${a.file}\` cannot be read as arrays: ${a.reason}`,
    hint: () => "numpy.save or numpy.savez writes such files",
    explanation:
      "Arrays are read from .npy files of numbers, and from .npz archives of them with at most 1024 arrays and 1 GiB; header, shape and size must agree.",
  }),
  "file/unreadable": message({
    text: (a: { file: string; reason: string }) => `cannot read \`${a.file}\`: ${a.reason}`,
    explanation: "The file does not exist, may not be read, or is not a regular file.",
  }),
  "file/too-large": message({
    text: (a: { file: string; size: number; limit: number }) =>
      `\`${a.file}\` has ${a.size} bytes, the limit is ${a.limit}`,
    hint: () => "split the file with `import`",
    explanation: "Architecture and profile files are read whole, so their size is bounded.",
  }),
  "file/encoding": message({
    text: (a: { file: string; offset: number }) =>
      `\`${a.file}\` is not UTF-8: the byte at offset ${a.offset} is invalid`,
    hint: () => "save the file as UTF-8",
    explanation: "Architecture and profile files are UTF-8 text.",
  }),
  "file/unwritable": message({
    text: (a: { file: string; reason: string }) => `cannot write \`${a.file}\`: ${a.reason}`,
    explanation: "The folder does not exist or may not be written.",
  }),
} as const;
