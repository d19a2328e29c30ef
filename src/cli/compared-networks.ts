import { type Diagnostic, diagnostic, hasErrors, type PhaseResult } from "../core/diagnostic.ts";
import {
  type Convention,
  costOf,
  type DataType,
  defaultConvention,
  type NetworkCost,
  type Spelling,
} from "../cost/index.ts";
import type { ElaboratedNetwork } from "../model/index.ts";
import {
  argumentsOf,
  domainFaults,
  mostNetworks,
  netsOf,
  type Report,
  readReport,
  reportOf,
  runFaults,
} from "../report/index.ts";
import { timeOn } from "./device.ts";
import { readSource } from "./file.ts";
import { elaborateFound, findNetwork, hintAtOptions } from "./network.ts";
import { type NetworkWords, readNetworkWords, tooMany } from "./network-words.ts";
import { withinLimits } from "./outcome.ts";
import type { Terminal } from "./terminal.ts";
import type { TimingRequest } from "./timing-options.ts";

/** How each network is counted: once for every convention, data type, and device, runtime and number of threads. */
export interface ComparedRuns {
  readonly conventions: readonly Convention[];
  readonly dtypes: readonly DataType[];
  /** What each network is timed on; one undefined where no times are asked for. */
  readonly timings: readonly (TimingRequest | undefined)[];
  readonly batch: bigint;
}

/** A network of a comparison; one that was read from a report has no cost of its own. */
export interface ComparedNetwork {
  readonly report: Report;
  readonly cost?: NetworkCost;
}

export interface FoundNetworks {
  /** Absent when errors left none. */
  readonly networks?: readonly ComparedNetwork[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads, elaborates and counts the networks that the words name, the baseline in front. */
export async function findCompared(
  words: readonly string[],
  runs: ComparedRuns,
  { baseline, root }: { readonly baseline?: string | undefined; readonly root?: string | undefined },
  terminal: Terminal,
): Promise<FoundNetworks> {
  const read = readNetworkWords(words, mostNetworks);
  if ("fault" in read) return { diagnostics: [read.fault] };
  const few = comparableFault(read.value, runs, baseline);
  if (few !== undefined) return { diagnostics: [few] };
  const networks: ComparedNetwork[] = [];
  const diagnostics: Diagnostic[] = [];
  const once = readingOnce(terminal);
  for (const each of read.value) {
    const found = await countNetwork(each, runs, root, once);
    networks.push(...(found.networks ?? []));
    diagnostics.push(...found.diagnostics);
  }
  if (hasErrors(diagnostics)) return { diagnostics: distinct(diagnostics) };
  const old = baseline === undefined ? undefined : readBaseline(baseline, networks);
  const said = distinct([...diagnostics, ...(old?.diagnostics ?? [])]);
  if (hasErrors(said)) return { diagnostics: said };
  const all = old?.value === undefined ? networks : [{ report: old.value }, ...networks];
  const faults = domainFaults(all.map((each) => each.report));
  return faults.length > 0 ? { diagnostics: [...said, ...faults] } : { networks: all, diagnostics: said };
}

/** Why these are no networks to compare: too many, too few, or a report among them. */
function comparableFault(
  networks: readonly NetworkWords[],
  { conventions, dtypes, timings }: ComparedRuns,
  baseline: string | undefined,
): Diagnostic | undefined {
  const file = networks.find(({ network }) => network.endsWith(".json"))?.network;
  if (file !== undefined) {
    const problem = `\`${file}\` is no network; a report of an earlier run is a baseline`;
    return diagnostic("usage/command-line", { problem, hint: `--baseline ${file}` }, undefined);
  }
  const count =
    networks.length * conventions.length * dtypes.length * timings.length + (baseline === undefined ? 0 : 1);
  if (count > mostNetworks) return tooMany(mostNetworks);
  if (count > 1) return undefined;
  const [{ network } = { network: "mobilenet_v2" }] = networks;
  const problem = `nothing to compare \`${network}\` with`;
  const other = network === "mobilenet_v1" ? "mobilenet_v2" : "mobilenet_v1";
  const hint = `ridge compare ${network} ${other}, or --baseline old.json`;
  return diagnostic("usage/command-line", { problem, hint }, undefined);
}

/** Standard input can be read once; a network of it may be named several times. */
function readingOnce(terminal: Terminal): Terminal {
  let input: Promise<Uint8Array> | undefined;
  return {
    ...terminal,
    readInput: (limit) => {
      input ??= terminal.readInput(limit);
      return input;
    },
  };
}

/** Diagnostics without repetition: networks of one file have the same ones. */
function distinct(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const key = ({ code, message, span }: Diagnostic) => JSON.stringify([code, message, span?.source.name, span?.start]);
  return [...new Map(diagnostics.map((each) => [key(each), each])).values()];
}

/** One network, under every convention, at every data type, on every device. */
async function countNetwork(
  { network, settings }: NetworkWords,
  runs: ComparedRuns,
  root: string | undefined,
  terminal: Terminal,
): Promise<FoundNetworks> {
  const found = await findNetwork(network, settings, root, terminal);
  if (found.kind === "fault") return { diagnostics: found.diagnostics };
  const { value, diagnostics } = elaborateFound(found);
  if (value === undefined) return { diagnostics: hintAtOptions(diagnostics, found.settings, optionNames) };
  const counted: FoundNetworks = await withinLimits(() => countRuns(value, runs, found.spelling));
  return { ...counted, diagnostics: [...diagnostics, ...counted.diagnostics] };
}

async function countRuns(
  { graph, parameters }: ElaboratedNetwork,
  { conventions, dtypes, timings, batch }: ComparedRuns,
  spelling: Spelling | undefined,
): Promise<FoundNetworks> {
  const given = argumentsOf(parameters);
  const networks: ComparedNetwork[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const dtype of dtypes) {
    const costs = conventions.map((convention) => costOf(graph, { convention, dtype, batch, spelling }));
    for (const timing of timings) {
      const plain = () => costOf(graph, { convention: defaultConvention, dtype, batch });
      const timed = timing === undefined ? undefined : await timeOn(timing, plain());
      diagnostics.push(...(timed?.diagnostics ?? []));
      networks.push(...costs.map((cost) => ({ report: reportOf(cost, given, timed?.value), cost })));
    }
  }
  return { networks, diagnostics };
}

/** Options that are easily taken for parameters. */
const optionNames: readonly string[] = [
  "dtype",
  "batch",
  "on",
  "core",
  "runtime",
  "threads",
  "by",
  "as",
  "columns",
  "format",
];

/** Largest report that is read, in bytes: forty times that of EfficientNet-B7. */
const reportBound = { bytes: 16 * 1024 * 1024, hint: "a baseline is what `ridge report NETWORK -f json` writes" };

/** The report in a file, if it counts in the same way as all networks. */
function readBaseline(file: string, networks: readonly ComparedNetwork[]): PhaseResult<Report> {
  const source = readSource(file, file, reportBound);
  if (source.kind === "fault") return { value: undefined, diagnostics: [source.diagnostic] };
  const reports = networks.map((each) => each.report);
  const { value, diagnostics } = readReport(source.source, new Set(reports.flatMap((each) => [...netsOf(each)])));
  if (value === undefined) return { value, diagnostics };
  const said = reports.flatMap((each) => runFaults(value, each));
  return { value: hasErrors(said) ? undefined : value, diagnostics: said };
}
