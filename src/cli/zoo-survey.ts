import { type Diagnostic, hasErrors } from "../core/diagnostic.ts";
import { conventions, costOf, type NetworkCost } from "../cost/index.ts";
import { type BoundParameter, elaborateNetwork, type ModuleLoader } from "../model/index.ts";
import { argumentsOf, argumentText, countText, jsonCount, type ListingColumn } from "../report/index.ts";
import { type ZooEntry, zooEntries, zooRequest } from "../shipped/index.ts";
import { asConstant, type Expr, toText } from "../symbolic/index.ts";

/** A shipped network with its cost at the defaults of its parameters. */
export interface SurveyedNetwork {
  readonly entry: ZooEntry;
  readonly parameters: readonly BoundParameter[];
  readonly cost: NetworkCost;
}

export interface Survey {
  readonly networks: readonly SurveyedNetwork[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Computes every shipped network at its defaults, fp32, under the default convention. */
export function surveyZoo(loader: ModuleLoader): Survey {
  const networks: SurveyedNetwork[] = [];
  const diagnostics: Diagnostic[] = [];
  const [convention] = conventions;
  for (const entry of zooEntries().values()) {
    const result = elaborateNetwork({ ...zooRequest(entry), settings: [], loader });
    diagnostics.push(...result.diagnostics);
    if (convention === undefined || result.value === undefined || hasErrors(result.diagnostics)) continue;
    const cost = costOf(result.value.graph, { convention, dtype: "fp32" });
    networks.push({ entry, parameters: result.value.parameters, cost });
  }
  return { networks, diagnostics };
}

const count = (e: Expr): string => {
  const value = asConstant(e);
  return value === undefined ? toText(e) : countText(value);
};

/** What is said of a network in a list of networks. */
export const zooColumns: readonly ListingColumn<SurveyedNetwork>[] = [
  { key: "name", title: "network", align: "left", cell: ({ entry }) => entry.name },
  {
    key: "params",
    title: "params",
    align: "right",
    cell: ({ cost }) => count(cost.totals.params),
    exact: ({ cost }) => jsonCount(cost.totals.params),
  },
  {
    key: "macs",
    title: "MACs",
    align: "right",
    cell: ({ cost }) => count(cost.totals.macs),
    exact: ({ cost }) => jsonCount(cost.totals.macs),
  },
  {
    key: "peakActivationBytes",
    title: "peak activations",
    align: "right",
    cell: ({ cost }) => bytes(cost.totals.peakActivationBytes),
    exact: ({ cost }) => jsonCount(cost.totals.peakActivationBytes),
  },
  {
    key: "settings",
    title: "at",
    align: "left",
    cell: ({ parameters }) => argumentsOf(parameters).map(argumentText).join(" "),
  },
  { key: "title", title: "title", align: "left", cell: ({ entry }) => entry.title },
  { key: "source", title: "source", align: "left", cell: ({ entry }) => entry.source ?? "" },
  { key: "excludes", title: "left out", align: "left", cell: ({ entry }) => entry.excludes ?? "" },
];

function bytes(e: Expr): string {
  const text = count(e);
  return /[kMGT]$/.test(text) ? `${text}B` : `${text} B`;
}
