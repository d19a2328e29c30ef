import { type Diagnostic, hasErrors } from "../core/diagnostic.ts";
import { costOf, type DataType, defaultConvention, type NetworkCost } from "../cost/index.ts";
import type { Measurement } from "../sim/index.ts";
import { elaborateFound, findNetwork } from "./network.ts";

/** A network's costs by data type, or why there are none. */
export type CountedNetwork =
  | { readonly kind: "network"; readonly costAt: (dtype: DataType) => NetworkCost }
  | { readonly kind: "none"; readonly reason: string; readonly fault?: Diagnostic | undefined };

const noInput = { readInput: async () => new Uint8Array() };

/** The network of a row. `root` is the folder that imports may read from; that of the network where it is undefined. */
export async function countedNetwork(
  { network, args }: Pick<Measurement, "network" | "args">,
  root: string | undefined,
): Promise<CountedNetwork> {
  if (/^(-|<stdin>)(:|$)/.test(network)) return { kind: "none", reason: "standard input is no network of a table" };
  const words = args.split(/\s+/).filter((each) => each !== "");
  const found = await findNetwork(network, words, root, noInput);
  if (found.kind === "fault") return none(found.diagnostics);
  const { value, diagnostics } = elaborateFound(found);
  if (value === undefined || hasErrors(diagnostics)) return none(diagnostics);
  const costs = new Map<DataType, NetworkCost>();
  const costAt = (dtype: DataType) => {
    const cost = costs.get(dtype) ?? costOf(value.graph, { convention: defaultConvention, dtype });
    costs.set(dtype, cost);
    return cost;
  };
  return { kind: "network", costAt };
}

function none(diagnostics: readonly Diagnostic[]): CountedNetwork {
  return {
    kind: "none",
    reason: reasonOf(diagnostics),
    fault: diagnostics.find((each) => each.severity === "error"),
  };
}

/** Why a row cannot be predicted. */
export function reasonOf(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.find((each) => each.severity === "error")?.message ?? "it cannot be predicted";
}
