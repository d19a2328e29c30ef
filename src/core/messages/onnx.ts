import { message } from "./message.ts";

const quoted = (names: readonly string[]) => names.map((each) => `\`${each}\``).join(", ");

/** Most names that one message lists. */
const mostNames = 5;

const listed = (names: readonly string[]) =>
  names.length <= mostNames
    ? quoted(names)
    : `${quoted(names.slice(0, mostNames))} and ${names.length - mostNames} more`;

/** What the import of ONNX files says. Names of the file arrive cleaned and shortened. */
export const onnxMessages = {
  "onnx/not-a-model": message({
    text: (a: { reason: string; offset: number | undefined }) =>
      a.offset === undefined
        ? `this is no ONNX model: ${a.reason}`
        : `this is no ONNX model: ${a.reason} (byte ${a.offset})`,
    hint: () => "export the network again, or copy the file again",
    explanation:
      "An ONNX file is the protobuf of a ModelProto. Truncated and damaged files stop making sense at the byte that is told.",
  }),
  "onnx/too-many-parts": message({
    text: (a: { limit: number }) => `the file has more than ${a.limit} parts where fewer make sense`,
    explanation:
      "The number of nodes, of the inputs of one, of attributes and numbers in lists is bounded, so that a hostile file cannot exhaust the memory.",
  }),
  "onnx/opset": message({
    text: (a: { found: number; first: number; last: number }) =>
      a.found === 0
        ? "the file does not say which opset of ONNX it uses"
        : `the file uses opset ${a.found}; opsets ${a.first} to ${a.last} are read`,
    hint: (a) =>
      a.found < a.first && a.found > 0
        ? "onnx.version_converter.convert_version(model, 17)"
        : "torch.onnx.export(..., opset_version=17)",
    explanation: "The meaning of operators changes with the opset version of the standard domain.",
  }),
  "onnx/data-type": message({
    text: (a: { name: string; found: number; known: readonly string[] }) =>
      `tensor \`${a.name}\` has the element type ${a.found}, which is not read`,
    hint: (a) => `read are ${a.known.join(", ")}`,
    explanation: "Texts, complex numbers and 8-bit floats have no meaning in a layer.",
  }),
  "onnx/data-size": message({
    text: (a: { name: string; dims: string; type: string; found: number | string; needed: number; unit: string }) =>
      `tensor \`${a.name}\` of ${a.dims === "" ? "one" : a.dims} ${a.type} needs ${a.needed} ${a.unit}, its data has ${a.found}`,
    explanation: "The data of a tensor must have the size that its dimensions and element type say.",
  }),
  "onnx/dimension": message({
    text: (a: { name: string; found: string }) => `\`${a.name}\` has a dimension of ${a.found}`,
    explanation: "Dimensions are whole numbers from 0 on.",
  }),
  "onnx/too-large": message({
    text: (a: { name: string; what: string }) => `\`${a.name}\` has ${a.what}: too many`,
    explanation:
      "Tensors have at most 64 dimensions and 2^31 elements; larger ones are refused before any memory is taken.",
  }),
  "onnx/external": message({
    text: (a: { name: string; location: string; reason: string }) =>
      `the data of tensor \`${a.name}\` in \`${a.location}\` cannot be read: ${a.reason}`,
    hint: () => "put the data file beside the model, or save the model with its data inside",
    explanation: "Data outside the model's file must lie in its folder or below: no `..`, no absolute path, no link.",
  }),
  "onnx/made-twice": message({
    text: (a: { name: string }) => `two nodes or tensors make \`${a.name}\``,
    explanation: "Each name in an ONNX graph has one origin.",
  }),
  "onnx/undefined-value": message({
    text: (a: { name: string; node: string }) => `\`${a.node}\` reads \`${a.name}\`, which nothing makes`,
    explanation: "Each input of a node is an output of another node, an initializer or an input of the graph.",
  }),
  "onnx/cycle": message({
    text: (a: { name: string }) => `\`${a.name}\` depends on itself`,
    explanation: "The graph of a network has no cycles.",
  }),
  "onnx/input": message({
    text: (a: { name: string; problem: string }) => (a.name === "" ? a.problem : `input \`${a.name}\`: ${a.problem}`),
    explanation: "Shapes are inferred from the inputs, so their element type and rank must be told.",
  }),
  "onnx/batch": message({
    text: (a: { batch: number; problem: string }) =>
      `axis 0 of the inputs holds ${a.batch} that are not independent inferences: ${a.problem}`,
    hint: () => "export the network with 1 there",
    explanation:
      "The layers of a network are those of one inference. Where a node mixes what axis 0 holds, it is an axis like others; tokens have one, images have none.",
  }),
  "onnx/open-axis": message({
    text: (a: { input: string; axis: string; name: string | undefined }) =>
      `input \`${a.input}\` leaves its axis ${a.name === undefined ? a.axis : `\`${a.name}\``} open`,
    hint: (a) => `${a.name === undefined || !/^[\p{L}_][\p{L}\p{N}_]*$/u.test(a.name) ? a.axis : a.name}=128`,
    explanation:
      "An open batch is 1 and open heights and widths of images are 224 unless they are given; other open axes must be given.",
  }),
  "onnx/fixed-axis": message({
    text: (a: { axis: string; fixed: number; wanted: number }) =>
      `the file fixes ${a.axis} to ${a.fixed}, so it cannot be ${a.wanted}`,
    hint: () => "export the network with dynamic axes",
    explanation: "Only axes that the file leaves open can be given a size.",
  }),
  "onnx/setting": message({
    text: (a: { name: string; known: readonly string[] }) => `the network has no open axis \`${a.name}\``,
    hint: (a) => (a.known.length === 0 ? "every size is fixed in the file" : `open are ${a.known.join(", ")}`),
    explanation:
      "Words behind an ONNX file give sizes to the axes that it leaves open: N, H, W, or the names in the file.",
  }),
  "onnx/setting-value": message({
    text: (a: { name: string; text: string }) => `\`${a.name}=${a.text}\` is no size`,
    hint: (a) => `${a.name}=224`,
    explanation:
      "The axes of an imported network are whole numbers from 1 on; formulas need a network in the language.",
  }),
  "onnx/node": message({
    text: (a: { node: string; operator: string; problem: string }) =>
      `node \`${a.node}\` (${a.operator}): ${a.problem}`,
    explanation: "The node's attributes and inputs contradict each other or the operator's definition.",
  }),
  "onnx/unsupported": message({
    text: (a: { operators: readonly (readonly [name: string, count: number])[] }) =>
      `the file uses what has no cost rule: ${a.operators.map(([name, count]) => `${name} x${count}`).join(", ")}`,
    hint: () => "docs/onnx.md lists the operators that are read",
    explanation:
      "An operator without a rule is an error and never counts as zero. All of them are listed, with how often they occur.",
  }),
  "onnx/no-layers": message({
    text: () => "the graph computes nothing from its input",
    explanation: "The outputs are constants or inputs: there is no layer.",
  }),
  "exchange/several-inputs": message({
    text: (a: { inputs: number }) => `a network with ${a.inputs} inputs has no text in the language`,
    hint: () => "ridge report model.onnx",
    explanation: "A net of the language has one input. Costs of the imported graph are there all the same.",
  }),
  "export/symbolic": message({
    text: () => "a network with free parameters has no ONNX form",
    hint: () => "give every parameter a value",
    explanation: "An ONNX file holds weights, so every size must be a number.",
  }),
  "export/no-form": message({
    text: (a: { operators: readonly string[] }) => `${quoted(a.operators)} cannot be written in ONNX yet`,
    explanation: "docs/onnx.md lists the form of each operator.",
  }),
  "export/too-large": message({
    text: (a: { limit: number }) => `the weights take more than ${a.limit} bytes`,
    explanation: "An ONNX file with its weights inside has at most 2 GiB.",
  }),
  "onnx/shared-weights": message({
    severity: "warning",
    text: (a: { names: readonly string[]; elements: number }) =>
      `${a.names.length} ${a.names.length === 1 ? "tensor is" : "tensors are"} used by more than one layer and counted in each: ` +
      `${a.elements} elements are counted again (${listed(a.names)})`,
    explanation: "Parameters are counted by use: a tensor that two layers share counts for each.",
  }),
} as const;
