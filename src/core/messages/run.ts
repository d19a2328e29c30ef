import { message } from "./message.ts";

/** What `ridge run` says of networks and values. */
export const runMessages = {
  "run/free": message({
    text: (a: { layer: string | undefined }) =>
      a.layer === undefined
        ? "a network with free parameters cannot be executed"
        : `a network with free parameters cannot be executed: \`${a.layer}\` depends on one`,
    hint: () => "give every parameter a value: res=224",
    explanation: "The executor multiplies numbers: every extent and every repeat must be one.",
  }),
  "run/weights": message({
    text: (a: { file: string; wanted: string | undefined; found: string | undefined }) =>
      a.wanted === undefined
        ? `\`${a.file}\` has a layer more than the network: ${a.found}`
        : `\`${a.wanted}\` gets no weights from \`${a.file}\`, which goes on with ${a.found ?? "nothing"}`,
    hint: () => "the file must be of the same network; `ridge report` lists the layers of both",
    explanation:
      "Weights are handed over layer by layer in execution order. Layers must have learned tensors of the same sizes; a batch norm that the file has folded into the convolution before it may be missing.",
  }),
  "run/otherwise": message({
    text: (a: { layer: string; how: string }) => `\`${a.layer}\` cannot be executed as the file has it: ${a.how}`,
    explanation:
      "The operator of the language has the same cost and other values; running it would give numbers that the file does not stand for.",
  }),
  "run/memory": message({
    text: (a: { layer: string; bytes: number; limit: number }) =>
      `\`${a.layer}\` needs ${a.bytes} bytes of feature maps and parameters at once, and at most ${a.limit} are allowed`,
    hint: () => "a smaller resolution: res=96",
    explanation: "The executor holds the feature maps that are still read, and the parameters of one layer.",
  }),
  "run/id": message({
    text: (a: { found: string; count: number; at: number }) =>
      `value ${a.at} of the ids is \`${a.found}\`: expected a whole number from 0 to ${a.count - 1}`,
    explanation: "An embedding looks up rows by whole numbers.",
  }),
  "run/mismatch": message({
    text: (a: { layer: string; multiplications: bigint; found: string; macs: bigint; stated: string }) =>
      `\`${a.layer}\` took ${a.multiplications} multiplications to \`${a.found}\`, where ${a.macs} MACs and \`${a.stated}\` are derived`,
    hint: () => "this is a bug in Ridge; please report it with the network",
    explanation:
      "With `--check`, what the executor counted while multiplying is compared with what the analyzer derived, layer by layer; the shapes too.",
  }),
  "run/non-finite": message({
    severity: "warning",
    text: (a: { layer: string; count: number; of: number }) =>
      `\`${a.layer}\` is the first layer that yields NaN or Infinity: ${a.count} of ${a.of} values`,
    hint: () => "--layer with --dump writes its values to a file",
    explanation: "Values beyond the range of the data type become infinite, and what is computed from them NaN.",
  }),
  "run/unknown-layer": message({
    text: (a: { name: string; nearest: readonly string[] }) => `there is no layer \`${a.name}\``,
    hint: (a) =>
      a.nearest.length > 0
        ? `did you mean ${a.nearest.map((each) => `\`${each}\``).join(" or ")}?`
        : "`ridge report` lists the layers with --by layer",
    explanation: "Layers are named by their paths in the network.",
  }),
  "run/input-shape": message({
    text: (a: { file: string; found: string; wanted: string }) =>
      `\`${a.file}\` holds ${a.found}, and the network takes ${a.wanted}`,
    explanation: "Arrays must have the shape of the network's input; a batch dimension of 1 in front is accepted.",
  }),
  "run/input-names": message({
    text: (a: { file: string; found: readonly string[]; wanted: readonly string[] }) =>
      `\`${a.file}\` holds ${a.found.length} arrays (${a.found.join(", ")}), and the network takes ${a.wanted.join(", ")}`,
    explanation:
      "One array is taken for the only input; of several, those named input, input_2, ... are taken, as many as the network has inputs.",
  }),
  "run/labels": message({
    text: (a: { file: string; labels: number; output: string; values: number }) =>
      `\`${a.file}\` has ${a.labels} labels, and the output \`${a.output}\` has ${a.values} values`,
    explanation: "A labels file has one line per value of the first output.",
  }),
} as const;
