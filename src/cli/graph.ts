import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import {
  type Cut,
  graphCosts,
  graphDirections,
  graphFormats,
  graphGroupings,
  graphView,
  legibleCut,
  renderGraph,
} from "../report/index.ts";
import { elaborateFound, findNetwork, hintAtOptions } from "./network.ts";
import { allOf, type Checked, chosenFormat, optional, wholeNumber, withoutEffect } from "./options.ts";
import { failed, type Outcome } from "./outcome.ts";
import { type AddVerb, examples, type Session } from "./session.ts";

interface GraphOptions {
  readonly format?: string;
  readonly output?: string;
  readonly by?: string;
  readonly depth?: string;
  readonly cost?: string;
  readonly direction?: string;
  readonly root?: string;
}

export const addGraph: AddVerb = (program, session) => {
  program
    .command("graph")
    .summary("the layer graph as a picture")
    .description(
      "The layer graph of a network for Graphviz or Mermaid, or as JSON: a shape on every edge, costs on every node.",
    )
    .argument("<network>", "zoo name, file.arch[:Net], file.onnx, or - for standard input")
    .argument("[settings...]", "parameters: alpha=0.75 res=160; alpha=? leaves one free")
    .option("-f, --format <format>", "dot, mermaid or json")
    .option("-o, --output <file>", "write to a file; .dot, .gv, .mmd or .json chooses the format")
    .option("--by <nodes>", "a node per layer, block or stage (usually the finest with at most 200 nodes; json: layer)")
    .option("--depth <n>", "instead: a node for all layers whose paths share their first n parts")
    .option("--cost <count>", "shade nodes by their part of the macs or params, and print it")
    .option("--direction <way>", "TB, from top to bottom (unless given), or LR, from left to right")
    .option("--root <dir>", "folder that imports may read from")
    .addHelpText(
      "after",
      examples(
        ["ridge graph mobilenet_v2 --by stage | dot -Tsvg > net.svg", "a picture by Graphviz"],
        ["ridge graph mobilenet_v2 --by block --cost macs -o net.dot", "where the work is"],
        ["ridge graph resnet18 --depth 2 --direction LR -o net.mmd", "Mermaid, for Markdown"],
        ["ridge graph mobilenet_v2 alpha=? -f json", "nodes, tensors, edges, clusters"],
      ),
    )
    .action(async (network: string, settings: string[], options: GraphOptions) => {
      session.finish(await runGraph(network, settings, options, session));
    });
};

async function runGraph(
  network: string,
  settings: readonly string[],
  options: GraphOptions,
  { terminal }: Session,
): Promise<Outcome> {
  const checked = allOf({
    format: chosenFormat(options.format, options.output, graphFormats),
    cut: cutOf(options),
    cost: optional("`--cost`", options.cost, graphCosts),
    direction: optional("`--direction`", options.direction, graphDirections),
  });
  if ("faults" in checked) return failed(...checked.faults);
  const { format, cost, direction = "TB" } = checked.values;
  const ineffective = format === "json" ? withoutPicture(options) : [];
  if (ineffective.length > 0) return failed(...ineffective);
  const found = await findNetwork(network, settings, options.root, terminal);
  if (found.kind === "fault") return failed(...found.diagnostics);
  const { value, diagnostics } = elaborateFound(found);
  if (value === undefined) return { diagnostics: hintAtOptions(diagnostics, found.settings, optionNames) };
  const cut = checked.values.cut ?? (format === "json" ? byLayer : legibleCut(value.graph));
  const view = graphView(value, cut);
  if (view.value === undefined) return failed(...diagnostics, ...view.diagnostics);
  const text = renderGraph(view.value, { format, direction, cost });
  const option = cut.kind === "by" ? `--by ${cut.by}` : `--depth ${cut.depth}`;
  const facts = { layers: value.graph.layers.length, option, nodes: view.value.nodes.length };
  const isAsked = checked.values.cut !== undefined || option === "--by layer";
  const said = isAsked ? [] : [diagnostic("graph/collapsed", facts, undefined)];
  return { text: text.value, diagnostics: [...diagnostics, ...said, ...text.diagnostics], output: options.output };
}

const byLayer: Cut = { kind: "by", by: "layer" };

/** Options that are easily taken for parameters. */
const optionNames: readonly string[] = ["by", "depth", "cost", "direction", "format"];

/** What `--by` or `--depth` asks for; undefined when neither is given. */
function cutOf({ by, depth }: GraphOptions): Checked<Cut | undefined> {
  if (by !== undefined && depth !== undefined) {
    const problem = "`--by` and `--depth` cannot be given together";
    return { fault: diagnostic("usage/command-line", { problem, hint: "ridge help graph" }, undefined) };
  }
  if (depth !== undefined) {
    const number = wholeNumber("`--depth`", depth, 1, 1000);
    return "fault" in number ? number : { value: { kind: "depth", depth: number.value } };
  }
  const grouping = optional("`--by`", by, graphGroupings);
  if ("fault" in grouping) return grouping;
  return { value: grouping.value === undefined ? undefined : { kind: "by", by: grouping.value } };
}

/** JSON holds every count and no directions: these options would change nothing. */
function withoutPicture({ cost, direction }: GraphOptions): readonly Diagnostic[] {
  const given = [...(cost === undefined ? [] : ["--cost"]), ...(direction === undefined ? [] : ["--direction"])];
  return given.map((option) => withoutEffect(option, "json"));
}
