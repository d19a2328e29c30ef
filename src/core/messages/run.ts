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
      `\`${a.layer}\` needs ${a.bytes} bytes of feature maps, parameters and working memory at once, and at most ${a.limit} are allowed`,
    hint: () => "a smaller resolution: res=96",
    explanation:
      "The executor holds the feature maps that are still read, the parameters of one layer, and what that layer works on: the padded image of a convolution, what a transposed one crops, the logits of attention.",
  }),
  "run/layer-memory": message({
    text: (a: { layer: string }) => `the system has not the memory that \`${a.layer}\` needs`,
    hint: () => "a smaller resolution: res=96",
    explanation: "An array that a layer works on could not be made, though the executor's own limit allows it.",
  }),
  "run/fast-memory": message({
    text: (a: { bytes: number; limit: number }) =>
      `the fast path needs ${a.bytes} bytes for all parameters and feature maps, and at most ${a.limit} are allowed`,
    hint: () => "leave out --fast: the reference holds the parameters of one layer at a time",
    explanation: "The fast path keeps a whole network in one memory that all threads share.",
  }),
  "run/no-memory": message({
    text: (a: { bytes: number }) => `the system has no ${a.bytes} bytes of memory for the fast path`,
    hint: () => "leave out --fast, or a smaller resolution: res=96",
    explanation: "The fast path keeps a whole network in one memory; the system refused it.",
  }),
  "run/fast-differs": message({
    text: (a: { output: string; count: number; of: number; at: number; fast: number; reference: number }) =>
      `\`${a.output}\` differs between fast path and reference in ${a.count} of ${a.of} values: value ${a.at} is ${a.fast}, where the reference has ${a.reference}`,
    hint: () => "this is a bug in Ridge; please report it with the network",
    explanation: "With `--fast --check`, both run, and every bit of every output must be the same.",
  }),
  "run/fast-non-finite": message({
    severity: "warning",
    text: (a: { output: string; count: number; of: number }) =>
      `\`${a.output}\` has NaN or Infinity in ${a.count} of ${a.of} values`,
    hint: () => "without --fast, the first layer that yields them is named",
    explanation: "The fast path keeps no values of layers but those of the outputs.",
  }),
  "run/no-relaxed": message({
    text: () => "this engine has no relaxed vector instructions",
    hint: () => "leave out --relaxed, or use Node 22 or newer",
    explanation: "`--relaxed` needs WebAssembly's relaxed vector instructions, which engines have had since 2023.",
  }),
  "run/threads": message({
    text: (a: { reason: string }) => `a thread of the fast path did not start: ${a.reason}`,
    hint: () => "--threads 1",
    explanation: "Threads beside the first are worker threads, which the system may refuse.",
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
  "run/several-outputs": message({
    text: (a: { layer: string; count: number; file: string }) =>
      `\`${a.layer}\` has ${a.count} outputs, and \`${a.file}\` takes one array`,
    hint: () => "use .npz, which takes all of them",
    explanation: "A .npy file holds one array; an archive holds each output under the layer's name and a number.",
  }),
  "run/input-shape": message({
    text: (a: { file: string; found: string; wanted: string; isChannelsLast: boolean }) =>
      `\`${a.file}\` holds ${a.found}, and the network takes ${a.wanted}`,
    hint: (a) => (a.isChannelsLast ? "numpy.transpose(array, (2, 0, 1)) brings the channels to the front" : undefined),
    explanation: "Arrays must have the shape of the network's input; a batch dimension of 1 in front is accepted.",
  }),
  "run/input-names": message({
    text: (a: { file: string; found: readonly string[]; wanted: readonly string[] }) =>
      `\`${a.file}\` holds ${a.found.length} arrays (${a.found.join(", ")}), and the network takes ${a.wanted.join(", ")}`,
    explanation:
      "One array is taken for the only input; of several, those named input, input_2, ... are taken, as many as the network has inputs.",
  }),
  "run/input-values": message({
    severity: "warning",
    text: (a: { file: string; name: string; count: number; of: number }) =>
      `\`${a.file}\` holds NaN or Infinity: ${a.count} of ${a.of} values of \`${a.name}\``,
    explanation: "Values that are no numbers go through the network, and what is computed from them is none either.",
  }),
  "run/weights-format": message({
    text: (a: { file: string }) => `weights are read from .onnx models and .npz archives, and \`${a.file}\` is neither`,
    hint: () => 'torch.onnx.export(...), or numpy.savez("weights.npz", **{"stem.conv.weight": array, ...})',
    explanation:
      "An ONNX model gives its weights layer by layer, in execution order. An archive of NumPy holds one array per learned parameter, named after its layer and its role: `stem.conv.weight`, `stem.bn.scale`.",
  }),
  "run/weights-missing": message({
    text: (a: { file: string; missing: readonly string[]; count: number; of: number }) =>
      `\`${a.file}\` lacks ${a.count} of ${a.of} parameters: ${a.missing.join(", ")}${a.count > a.missing.length ? ", ..." : ""}`,
    explanation:
      "Weights are all given or all seeded. Only numbers of formulas (`epsilon`, the slope of a leaky ReLU) have values of their own.",
  }),
  "run/weights-unknown": message({
    text: (a: { file: string; name: string; count: number; nearest: readonly string[] }) =>
      `\`${a.file}\` holds \`${a.name}\`, which is no parameter of the network${a.count > 1 ? `, nor are ${a.count - 1} others` : ""}`,
    hint: (a) =>
      a.nearest.length > 0 ? `did you mean ${a.nearest.map((each) => `\`${each}\``).join(" or ")}?` : undefined,
    explanation: "An array that nothing reads is probably one that something lacks, under another name.",
  }),
  "run/weights-shape": message({
    text: (a: { file: string; name: string; found: string; wanted: string }) =>
      `\`${a.name}\` of \`${a.file}\` has the shape ${a.found}, and its layer takes ${a.wanted}`,
    explanation:
      "Convolutions take [n, channels / groups, height, width], transposed ones [channels, n / groups, height, width], linear layers [n, features].",
  }),
  "run/weights-values": message({
    text: (a: { layer: string; parameter: string; count: number; of: number }) =>
      `\`${a.layer}\` holds NaN or Infinity in ${a.count} of ${a.of} values of its \`${a.parameter}\`, which int8 cannot stand for`,
    hint: () => "without --dtype int8 the first layer is named whose outputs they reach",
    explanation:
      "int8 values stand for reals by a scale that the largest one sets. Batch norms are folded first, so that a variance below 0 shows in the layer before them.",
  }),
  "run/labels": message({
    text: (a: { file: string; labels: number; output: string; values: number }) =>
      `\`${a.file}\` has ${a.labels} labels, and the output \`${a.output}\` has ${a.values} values`,
    explanation: "A labels file has one line per value of the first output.",
  }),
} as const;
