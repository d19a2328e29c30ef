import { type Diagnostic, diagnostic, hasErrors } from "../core/diagnostic.ts";
import {
  type Convention,
  costOf,
  type DataType,
  defaultConvention,
  type NetworkCost,
  type Spelling,
} from "../cost/index.ts";
import { type ElaboratedNetwork, elaborateNetwork } from "../model/index.ts";
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
import { ExpressionTooLarge } from "../symbolic/index.ts";
import { timeOn } from "./device.ts";
import { readSource } from "./file.ts";
import { findNetwork, hintAtOptions } from "./network.ts";
import { type NetworkWords, readNetworkWords, tooMany } from "./network-words.ts";
import type { Terminal } from "./terminal.ts";

/** How each network is counted: once for every convention, data type and device. */
export interface ComparedRuns {
  readonly conventions: readonly Convention[];
  readonly dtypes: readonly DataType[];
  /** Names or files; one undefined where no times are asked for. */
  readonly devices: readonly (string | undefined)[];
  readonly core: string | undefined;
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
    for (const made of found.diagnostics) if (!diagnostics.some((other) => isSame(made, other))) diagnostics.push(made);
  }
  const [first] = networks;
  if (hasErrors(diagnostics) || first === undefined) return { diagnostics };
  const old =
    baseline === undefined
      ? undefined
      : readBaseline(
          baseline,
          networks.map((each) => each.report),
          first.report,
        );
  if (old !== undefined && "faults" in old) return { diagnostics: [...diagnostics, ...old.faults] };
  const all = old === undefined ? networks : [{ report: old.report }, ...networks];
  const faults = domainFaults(all.map((each) => each.report));
  return faults.length > 0 ? { diagnostics: [...diagnostics, ...faults] } : { networks: all, diagnostics };
}

/** Why these are no networks to compare: too many, too few, or a report among them. */
function comparableFault(
  networks: readonly NetworkWords[],
  { conventions, dtypes, devices }: ComparedRuns,
  baseline: string | undefined,
): Diagnostic | undefined {
  const file = networks.find(({ network }) => network.endsWith(".json"))?.network;
  if (file !== undefined) {
    const problem = `\`${file}\` is no network; a report of an earlier run is a baseline`;
    return diagnostic("usage/command-line", { problem, hint: `--baseline ${file}` }, undefined);
  }
  if (baseline !== undefined && devices.some((each) => each !== undefined)) {
    const problem = "`--on` has no effect beside `--baseline`: a baseline is compared by its counts";
    return diagnostic("usage/command-line", { problem, hint: "leave `--on` out" }, undefined);
  }
  const count =
    networks.length * conventions.length * dtypes.length * devices.length + (baseline === undefined ? 0 : 1);
  if (count > mostNetworks) return tooMany(mostNetworks);
  if (count > 1) return undefined;
  const [{ network } = { network: "mobilenet_v2" }] = networks;
  const problem = `nothing to compare \`${network}\` with`;
  const hint = `ridge compare ${network} mobilenet_v1, or --baseline old.json`;
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

function isSame(a: Diagnostic, b: Diagnostic): boolean {
  return a.code === b.code && a.message === b.message && a.span?.start === b.span?.start;
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
  const { value, diagnostics } = elaborateNetwork(found.request);
  if (value === undefined) return { diagnostics: hintAtOptions(diagnostics, found.request.settings, optionNames) };
  try {
    const counted = await countRuns(value, runs, found.spelling);
    return { ...counted, diagnostics: [...diagnostics, ...counted.diagnostics] };
  } catch (fault) {
    if (!(fault instanceof ExpressionTooLarge)) throw fault;
    return { diagnostics: [...diagnostics, diagnostic("number/formula-too-large", {}, undefined)] };
  }
}

async function countRuns(
  { graph, parameters }: ElaboratedNetwork,
  { conventions, dtypes, devices, core, batch }: ComparedRuns,
  spelling: Spelling | undefined,
): Promise<FoundNetworks> {
  const given = argumentsOf(parameters);
  const networks: ComparedNetwork[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const dtype of dtypes) {
    const costs = conventions.map((convention) => costOf(graph, { convention, dtype, batch, spelling }));
    for (const device of devices) {
      const plain = () => costOf(graph, { convention: defaultConvention, dtype, batch });
      const timed = device === undefined ? undefined : await timeOn(device, core, plain());
      diagnostics.push(...(timed?.diagnostics ?? []));
      networks.push(...costs.map((cost) => ({ report: reportOf(cost, given, timed?.value), cost })));
    }
  }
  return { networks, diagnostics };
}

/** Options that are easily taken for parameters. */
const optionNames: readonly string[] = ["dtype", "batch", "on", "core", "by", "as", "columns", "format"];

/** Largest report that is read, in bytes. */
const reportBound = { bytes: 64 * 1024 * 1024, hint: "a baseline is what `ridge report NETWORK -f json` writes" };

function readBaseline(
  file: string,
  runs: readonly Report[],
  like: Report,
): { readonly report: Report } | { readonly faults: readonly Diagnostic[] } {
  const source = readSource(file, file, reportBound);
  if (source.kind === "fault") return { faults: [source.diagnostic] };
  const { value, diagnostics } = readReport(source.source, netsOf(like));
  if (value === undefined) return { faults: diagnostics };
  const faults = runs.map((each) => runFaults(value, each)).find((each) => each.length > 0) ?? [];
  return faults.length > 0 ? { faults } : { report: value };
}
