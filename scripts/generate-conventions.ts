import { type Convention, conventions, countTotals, type Quantity, quantities, type Term } from "../src/cost/index.ts";
import type { LayerGraph } from "../src/graph/index.ts";
import { elaborateNetwork } from "../src/model/index.ts";
import { loadShipped, type ZooEntry, zooEntry, zooRequest } from "../src/shipped/index.ts";
import { asInteger } from "../src/symbolic/index.ts";
import counts from "../test/oracles/peer_counts.json" with { type: "json" };
import totals from "../test/oracles/peer_totals.json" with { type: "json" };

/** Columns of the measured table by convention. */
export const peerColumns: ReadonlyMap<string, string> = new Map([
  ["torchinfo", "torchinfo"],
  ["fvcore", "fvcore 1.13"],
  ["fvcore-no-grad", "fvcore 1.13 no_grad"],
  ["fvcore-torch2", "fvcore 2.13"],
  ["ptflops", "ptflops 2.13"],
  ["ptflops-aten", "ptflops-aten 1.13"],
  ["ptflops-aten-torch2", "ptflops-aten 2.13"],
  ["thop", "thop"],
  ["ultralytics-thop", "ultralytics-thop 2.13"],
  ["torchprofile", "torchprofile"],
  ["torchstat", "torchstat"],
  ["flopcounter", "torch FlopCounter grad"],
  ["flopcounter-no-grad", "FlopCounter no_grad"],
  ["deepspeed", "deepspeed"],
  ["calflops", "calflops"],
]);

/** Shipped names of the measured models, where they differ. */
export const peerNetworks: Readonly<Record<string, string>> = {
  mobilenet_v1_seed: "mobilenet_v1",
  mobilenet_v2_seed_w1: "mobilenet_v2_seed",
  mobilenet_v2_w1: "mobilenet_v2",
  mobilenet_v3_large_w1: "mobilenet_v3_large",
  mobilenet_v3_small_w1: "mobilenet_v3_small",
  shufflenet_v2_x1_0: "shufflenet_v2",
  mnasnet1_0: "mnasnet_b1",
};

interface Verified {
  readonly network: string;
  readonly settings: string;
  readonly macs: number | undefined;
  readonly params: number | undefined;
}

/** docs/conventions.md: every counting convention with its rules, its source and what it was compared with. */
export function conventionsPage(): string {
  return `${[preamble(), ...conventions.map(section), unmodelled(), quantityList()].join("\n")}`;
}

function preamble(): string {
  return `# Counting conventions

Generated from the data in \`src/cost/conventions/\` by \`npm run generate\`.

Two tools print two numbers for one network because they count different things. A convention states as data what a count
holds, as the difference to the default count, so every one of them is exact, works with free parameters, and adds up layer
by layer. \`ridge report NET --as X\` counts so, \`macs(NET, as=X)\` does in a file (\`as="ptflops-aten"\` where the name has a hyphen),
\`ridge report NET --explain X\` prints where the difference comes from, and \`ridge report NET --match 320.3M\` which conventions
print a number: exactly, rounded to its digits, or cut off behind them.

A tool that hooks modules or patches functions sees how the reference model is written. \`spelling\` in \`zoo/index.json\` says it for
a shipped network: \`gap: functional\` for \`F.adaptive_avg_pool2d\`, \`mean\` for \`x.mean([2, 3])\`, \`norm2d\` for a layer norm of images
that subclasses the module; a key is an operator, an operator below a path (\`maxpool@b\`), or \`se\` for a squeeze-and-excite branch.
What is not named is a module; networks of other files are spelled with modules throughout.

A version names the release line whose source states the rule, and PyTorch's version where a count depends on it. Parameters that
a tool does not print are those of the model that it was run on.

| name | what counts |
| --- | --- |
${conventions.map(({ name, counts: text }) => `| [\`${name}\`](#${name}) | ${cell(text)} |`).join("\n")}
`;
}

function section(convention: Convention): string {
  const { name, tool, version, source, counts: text } = convention;
  const facts = [
    tool === undefined ? "" : `- tool: ${tool}${version === undefined ? "" : ` ${version}`}`,
    source === undefined ? "" : `- rule: ${source}`,
    ...convention.notes.map((each) => `- ${each}`),
  ].filter((each) => each !== "");
  const parts = [
    `## ${name}`,
    `${sentence(text)}.`,
    ...(facts.length === 0 ? [] : [facts.join("\n")]),
    ruleTable(convention),
    ...verifiedTable(convention),
    ...differenceTable(convention),
  ];
  return `${parts.join("\n\n")}\n`;
}

function ruleTable({ perMac, macs, params }: Convention): string {
  const rows = [
    `| MACs | ${perMac} | multiply-accumulate of conv, linear and matmul | all | ${perMac === 1n ? "1" : "2"} per MAC |`,
    ...macs.map((each) => ruleRow("MACs", each)),
    "| params | 1 | weight, bias, scale and shift of a norm | all | learned values |",
    ...params.map((each) => ruleRow("params", each)),
  ];
  return ["| of | times | per | operators | rule |", "| --- | ---: | --- | --- | --- |", ...rows].join("\n");
}

function ruleRow(of: string, { times, per, ops, where, sentence: text }: Term): string {
  const conditions = [
    where?.spelled === undefined ? "" : `spelled ${where.spelled.join(" or ")}`,
    where?.layout === undefined ? "" : `on ${where.layout.join(" or ")}`,
    where?.role === undefined ? "" : `role: ${where.role}`,
    where?.attribute === undefined ? "" : `${where.attribute.name}=${where.attribute.is}`,
  ].filter((each) => each !== "");
  const layers = [ops?.join(", ") ?? "all", ...conditions].join("; ");
  return `| ${of} | ${times} | ${cell(quantities[per].doc)} | ${cell(layers)} | ${cell(text)} |`;
}

function verifiedTable(convention: Convention): readonly string[] {
  const rows = comparisons(convention).flatMap(({ network, settings, macs, params }) => {
    const ours = ourTotals(network, settings, convention);
    if (ours === undefined || !convention.verified.includes(network)) return [];
    const number = (value: number | undefined) => (value === undefined ? "" : grouped(BigInt(value)));
    const named = [network, settings].filter(Boolean).join(" ");
    return [`| ${named} | ${number(macs)} | ${grouped(ours.macs)} | ${number(params)} | ${grouped(ours.params)} |`];
  });
  if (rows.length === 0) return [];
  return [
    [
      "Compared at 224 x 224:",
      "",
      "| network | MACs, theirs | ours | params, theirs | ours |",
      "| --- | ---: | ---: | ---: | ---: |",
    ]
      .concat(rows)
      .join("\n"),
  ];
}

function differenceTable({ differences }: Convention): readonly string[] {
  const shown = differences.filter(({ network }) => zooEntry(network) !== undefined);
  if (shown.length === 0) return [];
  const rows = shown.map(
    ({ network, of, difference, reason }) =>
      `| ${network} | ${of === "macs" ? "MACs" : "params"} | ${grouped(difference)} | ${cell(reason)} |`,
  );
  return [
    ["Not reproduced:", "", "| network | of | ours - the tool's | why |", "| --- | --- | ---: | --- |"]
      .concat(rows)
      .join("\n"),
  ];
}

/** What was measured for a convention, by shipped network. */
function comparisons({ name }: Convention): readonly Verified[] {
  const column = peerColumns.get(name);
  const rows = counts.rows as readonly PeerRow[];
  if (column !== undefined) {
    return rows.flatMap((row) => {
      const macs = row.counts[column];
      const network = peerNetworks[row.model] ?? row.model;
      if (typeof macs !== "number") return [];
      return [{ network, settings: "", macs, params: row.paramsOf?.[column] ?? row.params }];
    });
  }
  return (totals.rows as readonly TotalRow[])
    .filter((row) => row.convention === name)
    .map(({ network, settings, macs, params }) => ({
      network,
      settings: Object.entries(settings)
        .map(([key, value]) => `${key}=${value}`)
        .join(" "),
      macs,
      params,
    }));
}

/** A model of `peer_counts.json`. */
export interface PeerRow {
  readonly model: string;
  readonly params: number;
  readonly macs: number;
  readonly counts: Readonly<Record<string, number | null>>;
  readonly paramsOf?: Readonly<Record<string, number>>;
}

/** A total of `peer_totals.json`. */
export interface TotalRow {
  readonly convention: string;
  readonly network: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly macs: number;
  readonly params: number;
}

function ourTotals(network: string, settings: string, convention: Convention) {
  const entry = zooEntry(network);
  if (entry === undefined) return undefined;
  const counted = countTotals(graphOf(entry, settings), convention, entry.spelling);
  const macs = asInteger(counted.macs);
  const params = asInteger(counted.params);
  return macs === undefined || params === undefined ? undefined : { macs, params };
}

const graphs = new Map<string, LayerGraph>();

function graphOf(entry: ZooEntry, settings: string): LayerGraph {
  const key = `${entry.name} ${settings}`;
  const known = graphs.get(key);
  if (known !== undefined) return known;
  const given = settings.split(" ").flatMap((each) => {
    const [name, text] = each.split("=");
    return name === undefined || text === undefined ? [] : [{ name, text }];
  });
  const { value } = elaborateNetwork({
    ...zooRequest(entry),
    settings: [...given, { name: "res", text: "224" }],
    loader: { load: (from) => loadShipped(from) ?? { kind: "fault", detail: "no such text" } },
  });
  if (value === undefined) throw new Error(`${entry.name} has errors`);
  graphs.set(key, value.graph);
  return value.graph;
}

function unmodelled(): string {
  return `## What is not modelled

* A count that depends on the PyTorch version is split: \`fvcore\` and \`ptflops-aten\` are those of 1.13, where attention is traced as
  single operators, \`-torch2\` those of 2.13, where it is one fused operator.
* On meta tensors \`FlopCounterMode\` sees attention as single operators: its count is then that of \`default\`.
* MobileNetV3 of the course code calls the pooling and ReLU of its squeeze-and-excite branches as functions. ptflops and thop then
  print 230,717,984 and 234,236,992 for the large network, the shipped one's spelling gives 231,316,416 and 234,838,456; with
  \`"spelling": { "se": "functional" }\` a zoo entry gives the former. DeepSpeed and calflops stop with an error there.
`;
}

function quantityList(): string {
  const rows = (Object.keys(quantities) as Quantity[]).map((name) => `| \`${name}\` | ${cell(quantities[name].doc)} |`);
  return `## Quantities

| in the data | what a layer has a number of |
| --- | --- |
${rows.join("\n")}
`;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}

function grouped(value: bigint): string {
  return value.toString().replace(/\B(?=(\d{3})+$)/g, ",");
}
