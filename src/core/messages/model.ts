import { message } from "./message.ts";

const didYouMean = (nearest: readonly string[]) =>
  nearest.length === 0 ? undefined : `did you mean ${nearest.map((each) => `\`${each}\``).join(" or ")}?`;

/** What the shipped files declare; a test compares. */
export const standardNames: Readonly<Record<string, readonly string[]>> = {
  "std/detection": ["predictor", "extra", "predictions", "ssd_head"],
  "std/mobile": ["make_divisible", "conv_bn", "dw_sep", "se", "mbconv"],
  "std/segmentation": ["image_pooling", "aspp", "r_aspp", "lr_aspp", "fcn_head"],
  "std/vision": ["encoder"],
};

function importOf(name: string): string | undefined {
  const file = Object.keys(standardNames).find((each) => standardNames[each]?.includes(name));
  return file === undefined ? undefined : `type \`import ${name} from "${file}"\` at the top`;
}

/** What names, types, parameters and expansion can be told about. */
export const modelMessages = {
  "name/unknown": message({
    text: (a: { name: string; nearest: readonly string[] }) => `unknown name \`${a.name}\``,
    hint: (a) => importOf(a.name) ?? didYouMean(a.nearest),
    explanation:
      "The name is neither declared in this body, nor in the file, nor imported, nor an operator or function of the language.",
  }),
  "name/duplicate": message({
    text: (a: { name: string }) => `\`${a.name}\` is already bound in this body`,
    hint: (a) => `give it another name, for instance \`${a.name}_2\``,
    explanation: "A name binds once per body.",
  }),
  "name/unknown-field": message({
    text: (a: { field: string; of: string; nearest: readonly string[]; known: string }) =>
      `\`.${a.field}\` is no field of ${a.of}`,
    label: (a) => (a.known === "" ? undefined : `it has ${a.known}`),
    hint: (a) => didYouMean(a.nearest),
    explanation:
      "Images have .C .H .W, tokens .P .L .D, vectors .D; rows have their columns; an applied net has its taps.",
  }),
  "name/unused": message({
    text: (a: { name: string }) => `the tensor \`${a.name}\` is never used`,
    hint: () => "remove the `let`, or use the tensor; a flow statement without `let` makes an output",
    explanation: "A `let` tensor that nothing consumes would be computed for nothing.",
  }),
  "name/unused-block": message({
    text: (a: { name: string; block: string }) => `the block \`${a.name}\` is never applied`,
    hint: (a) =>
      `type \`${a.block}(..)\` to apply it here, or \`let ${a.name} = it -> ${a.block}(..)\` to name what it gives`,
    explanation: "`let x = conv(8)` names a block; without a tensor in front nothing flows through it.",
  }),
  "import/missing": message({
    text: (a: { from: string; detail: string }) => `cannot import \`${a.from}\`: ${a.detail}`,
    explanation:
      "Imports name a shipped file (std/mobile), a shipped network (zoo:mobilenet_v2), a device (hw:pixel-1) or a file beside the importing one.",
  }),
  "import/unknown-name": message({
    text: (a: { name: string; from: string; nearest: readonly string[]; known: readonly string[] }) =>
      `\`${a.from}\` declares no \`${a.name}\``,
    hint: (a) =>
      didYouMean(a.nearest) ??
      (a.known.length === 0 ? undefined : `it declares ${a.known.map((each) => `\`${each}\``).join(", ")}`),
    explanation: "The imported file has no top-level declaration of that name.",
  }),
  "import/cycle": message({
    text: (a: { chain: string }) => `import cycle: ${a.chain}`,
    explanation: "A file may not import itself, directly or through others.",
  }),
  "model/recursion": message({
    text: (a: { chain: string }) => `recursion: ${a.chain}`,
    explanation: "Blocks, functions and nets may not use themselves, so that every expansion ends.",
  }),
  "model/too-large": message({
    text: (a: { limit: string }) => `the expansion takes more than ${a.limit} steps`,
    hint: () => "use smaller repeat counts",
    explanation: "Statements, calls and layers of one expansion are bounded so that no text can exhaust memory.",
  }),
  "model/too-deep": message({
    text: (a: { limit: number }) => `calls are nested more than ${a.limit} deep`,
    explanation: "Expressions, blocks and functions inside each other are bounded.",
  }),
  "model/repeat-count": message({
    text: (a: { found: string; limit: string }) =>
      `the repeat count must be an integer from 0 to ${a.limit}, found ${a.found}`,
    explanation: "A repeat unrolls its body; the count is bounded so that no text can exhaust memory.",
  }),
  "model/repeat-shape": message({
    text: (a: { count: string; before: string; after: string }) =>
      `a repeat with the free count ${a.count} must keep the shape, found ${a.before} before and ${a.after} after`,
    hint: () => "give the parameter a value",
    explanation:
      "With a free repeat count the body is costed once and multiplied, which is right only when every turn sees the same shape.",
  }),
  "model/repeat-output": message({
    text: (a: { count: string; name: string }) =>
      `\`${a.name}\` in a repeat with the free count ${a.count} is an output of its own in every turn`,
    hint: () => "use the tensor in the body, or give the parameter a value",
    explanation: "With a free repeat count the body stands in the graph once, and can hand on one tensor only.",
  }),
  "model/undecided": message({
    text: (a: { condition: string; symbols: string }) => `cannot decide \`${a.condition}\` while ${a.symbols} is free`,
    hint: (a) => `give ${a.symbols} a value`,
    explanation: "The branches differ in shape or kind, so one of them has to be chosen.",
  }),
  "model/no-layers": message({
    text: (a: { net: string }) => `net \`${a.net}\` has no layers`,
    hint: () => "add a layer, for example `conv(32, 3)`",
    explanation: "There is nothing to count in a network without layers.",
  }),
  "model/no-input": message({
    text: (a: { what: string }) => `${a.what} has nothing to work on`,
    hint: () => "start the net with `input: [3, 224, 224]`, or the flow with a tensor: `tensor([C, H, W]) -> ...`",
    explanation: "A block needs a flowing tensor.",
  }),
  "model/input-twice": message({
    text: (_: Record<string, never>) => "a net has one `input:`",
    explanation: "The shape of the network's input is declared once.",
  }),
  "model/misplaced": message({
    text: (a: { what: string; place: string }) => `${a.what} cannot stand in ${a.place}`,
    explanation: "Parameters and the input shape are declared in a net's own body.",
  }),
  "model/net-input": message({
    text: (a: { net: string; wanted: string; found: string }) =>
      `\`${a.net}\` wants an input of ${a.wanted}, found ${a.found}`,
    explanation:
      "A net used as a block is applied to a tensor of its declared input shape; set its parameters so that they agree.",
  }),
  "table/row-width": message({
    text: (a: { table: string; wanted: number; found: number }) =>
      `table \`${a.table}\` has ${a.wanted} columns, this row has ${a.found} cells`,
    hint: () => "cells are separated by `|`; `3 -1` is one cell, a subtraction",
    explanation: "Every row of a table has as many cells as its header has names.",
  }),
  "table/column-twice": message({
    text: (a: { column: string }) => `column \`${a.column}\` is named twice`,
    explanation: "Column names of a table are unique.",
  }),
  "type/mismatch": message({
    text: (a: { what: string; wanted: string; found: string }) => `${a.what} must be ${a.wanted}, found ${a.found}`,
    explanation: "The value is of another type.",
  }),
  "type/unknown": message({
    text: (a: { name: string; nearest: readonly string[] }) => `unknown type \`${a.name}\``,
    hint: (a) => didYouMean(a.nearest) ?? "types are int real bool string block net table row list hw tensor",
    explanation: "Types are int real bool string block net table row list hw tensor.",
  }),
  "type/not-callable": message({
    text: (a: { found: string; product?: string | undefined }) => `${a.found} cannot be called`,
    hint: (a) => (a.product === undefined ? undefined : `type \`${a.product}\` for a product`),
    explanation: "Blocks, nets, operators and functions can be called.",
  }),
  "type/no-flow": message({
    text: (a: { found: string }) => `a statement here must be a block or a tensor, found ${a.found}`,
    hint: () => "bind a value with `let name = ...`",
    explanation: "In a net or block each statement is applied to the flowing tensor or replaces it.",
  }),
  "type/not-applicable": message({
    text: (a: { found: string }) => `\`->\` needs a block on its right, found ${a.found}`,
    explanation: "`a -> b` applies block b to tensor a, or composes two blocks.",
  }),
  "type/unit": message({
    text: (a: { operator: string; left: string; right: string }) => `\`${a.operator}\` of ${a.left} and ${a.right}`,
    explanation: "Quantities are added and compared only with quantities of the same unit.",
  }),
  "type/exponent": message({
    text: (a: { found: string }) => `an exponent must be an integer between -64 and 64, found ${a.found}`,
    explanation: "Powers stay exact, so exponents are small integers.",
  }),
  "type/no-value": message({
    text: (a: { what: string }) => `${a.what} gives no value`,
    hint: () => "end its body with an expression, and give every `if` an `else`",
    explanation: "A function or a conditional value ends with an expression on every way.",
  }),
  "number/division-by-zero": message({
    text: (_: Record<string, never>) => "division by zero",
    explanation: "The divisor is identically zero.",
  }),
  "number/too-large": message({
    text: (_: Record<string, never>) => "a number of more than 40 digits",
    explanation: "Numbers are exact and bounded to 40 digits.",
  }),
  "number/not-exact": message({
    text: (a: { call: string }) => `${a.call} is not rational`,
    explanation: "sqrt, log2 and exp are evaluated only where the value is an exact rational number.",
  }),
  "number/formula-too-large": message({
    text: (_: Record<string, never>) => "the formula grows too large to be kept exactly",
    hint: () => "give more parameters a value",
    explanation: "Symbolic formulas are bounded so that no text can exhaust memory.",
  }),
  "argument/unknown": message({
    text: (a: { callee: string; name: string; nearest: readonly string[]; known: string }) =>
      `\`${a.callee}\` has no parameter \`${a.name}\``,
    hint: (a) => didYouMean(a.nearest) ?? (a.known === "" ? "it takes no arguments" : `it has ${a.known}`),
    explanation: "The named argument is not among the parameters.",
  }),
  "argument/missing": message({
    text: (a: { callee: string; name: string }) => `\`${a.callee}\` needs the argument \`${a.name}\``,
    hint: (a) => `${a.callee}(${a.name}=...)`,
    explanation: "A parameter without default must be given.",
  }),
  "argument/twice": message({
    text: (a: { name: string }) => `argument \`${a.name}\` is given twice`,
    explanation: "Each parameter is given once, by place or by name.",
  }),
  "argument/too-many": message({
    text: (a: { callee: string; wanted: number; found: number }) =>
      `\`${a.callee}\` takes at most ${a.wanted} arguments by place, found ${a.found}`,
    explanation: "More arguments than parameters.",
  }),
  "argument/word": message({
    text: (a: { callee: string; name: string; found: string; known: string }) =>
      `\`${a.name}\` of \`${a.callee}\` cannot be ${a.found}`,
    hint: (a) => `use one of ${a.known}`,
    explanation: "The argument is one of a few words.",
  }),
  "parameter/outside-domain": message({
    text: (a: { name: string; value: string; domain: string; nearest: string | undefined }) =>
      `\`${a.name}\` = ${a.value} is outside ${a.domain}`,
    hint: (a) => (a.nearest === undefined ? undefined : `${a.name}=${a.nearest}`),
    explanation: "The value does not belong to the parameter's declared domain.",
  }),
  "parameter/unknown": message({
    text: (a: { net: string; name: string; nearest: readonly string[]; known: string }) =>
      `\`${a.net}\` has no parameter \`${a.name}\``,
    hint: (a) => didYouMean(a.nearest) ?? (a.known === "" ? "it has no parameters" : `it has ${a.known}`),
    explanation: "The network declares no such parameter.",
  }),
  "parameter/missing": message({
    text: (a: { net: string; name: string }) => `\`${a.net}\` needs a value for \`${a.name}\``,
    hint: (a) => `${a.name}=...`,
    explanation: "The parameter has no default.",
  }),
  "parameter/not-free": message({
    text: (a: { name: string; type: string }) => `\`${a.name}\` is ${a.type} and cannot be left free`,
    explanation: "Only numbers can be left free with `?`.",
  }),
  "domain/not-constant": message({
    text: (a: { found: string }) => `a domain's ends, items and step must be numbers, found ${a.found}`,
    explanation: "Domains are made of constant numbers.",
  }),
  "domain/type": message({
    text: (a: { found: string; nearest: readonly string[] }) => `a symbol is an int or a real, found \`${a.found}\``,
    hint: (a) => (a.nearest.length > 0 ? `did you mean \`${a.nearest.join("` or `")}\`?` : "int or real"),
    explanation: "Symbols of formulas are integers or real numbers, with a domain if wanted.",
  }),
  "domain/empty": message({
    text: (a: { domain: string }) => `the domain ${a.domain} is empty`,
    explanation: "No value belongs to the domain.",
  }),
  "net/none": message({
    text: (a: { file: string }) => `\`${a.file}\` declares no net`,
    hint: () => "declare one: net Name { input: [3, 224, 224] ... }",
    explanation: "A report needs a network.",
  }),
  "net/several": message({
    text: (a: { file: string; names: string }) => `\`${a.file}\` declares several nets: ${a.names}`,
    hint: (a) => `name one: ${a.file === "<stdin>" ? "-" : a.file}:${a.names.split(", ")[0] ?? ""}`,
    explanation: "A file with several nets needs `:Net` behind its name.",
  }),
  "net/unknown": message({
    text: (a: { file: string; name: string; nearest: readonly string[]; known: string }) =>
      `\`${a.file}\` declares no net \`${a.name}\``,
    hint: (a) => didYouMean(a.nearest) ?? (a.known === "" ? undefined : `it declares ${a.known}`),
    explanation: "The file has no net of that name.",
  }),
  "measure/argument": message({
    text: (a: { measure: string; found: string }) =>
      `\`${a.measure}\` measures a net, a call or a flow, found ${a.found}`,
    hint: (a) => `${a.measure}(tensor([3, 224, 224]) -> conv(32, 3))`,
    explanation: "Measures take a network or a flow that starts with a tensor.",
  }),
  "measure/no-layer": message({
    text: (a: { pattern: string; nearest: readonly string[] }) => `no layer has a path like \`${a.pattern}\``,
    hint: (a) => didYouMean(a.nearest),
    explanation: '`where=` takes a layer class, or a path in which `*` stands for any text, as in "stages.3.*".',
  }),
  "measure/unavailable": message({
    text: (a: { measure: string }) => `\`${a.measure}\` cannot be evaluated here`,
    hint: () => "`ridge eval` and the claims of a file that `ridge check` is given time networks",
    explanation: "The measure needs a device model that this command does not load.",
  }),
  "measure/no-device": message({
    text: (a: { measure: string; found?: string }) => `\`${a.measure}\` needs a device, found ${a.found ?? "none"}`,
    hint: (a) => `${a.measure}(mobilenet_v2, on="pixel-2")`,
    explanation: 'Times exist only on a device: a name in quotes, or what `import pixel from "hw:pixel-2"` binds.',
  }),
  "measure/no-energy": message({
    text: (a: { device: string }) => `${a.device} has no figures of energy`,
    hint: () => "`latency` gives its time",
    explanation: "Energy is given only where the profile of the device has a sourced figure for every event.",
  }),
} as const;
