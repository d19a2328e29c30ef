import { type Diagnostic, diagnostic, type PhaseResult } from "../core/diagnostic.ts";
import { nearestNames } from "../core/suggest.ts";
import type { DataType } from "../cost/index.ts";
import { type CoreProfile, type RuntimeProfile, resolveRuntime } from "../hardware/index.ts";
import { hardwareFiles, profileNames } from "../shipped/index.ts";
import { findProfile } from "./profile.ts";
import type { TimingRequest } from "./timing-options.ts";

/** The runtime that stands for the plain roofline. */
export const noRuntime = "none";

/** The runtime that is named, or a file of one; unless given, the newest shipped one with loops for the core and the data type. */
export function runtimeOf(
  { runtime, isa }: TimingRequest,
  core: CoreProfile,
  dtype: DataType,
): PhaseResult<RuntimeProfile> {
  if (runtime !== undefined) {
    const found = findProfile(runtime, ["runtimes"]);
    if (!("fault" in found))
      return "name" in found.value ? shippedRuntime(found.value.name) : resolveRuntime(found.value, hardwareFiles);
    const isFile = /[\\/]|\.ya?ml$/i.test(runtime);
    return {
      value: undefined,
      diagnostics: [
        isFile ? found.fault : unknownProfileName("runtime", runtime, [...profileNames("runtimes"), noRuntime]),
      ],
    };
  }
  const all = profileNames("runtimes").map(shippedRuntime);
  const isas = isa === undefined ? core.instructionSets : [isa];
  const suited = all.flatMap(({ value }) =>
    value !== undefined && isas.some((each) => value.loops.has(`${each}-${dtype}`)) ? [value] : [],
  );
  const newest = suited.reduce<RuntimeProfile | undefined>(
    (best, each) => (best === undefined || each.vintage > best.vintage ? each : best),
    undefined,
  );
  if (newest !== undefined) return { value: newest, diagnostics: [] };
  const facts = { core: core.name, dtype, isas };
  return { value: undefined, diagnostics: [diagnostic("runtime/none", facts, undefined)] };
}

const readRuntimes = new Map<string, PhaseResult<RuntimeProfile>>();

/** A shipped runtime; each is read once. */
function shippedRuntime(name: string): PhaseResult<RuntimeProfile> {
  const runtime = readRuntimes.get(name) ?? resolveRuntime({ kind: "runtime", name }, hardwareFiles);
  readRuntimes.set(name, runtime);
  return runtime;
}

/** The fault of a name that no profile has. */
export function unknownProfileName(kind: string, name: string, names: readonly string[]): Diagnostic {
  const facts = { kind, name, nearest: nearestNames(name, names), known: names.join(", ") };
  const hint = kind === "runtime" ? { hint: `\`${noRuntime}\` is the plain roofline` } : {};
  return diagnostic("hardware/unknown", facts, undefined, hint);
}
